import { beforeAll, expect, test } from "vitest";
import { hacotaki } from "./hacotaki.ts";
import { bootOf, databaseOfBoots } from "./made-boots.ts";

const BOOTS = 60;
/** On every other kernel pivot-root takes 9 ms instead of 6. */
const WEB = Array.from({ length: BOOTS }, (_, n) => {
  const isSlow = n % 2 === 1;
  const lengths = {
    evaluate: 20 + ((n * 7) % 11) / 10,
    "pivot-root": (isSlow ? 9 : 6) + ((n * 5) % 7) / 10,
  };
  return { ...bootOf(n, lengths), kernel: isSlow ? "6.18" : "6.1" };
});

let db: string;
beforeAll(() => {
  db = databaseOfBoots(WEB);
});
const hosts = (...args: string[]) => hacotaki(["hosts", "--db", db, ...args], { env: { COLUMNS: "140" } });

test("groups of boots stand slowest first, with what each is slow at", async () => {
  const { code, stdout, stderr } = await hosts("--by", "kernel");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "KERNEL  BOOTS  FAILED  MEDIAN/ms  P95/ms  AGAINST OTHERS  SLOW AT
    6.18       30       0     29.800  30.455        +2.95 ms  pivot-root +3.00 ms
    6.1        30       0     26.850  27.355        −2.95 ms
    "
  `);
});

test("in JSON a group has its boots, its verdict and its slow spans", async () => {
  const { stdout } = await hosts("--by", "kernel", "--container", "web", "--json");
  const { by, groups } = JSON.parse(stdout) as {
    by: string;
    groups: { key: string; boots: number; verdict: string; slow: { slug: string }[] }[];
  };
  expect(by).toBe("kernel");
  expect(groups.map(({ key, boots, verdict }) => [key, boots, verdict])).toEqual([
    ["6.1", BOOTS / 2, "faster"],
    ["6.18", BOOTS / 2, "slower"],
  ]);
  expect(groups.find(({ key }) => key === "6.18")?.slow[0]?.slug).toBe("pivot-root");
});

test("what boots are not put together by is refused with what they are", async () => {
  const { code, stderr } = await hosts("--by", "moon");
  expect(code).toBe(2);
  expect(stderr).toContain("give host, kernel, runtime, or label:NAME");
});

test("where there are no boots that is said", async () => {
  expect((await hosts("--container", "nobody")).stdout).toBe("There are no such boots.\n");
});
