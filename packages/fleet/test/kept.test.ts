import { expect, test } from "vitest";
import { createKept } from "../src/reader/kept.ts";

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
