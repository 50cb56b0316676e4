import { expect, test } from "vitest";
import type { BootId } from "@hacotaki/core";
import { boardOf, currentSpan, isStuck, withChanges } from "../lib/live-board.ts";
import { exampleBoot, summaryOf } from "./example-boots.ts";

const template = summaryOf((await exampleBoot("min-true")).boot);
const booting = (id: string, wallTime: bigint) => ({
  ...template,
  id: id as BootId,
  wallTime,
  outcome: "booting" as const,
  spans: [
    {
      slug: "evaluate",
      group: "supervise",
      lane: "launcher",
      state: "closed",
      onPath: true,
      offsetNs: 0n,
      durationNs: 5n,
    },
    { slug: "fork", group: "supervise", lane: "supervisor", state: "open", onPath: true, offsetNs: 5n },
  ] as const,
});

test("what starts later is added below, and what ends moves to the finished ones", () => {
  const board = boardOf([booting("a", 10n), booting("b", 20n)]);
  expect(board.booting.map(({ id }) => id)).toEqual(["a", "b"]);
  const after = withChanges(board, {
    since: 0n,
    revision: 1n,
    boots: [{ ...booting("a", 10n), outcome: "up" }, booting("c", 30n)],
    retired: [],
    skipped: false,
    now: 0n,
  });
  expect(after.booting.map(({ id }) => id)).toEqual(["b", "c"]);
  expect(after.finished.map(({ id }) => id)).toEqual(["a"]);
});

test("a boot is in its open span since that began, and stuck after ten seconds", () => {
  expect(currentSpan(booting("a", 0n), 12n)).toEqual({ slug: "fork", forNs: 7n });
  expect([isStuck(9_000_000_000n), isStuck(10_000_000_001n)]).toEqual([false, true]);
});
