/** How durations and wall times are written in links and form fields: exactly, and each in one way only. */

const UNITS = [
  { suffix: "h", ns: 3_600_000_000_000n },
  { suffix: "min", ns: 60_000_000_000n },
  { suffix: "s", ns: 1_000_000_000n },
  { suffix: "ms", ns: 1_000_000n },
  { suffix: "us", ns: 1_000n },
  { suffix: "ns", ns: 1n },
] as const;
/** What a person may type for a unit, besides its suffix. */
const ALIASES: Readonly<Record<string, string>> = { µs: "us", μs: "us", m: "min" };
/** Units that a number may be written in: decimals of an hour are seldom exact. */
const WRITTEN = UNITS.filter(({ suffix }) => suffix !== "h" && suffix !== "min");

const DURATION = /^(\d{1,18})(?:\.(\d{1,18}))? ?([a-zµμ]{0,3})$/i;
/** What SQLite's integers hold. */
const MAX_NS = 2n ** 63n - 1n;

/**
 * "20ms", "1.5s", "300 µs" in ns. A bare number counts in `bare`, and is none where that is not given. Undefined when it
 * is no duration, or finer than a nanosecond.
 */
export function parseDurationText(given: string, bare?: "ms" | "s"): bigint | undefined {
  const match = DURATION.exec(given.trim());
  const [, whole, fraction = "", name] = match ?? [];
  if (whole === undefined || name === undefined) return undefined;
  const lower = name === "" ? bare : name.toLowerCase();
  if (lower === undefined) return undefined;
  const unit = UNITS.find(({ suffix }) => suffix === (ALIASES[lower] ?? lower));
  if (unit === undefined) return undefined;
  const scaled = BigInt(whole + fraction) * unit.ns;
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled % divisor !== 0n) return undefined;
  const ns = scaled / divisor;
  return ns <= MAX_NS ? ns : undefined;
}

/** A duration of a form's field, where a bare number is of milliseconds: "200". */
export const parseDurationField = (given: string): bigint | undefined => parseDurationText(given, "ms");

/** A duration of 0 or more in the largest unit up to seconds that leaves at least 1, with every nanosecond: "1.5s". */
export function durationText(ns: bigint): string {
  const unit = WRITTEN.find((each) => ns >= each.ns) ?? { suffix: "ns", ns: 1n };
  const decimals = unit.ns.toString().length - 1;
  const fraction = (ns % unit.ns).toString().padStart(decimals, "0").replace(/0+$/, "");
  return `${ns / unit.ns}${decimals === 0 || fraction === "" ? "" : `.${fraction}`}${unit.suffix}`;
}

const WALL_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d{2}:?\d{2})$/i;
const MS_NS = 1_000_000n;
const MINUTE_NS = 60_000_000_000n;

function offsetNs(zone: string): bigint | undefined {
  if (zone.toUpperCase() === "Z") return 0n;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  const ns = BigInt(hours * 60 + minutes) * MINUTE_NS;
  return zone.startsWith("-") ? -ns : ns;
}

/** An ISO 8601 date and time with its zone, to the nanosecond, as UTC ns. A day that is not in the calendar is none. */
export function parseWallTimeText(given: string): bigint | undefined {
  const match = WALL_TIME.exec(given.trim());
  const [, day, minute = "00:00", second = "00", fraction = "", zone] = match ?? [];
  if (day === undefined || zone === undefined) return undefined;
  const offset = offsetNs(zone);
  const text = `${day}T${minute}:${second}`;
  const ms = Date.parse(`${text}Z`);
  // Dates such as February 30 are taken for March by some readers.
  if (offset === undefined || Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text))
    return undefined;
  const ns = BigInt(ms) * MS_NS + BigInt(fraction.padEnd(9, "0")) - offset;
  return ns >= 0n && ns <= MAX_NS ? ns : undefined;
}

/** UTC ns as "2026-01-31T12:00:00.5Z": seconds always, no more of their fraction than there is. */
export function wallTimeLink(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = (ns % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return `${seconds}${fraction === "" ? "" : `.${fraction}`}Z`;
}
