import { formatDuration, localSizeText } from "@hacotaki/core";
import type { Unit } from "./hour-series.ts";

/** A figure of the charts in words: counts below ten with a digit after the point. */
export function hourText(value: number, unit: Unit, locale: string): string {
  switch (unit) {
    case "count":
      return value.toLocaleString(locale, { maximumFractionDigits: value < 10 ? 1 : 0 });
    case "duration":
      return formatDuration(BigInt(Math.round(value)));
    case "share":
      return value.toLocaleString(locale, { style: "percent", maximumFractionDigits: value < 0.1 ? 1 : 0 });
    case "bytes":
      return localSizeText(value, locale);
  }
}
