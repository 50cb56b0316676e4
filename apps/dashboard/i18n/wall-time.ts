import { formatWallTime, localText, offsetText, type WallTimeFormat } from "@hacotaki/core";

/** How this visitor reads dates; plain data, so that server and browser print the same. */
export type Dates = Pick<WallTimeFormat, "locale" | "timeZone">;

export const wallTimeText = (
  ns: bigint | undefined,
  dates: Dates,
  style: "full" | "time" | "date",
): string | undefined => (ns === undefined ? undefined : formatWallTime(ns, { ...dates, style }));

const MS_NS = 1_000_000n;

/** UTC ns as a person of that zone writes it, exactly, and so that it can be read back: "2026-01-31 21:00:00+09:00". */
export const zonedText = (ns: bigint, timeZone: string): string =>
  `${localText(ns, timeZone)}${offsetText(Number(ns / MS_NS), timeZone)}`;
