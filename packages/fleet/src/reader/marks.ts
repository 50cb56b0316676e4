import {
  createAssembler,
  cutUp,
  holdsText,
  instant,
  LANES,
  MARKS_DRAWN,
  omitUndefined,
  type BootId,
  type DrawnMarks,
  type Mark,
  type MarkBin,
  type Stretch,
} from "@hacotaki/core";
import {
  cursorOf,
  makeRoom,
  rowKeyOf,
  type FoundRows,
  type RowSearch,
  type StoreReader,
} from "@hacotaki/store";
import { orDamagedBoot, type Ask } from "./ask.ts";
import { MARK_COLUMNS, type MarksRow } from "./boot-columns.ts";
import { marksOfRow } from "./boot-of-row.ts";
import { placeOf } from "./event-blocks.ts";
import type { FleetEvents } from "./events.ts";
import { oneBoot } from "./one-boot.ts";

/** Of a run with more events than this, a boot's marks are those that its row has: its first ones. */
const MOST_EVENTS = 500_000;
/** A row's marks are cut off at so many characters: raw events have the whole. */
const CUT_AT = 1_000;
/** Boots whose marks are remembered. */
const KEPT = 8;
/** Marks whose texts are looked through for one page. */
const MOST_SEARCHED = 40_000;
const NO_TGID = -1n;

/** Marks of a boot in their order, and from the first to the last mark of its run. */
type Known = { readonly marks: readonly Mark[]; readonly life: Stretch | undefined };

type MarkKey = readonly (bigint | string)[];
const keyOf = ({ at, seq, tgid, name }: Mark): MarkKey => [
  at,
  BigInt(seq),
  tgid === undefined ? NO_TGID : BigInt(tgid),
  name,
];

function compare(a: MarkKey, b: MarkKey): number {
  for (const [n, part] of a.entries()) {
    const other = b[n] ?? part;
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}

function lifeOf(marks: readonly Mark[]): Stretch | undefined {
  const [first] = marks;
  if (first === undefined) return undefined;
  const from = marks.reduce((least, { at }) => (at < least ? at : least), first.at);
  const to = marks.reduce((most, { at }) => (at > most ? at : most), first.at);
  return { from, to: to + 1n };
}

function binsOf(marks: readonly Mark[], parts: readonly Stretch[]): MarkBin[] {
  return LANES.flatMap((lane) => {
    const ofLane = marks.filter((mark) => mark.lane === lane);
    return parts.flatMap(({ from, to }): MarkBin[] => {
      const count = ofLane.filter(({ at }) => at >= from && at < to).length;
      return count === 0 ? [] : [{ lane, startAt: instant(from), endAt: instant(to), count }];
    });
  });
}

/** As a host's database counts them: see `drawnMarks` of the contract. */
function drawn({ marks, life }: Known, stretch: Stretch | undefined): DrawnMarks {
  const total = marks.length;
  if (total <= MARKS_DRAWN || life === undefined) return { total, marks, bins: [] };
  const timeline = cutUp(life);
  const whole = { total, marks: [], bins: binsOf(marks, timeline) };
  if (stretch === undefined) return whole;
  const { from, to } = stretch;
  const before = { from: life.from, to: from < life.to ? from : life.to };
  const behind = { from: to > life.from ? to : life.from, to: life.to };
  const outside = [before, behind].filter((side) => side.to > side.from);
  const beside = outside.flatMap((side) => binsOf(marks, [side]));
  const inside = marks.filter(({ at }) => at >= from && at < to);
  if (inside.length <= MARKS_DRAWN) return { total, marks: inside, bins: beside };
  // Seen from further away, nothing is counted more finely than it is already.
  if (from <= life.from && to >= life.to) return whole;
  const parts = cutUp(stretch).filter((part) => part.to > life.from && part.from < life.to);
  return { total, marks: [], bins: [...beside, ...binsOf(marks, parts)] };
}

/** Written as a number that people type. */
const NUMBER = /^-?\d{1,18}$/;
const holdsAll = ({ name, text, lane, flag, tgid }: Mark, words: readonly string[]) =>
  words.every(
    (word) =>
      holdsText(word, [name, text, lane]) ||
      (NUMBER.test(word) && (BigInt(word) === BigInt(flag) || Number(word) === (tgid ?? Number(NO_TGID)))),
  );

function searched(all: readonly Mark[], { words, limit, after }: RowSearch): FoundRows<Mark> {
  if (words.length === 0) return { rows: [], count: 0 };
  const marks = behind(all, after);
  const rows: Mark[] = [];
  let count = 0;
  for (const mark of marks.slice(0, MOST_SEARCHED)) {
    if (!holdsAll(mark, words)) continue;
    count++;
    if (limit === 0) continue;
    rows.push(mark);
    if (rows.length === limit) return { rows, count, next: cursorOf(keyOf(mark)) };
  }
  const last = marks[MOST_SEARCHED - 1];
  return { rows, count, ...(marks.length > MOST_SEARCHED && last ? { next: cursorOf(keyOf(last)) } : {}) };
}

function behind(marks: readonly Mark[], after: string | undefined): readonly Mark[] {
  const key = after === undefined ? undefined : rowKeyOf("mark", after);
  return key === undefined ? marks : marks.filter((mark) => compare(keyOf(mark), key) > 0);
}

type FleetMarks = Pick<
  StoreReader,
  "marks" | "marksOf" | "countMarks" | "cursorAfter" | "drawnMarks" | "searchMarks"
>;

/** Marks of boots: those of the row, where these are few enough to be all, as shippers send them; else all that the run's raw events tell. */
export function createFleetMarks(ask: Ask, { ofRun }: Pick<FleetEvents, "ofRun">): FleetMarks {
  const remembered = new Map<string, Known>();

  async function ofEvents(id: BootId): Promise<readonly Mark[] | undefined> {
    const place = await placeOf(ask, id);
    const read = place && (await orDamagedBoot(id, () => ofRun(place, MOST_EVENTS)));
    if (place === undefined || read === undefined) return undefined;
    const assembler = createAssembler(read.source);
    assembler.push(read.events);
    return assembler.finish().marks.filter(({ runId }) => runId === place.runId);
  }

  async function known(id: BootId): Promise<Known | undefined> {
    const row = await oneBoot<MarksRow>(ask, "read the marks of a boot of", MARK_COLUMNS, id);
    if (row === undefined) return undefined;
    const key = `${id} ${row.arrival}`;
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const own = await orDamagedBoot(id, () => marksOfRow(row));
    const isWhole = own.length <= MARKS_DRAWN && own.every(({ text }) => (text?.length ?? 0) < CUT_AT);
    const told = isWhole ? undefined : await ofEvents(id);
    const ofAll = told !== undefined && told.length >= own.length ? told : own;
    const marks = ofAll
      .filter(({ bootId }) => bootId === undefined || bootId === id)
      .toSorted((a, b) => compare(keyOf(a), keyOf(b)));
    const found = { marks, life: lifeOf(ofAll) };
    makeRoom(remembered, KEPT);
    remembered.set(key, found);
    return found;
  }

  return {
    async marks(id, { limit, after, from, to }) {
      const found = await known(id);
      if (found === undefined) return undefined;
      const wanted = behind(found.marks, after).filter(
        ({ at }) => (from === undefined || at >= from) && (to === undefined || at < to),
      );
      const marks = wanted.slice(0, limit);
      const last = marks.at(-1);
      return {
        marks,
        ...omitUndefined({ next: wanted.length > limit && last ? cursorOf(keyOf(last)) : undefined }),
      };
    },
    cursorAfter: (mark) => cursorOf(keyOf(mark)),
    marksOf: async (id) => (await known(id))?.marks ?? [],
    countMarks: async (id) => (await known(id))?.marks.length ?? 0,
    async drawnMarks(id, stretch) {
      const found = await known(id);
      return found && drawn(found, stretch);
    },
    async searchMarks(id, search) {
      const found = await known(id);
      return found && searched(found.marks, search);
    },
  };
}
