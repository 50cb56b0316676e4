import type { Slices } from "@hacotaki/core";
import { expect, test } from "vitest";
import { createTurns } from "../statistics/turns.ts";

/** Says what happens, slice by slice, and looks at what changes may change. */
function* told(log: string[], name: string, slices: number): Slices<string> {
  for (let n = 0; n < slices; n++) {
    log.push(`${name}${n}`);
    yield;
  }
  return name;
}

test("answers are told in turns, and a change waits until none of them is in the middle", async () => {
  const turns = createTurns();
  const log: string[] = [];
  const answers = [turns.tell(told(log, "a", 2)), turns.tell(told(log, "b", 3))];
  await Promise.resolve();
  expect(turns.isTelling()).toBe(true);
  const change = turns.change(() => log.push("changed"));
  expect(await Promise.all(answers)).toEqual(["a", "b"]);
  await change;
  expect(log).toEqual(["a0", "b0", "a1", "b1", "b2", "changed"]);
  expect(turns.isTelling()).toBe(false);
});

test("an answer that is asked for after a change is told of what it made", async () => {
  const turns = createTurns();
  const log: string[] = [];
  const first = turns.tell(told(log, "a", 2));
  await Promise.resolve();
  const change = turns.change(() => log.push("changed"));
  const second = turns.tell(told(log, "b", 1));
  await Promise.all([first, change, second]);
  expect(log).toEqual(["a0", "a1", "changed", "b0"]);
});

test("an answer that fails lets the change through", async () => {
  const turns = createTurns();
  const log: string[] = [];
  function* broken(): Slices<string> {
    yield;
    throw new Error("broken");
  }
  const answer = turns.tell(broken());
  const change = turns.change(() => log.push("changed"));
  await expect(answer).rejects.toThrow("broken");
  await change;
  expect(log).toEqual(["changed"]);
});
