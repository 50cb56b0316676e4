import { omitUndefined } from "@hacotaki/core";
import { sql, type RawBuilder } from "kysely";
import { HOLDS_TEXT } from "../connection/connection.ts";
import type { StoreReader } from "../contract.ts";
import { markOf } from "../packing/derived-rows.ts";
import type { Read } from "./read.ts";
import { cursorOf, keyOf, placeOf, searchRows } from "./row-pages.ts";
import type { MarkRow } from "../connection/tables.ts";

/** Columns whose texts are looked through. */
const TEXTS = ["name", "text", "lane"] as const satisfies readonly (keyof MarkRow)[];
/** Columns with numbers that people type: one is found where all of it is typed. */
const NUMBERS = ["flag", "tgid"] as const satisfies readonly (keyof MarkRow)[];

/** Written as a number of these columns is, within 64 bits. */
const NUMBER = /^-?\d{1,18}$/;

const columns = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));

/** Whether a mark holds a word. */
function holds(word: string): RawBuilder<unknown> {
  const ways = [sql`${sql.raw(HOLDS_TEXT)}(${word}, ${columns(TEXTS)})`];
  if (NUMBER.test(word)) ways.push(sql`${BigInt(word)} in (${columns(NUMBERS)})`);
  return sql`(${sql.join(ways, sql` or `)})`;
}

/** Marks of a boot by what they hold. */
export const createMarkSearch = (read: Read): Pick<StoreReader, "searchMarks"> => ({
  async searchMarks(id, { words, limit, after }) {
    const place = await read("search a boot of", (db) => placeOf(db, id));
    if (place === undefined) return undefined;
    if (words.length === 0) return { rows: [], count: 0 };
    const query = {
      table: "mark",
      place,
      after: after === undefined ? undefined : keyOf("mark", after),
    } as const;
    const all = sql.join(words.map(holds), sql` and `);
    const { next, rows, count } = await searchRows<MarkRow>(read, query, all, limit);
    return {
      rows: rows.map((row) => markOf(row, place.runId, row.boot_key === null ? null : id)),
      count,
      ...omitUndefined({ next: next && cursorOf(next) }),
    };
  },
});
