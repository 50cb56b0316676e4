/** What a visitor can choose, each kept in a cookie of that name; the first is the default. */
export const PREFERENCES = {
  theme: ["system", "light", "dark"],
  locale: ["en", "ja"],
  shortcuts: ["on", "off"],
  scale: ["linear", "log", "own"],
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

/** The first language of an Accept-Language header that we speak. Weights are in order in every browser. */
export const localeOf = (acceptLanguage: string | null): Preference<"locale"> => {
  const wanted = (acceptLanguage ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return (
    PREFERENCES.locale.find((locale) => locale === wanted.find((each) => preferenceOf("locale", each))) ??
    "en"
  );
};
