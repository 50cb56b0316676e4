import { describe, expect, test } from "vitest";
import { createAssembler, deriveRun, type BootEvent } from "../../src/index.ts";
import { allExit, exit, fork, LIVE, phase, program, setUp } from "../made-events.ts";

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

test("a run whose processes fork on and on, each child the next one's parent, is assembled as any other", () => {
  const depth = 100_000;
  const first = 1_000_000;
  const forks = Array.from({ length: depth }, (_, n) =>
    fork(50 + n, n === 0 ? 101 : first + n - 1, first + n),
  );
  const assembler = createAssembler(LIVE);
  const up = [...setUp(0, 100), program(30, 102, "/bin/true")];
  for (const event of [...up, ...forks, ...allExit(depth + 100, 100)]) assembler.push([event]);
  const { boots } = assembler.finish();
  expect(boots).toMatchObject([{ outcome: "up", exitCode: 0 }]);
  expect(boots[0]?.processCount).toBeGreaterThan(depth);
}, 120_000);

describe("whoever forks or executes without end leaves so many events, from which the same boot is derived", () => {
  const up = [...setUp(0, 100), program(30, 102, "/bin/true")];
  const first = 1_000_000;
  const assembled = (more: readonly BootEvent[]) => {
    const assembler = createAssembler(LIVE);
    const end = 60 + more.length * 2;
    assembler.push([...up, ...more, ...allExit(end, 100)]);
    const { boots, events } = assembler.finish();
    expect(boots).toMatchObject([{ outcome: "up", exitCode: 0 }]);
    const [boot] = boots;
    const again = deriveRun(
      LIVE,
      events.map(({ event }) => event),
    );
    expect(again.boots).toEqual(boots);
    return { boot, count: events.length };
  };

  test.each([
    ["the launcher", 100],
    ["the container", 102],
  ])(
    "as %s",
    (_, parent) => {
      const forks = Array.from({ length: 130_000 }, (__, n) => [
        fork(50 + n * 2, parent, first + n),
        exit(51 + n * 2, first + n),
      ]).flat();
      const { boot, count } = assembled(forks);
      expect(count).toBeLessThan(225_000);
      expect(boot?.processCount).toBeGreaterThan(99_000);
      expect(boot?.processCount).toBeLessThan(115_000);
    },
    120_000,
  );

  test("as one process that executes one program after the other", () => {
    const child = fork(40, 102, first);
    const execs = Array.from({ length: 5_000 }, (_, n) => program(50 + n, first, `/bin/p${n}`));
    expect(assembled([child, ...execs]).count).toBeLessThan(200);
  });
});
