import { holdsText, omitUndefined, signalName, type BootId } from "@hacotaki/core";
import { sql, type RawBuilder } from "kysely";
import { HOLDS_TEXT } from "./connection.ts";
import type { RowSearch, StoreReader } from "./contract.ts";
import { markOf } from "./derived-rows.ts";
import { decoded } from "./events.ts";
import type { Read } from "./read.ts";
import { cursorOf, keyOf, placeOf, searchRows, type RowTable } from "./row-pages.ts";
import type { EventRow, MarkRow } from "./tables.ts";

/** Columns whose texts are looked through. */
const TEXTS = {
  mark: ["name", "text", "lane"],
  phase_event: ["kind", "name", "comm", "file", "text", "detail"],
} as const satisfies Record<RowTable, readonly string[]>;
/** Columns with numbers that people type: one is found where all of it is typed. */
const NUMBERS = {
  mark: ["flag", "tgid"],
  phase_event: ["tgid", "child_tgid", "port", "phase_code"],
} as const satisfies Record<RowTable, readonly string[]>;

const SIGNALS = Array.from({ length: 64 }, (_, n) => n + 1);
/** Written as a number of these columns is, within 64 bits. */
const NUMBER = /^-?\d{1,18}$/;

const columns = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));

/** Whether a row holds a word. */
function holds(table: RowTable, word: string): RawBuilder<unknown> {
  const ways = [sql`${sql.raw(HOLDS_TEXT)}(${word}, ${columns(TEXTS[table])})`];
  if (NUMBER.test(word)) ways.push(sql`${BigInt(word)} in (${columns(NUMBERS[table])})`);
  const signals = SIGNALS.filter((signal) => holdsText(word, [signalName(signal)]));
  if (table === "phase_event" && signals.length > 0) ways.push(sql`exit_signal in (${sql.join(signals)})`);
  return sql`(${sql.join(ways, sql` or `)})`;
}

/** Marks and raw events of a boot by what they hold. */
export function createRowSearch(read: Read): Pick<StoreReader, "searchMarks" | "searchEvents"> {
  async function search<Row>(table: RowTable, id: BootId, { words, limit, after }: RowSearch) {
    const place = await read("search a boot of", (db) => placeOf(db, id));
    if (place === undefined) return undefined;
    if (words.length === 0) return { place, rows: [], count: 0 };
    const query = { table, place, after: after === undefined ? undefined : keyOf(table, after) };
    const all = sql.join(
      words.map((word) => holds(table, word)),
      sql` and `,
    );
    const { next, ...found } = await searchRows<Row>(read, query, all, limit);
    return { place, ...found, ...omitUndefined({ next: next && cursorOf(next) }) };
  }
  return {
    async searchMarks(id, asked) {
      const found = await search<MarkRow>("mark", id, asked);
      if (found === undefined) return undefined;
      const { place, rows, ...rest } = found;
      return {
        ...rest,
        rows: rows.map((row) => markOf(row, place.runId, row.boot_key === null ? null : id)),
      };
    },
    async searchEvents(id, asked) {
      const found = await search<EventRow>("phase_event", id, asked);
      if (found === undefined) return undefined;
      const { place: _, rows, ...rest } = found;
      return { ...rest, rows: await read("search a boot of", (db) => decoded(db, rows)) };
    },
  };
}
