import { dateTimeFormat } from "./format.ts";

const MS_NS = 1_000_000n;
const MINUTE_MS = 60_000;

/** How far a zone's clocks are ahead of UTC at a moment, ms. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = dateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(atMs);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0", seconds = "0"] =
    /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name) ?? [];
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -ms : ms;
}

/** What a zone's clocks show at a moment, as the ms at which those of UTC show it: whole minutes apart. */
export function localMs(atMs: number, timeZone: string): number {
  // Zones once differed from UTC by seconds, which no written offset can say: whole minutes are exact both ways.
  return atMs + Math.trunc(zoneOffsetMs(atMs, timeZone) / MINUTE_MS) * MINUTE_MS;
}

/** The moment at which a zone's clocks show what those of UTC show at `local` ms; the earlier where they show it twice. */
export function momentOf(local: number, timeZone: string): number {
  const before = local - (localMs(local - 86_400_000, timeZone) - (local - 86_400_000));
  if (localMs(before, timeZone) === local) return before;
  return local - (localMs(before, timeZone) - before);
}

/** A zone's distance from UTC at a moment: "Z", "+09:00", "-02:30". */
export function offsetText(atMs: number, timeZone: string): string {
  const minutes = (localMs(atMs, timeZone) - atMs) / MINUTE_MS;
  const two = (n: number) => n.toString().padStart(2, "0");
  const size = Math.abs(minutes);
  return minutes === 0 ? "Z" : `${minutes < 0 ? "-" : "+"}${two(Math.trunc(size / 60))}:${two(size % 60)}`;
}

/** UTC ns as the clocks of a zone show it, exactly, without the zone: "2026-01-31 21:00:00.5". */
export function localText(ns: bigint, timeZone: string): string {
  const local = new Date(localMs(Number(ns / MS_NS), timeZone)).toISOString().slice(0, 19).replace("T", " ");
  const fraction = (ns % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return fraction === "" ? local : `${local}.${fraction}`;
}
