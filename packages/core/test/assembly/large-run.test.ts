import { expect, test } from "vitest";
import { createAssembler, deriveRun } from "../../src/index.ts";
import { allExit, LIVE, phase, program, setUp } from "../made-events.ts";

/** A call with so many arguments overflows the stack. */
const MARKS = 250_000;
const events = [
  ...setUp(0, 100),
  program(30, 102, "/bin/true"),
  ...Array.from({ length: MARKS }, (_, n) => phase(40 + n, 101, 123)),
  ...allExit(MARKS + 100, 100),
];

test("a run of any number of events is assembled as it came in, all at once", () => {
  const assembler = createAssembler(LIVE);
  assembler.push(events);
  const changes = assembler.finish();
  expect(changes.boots).toMatchObject([{ outcome: "up", markCount: MARKS, exitCode: 0 }]);
  expect(changes.events).toHaveLength(events.length);
}, 120_000);

test("a run of any number of events is derived anew", () => {
  expect(deriveRun(LIVE, events).boots).toMatchObject([{ outcome: "up", markCount: MARKS }]);
}, 120_000);
