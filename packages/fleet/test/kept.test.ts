import { expect, test } from "vitest";
import { createKept, createKeptAnswer } from "../src/reader/kept.ts";

test("what was read is kept for ten times as long as it took, a second at least, and names are read together", async () => {
  const reads: (readonly string[])[] = [];
  let now = 0;
  const kept = createKept(
    async (names) => {
      reads.push(names);
      now += 500;
      return new Map(names.flatMap((name) => (name === "none" ? [] : [[name, reads.length] as const])));
    },
    () => now,
  );
  expect([...(await kept.of(["a", "b", "a", "none"]))]).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
  now += 5_000;
  expect([...(await kept.of(["a", "c"]))]).toEqual([
    ["a", 1],
    ["c", 2],
  ]);
  now += 1;
  expect([...(await kept.of(["a"]))]).toEqual([["a", 3]]);
  expect(reads).toEqual([["a", "b", "none"], ["c"], ["a"]]);
});

test("of more names than are kept each has its value", async () => {
  const names = Array.from({ length: 1_500 }, (_, n) => `n${n}`);
  const kept = createKept(async (read) => new Map(read.map((name) => [name, name])));
  expect([...(await kept.of(names))].filter(([name, value]) => name === value)).toHaveLength(1_500);
});

test("what could not be read is read again", async () => {
  let isAway = true;
  const kept = createKept(async (names) => {
    if (isAway) throw new Error("away");
    return new Map(names.map((name) => [name, 1]));
  });
  await expect(kept.of(["a", "b"])).rejects.toThrow("away");
  isAway = false;
  expect([...(await kept.of(["a"]))]).toEqual([["a", 1]]);
});

test("an answer that took long is told again for ten times as long, one that did not is asked anew", async () => {
  let [now, reads, took] = [0, 0, 500];
  const kept = createKeptAnswer(
    async () => {
      now += took;
      return ++reads;
    },
    () => now,
  );
  expect([await kept(), await kept()]).toEqual([1, 1]);
  now += 5_000;
  expect(await kept()).toBe(1);
  now += 1;
  took = 10;
  expect([await kept(), await kept()]).toEqual([2, 3]);
});

test("an answer that failed is asked anew", async () => {
  let isAway = true;
  const kept = createKeptAnswer(() => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(1)));
  await expect(kept()).rejects.toThrow("away");
  isAway = false;
  expect(await kept()).toBe(1);
});
