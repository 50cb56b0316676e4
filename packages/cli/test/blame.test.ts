import { beforeAll, describe, expect, test } from "vitest";
import { databaseOf, hacotaki, listed } from "./hacotaki.ts";
import { bootOf, databaseOfBoots } from "./made-boots.ts";

const USUAL = [9, 10, 10, 11, 10, 12].map((evaluate, n) => bootOf(n, { evaluate, "pivot-root": 2 }));
const SLOW = bootOf(10, { evaluate: 11, "pivot-root": 42 });
let db: string;
beforeAll(() => {
  db = databaseOfBoots([...USUAL, SLOW]);
});
const blame = (...args: string[]) => hacotaki(["blame", "--db", db, ...args]);

describe("hacotaki blame", () => {
  test("says which span made a boot slow, in a sentence and a table", async () => {
    const { stdout, stderr, code } = await blame(SLOW.id);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(stdout).toMatchInlineSnapshot(`
      "web booted in 53.0 ms, 41.0 ms longer than usual (p50 of 6 boots): 97 % of the excess is pivot-root (42.0 ms, usually 2.00 ms, 21×). Boot b00ta00000000000.

      SPAN        DURATION/ms  USUAL/ms  EXCESS/ms  ×USUAL  PERCENTILE   SHARE
      pivot-root       42.000     2.000    +40.000     21×       100 %  79.2 %
      evaluate         11.000    10.000     +1.000    1.1×        75 %  20.8 %
      "
    `);
  });

  test("prints JSON with the same sentence, ns as decimal strings", async () => {
    const { stdout } = await blame(SLOW.id, "--json");
    const told = JSON.parse(stdout) as { spans: object[] };
    expect(told).toMatchObject({
      id: SLOW.id,
      verdict: "slower",
      bootDurationNs: "53000000",
      percentile: 1,
      n: 6,
    });
    expect(told.spans[0]).toMatchObject({
      slug: "pivot-root",
      durationNs: "42000000",
      usualNs: "2000000",
      excessNs: "40000000",
      times: 21,
      percentile: 1,
      n: 6,
    });
  });

  test("ranks a container's spans by median, or by what slow boots lose", async () => {
    expect((await blame("--container", "web")).stdout).toMatchInlineSnapshot(`
      "web usually boots in 12.0 ms, in 41.3 ms at p95 (7 boots).

      SPAN        P50/ms  P95/ms  P95-P50/ms   SHARE  N
      evaluate    10.000  11.700       1.700  83.3 %  7
      pivot-root   2.000  30.000      28.000  16.7 %  7
      "
    `);
    const { stdout } = await blame("--container", "web", "--rank", "spread", "--json");
    const { spans } = JSON.parse(stdout) as { spans: { slug: string }[] };
    expect(spans.map(({ slug }) => slug)).toEqual(["pivot-root", "evaluate"]);
  });

  test("says that there is too little to compare with, instead of guessing", async () => {
    const few = await databaseOf("web.ndjson");
    const id = (await listed(few))[0]?.id ?? "";
    const { stdout } = await hacotaki(["blame", "--db", few, id]);
    expect(stdout).toMatch(/There is no other boot to compare with\./);
    expect(stdout).not.toContain("USUAL");
    const container = await hacotaki(["blame", "--db", few, "--container", "tcp-httpd"]);
    expect(container.stdout).toBe("tcp-httpd came up once: too seldom to tell what is usual.\n");
  });

  test("exits with 2 without a boot or container or with both, and with 3 for what there is none of", async () => {
    expect(await blame()).toMatchObject({ code: 2, stdout: "" });
    expect(await blame(SLOW.id, "--container", "web")).toMatchObject({ code: 2 });
    expect(await blame("--container", "nope")).toMatchObject({ code: 3, stdout: "" });
    expect(await blame("zzzz")).toMatchObject({ code: 3 });
  });
});

describe("what is usual", () => {
  test("stands beside each span of a waterfall and above it", async () => {
    const { stdout } = await hacotaki(["show", "--db", db, SLOW.id], { env: { COLUMNS: "100" } });
    expect(stdout).toContain("Slower than all 6 other boots of web; usually 12.0 ms.");
    expect(stdout).toMatch(/pivot-root.*42\.000 ms +21× +100 %/);
    const narrow = await hacotaki(["show", "--db", db, SLOW.id], { env: { COLUMNS: "60" } });
    expect(narrow.stdout).not.toContain("21×");
    expect(Math.max(...narrow.stdout.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(60);
  });

  test("is a column of a list where there is room for it", async () => {
    const { stdout } = await hacotaki(["list", "--db", db, "--slowest", "--limit", "2"], {
      env: { COLUMNS: "140" },
    });
    expect(stdout.split("\n")[0]).toMatch(/PCT/);
    expect(stdout.split("\n")[1]).toMatch(/100 %/);
  });

  test("lists are sorted by a span, which is then a column", async () => {
    const { stdout } = await hacotaki(["list", "--db", db, "--sort", "span:evaluate"]);
    const [head, ...rows] = stdout.trim().split("\n");
    expect(head).toContain("EVALUATE/ms");
    const figures = rows.map((row) => Number(/ ([\d.]+)$/.exec(row)?.[1]));
    expect(figures).toEqual([12, 11, 11, 10, 10, 10, 9]);
    const ids = (await listed(db, "--sort", "span:evaluate", "--limit", "1")).map(({ id }) => id);
    expect(ids).toEqual([USUAL[5]?.id]);
  });

  test("lists are filtered by duration and moment as links are", async () => {
    const from = "2023-11-14T22:14:00Z";
    expect(await listed(db, "--max", "11ms")).toHaveLength(1);
    expect(await listed(db, "--min", "12ms", "--max", "13ms")).toHaveLength(4);
    expect((await listed(db, "--from", from)).length).toBe(4);
    expect((await listed(db, "--to", from)).length).toBe(4);
    expect(await hacotaki(["list", "--db", db, "--from", "nonsense"])).toMatchObject({ code: 2 });
    expect(await hacotaki(["list", "--db", db, "--sort", "length"])).toMatchObject({ code: 2 });
  });
});
