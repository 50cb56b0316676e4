/** What a visitor can choose, each kept in a cookie of that name; the first is the default. */
export const PREFERENCES = {
  theme: ["system", "light", "dark"],
  locale: ["en", "ja"],
  shortcuts: ["on", "off"],
  scale: ["linear", "log", "own"],
  /** Whose clock times are told by. */
  zone: ["browser", "utc", "server"],
  /** The charts over the list of boots, shown or folded. */
  charts: ["open", "closed"],
} as const;

export type PreferenceName = keyof typeof PREFERENCES;
export type Preference<Name extends PreferenceName> = (typeof PREFERENCES)[Name][number];

export const isPreferenceName = (name: string): name is PreferenceName => Object.hasOwn(PREFERENCES, name);

/** A cookie's value if it is a known choice. */
export const preferenceOf = <Name extends PreferenceName>(
  name: Name,
  value: string | undefined,
): Preference<Name> | undefined =>
  (PREFERENCES[name] as readonly Preference<Name>[]).find((choice) => choice === value);

/** The cookie in which the browser says its zone. */
export const BROWSER_ZONE = "browser-zone";

const isZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

/** The server is this machine, mostly: its time zone is the reader's. Looked up once: that takes as long as a question. */
let serverZone: string | undefined;

/** The zone a visitor chose: the browser's own as far as it said it, else that of the server. */
export function timeZoneOf(chosen: string | undefined, browsers: string | undefined): string {
  const choice = preferenceOf("zone", chosen) ?? "browser";
  if (choice === "utc") return "UTC";
  if (choice === "browser" && browsers !== undefined && browsers.length <= 64 && isZone(browsers))
    return browsers;
  return (serverZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/** The first language of an Accept-Language header that we speak. Weights are in order in every browser. */
export const localeOf = (acceptLanguage: string | null): Preference<"locale"> => {
  const wanted = (acceptLanguage ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return (
    PREFERENCES.locale.find((locale) => locale === wanted.find((each) => preferenceOf("locale", each))) ??
    "en"
  );
};
