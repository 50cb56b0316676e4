import type { Mark } from "./boot.ts";
import { LANES, type Lane } from "./phase.ts";
import { instant, type Instant } from "./time.ts";

/** So many marks are drawn one by one; of more, how many lie where. */
export const MARKS_DRAWN = 300;
/** A stretch of time is cut into so many parts at most to count what lies where: more cannot be told apart on a screen. */
export const MARK_BINS = 400;

/** How many marks of one lane lie in a stretch of time. */
export type MarkBin = {
  readonly lane: Lane;
  readonly startAt: Instant;
  /** The first instant that is not in it. */
  readonly endAt: Instant;
  readonly count: number;
};

/** All marks of a boot as they are drawn: `total` is that of `marks` and of what `bins` count together. */
export type DrawnMarks = {
  readonly total: number;
  readonly marks: readonly Mark[];
  readonly bins: readonly MarkBin[];
};

/** A stretch of time; `to` is not in it. */
export type Stretch = { readonly from: bigint; readonly to: bigint };

/** The shortest power of two, in ns, of which no more than `MARK_BINS` cover a stretch of that length. */
export function binWidth(lengthNs: bigint): bigint {
  let width = 1n;
  while (width * BigInt(MARK_BINS - 1) < lengthNs) width *= 2n;
  return width;
}

const floorTo = (at: bigint, width: bigint) => at - (((at % width) + width) % width);

/** A stretch cut at whole multiples of a power of two, so that neighbouring stretches are cut alike. */
export function cutUp({ from, to }: Stretch): Stretch[] {
  const width = binWidth(to - from);
  const parts: Stretch[] = [];
  for (let at = from; at < to; ) {
    const end = floorTo(at, width) + width;
    parts.push({ from: at, to: end < to ? end : to });
    at = end;
  }
  return parts;
}

/** Marks that are at hand, in any number, as they are drawn over a stretch of time. */
export function drawnMarks(marks: readonly Mark[], stretch?: Stretch): DrawnMarks {
  if (marks.length <= MARKS_DRAWN) return { total: marks.length, marks, bins: [] };
  const first = marks.reduce((least, { at }) => (at < least ? at : least), marks[0]?.at ?? 0n);
  const last = marks.reduce((most, { at }) => (at > most ? at : most), first);
  const { from, to } = stretch ?? { from: first, to: last + 1n };
  const parts = [
    ...(first < from ? [{ from: first, to: from }] : []),
    ...cutUp({ from, to }),
    ...(last >= to ? [{ from: to, to: last + 1n }] : []),
  ];
  const bins = LANES.flatMap((lane) => {
    const counts = new Map<number, number>();
    for (const mark of marks) {
      if (mark.lane !== lane) continue;
      const place = placeOf(parts, mark.at);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    return [...counts]
      .sort(([a], [b]) => a - b)
      .flatMap(([place, count]): MarkBin[] => {
        const part = parts[place];
        return part ? [{ lane, startAt: instant(part.from), endAt: instant(part.to), count }] : [];
      });
  });
  return { total: marks.length, marks: [], bins };
}

/** Which of the parts, which follow one another, holds an instant. */
function placeOf(parts: readonly Stretch[], at: bigint): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.from ?? 0n) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** As many of the drawn marks as lie on a lane. */
export const countOn = (lane: Lane, { marks, bins }: Pick<DrawnMarks, "marks" | "bins">): number =>
  marks.filter((mark) => mark.lane === lane).length +
  bins.reduce((sum, bin) => (bin.lane === lane ? sum + bin.count : sum), 0);
