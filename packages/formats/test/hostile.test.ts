import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../src/index.ts";
import { bytes, eventLine, recorded, take } from "./importing.ts";

const EVENTS = recorded("head-min-true.ndjson");
const TRACES = [EVENTS, recorded("text/blog-2019.txt"), recorded("text/sample_bt-head-min-true.txt")];

/** Random files tried by all of these together, a quarter by each; `npm run test:long` tries many more. */
const TRIES = Number(process.env["HACOTAKI_FUZZ"] ?? 1_000);
const RUNS = { numRuns: TRIES / 4 };

const lines = (text: string, count: number) => `${text.split("\n").slice(0, count).join("\n")}\n`;

/** Whatever a file holds, an import ends, and with nothing but a FormatError: undefined then. */
const survives = (data: string | Uint8Array) =>
  take(data).catch((error: unknown) => {
    expect(error).toBeInstanceOf(FormatError);
    return undefined;
  });

describe("a file cut off anywhere", () => {
  test("keeps all lines before the cut and reports at most the last one", async () => {
    const text = lines(EVENTS, 20);
    for (let cut = 1; cut <= text.length; cut += 7) {
      const { report } = await take(text.slice(0, cut), { format: "events" });
      const kept = text.slice(0, cut).split("\n").filter(Boolean);
      expect(report.lines).toBe(kept.length);
      expect(report.rejected).toBeLessThanOrEqual(1);
      if (report.rejected === 1) expect(report.rejectedLines[0]?.line).toBe(kept.length);
    }
  });
  test("is a file, at each byte of a character", async () => {
    const data = bytes(eventLine({ event: "listen", comm: "箱滝🙂" }).trimEnd());
    for (let cut = 1; cut <= data.length; cut++) await survives(data.subarray(0, cut));
  });
});

describe("random input", { timeout: 300_000 + TRIES * 20 }, () => {
  test("of bytes, alone or after a good file", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.constantFrom("", ...TRACES),
        async (noise, before) => {
          await survives(new Uint8Array([...bytes(before), ...noise]));
        },
      ),
      RUNS,
    );
  });

  test("of bytes in place of some of a good file's", async () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TRACES), flips, async (text, changes) => {
        const data = bytes(text);
        for (const [at, byte] of changes) data[at % data.length] = byte;
        const taken = await survives(data);
        // The first line tells the format, and may have been hit.
        if (taken === undefined)
          expect(Math.min(...changes.map(([at]) => at % data.length))).toBeLessThan(text.indexOf("\n") + 1);
        else expect(taken.report.rejected).toBeLessThanOrEqual(2 * changes.length);
      }),
      RUNS,
    );
  });

  test("of JSON, where an event's fields should be", async () => {
    const keys = [
      "event",
      "pid",
      "ts_boot_ns",
      "args",
      "ns",
      "argv",
      "syscall",
      "schema",
      "__proto__",
      "clock_at_start",
    ];
    const kinds = ["usdt", "fork", "exec", "exit", "listen", "fact", "loss", "syscall", "meta"];
    const fields = fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof(fc.jsonValue(), fc.constantFrom(...kinds)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { maxLength: 20 }), async (records) => {
        await survives(EVENTS + records.map((record) => `${JSON.stringify(record)}\n`).join(""));
      }),
      RUNS,
    );
  });

  test("of well-formed events in any order: no exception, and no boot that ends before it starts", async () => {
    const phase = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 11, 12, 13, 17, 18, 21, 124, 999, -1, 2 ** 40);
    const event = fc
      .record({
        ts_boot_ns: fc.nat(1_000),
        pid: fc.integer({ min: 1, max: 6 }),
        ppid: fc.integer({ min: 0, max: 6 }),
        args: fc.tuple(phase, fc.nat(6)),
        child_pid: fc.integer({ min: 1, max: 6 }),
        event: fc.constantFrom("usdt", "fork", "exec", "exit", "listen"),
        traced: fc.boolean(),
      })
      .map((fields) =>
        eventLine({ provider: "haconiwa", probe: "bootstrap_phase_pass", filename: "/x", ...fields }),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 60 }), async (events) => {
        const { report, boots } = await take(events.join(""));
        expect(report.rejected).toBe(0);
        for (const { startAt, endAt = startAt, upAt = startAt } of boots()) {
          expect(endAt).toBeGreaterThanOrEqual(startAt);
          expect(upAt).toBeGreaterThanOrEqual(startAt);
        }
      }),
      RUNS,
    );
  });
});

describe("hostile texts", () => {
  test.each([
    ["<img onerror=x>"],
    ["\u001b[31m"],
    ["\u202e"],
    ["\u0000"],
    ["__proto__"],
    ["'; DROP TABLE boot"],
  ])("stay as they are: %j", async (name) => {
    const text = EVENTS.replaceAll('"hostname":"min-true"', `"hostname":${JSON.stringify(name)}`);
    expect((await take(text)).boots()[0]?.container).toBe(name);
  });

  test("with half a surrogate pair become what UTF-8 can hold, the same each time", async () => {
    const text = EVENTS.replaceAll('"hostname":"min-true"', '"hostname":"\\ud800x"');
    expect((await take(text)).boots()[0]?.container).toBe("\ufffdx");
  });

  test("in invalid UTF-8 are kept where they can be read", async () => {
    const data = bytes(EVENTS.replaceAll('"hostname":"min-true"', '"hostname":"min~true"'));
    const broken = data.map((byte) => (byte === 0x7e ? 0xff : byte));
    expect((await take(broken)).boots()[0]?.container).toBe("min\ufffdtrue");
  });

  test("do not reach the prototype of anything", async () => {
    await take(`${EVENTS}{"__proto__":{"polluted":true},"event":"listen","seq":1,"ts_boot_ns":1}\n`);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("in time that grows with its length alone", () => {
  /** Where time grows with the square of this, a test never ends. */
  const LENGTH = 1_000_000;
  test.each([
    ["a row of blanks", `1.5 ${" ".repeat(LENGTH)}x`],
    ["a row of pids", `1.5 ${"1 ".repeat(LENGTH / 2)}`],
    ["a row of values", `1.5 ${"1 phase:".repeat(LENGTH / 8)}`],
    ["a header of blanks", `TIME(s)${" ".repeat(LENGTH)}x`],
    ["a pass of blanks", `[1] Pass: hpid: 1, phase: 1${" ".repeat(LENGTH)}x`],
    ["events of quotes", `{${'"event" '.repeat(LENGTH / 8)}`],
    ["a text of brackets", `{"event":"${"[".repeat(LENGTH)}"}`],
    ["a number of digits", `{"event":${"9".repeat(LENGTH)}}`],
    ["a list of lists", `{"event":${"[1],".repeat(LENGTH / 4)}`],
  ])("%s is read or rejected", async (_, line) => {
    await survives(`${line}\n`);
    for (const text of TRACES) await survives(`${text}${line}\n`);
  });

  test("JSON nested two hundred thousand deep is a rejected line", async () => {
    const deep = `{"event":"usdt","args":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    const { report } = await take(`${recorded("head-version.ndjson")}${deep}\n`);
    expect(report.rejectedLines.map(({ reason }) => reason)).toEqual(["is nested too deeply"]);
  });

  test("a million empty lines are read", async () => {
    const { report } = await take(`${"\n".repeat(LENGTH)}${EVENTS}`, { format: "events" });
    expect(report).toMatchObject({ boots: 1, lines: LENGTH + EVENTS.trimEnd().split("\n").length });
  });
});
