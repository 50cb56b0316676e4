import { beforeAll, expect, test } from "vitest";
import { hacotaki } from "./hacotaki.ts";
import { bootOf, databaseOfBoots } from "./made-boots.ts";

const BOOTS = 60;
/** pivot-root takes 9 ms instead of 6 from the middle on, with another kernel. */
const WEB = Array.from({ length: BOOTS }, (_, n) => {
  const isLater = n >= BOOTS / 2;
  const lengths = {
    evaluate: 20 + ((n * 7) % 11) / 10,
    "pivot-root": (isLater ? 9 : 6) + ((n * 5) % 7) / 10,
  };
  return { ...bootOf(n, lengths), kernel: isLater ? "6.18" : "6.1" };
});

let db: string;
beforeAll(() => {
  db = databaseOfBoots(WEB);
});
const changes = (...args: string[]) =>
  hacotaki(["changes", "--db", db, ...args], { env: { COLUMNS: "140" } });

test("a shift is told with its size, since when, and what changed along with it", async () => {
  const { code, stdout, stderr } = await changes("web");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "web: 2 shifts of medians among 60 boots that came up.

    SINCE                SPAN        BEFORE/ms  AFTER/ms  SHIFT/ms    99 % INTERVAL  LAST BEFORE       FIRST AFTER       ALONG WITH IT
    2023-11-14 22:18:30  whole boot     26.950    29.800  ▲ +2.900  +2.700 … +3.300  b00tx00000000000  b00ty00000000000  kernel 6.1 → 6.18
    2023-11-14 22:18:30  pivot-root      6.300     9.300  ▲ +3.000  +2.800 … +3.100  b00tx00000000000  b00ty00000000000  kernel 6.1 → 6.18

    Shifts of less than 5 % of a span, or 0.1 % of the usual boot, are left out; where nothing ever changed, at most 1 % of containers have a
    false one.
    "
  `);
});

test("a narrow terminal keeps since when, what and how much", async () => {
  const { stdout } = await hacotaki(["changes", "--db", db, "web"], { env: { COLUMNS: "60" } });
  expect(stdout.split("\n").every((line) => line.length <= 60)).toBe(true);
  expect(stdout).toMatch(/2023-11-14 \d\d:\d\d:\d\d +pivot-root.* \+3\.\d/);
});

test("in JSON a change has its boots, and a link to the comparison of both stretches", async () => {
  const { stdout } = await changes("web", "--json", "--dashboard", "https://boots.example.org");
  const {
    container,
    looked,
    changes: found,
  } = JSON.parse(stdout) as {
    container: string;
    looked: number;
    changes: {
      slug: string;
      before: { n: number; boot: string };
      after: { boot: string };
      permalink: string;
    }[];
  };
  expect([container, looked]).toEqual(["web", BOOTS]);
  const pivot = found.find(({ slug }) => slug === "pivot-root");
  expect([pivot?.before.n, pivot?.before.boot, pivot?.after.boot]).toEqual([30, WEB[29]?.id, WEB[30]?.id]);
  expect(pivot?.permalink).toMatch(/^https:\/\/boots\.example\.org\/compare\?baseline=container%3Dweb/);
});

test("a container nobody has is not found, and one that never changed says so", async () => {
  const { code, stderr } = await changes("wbe");
  expect(code).toBe(3);
  expect(stderr).toContain('no boot of a container named "wbe"');
  const steady = databaseOfBoots(WEB.slice(0, BOOTS / 2));
  const { stdout } = await hacotaki(["changes", "web", "--db", steady]);
  expect(stdout).toContain("web: no shift of medians among 30 boots that came up.");
});
