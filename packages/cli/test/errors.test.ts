import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { databaseOf, fixture, hacotaki, listed, newFolder } from "./hacotaki.ts";

const COMMANDS = [
  "up",
  "serve",
  "record",
  "import",
  "list",
  "show",
  "blame",
  "explain",
  "changes",
  "compare",
  "export",
  "push",
  "ship",
  "prune",
  "rebuild",
  "doctor",
];

describe("help", () => {
  test.each(COMMANDS)("of %s has examples and goes to stdout", async (command) => {
    const { code, stdout, stderr } = await hacotaki([command, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/Examples:\n {2}\$ /);
    expect(stdout).toContain("--db <file>");
  });

  test.each([["baseline", "save", "--help"], ["baseline", "--help"], ["--help"]])(
    "of %s %s speaks of itself as everywhere",
    async (...args) => {
      const { stdout } = await hacotaki(args);
      expect(stdout).toMatch(/-h, --help +show help/);
      expect(stdout).not.toContain("display help");
    },
  );

  test.each([
    ...COMMANDS,
    "run",
    "fleet migrate",
    "fleet forget",
    "baseline",
    "baseline save",
    "user",
    "user add",
    "token",
    "token add",
  ])("of %s fits 80 columns", async (command) => {
    const { stdout } = await hacotaki([...command.split(" "), "--help"]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("of the whole names every command", async () => {
    const { code, stdout } = await hacotaki(["--help"]);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
  });
});

describe("wrong usage exits with 2 and says what is right", () => {
  test.each([
    [[], "Usage: hacotaki"],
    [["lost"], "Did you mean list?"],
    [["list", "--wat"], "unknown option '--wat'"],
    [["list", "--outcome", "fine"], "give one of booting, up, ready, failed, partial"],
    [["list", "--min-duration", "soon"], "give a number and a unit, such as 20ms"],
    [["list", "--time", "soon"], "give a range of time, such as yesterday"],
    [["list", "--time", "today", "--from", "today"], "cannot be used with option '--from"],
    [["list", "--limit", "0"], "1 or more"],
    [["baseline", "save", "--wat"], "--help shows what there is"],
    [["show"], "missing required argument 'id'"],
    [["up", "--port", "70000"], "between 0 and 65535"],
    [["record", "--duration", "soon"], "a bare number means seconds"],
  ])("%j", async (args, words) => {
    const { code, stderr } = await hacotaki(args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe("a database that is not ours to use", () => {
  const at = (name: string) => join(newFolder(), name);

  test("is not found where there is none, and none is made by looking", async () => {
    const db = at("none.db");
    const { code, stderr } = await hacotaki(["list", "--db", db]);
    expect(code).toBe(3);
    expect(stderr).toContain(`no database at ${db}`);
    expect(stderr).toContain("hacotaki import FILE");
  });

  test.each(["list", "rebuild"])(
    "is left alone by %s when it is another program's, or no database",
    async (command) => {
      const foreign = at("foreign.db");
      new Database(foreign).exec("CREATE TABLE song (title TEXT)").close();
      const text = at("text.db");
      writeFileSync(text, "dear diary");
      for (const [db, words] of [
        [foreign, "another program"],
        [text, "no SQLite database"],
      ] as const) {
        const before = readFileSync(db);
        const { code, stderr } = await hacotaki([command, "--db", db]);
        expect(code).toBe(1);
        expect(stderr).toContain(words);
        expect(readFileSync(db).equals(before)).toBe(true);
      }
    },
  );

  test("is refused when a newer version has migrated it", async () => {
    const db = await databaseOf("blog-2019.txt");
    new Database(db)
      .exec(
        `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
         SELECT 'x', checksum, finished_at, '99991231000000_future', started_at, 1 FROM _prisma_migrations LIMIT 1`,
      )
      .close();
    const { code, stderr } = await hacotaki(["list", "--db", db]);
    expect(code).toBe(1);
    expect(stderr).toContain("newer version");
  });
});

describe("an error", () => {
  test("shows no stack unless --debug asks for it", async () => {
    const db = join(newFolder(), "text.db");
    writeFileSync(db, "dear diary");
    const stack = /^ {4}at /m;
    expect((await hacotaki(["list", "--db", db])).stderr).not.toMatch(stack);
    expect((await hacotaki(["list", "--db", db, "--debug"])).stderr).toMatch(stack);
  });
});

describe("hostile text", () => {
  const NAME = "a\u001b]0;owned\u0007\u001b[2Jb\u202ec\u0000d\ne";

  test("is inert in a terminal and exact in JSON", async () => {
    const lines = readFileSync(fixture("web.ndjson"), "utf8").trimEnd().split("\n");
    const stream = lines
      .map((line) => {
        const event = JSON.parse(line) as Record<string, unknown>;
        const hostile = event["hostname"] === "tcp-httpd" ? { hostname: NAME } : {};
        return JSON.stringify({ ...event, ...hostile, comm: NAME });
      })
      .join("\n");
    const db = join(newFolder(), "hacotaki.db");
    await hacotaki(["import", "--db", db, "-"], { stdin: stream });
    const [boot] = await listed(db);
    for (const args of [["list"], ["show", boot?.id ?? ""]]) {
      const { stdout } = await hacotaki([...args, "--db", db], { env: { COLUMNS: "200" } });
      expect(stdout).toContain("a␛]0;owned␇␛[2Jb⟨U+202E⟩c␀d␊e");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
    expect(boot?.container).toBe(NAME);
  });

  test("is inert in messages about it", async () => {
    const { stderr } = await hacotaki(["import", "--db", join(newFolder(), "x.db"), "/no/\u001b[31mfile"]);
    expect(stderr).toBe("hacotaki: no such file: /no/␛[31mfile\n");
  });
});
