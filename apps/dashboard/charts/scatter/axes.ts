import { dateTimeFormat, durationText, zoneOffsetMs, type Overview } from "@hacotaki/core";
import type { Dates } from "../../i18n/wall-time.ts";

export type Domain = NonNullable<Overview["domain"]>;
export type Axis = "log" | "linear";

/** Fractions of the chart: 0 is the earliest moment, and the longest duration is at the top. */
export const timeFraction = (ns: bigint, { since, until }: Domain) =>
  Number(ns - since) / Math.max(1, Number(until - since));

export function durationFraction(ns: number, { min, max }: Domain, axis: Axis): number {
  if (axis === "linear") return (max - ns) / (max - min);
  const low = Math.log(Math.max(min, 0.5));
  return 1 - (Math.log(Math.max(ns, 0.5)) - low) / (Math.log(max) - low);
}

/** Whole milliseconds: what a pointer meant. */
export function timeAt(x: number, { since, until }: Domain): bigint {
  const length = until - since;
  const ns = since + (length * BigInt(Math.round(x * 1e9))) / 1_000_000_000n;
  const step = length > 100_000_000_000n ? 1_000_000_000n : 1_000_000n;
  return ((ns + step / 2n) / step) * step;
}

/** In three significant digits: what a pointer meant. */
export function durationAt(y: number, { min, max }: Domain, axis: Axis): bigint {
  const low = Math.log(Math.max(min, 0.5));
  const ns = axis === "linear" ? max - y * (max - min) : Math.exp(low + (1 - y) * (Math.log(max) - low));
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, ns))) - 2);
  return BigInt(Math.round(Math.max(0, ns) / power)) * BigInt(power);
}

export type AxisTick = { readonly at: number; readonly label: string };

/** A round duration of an axis. */
export const durationLabel = (ns: number) =>
  ns === 0
    ? "0"
    : durationText(BigInt(Math.round(ns))).replace(/[a-z]+$/, (unit) => ` ${unit.replace("us", "µs")}`);

/** Labels of durations, 1-2-5, as close as `least` (a fraction of the height) lets them be. */
export function durationTicks(domain: Domain, axis: Axis, least: number): readonly AxisTick[] {
  const { min, max } = domain;
  if (axis === "linear") {
    const rough = (max - min) * least;
    const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
    const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
    const first = Math.ceil(min / step);
    return Array.from(
      { length: Math.floor(max / step + 1e-9) - first + 1 },
      (_, n) => (first + n) * step,
    ).map((ns) => ({
      at: durationFraction(ns, domain, axis),
      label: durationLabel(ns),
    }));
  }
  const decades = Math.log10(max / Math.max(min, 0.5));
  const factors = least <= 0.31 / Math.max(decades, 0.001) ? [1, 2, 5] : [1];
  const stride = factors.length === 3 ? 1 : Math.max(1, Math.ceil(decades * least));
  const found: AxisTick[] = [];
  for (let power = Math.floor(Math.log10(Math.max(min, 0.5))); 10 ** power <= max * 1.0001; power++)
    if (power % stride === 0)
      for (const factor of factors) {
        const ns = factor * 10 ** power;
        if (ns >= min * 0.9999 && ns <= max * 1.0001)
          found.push({ at: durationFraction(ns, domain, axis), label: durationLabel(ns) });
      }
  return found;
}

const S = 1000;
const DAY = 86_400 * S;
/** Steps people count time in, ms. */
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  S,
  2 * S,
  5 * S,
  10 * S,
  15 * S,
  30 * S,
  60 * S,
  120 * S,
  300 * S,
  600 * S,
  900 * S,
  1800 * S,
  3600 * S,
  7200 * S,
  10_800 * S,
  21_600 * S,
  43_200 * S,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
];
/** Beyond those: months, which are not of one length. */
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const MONTH = 30.4 * DAY;

/** Firsts of months, of which one and its year tell enough; of January where only years are told. */
function monthTicks({ locale, timeZone }: Dates, from: number, to: number, least: number) {
  const step = MONTHS.find((each) => each * MONTH >= (to - from) * least) ?? 1200;
  const format = dateTimeFormat(locale, {
    timeZone,
    year: "numeric",
    ...(step % 12 === 0 ? {} : { month: "short" }),
  });
  const found: AxisTick[] = [];
  const begin = new Date(from + zoneOffsetMs(from, timeZone));
  const first = Math.floor((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / step) * step;
  for (let month = first; ; month += step) {
    const local = Date.UTC(Math.floor(month / 12), month % 12);
    const ms = local - zoneOffsetMs(local, timeZone);
    if (ms > to) return found;
    if (ms >= from) found.push({ at: (ms - from) / Math.max(1, to - from), label: format.format(ms) });
  }
}

/** Labels of wall times at round local times of the visitor's zone; a day's first says the day. */
export function timeTicks(domain: Domain, { locale, timeZone }: Dates, least: number): readonly AxisTick[] {
  const from = Number(domain.since / 1_000_000n);
  const to = Number(domain.until / 1_000_000n);
  const step = STEPS.find((each) => each >= (to - from) * least);
  if (step === undefined) return monthTicks({ locale, timeZone }, from, to, least);
  const clock = dateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(step < 60 * S ? { second: "2-digit" } : {}),
    ...(step < S ? { fractionalSecondDigits: 3 } : {}),
  });
  const day = dateTimeFormat(locale, { timeZone, month: "short", day: "numeric" });
  const found: AxisTick[] = [];
  let told = "";
  for (let local = Math.ceil((from + zoneOffsetMs(from, timeZone)) / step) * step; ; local += step) {
    const ms = local - zoneOffsetMs(local - zoneOffsetMs(local, timeZone), timeZone);
    if (ms > to) return found;
    if (ms < from) continue;
    const today = day.format(ms);
    const label = step >= DAY ? today : today === told ? clock.format(ms) : `${today} ${clock.format(ms)}`;
    told = today;
    found.push({ at: (ms - from) / Math.max(1, to - from), label });
  }
}
