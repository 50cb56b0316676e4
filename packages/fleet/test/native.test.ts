import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, hasEngine, startEngine, type RunningEngine } from "../../../test/fleet/engine.ts";
import { createPacking } from "../src/engine.ts";
import { openEngine, type Engine } from "../src/index.ts";
import { column, createBlock, type Column } from "../src/native/block.ts";
import {
  BLOB,
  INT64,
  listOf,
  MAP,
  nullable,
  STRING,
  TIME,
  UINT32,
  UINT64,
  UINT8,
  WORD,
  type Type,
} from "../src/native/types.ts";

describe.skipIf(!hasEngine)("a block in the engine's own form", () => {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-native-"));
  let running: RunningEngine;
  let engine: Engine;
  beforeAll(async () => {
    running = await startEngine(folder);
    const url = `http://127.0.0.1:${running.port}`;
    engine = openEngine({ url, user: ADMIN.name }, { password: ADMIN.password });
    await engine.run("CREATE DATABASE native");
  });
  afterAll(async () => {
    await engine.close();
    await running.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let tables = 0;
  /** The name of a table that holds the rows, which came as so many blocks of one request. */
  async function taken<Row>(
    rows: readonly Row[],
    columns: readonly (Column<Row> & { readonly type: string })[],
    blocks = 1,
  ): Promise<string> {
    const table = `native.t${tables++}`;
    const definitions = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
    await engine.run(`CREATE TABLE ${table} (${definitions}) ENGINE = Memory`);
    const names = columns.map(({ name }) => `\`${name}\``).join(", ");
    const { signal } = new AbortController();
    const packing = createPacking();
    const size = Math.ceil(rows.length / blocks);
    for (let start = 0; start < rows.length; start += size) {
      const block = createBlock(columns);
      const ofBlock = rows.slice(start, start + size);
      // Some at a time, as they come.
      for (let from = 0; from < ofBlock.length; from += 1_000) block.add(ofBlock.slice(from, from + 1_000));
      await packing.add(block.end());
    }
    await engine.insert(`INSERT INTO ${table} (${names}) FORMAT Native`, await packing.end(), signal).taken;
    return table;
  }
  const typed = <Row, Value>(name: string, type: Type<Value>, of: (row: Row) => Value) => ({
    ...column(name, type, of),
    type: type.name,
  });
  /** As the engine tells it. */
  async function told<Value>(type: Type<Value>, values: readonly Value[]): Promise<readonly unknown[]> {
    const table = await taken(
      values.map((value, place) => ({ value, place })),
      [typed("place", UINT32, ({ place }) => place), typed("value", type, ({ value }) => value)],
    );
    const rows = await engine.rows<{ v: unknown }>(
      `SELECT toString(value) AS v FROM ${table} ORDER BY place`,
    );
    return rows.map(({ v }) => v);
  }

  test.each<[string, Type<never>, readonly unknown[], readonly (string | null)[]]>([
    ["small numbers", UINT8, [0, 255], ["0", "255"]],
    ["numbers of 32 bits", UINT32, [0, 4_294_967_295], ["0", "4294967295"]],
    ["numbers of 64 bits", UINT64, [0n, 2n ** 64n - 1n], ["0", "18446744073709551615"]],
    [
      "numbers, as far as 64 bits go",
      INT64,
      [-1, 2 ** 40, -(2 ** 40) - 1, Number.MIN_SAFE_INTEGER, 1e300, 2n ** 70n, -(2n ** 70n), 7n, -1.5],
      [
        ...["-1", "1099511627776", "-1099511627777", "-9007199254740991", "9223372036854775807"],
        ...["9223372036854775807", "-9223372036854775808", "7", "-1"],
      ],
    ],
    [
      "instants",
      TIME,
      [0n, 1n, 1_700_000_000_123_456_789n],
      ["1970-01-01 00:00:00.000000000", "1970-01-01 00:00:00.000000001", "2023-11-14 22:13:20.123456789"],
    ],
    [
      "texts",
      STRING,
      ["", "a\0\t'\\", "箱 🍱", "é".repeat(200), "x\ud800"],
      ["", "a\0\t'\\", "箱 🍱", "é".repeat(200), "x\ufffd"],
    ],
    ["texts that repeat", WORD, ["", "b", "", "b", "a", "\ud800"], ["", "b", "", "b", "a", "\ufffd"]],
    ["what may be none", nullable(INT64, 0), [1, undefined, 0], ["1", null, "0"]],
    ["lists", listOf(nullable(STRING, "")), [[], ["a", undefined], [""]], ["[]", "['a',NULL]", "['']"]],
    ["lists of texts that repeat", listOf(WORD), [[], ["a", "b", "a"], []], ["[]", "['a','b','a']", "[]"]],
    ["lists without anything", listOf(WORD), [[], []], ["[]", "[]"]],
    ["labels", MAP, [{}, { b: "1", a: "" }, { a: "2" }], ["{}", "{'b':'1','a':''}", "{'a':'2'}"]],
  ])("brings %s as they are", async (_, type, values, expected) => {
    expect(await told(type as Type<unknown>, values)).toEqual(expected);
  });

  test("brings bytes that are no text", async () => {
    const all = Uint8Array.from({ length: 256 }, (_, n) => n);
    const table = await taken([all, Uint8Array.of()], [typed("value", BLOB, (row: Uint8Array) => row)]);
    expect(await engine.rows(`SELECT hex(value) AS hex FROM ${table} ORDER BY length(value)`)).toEqual([
      { hex: "" },
      { hex: Buffer.from(all).toString("hex").toUpperCase() },
    ]);
  });

  test("is one of several in a request, each with texts of its own", async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => n);
    const words = (n: number) => ["a", "b", "c"].slice(0, n % 4);
    const columns = [
      typed("n", UINT32, (n: number) => n),
      typed("word", WORD, (n: number) => `w${Math.floor(n / 300)}`),
      typed("words", listOf(WORD), words),
    ];
    const table = await taken(rows, columns, 3);
    expect(
      await engine.rows(
        `SELECT toUInt32(uniqExact(n)) AS rows, toUInt32(countIf(word = concat('w', toString(intDiv(n, 300))))) AS alike,
          toUInt32(countIf(length(words) = n % 4)) AS lists FROM ${table}`,
      ),
    ).toEqual([{ rows: 5_000, alike: 5_000, lists: 5_000 }]);
  });

  test.each([255, 256, 257, 65_535, 65_536, 65_537])("tells %i texts that repeat apart", async (count) => {
    const rows = Array.from({ length: count * 2 }, (_, n) => n);
    const table = await taken(rows, [
      typed("n", UINT32, (n: number) => n),
      typed("word", WORD, (n: number) => `w${n % count}`),
    ]);
    expect(
      await engine.rows(
        `SELECT toString(uniqExact(word)) AS words, toString(countIf(word = concat('w', toString(n % ${count})))) AS alike FROM ${table}`,
      ),
    ).toEqual([{ words: String(count), alike: String(count * 2) }]);
  });
});
