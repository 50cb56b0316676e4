import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { BROWSER_ZONE, localeOf, preferenceOf, timeZoneOf } from "./preferences.ts";
import { compiledMessages } from "./compiled.ts";

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = preferenceOf("locale", jar.get("locale")?.value) ?? localeOf(head.get("accept-language"));
  const { default: messages } = locale === "ja" ? await import("./ja.ts") : await import("./en.ts");
  const timeZone = timeZoneOf(jar.get("zone")?.value, jar.get(BROWSER_ZONE)?.value);
  return { locale, messages: compiledMessages(messages), timeZone };
});
