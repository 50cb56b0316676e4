import { dateTimeFormat, formatWallTime, type WallTimeFormat } from "@hacotaki/core";

/** How this visitor reads dates; plain data, so that server and browser print the same. */
export type Dates = Pick<WallTimeFormat, "locale" | "timeZone">;

export const wallTimeText = (
  ns: bigint | undefined,
  dates: Dates,
  style: "full" | "time" | "date",
): string | undefined => (ns === undefined ? undefined : formatWallTime(ns, { ...dates, style }));

const MS_NS = 1_000_000n;

/** How far a zone's clocks are ahead of UTC at a moment, ms. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = dateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(atMs);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0", seconds = "0"] =
    /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name) ?? [];
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -ms : ms;
}

/** UTC ns as a person of that zone writes it, exactly, and so that it can be read back: "2026-01-31 21:00:00+09:00". */
export function zonedText(ns: bigint, timeZone: string): string {
  const ms = Number(ns / MS_NS);
  // Zones once differed from UTC by seconds, which no offset can say: whole minutes are exact for both.
  const offset = Math.trunc(zoneOffsetMs(ms, timeZone) / 60_000);
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19).replace("T", " ");
  const fraction = (ns % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  const two = (n: number) => n.toString().padStart(2, "0");
  const zone =
    offset === 0
      ? "Z"
      : `${offset < 0 ? "-" : "+"}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${local}${fraction === "" ? "" : `.${fraction}`}${zone}`;
}
