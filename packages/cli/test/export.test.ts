import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { databaseOf, hacotaki, newFolder } from "./hacotaki.ts";

const ID = "p8yq6aae46x4pnzd";
let db: string;
beforeAll(async () => {
  db = await databaseOf("web.ndjson", "marks.ndjson");
});
const exported = (...args: readonly string[]) => hacotaki(["export", "--db", db, ...args]);

test("a boot's raw events are written unless another format is asked for", async () => {
  const { stdout } = await exported(ID);
  expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({ event: "meta", schema: 1 });
});

test("several boots go into one file of the format asked for", async () => {
  const { stdout } = await exported(ID, "0b38", "--format", "csv-boots");
  expect(stdout.split("\r\n").map((line) => line.split(",")[0])).toEqual([
    "boot",
    ID,
    "0b38m07hpcwsjbpf",
    "",
  ]);
});

test("a binary format reaches a file and a pipe byte by byte", async () => {
  const file = join(newFolder(), "boot.perfetto-trace");
  expect((await exported(ID, "--format", "perfetto", "-o", file)).code).toBe(0);
  const bytes = readFileSync(file);
  // Trace.packet, length delimited.
  expect(bytes[0]).toBe(0x0a);
  const { stdout } = await exported(ID, "--format", "perfetto");
  expect(stdout).toBe(bytes.toString());
});

test("a picture of a boot is a PNG in a file, and of more boots than fit is wrong usage", async () => {
  const file = join(newFolder(), "boot.png");
  expect((await exported(ID, "--format", "png", "-o", file)).code).toBe(0);
  expect(readFileSync(file).subarray(0, 4).toString("latin1")).toBe("\u0089PNG");
  const { code, stderr } = await exported(...Array.from({ length: 11 }, () => ID), "--format", "svg");
  expect(code).toBe(2);
  expect(stderr).toContain("10 boots at most");
});

test("a format that does not exist is wrong usage, and the ones that do are named", async () => {
  const { code, stderr } = await exported(ID, "--format", "docx");
  expect(code).toBe(2);
  expect(stderr).toContain("otlp");
});

test.each(["otlp", "chrome-trace"])(
  "boots exported as %s come back as they were in another database",
  async (format) => {
    const folder = newFolder();
    const [file, other] = [join(folder, "boots.json"), join(folder, "other.db")];
    const shown = async (database: string) =>
      Promise.all(
        [ID, "0b38m07hpcwsjbpf"].map(async (id) => {
          const { stdout } = await hacotaki(["show", id, "--json", "--db", database]);
          return JSON.parse(stdout) as unknown;
        }),
      );
    expect((await exported(ID, "0b38", "--format", format, "-o", file)).code).toBe(0);
    const { stdout } = await hacotaki(["import", file, "--db", other]);
    expect(stdout).toContain("2 boots");
    expect(await shown(other)).toEqual(await shown(db));
  },
);
