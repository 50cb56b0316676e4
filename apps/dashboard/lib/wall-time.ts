import { formatWallTime, type WallTimeFormat } from "@hacotaki/core";

/** How this visitor reads dates; plain data, so that server and browser print the same. */
export type Dates = Pick<WallTimeFormat, "locale" | "timeZone">;

export const wallTimeText = (
  ns: bigint | undefined,
  dates: Dates,
  style: "full" | "time" | "date",
): string | undefined => (ns === undefined ? undefined : formatWallTime(ns, { ...dates, style }));
