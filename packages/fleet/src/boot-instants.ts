import type { Boot } from "@hacotaki/core";

/** ns from the boot's start; undefined: nobody saw it. */
type Offset = number | undefined;

/** What a row tells of when anything of its boot was: offsets, and spans by gaps and lengths. */
export type RowTimes = {
  /** Of exits: the boot's, and its processes'. */
  readonly exits: readonly Offset[];
  /** Of all else. */
  readonly offsets: readonly Offset[];
  readonly gaps: readonly number[];
  readonly lengths: readonly Offset[];
};

/** As a row has them: numbers, which may be rounded where they are not safe. */
export function timesOf({ startAt, upAt, endAt, exitAt, readyAt, processes, spans }: Boot): RowTimes {
  const since = (at: bigint | undefined) => (at === undefined ? undefined : Number(at - startAt));
  const lengths = spans.map((span) =>
    span.state === "open" ? undefined : Number(span.endAt - span.startAt),
  );
  let end = 0;
  return {
    exits: [since(exitAt), ...processes.map((each) => since(each.exitAt))],
    offsets: [since(upAt), since(endAt), since(readyAt), ...processes.map((each) => since(each.startAt))],
    gaps: spans.map((span, place) => {
      const offset = Number(span.startAt - startAt);
      const gap = offset - end;
      end = offset + (lengths[place] ?? 0);
      return gap;
    }),
    lengths,
  };
}

/**
 * Offsets by which events beside the boot are told: they ascend, each once. Undefined where they are not all safe integers:
 * a hostile import says anything.
 */
export function knownOffsets({ exits, offsets, gaps, lengths }: RowTimes): Float64Array | undefined {
  const all = new Float64Array(1 + exits.length + offsets.length + 2 * gaps.length);
  let count = 1;
  let isSafe = true;
  const add = (offset: Offset) => {
    if (offset === undefined) return;
    isSafe &&= Number.isSafeInteger(offset);
    all[count++] = offset;
  };
  exits.forEach(add);
  offsets.forEach(add);
  let end = 0;
  for (let place = 0; place < gaps.length; place++) {
    add((end += gaps[place] ?? 0));
    add((end += lengths[place] ?? 0));
  }
  if (!isSafe) return undefined;
  const sorted = all.subarray(0, count).sort();
  let kept = 1;
  for (let place = 1; place < count; place++)
    if (sorted[place] !== sorted[place - 1]) sorted[kept++] = sorted[place] ?? 0;
  return sorted.subarray(0, kept);
}

/** Of the last exit; 0 where there is none. */
export const lastOffset = ({ exits }: RowTimes): number =>
  exits.reduce<number>((last, exit) => (exit !== undefined && exit > last ? exit : last), 0);
