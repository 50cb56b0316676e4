import {
  cutUp,
  instant,
  LANES,
  MARKS_DRAWN,
  type BootId,
  type DrawnMarks,
  type Mark,
  type MarkBin,
  type Stretch,
  omitUndefined,
} from "@hacotaki/core";
import { sql } from "kysely";
import type { StoreReader } from "../contract.ts";
import { keyTgid, markOf } from "../packing/derived-rows.ts";
import { pause } from "../values/pause.ts";
import type { Read, Reading } from "./read.ts";
import { countRows, cursorOf, isOfBoot, keyOf, pageOfRows, placeOf, type Place } from "./row-pages.ts";
import type { MarkRow } from "../connection/tables.ts";

/** Marks counted in one go at most: a stretch that holds more is halved. */
const STEP = 2_000;
/** Stretches asked for at once. */
const STRETCHES = 12;
/** Marks read in one go where all of them are wanted. */
const PAGE = 2_000;
/** Boots whose marks are remembered as counted. */
const KEPT = 32;

/** Marks of each lane in a stretch, in the order of `LANES`. */
type Counted = { readonly stretch: Stretch; readonly counts: readonly number[] };
/** All marks of a boot, as they lie in its whole time. */
type Timeline = { readonly revision: bigint; readonly counted: readonly Counted[] };

/** Counts by lane; undefined where a stretch holds `limit` or more. */
async function countIn(
  db: Reading,
  place: Place,
  stretches: readonly Stretch[],
  limit: number,
): Promise<readonly (readonly number[] | undefined)[]> {
  const sums = LANES.map((lane) => sql`sum(lane = ${lane} and ${isOfBoot(place)})`);
  const edges = JSON.stringify(stretches.map(({ from, to }) => [from.toString(), to.toString()]));
  const { rows } = await sql<{ counts: string }>`
    select (
      select json_array(count(*), ${sql.join(sums)})
      from (
        select lane, boot_key from mark
        where run_key = ${place.runKey} and at >= cast(edge.value ->> 0 as integer)
          and at < cast(edge.value ->> 1 as integer)
        limit ${limit}
      )
    ) as counts from json_each(${edges}) as edge order by edge.key`.execute(db);
  return rows.map(({ counts }) => {
    const [seen, ...lanes] = JSON.parse(counts) as readonly (number | null)[];
    return seen === limit ? undefined : lanes.map((count) => count ?? 0);
  });
}

const sumOf = (counted: readonly Counted[]): readonly number[] =>
  LANES.map((_, lane) => counted.reduce((sum, { counts }) => sum + (counts[lane] ?? 0), 0));

const halves = ({ from, to }: Stretch): readonly Stretch[] => {
  const middle = (from + to) / 2n;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
};

/** A stretch that holds many. A single instant is counted in one go: there is nothing left to halve. */
async function countMany(read: Read, place: Place, stretch: Stretch): Promise<readonly number[]> {
  if (stretch.to - stretch.from > 1n) return sumOf(await count(read, place, halves(stretch)));
  const [found] = await read("count the marks of a boot of", (db) => countIn(db, place, [stretch], -1));
  return found ?? [];
}

/** Counts stretch by stretch, letting others run in between. */
async function count(read: Read, place: Place, stretches: readonly Stretch[]): Promise<Counted[]> {
  const counted: Counted[] = [];
  for (let start = 0; start < stretches.length; start += STRETCHES) {
    const part = stretches.slice(start, start + STRETCHES);
    const counts = await read("count the marks of a boot of", (db) => countIn(db, place, part, STEP));
    for (const [index, stretch] of part.entries())
      counted.push({ stretch, counts: counts[index] ?? (await countMany(read, place, stretch)) });
    await pause();
  }
  return counted;
}

const binsOf = (counted: readonly Counted[]): MarkBin[] =>
  LANES.flatMap((lane, place) =>
    counted.flatMap(({ stretch, counts }): MarkBin[] => {
      const { [place]: found = 0 } = counts;
      return found === 0
        ? []
        : [{ lane, startAt: instant(stretch.from), endAt: instant(stretch.to), count: found }];
    }),
  );

const totalOf = (bins: readonly MarkBin[]) => bins.reduce((sum, bin) => sum + bin.count, 0);

/** From the first mark of the run to the last one. */
async function lifeOf(db: Reading, { runKey }: Place): Promise<Stretch | undefined> {
  const { rows } = await sql<{ first: bigint | null; last: bigint | null }>`
    select (select min(at) from mark where run_key = ${runKey}) as first,
      (select max(at) from mark where run_key = ${runKey}) as last`.execute(db);
  const { first = null, last = null } = rows[0] ?? {};
  return first === null || last === null ? undefined : { from: first, to: last + 1n };
}

// oxlint-disable-next-line eslint/max-lines-per-function -- statements, each used once by the short functions below them
export const createMarkReader = (
  read: Read,
): Pick<StoreReader, "marks" | "marksOf" | "countMarks" | "drawnMarks" | "cursorAfter"> => {
  const timelines = new Map<BootId, Timeline>();
  const find = (id: BootId) => read("read the marks of a boot of", (db) => placeOf(db, id));

  async function timelineOf(id: BootId, place: Place): Promise<readonly Counted[]> {
    const known = timelines.get(id);
    if (known?.revision === place.revision) return known.counted;
    const life = await read("read the marks of a boot of", (db) => lifeOf(db, place));
    const counted = life ? await count(read, place, cutUp(life)) : [];
    timelines.delete(id);
    timelines.set(id, { revision: place.revision, counted });
    const [oldest] = timelines.keys();
    if (timelines.size > KEPT && oldest !== undefined) timelines.delete(oldest);
    return counted;
  }

  /** What lies before or behind a stretch: of what is counted already, only the parts at its edges are counted anew. */
  async function outside(place: Place, timeline: readonly Counted[], side: Stretch): Promise<MarkBin[]> {
    if (side.to <= side.from) return [];
    const within = timeline.filter(({ stretch }) => stretch.from >= side.from && stretch.to <= side.to);
    const cut = timeline.flatMap(({ stretch }): Stretch[] => {
      const from = stretch.from > side.from ? stretch.from : side.from;
      const to = stretch.to < side.to ? stretch.to : side.to;
      return to > from && (from > stretch.from || to < stretch.to) ? [{ from, to }] : [];
    });
    const counted = [...within, ...(await count(read, place, cut))];
    return binsOf([{ stretch: side, counts: sumOf(counted) }]);
  }

  async function marks(
    id: BootId,
    place: Place,
    limit: number,
    query: Partial<Stretch> & { after?: string },
  ) {
    const after = query.after === undefined ? undefined : keyOf("mark", query.after);
    const { rows, next } = await pageOfRows<MarkRow>(read, { table: "mark", place, ...query, after }, limit);
    return {
      marks: rows.map((row) => markOf(row, place.runId, row.boot_key === null ? null : id)),
      ...omitUndefined({ next: next === undefined ? undefined : cursorOf(next) }),
    };
  }

  return {
    async marks(id, { limit, ...query }) {
      const place = await find(id);
      return place && marks(id, place, limit, query);
    },

    cursorAfter: ({ at, seq, tgid, name }) => cursorOf([at, BigInt(seq), BigInt(keyTgid(tgid)), name]),

    async marksOf(id) {
      const place = await find(id);
      const found: Mark[] = [];
      let after: string | undefined;
      if (place !== undefined)
        do {
          const page = await marks(id, place, PAGE, after === undefined ? {} : { after });
          for (const mark of page.marks) found.push(mark);
          after = page.next;
          await pause();
        } while (after !== undefined);
      return found;
    },

    async countMarks(id) {
      const place = await find(id);
      return place === undefined ? 0 : countRows(read, { table: "mark", place });
    },

    async drawnMarks(id, stretch) {
      const place = await find(id);
      if (place === undefined) return undefined;
      const few = await marks(id, place, MARKS_DRAWN, {});
      if (few.next === undefined) return { total: few.marks.length, marks: few.marks, bins: [] };
      const timeline = await timelineOf(id, place);
      const whole = binsOf(timeline);
      if (stretch === undefined) return { total: totalOf(whole), marks: [], bins: whole };
      const { from, to } = stretch;
      const first = timeline[0]?.stretch.from ?? from;
      const last = timeline.at(-1)?.stretch.to ?? to;
      const beside = [
        ...(await outside(place, timeline, { from: first, to: from < last ? from : last })),
        ...(await outside(place, timeline, { from: to > first ? to : first, to: last })),
      ];
      const drawn: DrawnMarks = { total: totalOf(whole), marks: [], bins: beside };
      const inside = await marks(id, place, MARKS_DRAWN, { from, to });
      if (inside.next === undefined) return { ...drawn, marks: inside.marks };
      // Seen from further away, nothing is counted more finely than it is already.
      if (from <= first && to >= last) return { ...drawn, bins: whole };
      const parts = cutUp(stretch).filter((part) => part.to > first && part.from < last);
      const counted = await count(read, place, parts);
      return { ...drawn, bins: [...beside, ...binsOf(counted)] };
    },
  };
};
