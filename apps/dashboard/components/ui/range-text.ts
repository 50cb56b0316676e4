import { timeRangeText, utcNow, wordsOf, type TimeRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { TIME_PRESETS } from "./time-presets.ts";
import { zoneText, type Dates } from "../../i18n/wall-time.ts";

/** A range in a visitor's words and zone: "Last 6 h", "2026-11-28 14:00 – 14:30 UTC+09:00"; undefined for all of time. */
export function useRangeText(range: TimeRange, dates: Dates): string | undefined {
  const t = useTranslations("time");
  const words = wordsOf(range);
  const preset = TIME_PRESETS.find((each) => each === words);
  if (preset !== undefined) return t(`preset.${preset}`);
  const text = timeRangeText(range, { now: utcNow(), timeZone: dates.timeZone });
  if (text === "") return undefined;
  return words === undefined ? `${text} ${zoneText(range.since ?? range.until ?? 0n, dates.timeZone)}` : text;
}
