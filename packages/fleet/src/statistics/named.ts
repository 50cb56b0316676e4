import {
  OUTCOMES,
  omitUndefined,
  POPULATION_OUTCOMES,
  quantilesOf,
  stepOf,
  toldCourse,
  type CourseStretch,
  type Extent,
  type NamedCourse,
  type NamedFigures,
} from "@hacotaki/core";
import type { Ask } from "../reader/ask.ts";
import { bitsIn } from "./bits.ts";
import { WALL } from "./matching.ts";
import { inOrder, ranked, sortedOf } from "./ranks.ts";

/** What boots are called by in a table of all of them. Boots without an image are in none. */
export type NamedBy = "container" | "image";
const NAMED: Readonly<Record<NamedBy, string>> = { container: "1", image: "image != ''" };

/** In a question: of boots that came up. */
export const CAME_UP = `outcome IN (${POPULATION_OUTCOMES.map((outcome) => `'${outcome}'`).join(", ")})`;
const DURATION = bitsIn("boot_duration_ns");

type FiguresRow = {
  readonly name: string;
  /** By index in OUTCOMES. */
  readonly counts: readonly string[];
  readonly last: number | null;
  readonly boot_n: number;
  readonly boot_bits: readonly number[];
};

/** All containers, or images, in a few figures each. */
export const createFigures = (ask: Ask, by: NamedBy) => async (): Promise<readonly NamedFigures[]> => {
  const rows = await ask<FiguresRow>(
    "count the boots of",
    `SELECT name, counts, last, ${ranked("boot", "boot")} FROM (
       SELECT ${by} AS name, [${OUTCOMES.map((outcome) => `toString(countIf(outcome = '${outcome}'))`).join(", ")}] AS counts,
         max(${WALL}) AS last, ${inOrder(DURATION, CAME_UP)} AS boot
       FROM {db:Identifier}.boots WHERE ${NAMED[by]} GROUP BY name)`,
  );
  return rows.map(({ name, counts, last, boot_n, boot_bits }) => {
    const outcomes = OUTCOMES.map((outcome, at) => ({ outcome, n: Number(counts[at] ?? 0) }));
    return {
      name,
      n: outcomes.reduce((sum, { n }) => sum + n, 0),
      outcomes: outcomes.filter(({ n }) => n > 0),
      ...omitUndefined({
        boot: quantilesOf(sortedOf(boot_n, boot_bits)),
        last: last === null ? undefined : BigInt(last),
      }),
    };
  });
};

type ExtentRow = Extent & { readonly name: string };
type StretchRow = {
  readonly name: string;
  readonly place: string;
  readonly n: string;
  readonly failed: string;
  readonly boot_n: number;
  readonly boot_bits: readonly number[];
};

/** Of containers, or images, by name: those with a boot of known time, each over all of its time. */
export const createCourses =
  (ask: Ask, by: NamedBy) =>
  async (given: readonly string[]): Promise<readonly NamedCourse[]> => {
    const names = [...new Set(given.map((name) => name.toWellFormed()))];
    const text = `{db:Identifier}.boots WHERE ${NAMED[by]} AND ${by} IN {names:Array(String)} AND started_at IS NOT NULL`;
    const extents = await ask<ExtentRow>(
      "read the times of",
      `SELECT ${by} AS name, min(${WALL}) AS first, max(${WALL}) AS last FROM ${text} GROUP BY name`,
      { names },
    );
    if (extents.length === 0) return [];
    const courses = new Map(extents.map((row) => [row.name, { ...row, step: stepOf(row) }]));
    const found = [...courses.values()];
    const rows = await ask<StretchRow>(
      "read durations of",
      `SELECT name, toString(place) AS place, toString(n) AS n, toString(failed) AS failed, ${ranked("boot", "boot")} FROM (
         SELECT ${by} AS name, toInt64(floor(assumeNotNull(${WALL}) / transform(toString(${by}), {names:Array(String)}, {steps:Array(Float64)}, 1.))) AS place,
           count() AS n, countIf(outcome = 'failed') AS failed, ${inOrder(DURATION, CAME_UP)} AS boot
         FROM ${text} GROUP BY name, place)`,
      { names: found.map(({ name }) => name), steps: found.map(({ step }) => step) },
    );
    const byName = Map.groupBy(rows, ({ name }) => name);
    return given.flatMap((name) => {
      const course = courses.get(name.toWellFormed());
      if (course === undefined) return [];
      const stretches = new Map(
        byName.get(course.name)?.map((row): [number, CourseStretch] => {
          const boot = sortedOf(row.boot_n, row.boot_bits);
          return [Number(row.place), { n: Number(row.n), failed: Number(row.failed), boot }];
        }),
      );
      return { name, stretches: toldCourse(course, (place) => stretches.get(place)) };
    });
  };
