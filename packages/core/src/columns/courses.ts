import { OUTCOMES } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { createOrdered, type Ordered } from "../statistics/ordered.ts";
import type { NamedCourse } from "../statistics/population.ts";
import { quantilesOf, type Sorted } from "../statistics/quantile.ts";
import { COUNTED, rowsUp } from "./populations.ts";
import type { GroupedColumn, RowListener, Table } from "./table.ts";
import { present } from "./values.ts";

/** Names whose courses are kept; of those beyond, the one that was asked for least recently is let go. */
const MAX_KEPT = 1_000;
/** Most stretches that are told of a name; there are more than half as many, unless it has few boots. */
export const MOST_STRETCHES = 24;
/** Boots of the courses that are made in one go, unasked. */
const PREPARED = 20_000;
/** Stretches are no shorter, ns: doubles of this century's wall times are 256 ns apart. */
const SHORTEST = 1_024;
const FAILED = OUTCOMES.indexOf("failed");

type Stretch = { n: number; failed: number; readonly durations: Ordered };
type Course = {
  /** Length of a stretch, ns. */
  readonly step: number;
  /** Wall times of the first and the last boot; one of them may have left. */
  first: number;
  last: number;
  isFirstGone: boolean;
  isLastGone: boolean;
  /** By the multiple of the step at which they begin; those without a boot are not there. */
  readonly stretches: Map<number, Stretch>;
};

/** The first and the last of the stretches from one wall time to another. */
const placesOf = (first: number, last: number, step: number) =>
  [Math.floor(first / step), Math.floor(last / step)] as const;

/** Wall times, doubles, of the first and the last boot. */
export type Extent = { readonly first: number; readonly last: number };

/** The shortest step, doubled from `SHORTEST` on, by which few enough stretches reach from first to last. */
export function stepOf({ first, last }: Extent): number {
  let step = SHORTEST;
  for (;;) {
    const [from, to] = placesOf(first, last, step);
    if (to - from < MOST_STRETCHES) return step;
    step *= 2;
  }
}

/** Counts a row in its stretch. */
function add({ wall, outcome, duration }: Table, course: Course, row: number): void {
  const place = Math.floor((wall[row] ?? 0) / course.step);
  let stretch = course.stretches.get(place);
  if (stretch === undefined) {
    stretch = { n: 0, failed: 0, durations: createOrdered(new Float32Array(0)) };
    course.stretches.set(place, stretch);
  }
  stretch.n++;
  const [state, ns] = [outcome[row] ?? 0, duration[row] ?? Number.NaN];
  if (state === FAILED) stretch.failed++;
  if (COUNTED[state] === 1 && !Number.isNaN(ns)) stretch.durations.add(ns);
}

function remove({ wall, outcome, duration }: Table, course: Course, row: number): void {
  const place = Math.floor((wall[row] ?? 0) / course.step);
  const stretch = course.stretches.get(place);
  if (stretch === undefined) return;
  if (--stretch.n === 0) course.stretches.delete(place);
  const [state, ns] = [outcome[row] ?? 0, duration[row] ?? Number.NaN];
  if (state === FAILED) stretch.failed--;
  if (COUNTED[state] === 1 && !Number.isNaN(ns)) stretch.durations.remove(ns);
}

/**
 * How boots of containers, or images, took over all of their time, in stretches that do not move as boots come: their edges are
 * multiples of a length that doubles as time goes by. So a boot changes the stretch that it is in, and no other.
 */
export type Courses = RowListener & {
  /** By name; none of one that has no boot of known time. */
  of(names: readonly string[]): NamedCourse[];
  /** Makes some before they are asked for; false once there is nothing left to do. */
  prepare(): boolean;
};

export function createCourses(table: () => Table, by: GroupedColumn): Courses {
  /** By the code of the name, least recently asked for first. */
  const kept = new Map<number, Course>();
  /** Of the names, the first that was not prepared. 0 stands for none. */
  let next = 1;

  function build(code: number): Course | undefined {
    const { groups, wall } = table();
    const rows = groups[by].of(code).filter((row) => !Number.isNaN(wall[row]));
    if (rows.length === 0) return undefined;
    let [first, last] = [Infinity, -Infinity];
    for (const row of rows) {
      const at = wall[row] ?? 0;
      if (at < first) first = at;
      if (at > last) last = at;
    }
    const step = stepOf({ first, last });
    const stretches = stretchesOf(table(), rows, step);
    return { step, first, last, isFirstGone: false, isLastGone: false, stretches };
  }

  function courseOf(code: number): Course | undefined {
    const known = kept.get(code);
    kept.delete(code);
    const isRight = known !== undefined && !known.isFirstGone && !known.isLastGone;
    const course = isRight ? known : build(code);
    if (course !== undefined) kept.set(code, course);
    for (const [oldest] of kept) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return course;
  }

  return {
    leaving(row) {
      const { codes, wall } = table();
      const course = kept.get(codes[by][row] ?? 0);
      const at = wall[row] ?? Number.NaN;
      if (course === undefined || Number.isNaN(at)) return;
      remove(table(), course, row);
      if (at === course.first) course.isFirstGone = true;
      if (at === course.last) course.isLastGone = true;
    },
    arrived(row) {
      const { codes, wall } = table();
      const code = codes[by][row] ?? 0;
      const course = kept.get(code);
      const at = wall[row] ?? Number.NaN;
      if (course === undefined || Number.isNaN(at)) return;
      if (at <= course.first) [course.first, course.isFirstGone] = [at, false];
      if (at >= course.last) [course.last, course.isLastGone] = [at, false];
      if (stepOf(course) === course.step) add(table(), course, row);
      else kept.delete(code);
    },
    of: (names) =>
      names.flatMap((name) => {
        const code = table().dictionaries[by].find(name);
        const course = code === undefined ? undefined : courseOf(code);
        return course === undefined ? [] : { name, stretches: told(course) };
      }),
    prepare() {
      const { groups, dictionaries } = table();
      const begun = next;
      for (let boots = 0; boots < PREPARED && next < dictionaries[by].size && kept.size < MAX_KEPT; next++) {
        if (!kept.has(next)) courseOf(next);
        boots += groups[by].of(next).length;
      }
      return next > begun;
    },
  };
}

/** What lies in each stretch, of rows with a wall time. */
function stretchesOf(
  { wall, outcome, duration }: Table,
  rows: Uint32Array,
  step: number,
): Course["stretches"] {
  const byPlace = new Map<number, number[]>();
  for (const row of rows) {
    const place = Math.floor((wall[row] ?? 0) / step);
    const inside = byPlace.get(place);
    if (inside === undefined) byPlace.set(place, [row]);
    else inside.push(row);
  }
  const stretches: Course["stretches"] = new Map();
  for (const [place, inside] of byPlace) {
    const all = Uint32Array.from(inside);
    stretches.set(place, {
      n: all.length,
      failed: all.filter((row) => outcome[row] === FAILED).length,
      durations: createOrdered(present(duration, rowsUp({ outcome }, all))),
    });
  }
  return stretches;
}

/** What lies in a stretch: durations ascend. */
export type CourseStretch = { readonly n: number; readonly failed: number; readonly boot: Sorted };

/** From the first to the last boot, with stretches between them that have none. `at` gives what lies in one, by its place. */
export function toldCourse(
  { first, last, step }: Extent & { readonly step: number },
  at: (place: number) => CourseStretch | undefined,
): NamedCourse["stretches"] {
  const [from, to] = placesOf(first, last, step);
  return Array.from({ length: to - from + 1 }, (_, n) => {
    const { n: boots = 0, failed = 0, boot = [] } = at(from + n) ?? {};
    return {
      since: BigInt((from + n) * step),
      until: BigInt((from + n + 1) * step),
      n: boots,
      failed,
      ...omitUndefined({ boot: quantilesOf(boot) }),
    };
  });
}

const told = (course: Course): NamedCourse["stretches"] =>
  toldCourse(course, (place) => {
    const stretch = course.stretches.get(place);
    return stretch && { n: stretch.n, failed: stretch.failed, boot: stretch.durations.sorted() };
  });
