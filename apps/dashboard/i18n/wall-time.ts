import { dateTimeFormat, formatWallTime, type WallTimeFormat } from "@hacotaki/core";

/** How this visitor reads dates; plain data, so that server and browser print the same. */
export type Dates = Pick<WallTimeFormat, "locale" | "timeZone">;

export const wallTimeText = (
  ns: bigint | undefined,
  dates: Dates,
  style: NonNullable<WallTimeFormat["style"]>,
): string | undefined => (ns === undefined ? undefined : formatWallTime(ns, { ...dates, style }));

const MS_NS = 1_000_000n;

/** How far a visitor's clock is from UTC at a moment: "UTC", "UTC+9", "UTC-2:30". */
export function zoneText(ns: bigint, timeZone: string): string {
  const parts = dateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }).formatToParts(
    Number(ns / MS_NS),
  );
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
  return name.replace("GMT", "UTC").replace(/[+-]0$/, "");
}
