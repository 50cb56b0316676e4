import { getLocale, getTimeZone } from "next-intl/server";
import type { Dates } from "./wall-time.ts";

export async function visitorDates(): Promise<Dates> {
  const [locale, timeZone] = await Promise.all([getLocale(), getTimeZone()]);
  return { locale, timeZone };
}
