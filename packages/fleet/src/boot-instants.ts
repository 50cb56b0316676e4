import type { Boot } from "@hacotaki/core";

/** ns from the boot's start: a number where that is exact, as nearly always; undefined: nobody saw it. */
type Known = number | bigint;
type Offset = Known | undefined;

/** What a row tells of when anything of its boot was: offsets, and spans by gaps and lengths. */
export type RowTimes = {
  readonly up: Offset;
  readonly end: Offset;
  readonly exit: Offset;
  readonly ready: Offset;
  /** Of processes, in their order. */
  readonly starts: readonly Known[];
  readonly exits: readonly Offset[];
  /** From the end of the span before, which is mostly nothing. */
  readonly gaps: readonly Known[];
  /** Undefined while a span is open. */
  readonly lengths: readonly Offset[];
};

const asNumber = (ns: bigint): Known => {
  const near = Number(ns);
  return Number.isSafeInteger(near) ? near : ns;
};
const minus = (a: Known, b: Known): Known => {
  if (typeof a === "number" && typeof b === "number") {
    const near = a - b;
    if (Number.isSafeInteger(near)) return near;
  }
  return asNumber(BigInt(a) - BigInt(b));
};

/** In numbers wherever they are exact: a boot has a hundred instants, and every bigint is an object. */
export function timesOf({ startAt, upAt, endAt, exitAt, readyAt, processes, spans }: Boot): RowTimes {
  const start = asNumber(startAt);
  const since = (at: bigint): Known => minus(asNumber(at), start);
  const optional = (at: bigint | undefined): Offset => (at === undefined ? undefined : since(at));
  const [gaps, lengths]: [Known[], Offset[]] = [[], []];
  let end: Known = 0;
  for (const span of spans) {
    const offset = since(span.startAt);
    gaps.push(minus(offset, end));
    const endOffset: Offset = span.state === "open" ? undefined : since(span.endAt);
    lengths.push(endOffset === undefined ? undefined : minus(endOffset, offset));
    end = endOffset ?? offset;
  }
  return {
    ...{ up: optional(upAt), end: optional(endAt), exit: optional(exitAt), ready: optional(readyAt) },
    starts: processes.map((each) => since(each.startAt)),
    exits: processes.map((each) => optional(each.exitAt)),
    gaps,
    lengths,
  };
}

/**
 * Offsets by which events beside the boot are told: they ascend, each once. Undefined where they are not all safe integers:
 * a hostile import says anything.
 */
export function knownOffsets(times: RowTimes): Float64Array | undefined {
  const { up, end, exit, ready, starts, exits, gaps, lengths } = times;
  const all = new Float64Array(5 + starts.length + exits.length + 2 * gaps.length);
  let count = 1;
  let isSafe = true;
  const add = (offset: Offset) => {
    if (offset === undefined) return;
    if (typeof offset === "number" && Number.isSafeInteger(offset)) all[count++] = offset;
    else isSafe = false;
  };
  for (const each of [up, end, exit, ready]) add(each);
  for (const each of starts) add(each);
  for (const each of exits) add(each);
  let at = 0;
  for (let place = 0; place < gaps.length; place++) {
    add((at += Number(gaps[place] ?? 0)));
    add((at += Number(lengths[place] ?? 0)));
  }
  if (!isSafe) return undefined;
  const sorted = all.subarray(0, count).sort();
  let kept = 1;
  for (let place = 1; place < count; place++)
    if (sorted[place] !== sorted[place - 1]) sorted[kept++] = sorted[place] ?? 0;
  return sorted.subarray(0, kept);
}

/** Of the last exit; 0 where there is none. */
export function lastOffset({ exit, exits }: RowTimes): number {
  let last = Math.max(0, Number(exit ?? 0));
  for (const each of exits) if (each !== undefined && each > last) last = Number(each);
  return last;
}
