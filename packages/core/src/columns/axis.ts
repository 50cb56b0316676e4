import { floatOf, LOWER_BITS, UPPERS } from "../statistics/float-bits.ts";
import type { DurationAxis } from "../statistics/population.ts";

/** A step of 1, 2 or 5 times a power of ten, no smaller than asked. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10);
}

const S = 1e9;
const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_419_200,
].map((seconds) => seconds * S);
/** Share of an axis that each end may be padded by. */
const PADDING = 1 / 20;

/** A stretch of wall time, UTC ns, widened to whole steps. */
export function niceTimes(from: number, to: number): { readonly since: bigint; readonly until: bigint } {
  const least = (to - from) * PADDING;
  const step = BigInt(
    least === 0
      ? 60 * S
      : least <= S
        ? Math.max(1, niceStep(least))
        : (TIME_STEPS.find((each) => each >= least) ?? niceStep(least)),
  );
  const since = BigInt(Math.floor(from)) / step;
  const until = BigInt(Math.ceil(to)) / step;
  return { since: since * step, until: (until + 1n) * step };
}

const MANTISSAS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
function logFloor(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (MANTISSAS.findLast((each) => each * power <= value) ?? 1);
}
function logCeil(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (MANTISSAS.find((each) => each * power >= value) ?? 10);
}

/** Durations, ns, widened to round numbers; never an empty range. */
export function niceDurations(
  from: number,
  to: number,
  axis: DurationAxis,
): { readonly min: number; readonly max: number } {
  if (axis === "log") {
    const min = logFloor(Math.max(1, from));
    const max = logCeil(Math.max(1, to));
    return max > min ? { min, max } : { min: min / 2, max: min * 2 };
  }
  const step = to > from ? niceStep((to - from) * PADDING) : niceStep(Math.max(1, to / 10));
  const min = Math.max(0, Math.floor(from / step) * step);
  const max = Math.ceil(to / step) * step;
  return max > min ? { min, max } : { min: Math.max(0, min - step), max: min + step };
}

/** Places on an axis, 0 to 1; beyond it for what is not on it. A duration of 0 ns has no logarithm: it stands at 1 ns. */
export function durationScale(min: number, max: number, axis: DurationAxis): (ns: number) => number {
  if (axis === "linear") return (ns) => (ns - min) / (max - min);
  const low = Math.log(Math.max(min, 0.5));
  const range = Math.log(max) - low;
  return (ns) => (Math.log(Math.max(1, ns)) - low) / range;
}

/** Edges of bins that are evenly spaced on the axis. */
export function binEdges(min: number, max: number, axis: DurationAxis, bins: number): number[] {
  const at = (share: number) =>
    axis === "linear" ? min + (max - min) * share : Math.exp(Math.log(min) + Math.log(max / min) * share);
  return Array.from({ length: bins + 1 }, (_, n) => (n === 0 ? min : n === bins ? max : at(n / bins)));
}

const OUTSIDE = -1;
/** Floats with the same upper bits fall into several bins, or beyond the axis. */
const UNDECIDED = -2;
const UNKNOWN = -3;

/**
 * Bins of many durations, by the bits of their floats; -1 beyond the axis. Logarithms are taken of those alone whose
 * upper bits do not tell.
 */
export function floatBins(
  place: (ns: number) => number,
  bins: number,
): (values: Float32Array, bits: Uint32Array, row: number) => number {
  const binAt = (bits: number) => binOf(place(floatOf(bits)), bins) ?? OUTSIDE;
  // Durations are positive, and finite.
  const known = new Int16Array(UPPERS).fill(UNKNOWN);
  function decide(upper: number): number {
    const first = binAt((upper << LOWER_BITS) >>> 0);
    const last = binAt(((upper << LOWER_BITS) | 0xffff) >>> 0);
    return (known[upper] = first === last && first !== OUTSIDE ? first : UNDECIDED);
  }
  return (values, bits, row) => {
    const upper = (bits[row] ?? 0) >>> LOWER_BITS;
    let bin = known[upper] ?? UNDECIDED;
    if (bin === UNKNOWN) bin = decide(upper);
    return bin === UNDECIDED ? (binOf(place(values[row] ?? 0), bins) ?? OUTSIDE) : bin;
  };
}

/**
 * Where each of the bins begins, as the least float32 in it; and behind them the least that is beyond the axis. For
 * whoever sorts durations into bins by comparing them alone. Ascending: a bin that no float is in begins with the next.
 */
export function binFloors(place: (ns: number) => number, bins: number): readonly number[] {
  return Array.from({ length: bins + 1 }, (_, bin) => {
    let [least, most] = [0, 0x7f7f_ffff];
    while (least < most) {
      const middle = (least + most) >>> 1;
      const at = place(floatOf(middle));
      if (bin === bins ? at > 1 : at * bins >= bin) most = middle;
      else least = middle + 1;
    }
    return floatOf(least);
  });
}

/** The bin of a place from 0 to 1, the last one with its end; undefined beyond the axis. */
export const binOf = (place: number, bins: number): number | undefined =>
  place >= 0 && place <= 1 ? Math.min(bins - 1, Math.floor(place * bins)) : undefined;
