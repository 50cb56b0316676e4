import { pathEnd, type Boot, type Mark } from "../domain/boot.ts";
import type { MarkBin } from "../domain/marks.ts";
import type { ZoomRange } from "../domain/time.ts";

/** Room right of the last thing, for its label. */
const PADDING = 10n;
/** A range shorter than this shows less than the clock can tell apart. */
export const MIN_LENGTH_NS = 100n;
/**
 * A boot that takes longer than this to be ready would be a hair at the left; the ready line then waits outside. So does
 * what led to the boot, at the other side.
 */
const READY_WITHIN = 4n;

type Input = {
  readonly boot: Boot;
  readonly marks: readonly Mark[];
  readonly bins?: readonly MarkBin[];
  readonly nowNs: bigint | undefined;
};

const padded = (toNs: bigint, fromNs = 0n): ZoomRange => ({
  fromNs,
  toNs: toNs + ((toNs - fromNs) * PADDING) / 100n,
});
const longest = (...lengths: readonly bigint[]) =>
  lengths.reduce((max, each) => (each > max ? each : max), MIN_LENGTH_NS);
/** The latest of many, as an offset; 0 of none. */
const latest = <T>(all: readonly T[], offsetOf: (each: T) => bigint | undefined) =>
  all.reduce((max, each) => {
    const offset = offsetOf(each) ?? 0n;
    return offset > max ? offset : max;
  }, 0n);

/** End of what happened so far, as an offset from the boot's start. */
const lastKnown = ({ boot }: Pick<Input, "boot">): bigint =>
  latest(boot.spans, (span) => (span.state === "open" ? span.startAt : span.endAt) - boot.startAt);

/** Where what led to the boot begins, as an offset that is not positive: an engine's client was there before it. */
const leadOf = ({ boot }: Pick<Input, "boot">): bigint =>
  boot.spans.reduce((first, { startAt }) => {
    const offset = startAt - boot.startAt;
    return offset < first ? offset : first;
  }, 0n);

/** How far the boot itself reaches: to its end, and to ready if that is not much later. An offset, without any room. */
function bootEnd({ boot, nowNs }: Omit<Input, "marks" | "bins">): bigint {
  if (boot.outcome === "booting" && nowNs !== undefined) return longest(lastKnown({ boot }), nowNs);
  const end = pathEnd(boot);
  const path = end === undefined ? lastKnown({ boot }) : end - boot.startAt;
  const ready = boot.readyAt === undefined ? 0n : boot.readyAt - boot.startAt;
  return longest(path, ready <= path * READY_WITHIN ? ready : 0n);
}

/** How far everything reaches that is known to have happened: an offset, without any room. */
const wholeEnd = ({ boot, marks, bins = [], nowNs }: Input): bigint => {
  const isOpen = boot.outcome === "booting" || boot.spans.some((span) => span.state === "open");
  return longest(
    lastKnown({ boot }),
    latest(boot.processes, ({ exitAt }) => exitAt && exitAt - boot.startAt),
    latest(marks, ({ at }) => at - boot.startAt),
    latest(bins, ({ endAt }) => endAt - boot.startAt),
    ...(boot.readyAt === undefined ? [] : [boot.readyAt - boot.startAt]),
    ...(isOpen && nowNs !== undefined ? [nowNs] : []),
  );
};

/** Where the happening in a range ends: room for labels is none of it. */
export function happenedUntil(input: Input, { toNs }: ZoomRange): bigint {
  // While booting the range is ahead of what happens.
  if (input.boot.outcome === "booting" && input.nowNs !== undefined) {
    const soFar = bootEnd(input);
    return soFar < toNs ? soFar : toNs;
  }
  const ends = [bootEnd(input), wholeEnd(input)];
  const lead = leadOf(input);
  return ends.find((end) => padded(end, lead).toNs >= toNs) ?? toNs;
}

/**
 * What the page shows at first: the boot path, and the way to ready if that is not much longer. While booting the range
 * grows in steps, so that bars move only where something happens.
 */
export function bootExtent({ boot, nowNs }: Omit<Input, "marks" | "bins">): ZoomRange {
  if (boot.outcome === "booting" && nowNs !== undefined) {
    let toNs = longest(lastKnown({ boot }), 50_000_000n);
    while (toNs < nowNs) toNs = (toNs * 3n) / 2n;
    return padded(toNs);
  }
  const end = bootEnd({ boot, nowNs });
  const lead = leadOf({ boot });
  return padded(end, -lead <= end * READY_WITHIN ? lead : 0n);
}

/** Everything: the application's life, late marks, clean-up. */
export const wholeExtent = (input: Input): ZoomRange => padded(wholeEnd(input), leadOf(input));

/** A range inside the whole, never shorter than the clock can tell apart. */
export function clampRange(range: ZoomRange, whole: ZoomRange): ZoomRange {
  const limit = whole.toNs - whole.fromNs;
  const wanted = range.toNs - range.fromNs;
  const length = wanted < MIN_LENGTH_NS ? MIN_LENGTH_NS : wanted > limit ? limit : wanted;
  const latest = whole.toNs - length;
  const fromNs = range.fromNs < whole.fromNs ? whole.fromNs : range.fromNs > latest ? latest : range.fromNs;
  return { fromNs, toNs: fromNs + length };
}

/** Keeps the instant at `at` (a fraction of the range) where it is on the screen. `factor` < 1 zooms in. */
export function zoomAround({ fromNs, toNs }: ZoomRange, at: number, factor: number): ZoomRange {
  const length = Number(toNs - fromNs);
  const pivot = Number(fromNs) + length * at;
  const nextLength = Math.max(Number(MIN_LENGTH_NS), length * factor);
  const nextFrom = BigInt(Math.round(pivot - nextLength * at));
  return { fromNs: nextFrom, toNs: nextFrom + BigInt(Math.round(nextLength)) };
}

export const isSameRange = (a: ZoomRange | undefined, b: ZoomRange | undefined) =>
  a?.fromNs === b?.fromNs && a?.toNs === b?.toNs;

/** Whether everything in `inner` is in `outer`. */
export const isWithin = (inner: ZoomRange, outer: ZoomRange) =>
  inner.fromNs >= outer.fromNs && inner.toNs <= outer.toNs;

/** The instant at a fraction of a range. */
export const instantAt = ({ fromNs, toNs }: ZoomRange, fraction: number) =>
  fromNs + BigInt(Math.round(Number(toNs - fromNs) * fraction));

/** The part of a range between two fractions of it, in either order. */
export const partOf = (range: ZoomRange, a: number, b: number): ZoomRange => ({
  fromNs: instantAt(range, Math.min(a, b)),
  toNs: instantAt(range, Math.max(a, b)),
});

/** The same length around another instant. */
export function centred({ fromNs, toNs }: ZoomRange, at: bigint): ZoomRange {
  const from = at - (toNs - fromNs) / 2n;
  return { fromNs: from, toNs: from + (toNs - fromNs) };
}

/** Moves by a fraction of the range's own length. */
export function panBy({ fromNs, toNs }: ZoomRange, fraction: number): ZoomRange {
  const by = BigInt(Math.round(Number(toNs - fromNs) * fraction));
  return { fromNs: fromNs + by, toNs: toNs + by };
}
