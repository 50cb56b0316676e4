import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { databaseOf, fixture, hacotaki, listed, newFolder } from "./hacotaki.ts";

const newDatabase = () => join(newFolder(), "hacotaki.db");
const BLOG = readFileSync(fixture("blog-2019.txt"), "utf8");

describe("hacotaki import", () => {
  test("reads standard input", async () => {
    const db = newDatabase();
    const { code, stdout } = await hacotaki(["import", "--db", db, "-"], { stdin: BLOG });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "standard input: 1 boot (mt08t5fptsjdqejn) from 16 events in 18 lines of trace-2019\n",
    });
    expect(await listed(db)).toHaveLength(1);
  });

  test("importing again changes nothing", async () => {
    const db = await databaseOf("web.ndjson", "blog-2019.txt");
    const before = await listed(db);
    await hacotaki(["import", "--db", db, fixture("web.ndjson"), fixture("blog-2019.txt")]);
    expect(await listed(db)).toEqual(before);
  });

  test("tells lines it cannot use with their number and reason, up to a limit, and imports the rest", async () => {
    const db = newDatabase();
    const bad = `${BLOG.trimEnd()}\nnonsense\nmore nonsense\nand more\n`;
    const { code, stdout, stderr } = await hacotaki(["import", "--db", db, "--reject-limit", "2", "-"], {
      stdin: bad,
    });
    expect(code).toBe(0);
    expect(stdout).toContain("1 boot");
    expect(stdout).toContain("3 lines rejected");
    expect(stderr.split("\n")[0]).toMatch(/^standard input:19: .+: nonsense$/);
    expect(stderr.split("\n")[2]).toBe(
      "standard input: and 1 more rejected line; --reject-limit N tells more of them",
    );
  });

  test("a file that cannot be imported does not keep the others from it, and the exit code tells", async () => {
    const db = newDatabase();
    const strange = join(newFolder(), "strange.txt");
    writeFileSync(strange, "what is this\n");
    const { code, stderr } = await hacotaki(["import", "--db", db, strange, fixture("web.ndjson")]);
    expect(code).toBe(1);
    expect(stderr).toContain(`cannot import ${strange}`);
    expect(await listed(db)).toHaveLength(1);
  });

  test("of any number of files says what each of them brought, and nothing else", async () => {
    const files = Array.from({ length: 12 }, () => fixture("web.ndjson"));
    const { code, stdout, stderr } = await hacotaki(["import", "--db", newDatabase(), ...files]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toHaveLength(12);
  });

  test("a file that is not there is not found", async () => {
    const { code, stderr } = await hacotaki(["import", "--db", newDatabase(), "/nonexistent/trace.txt"]);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: "hacotaki: no such file: /nonexistent/trace.txt\n",
    });
  });

  test("a format that does not exist is wrong usage", async () => {
    const { code, stderr } = await hacotaki(["import", "--format", "xml", "-"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Allowed choices are events, trace-2019, trace-0.11, bpftrace");
  });
});

describe("hacotaki export", () => {
  test("what it writes gives the same boot where it is imported", async () => {
    const db = await databaseOf("marks.ndjson");
    const [boot] = await listed(db);
    const id = boot?.id ?? "";
    const exported = await hacotaki(["export", "--db", db, id, "--format", "events"]);
    const other = newDatabase();
    await hacotaki(["import", "--db", other, "-"], { stdin: exported.stdout });
    const show = async (at: string) => (await hacotaki(["show", "--db", at, id, "--json"])).stdout;
    expect(await show(other)).toBe(await show(db));
    expect((await hacotaki(["export", "--db", other, id])).stdout).toBe(exported.stdout);
  });

  test("writes a file whole or not at all", async () => {
    const db = await databaseOf("web.ndjson");
    const [boot] = await listed(db);
    const file = join(newFolder(), "boot.ndjson");
    expect(await hacotaki(["export", "--db", db, boot?.id ?? "", "-o", file])).toMatchObject({
      code: 0,
      stdout: "",
    });
    expect(readFileSync(file, "utf8").split("\n")[0]).toContain('"schema":1');
    const unwritable = await hacotaki([
      "export",
      "--db",
      db,
      boot?.id ?? "",
      "-o",
      join(file, "boot.ndjson"),
    ]);
    expect(unwritable.code).toBe(1);
    expect(unwritable.stderr).not.toContain("    at ");
  });

  test("does not mix the clocks of two hosts in one file", async () => {
    const db = await databaseOf("web.ndjson", "blog-2019.txt");
    const ids = (await listed(db)).map(({ id }) => id);
    const { code, stderr } = await hacotaki(["export", "--db", db, ...ids]);
    expect(code).toBe(2);
    expect(stderr).toContain("different hosts");
  });
});

describe("hacotaki rebuild", () => {
  test("derives the same boots from their raw events", async () => {
    const db = await databaseOf("web.ndjson", "marks.ndjson", "killed.ndjson", "blog-2019.txt");
    const before = await listed(db);
    const { code, stdout } = await hacotaki(["rebuild", "--db", db]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "Rebuilt 4 boots of 4 runs from their raw events.\n",
    });
    expect(await listed(db)).toEqual(before);
  });

  test("--compact packs the events, and they are the same afterwards", async () => {
    const db = await databaseOf("web.ndjson", "marks.ndjson", "blog-2019.txt");
    const before = await listed(db);
    const { code, stdout } = await hacotaki(["rebuild", "--compact", "--db", db]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Packed the raw events: [\d.]+ MB less\.\n$/),
    });
    expect(await listed(db)).toEqual(before);
    await hacotaki(["rebuild", "--db", db]);
    expect(await listed(db)).toEqual(before);
  });

  test("takes in and derives anew a run of any number of events", async () => {
    const [meta = "", ...events] = readFileSync(fixture("web.ndjson"), "utf8").trimEnd().split("\n");
    const last = JSON.parse(events.at(-1) ?? "") as { seq: number; ts_boot_ns: number };
    const supervisor =
      events.find((line) => line.includes("bootstrap_phase_pass") && line.includes("[4,")) ?? "";
    const marks = Array.from({ length: 200_000 }, (_, n) =>
      JSON.stringify({
        ...(JSON.parse(supervisor) as object),
        seq: last.seq + n,
        args: [123, 1],
      }),
    );
    const file = join(newFolder(), "large.ndjson");
    writeFileSync(file, [meta, ...events, ...marks].join("\n"));
    const db = newDatabase();
    for (const command of [["import", file], ["rebuild"]]) {
      const { code, stderr } = await hacotaki([...command, "--db", db]);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
    }
    const [boot] = await listed(db);
    expect(boot).toMatchObject({ outcome: "ready", marks: 200_000 });
  }, 600_000);
});
