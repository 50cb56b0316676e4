import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { readProbeNotes } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { compile, eventsOf, only, skipReason, temporaryFolder } from "./native-fixture.ts";

const folder = temporaryFolder();

const BUILDS = {
  "position independent": ["-O2", "-pie", "-fPIE"],
  "at a fixed address": ["-O2", "-no-pie", "-fno-pie"],
  static: ["-O2", "-static", "-fno-pie"],
  "static, position independent": ["-O2", "-static-pie", "-fPIE"],
};

const EXPECTED: Readonly<Record<string, readonly (bigint | string)[]>> = {
  named: [-42n, 7n, 1234n],
  moved: [5n, 200n, 200n, 13n],
  text: ["a text nobody has touched"],
  untouched: [99n],
  ahead: [-77n, 0xffffffb3n],
};

const stringArgs = ({ name }: { readonly name: string }) => (name === "text" ? 1 : 0);

async function firedBy(program: string, usePerfUprobes = false) {
  const { events, attachment } = await eventsOf(program, "globals", [], { stringArgs, usePerfUprobes });
  return only(events, "probe").map(({ probe, args }) => [attachment.probes[probe]?.name, args]);
}

describe.each(Object.entries(BUILDS))(
  "probes whose arguments are variables of a binary that is %s",
  (name, flags) => {
    const program = compile(folder, "native-globals", flags, name.replaceAll(/\W+/g, "-"));
    const isFixed = !name.includes("independent");

    test.skipIf(skipReason !== undefined).each([false, true])(
      "arrive as they are (perf uprobes: %s)",
      async (perf) => {
        const table = isFixed
          ? /^([0-9a-f]+) \w table$/m.exec(execFileSync("nm", [program], { encoding: "utf8" }))
          : null;
        const fixed = [12n, 11n, BigInt(`0x${table?.[1] ?? 0}`) + 8n, 7n];
        expect(await firedBy(program, perf)).toEqual(
          Object.entries({ ...EXPECTED, ...(isFixed ? { fixed } : {}) }),
        );
      },
    );

    test("can all be read", () => {
      expect(readProbeNotes(program).flatMap(({ unreadable }) => unreadable)).toEqual([]);
    });
  },
);

test("arguments that are nowhere to be found are listed, the others are read", async () => {
  const program = compile(folder, "native-globals", ["-O2", "-DUNREADABLE"], "unreadable");
  const notes = readProbeNotes(program).filter(({ unreadable }) => unreadable.length > 0);
  expect(notes.map(({ address, unreadable }) => unreadable.map((each) => each.address === address))).toEqual([
    [true, true, true],
    [true, true, true, true],
  ]);
  expect(notes.map(({ unreadable }) => unreadable.map(({ index, argument }) => [index, argument]))).toEqual([
    [
      [0, "8@nowhere(%rip)"],
      [1, "8@%fs:own@tpoff"],
      [2, "8f@%xmm0"],
    ],
    [
      [0, "16@%rdi"],
      [1, "8@phase@GOTPCREL(%rip)"],
      [2, "8@phase-counter(%rip)"],
      [3, "1@%ah"],
    ],
  ]);
  if (skipReason === undefined)
    expect((await firedBy(program)).filter(([probe]) => probe === "lost")).toEqual([
      ["lost", [undefined, undefined, undefined, -42n]],
      ["lost", [undefined, undefined, undefined, undefined]],
    ]);
});

test("a variable whose name was stripped, or that is there twice, cannot be read; an exported one can", () => {
  const program = compile(folder, "native-globals", ["-O2", "-rdynamic"], "stripped");
  execFileSync("strip", [program]);
  const [named] = readProbeNotes(program);
  expect(named?.unreadable.map(({ argument }) => argument)).toEqual(["-4@counter(%rip)"]);

  const twice = join(folder, "twice");
  const other = "static volatile int counter = 1; int other(void) { return counter; }";
  execFileSync("cc", ["-xc", "-O2", "-c", "-o", `${twice}.o`, "-"], { input: other });
  execFileSync("cc", [
    "-O2",
    "-o",
    twice,
    join(import.meta.dirname, "fixtures/native-globals.c"),
    `${twice}.o`,
  ]);
  expect(readProbeNotes(twice)[0]?.unreadable.map(({ argument }) => argument)).toEqual(["-4@counter(%rip)"]);
});
