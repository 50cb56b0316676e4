import { causesOf, keptCauses, type Boot } from "@hacotaki/core";
import { beforeAll, describe, expect, test } from "vitest";
import { hacotaki } from "./hacotaki.ts";
import { bootOf, databaseOfBoots } from "./made-boots.ts";

const looked = (boot: Boot): Boot => ({ ...boot, causes: keptCauses(causesOf(boot)) });
const USUAL = [9, 10, 10, 11, 10, 12].map((evaluate, n) => looked(bootOf(n, { evaluate, "pivot-root": 2 })));
const SLOW = looked(bootOf(10, { evaluate: 311, "pivot-root": 42 }));
let db: string;
beforeAll(() => {
  db = databaseOfBoots([...USUAL, SLOW]);
});
const explain = (...args: string[]) => hacotaki(["explain", "--db", db, ...args]);

describe("hacotaki explain", () => {
  test("says what made a boot slow, what shows it, what to do, and what is left", async () => {
    const { stdout, stderr, code } = await explain(SLOW.id);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(stdout).toMatchInlineSnapshot(`
      "web booted in 353.0 ms. It was slower than usual, most of all by evaluating the haco file, 311 ms where 10.0 ms are usual. 40.0 ms remain unexplained. Boot b00ta00000000000.

      REASON                    TOOK/ms  EXPECTED  OF BOOT
      evaluating the haco file  311.000    10.000   88.1 %

      evaluating the haco file
        in evaluate 311 ms
        Do less while the file is read: no system() in it, no files or networks that it asks.
      "
    `);
  });

  test("says of a boot that is as long as others that nothing took long", async () => {
    expect((await explain(USUAL[1]?.id ?? "")).stdout).toMatchInlineSnapshot(`
      "web booted in 12.0 ms. Nothing took longer than expected. 2.00 ms remain unexplained. Boot b00t100000000000.
      "
    `);
  });

  test("prints JSON with the same sentence, ns as decimal strings", async () => {
    const told = JSON.parse((await explain(SLOW.id, "--json")).stdout) as { reasons: object[] };
    expect(told).toMatchObject({ id: SLOW.id, kind: "slow", n: 6, unexplainedNs: "40000000" });
    expect(told.reasons).toMatchObject([
      {
        slug: "evaluate",
        severity: "major",
        actualNs: "311000000",
        expectedNs: "10000000",
        expectedBy: "population",
        evidence: { spans: [{ slug: "evaluate", ns: "311000000" }], calls: [], programs: [] },
      },
    ]);
  });

  test("ends with 3 for a boot that is not there, and with 2 without one", async () => {
    expect(await explain("zzzzzzzzzzzzzzzz")).toMatchObject({ code: 3, stdout: "" });
    expect(await explain()).toMatchObject({ code: 2, stdout: "" });
  });
});

test("hacotaki show says the first reason above the waterfall, and none of a boot that has none", async () => {
  const show = async (id: string | undefined) =>
    (await hacotaki(["show", "--db", db, id ?? ""], { env: { COLUMNS: "200" } })).stdout;
  const reason =
    "most of all by evaluating the haco file, 311 ms where 10.0 ms are usual. 40.0 ms remain unexplained.";
  const slow = await show(SLOW.id);
  expect(slow).toContain(`${reason}\n\n`);
  expect(slow.indexOf(reason)).toBeLessThan(slow.indexOf("█"));
  expect(await show(USUAL[1]?.id)).not.toContain("evaluating the haco file");
});

test("hacotaki list --reason lists the boots of which it is told", async () => {
  const list = async (reason: string) => {
    const { stdout } = await hacotaki(["list", "--db", db, "--reason", reason, "--json"]);
    return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
  };
  expect(await list("evaluate")).toEqual([SLOW.id]);
  expect(await list("slow-hook")).toEqual([]);
  expect(await hacotaki(["list", "--db", db, "--reason", "moon"])).toMatchObject({ code: 2 });
});
