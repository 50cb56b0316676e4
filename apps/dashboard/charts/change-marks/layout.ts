import { timeFraction, type TimeRange } from "../time-axis/layout.ts";

/** Changes at one place of a chart, by their numbers. `x` is a fraction of its width. */
export type ChangeMark = { readonly x: number; readonly first: number; readonly last: number };

/** Marks closer than this would hide each other's numbers. */
const APART = 0.025;

/** Instants ascend, and are numbered from 1; those beyond the range keep their numbers and get no mark. */
export function layoutChangeMarks(instants: readonly bigint[], range: TimeRange): readonly ChangeMark[] {
  const marks: ChangeMark[] = [];
  for (const [place, at] of instants.entries()) {
    const x = timeFraction(range, at);
    if (x < 0 || x > 1) continue;
    const number = place + 1;
    const previous = marks.at(-1);
    if (previous !== undefined && x - previous.x < APART && previous.last === number - 1)
      marks.splice(-1, 1, { ...previous, last: number });
    else marks.push({ x, first: number, last: number });
  }
  return marks;
}
