import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { localeOf, preferenceOf } from "./preferences.ts";
import { compiledMessages } from "./compiled.ts";

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = preferenceOf("locale", jar.get("locale")?.value) ?? localeOf(head.get("accept-language"));
  const { default: messages } = locale === "ja" ? await import("./ja.ts") : await import("./en.ts");
  // The server is this machine: its time zone is the reader's.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { locale, messages: compiledMessages(messages), timeZone };
});
