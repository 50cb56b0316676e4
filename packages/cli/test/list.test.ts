import { join } from "node:path";
import { openStore } from "@hacotaki/store";
import { beforeAll, describe, expect, test } from "vitest";
import { databaseOf, ended, hacotaki, listed, newFolder, start } from "./hacotaki.ts";

let db: string;
beforeAll(async () => {
  db = await databaseOf("web.ndjson", "marks.ndjson", "killed.ndjson", "blog-2019.txt");
});

const containers = async (...flags: string[]) =>
  (await listed(db, ...flags)).map(({ container }) => container);

describe("hacotaki list", () => {
  test("prints JSON with ns as decimal strings and null for what is not known", async () => {
    const [web] = await listed(db, "--container", "tcp-httpd");
    expect(web).toEqual({
      id: "0b38m07hpcwsjbpf",
      container: "tcp-httpd",
      host: "vm",
      wallTime: "2026-11-22T20:41:23.379Z",
      outcome: "ready",
      furthestPhase: "CONTAINER_EXECING",
      bootDurationNs: "99781374",
      readyDurationNs: "100709005",
      exitCode: null,
      exitSignal: 9,
      lineage: "lineage",
      run: expect.stringMatching(/^[0-9a-z]{16}$/) as string,
      marks: 0,
      reasons: [],
    });
  });

  test("is newest first, and slowest first when asked; boots without a clock come last", async () => {
    expect(await containers()).toEqual(["user-probes", "fail-kill-container", "tcp-httpd", "haconiwa"]);
    expect((await containers("--slowest"))[0]).toBe("haconiwa");
  });

  test.each([
    [["--outcome", "failed"], ["fail-kill-container"]],
    [
      ["--outcome", "failed,ready"],
      ["fail-kill-container", "tcp-httpd"],
    ],
    [["--container", "haconiwa"], ["haconiwa"]],
    [["--host", "imported"], ["haconiwa"]],
    [
      ["--kernel", "6.18.44-fc-v595"],
      ["user-probes", "fail-kill-container", "tcp-httpd"],
    ],
    [["--kernel", "6.18"], []],
    [["--min-duration", "150ms"], ["haconiwa"]],
    [["--min-duration", "1h"], []],
    [["--min", "150"], ["haconiwa"]],
    [["--time", "2026-11-22T20:41:23Z..2026-11-22T20:41:24Z"], ["tcp-httpd"]],
    [["--from", "now-0s"], []],
    [["--limit", "1"], ["user-probes"]],
  ])("filters by %j", async (flags, expected) => {
    expect(await containers(...flags)).toEqual(expected);
  });

  test.each([
    ["--sort", "span:pivot"],
    ["--sort", "span:pivot", "--json"],
  ])("refuses to sort by a span that there is not: %s %s %s", async (...flags) => {
    const { code, stdout, stderr } = await hacotaki(["list", "--db", db, ...flags]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain('there is no span "pivot". There are runtime-start, ');
    expect(stderr).toContain(", pivot-root, ");
  });

  test("lists nothing by a span that haconiwa has and no boot here", async () => {
    expect(await containers("--sort", "span:network")).toEqual([]);
  });

  test("prints a table whose durations share a unit, without colours in a pipe", async () => {
    const { stdout } = await hacotaki(["list", "--db", db]);
    expect(stdout).toMatchInlineSnapshot(`
      "ID                STARTED         CONTAINER         OUTCOME   BOOT/ms   READY/ms
      p8yq6aae46x4pnzd  11-22 20:42:50  user-probes       ✓ up       67.718          –
      cwsyhtz6vaw4xbyv  11-22 20:41:55  fail-kill-conta…  ✗ failed  481.918          –
      0b38m07hpcwsjbpf  11-22 20:41:23  tcp-httpd         ● ready    99.781    100.709
      mt08t5fptsjdqejn  –               haconiwa          ✓ up      191.618†         –
      † since the first phase seen: the start of haconiwa was not seen
      "
    `);
  });

  test("draws each boot as a bar on one scale where there is room, in the groups' colours if forced", async () => {
    const { stdout } = await hacotaki(["list", "--db", db, "--slowest"], { env: { COLUMNS: "140" } });
    const widths = stdout.split("\n").map((line) => line.replace(/[^█▒]/g, "").length);
    // 191.6, 99.8 and 69.9 ms; the slowest takes all the room there is.
    expect(widths.slice(1, 4)).toEqual([36, 19, 13]);
    const coloured = await hacotaki(["list", "--db", db], { env: { COLUMNS: "140", FORCE_COLOR: "3" } });
    expect(coloured.stdout).toContain("\u001b[38;2;");
  });

  test("ends quietly when its reader goes away", async () => {
    const child = start(["list", "--db", db, "--json"]);
    child.stdout.destroy();
    const { code, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("says so when nothing matches, and prints an empty array as JSON", async () => {
    expect((await hacotaki(["list", "--db", db, "--container", "nope"])).stdout).toContain("No boots match");
    expect(await listed(db, "--container", "nope")).toEqual([]);
  });

  test("says how to begin where nothing was ever stored", async () => {
    const empty = join(newFolder(), "empty.db");
    openStore(empty, { mode: "write" }).close();
    const { stdout } = await hacotaki(["list", "--db", empty]);
    expect(stdout).toMatch(/holds no boots yet\. Record some \(.*up\) or import/);
  });
});
