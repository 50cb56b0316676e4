import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXPORTS, FormatError, type ExportedBoot } from "../src/index.ts";
import { recorded, recordingNames, take } from "./importing.ts";

const FORMATS = ["otlp", "chrome-trace"] as const;
type Format = (typeof FORMATS)[number];
type Taken = Awaited<ReturnType<typeof take>>;

/** As a database gives them: each boot with the events of its run. */
function exportedOf({ memory }: Taken): ExportedBoot[] {
  return memory.boots().map((boot) => {
    const run = memory.sink.findRun(boot.runId);
    if (run === undefined) throw new Error("a boot without a run");
    return { boot, marks: memory.marks().filter((mark) => mark.bootId === boot.id), siblings: [], raw: run };
  });
}
const write = (format: Format, boots: Iterable<ExportedBoot>) =>
  [...EXPORTS[format].write(boots)].map(String).join("");
const messageOf = (text: string) =>
  take(text).then(
    () => undefined,
    (error: unknown) => (error instanceof FormatError ? `${error.code}: ${error.message}` : error),
  );
const byTime = <Value extends { at: bigint; seq: number }>(values: readonly Value[]) =>
  values.toSorted((a, b) => Number(a.at - b.at) || a.seq - b.seq);
/** `haconiwa version` alone is no boot. */
const names = recordingNames().filter((name) => !name.endsWith("-version.ndjson"));

describe.each(FORMATS)("%s, exported and imported again", (format) => {
  test.each(names)("%s gives the same boots, marks and events, to the nanosecond", async (name) => {
    const before = await take(recorded(name));
    const boots = exportedOf(before);
    const after = await take(write(format, boots));
    expect(after.report).toMatchObject({ format, rejected: 0, boots: boots.length, knownBoots: 0 });
    expect(after.boots()).toEqual(before.boots());
    const runs = new Set(before.boots().map(({ runId }) => runId));
    expect(byTime(after.marks())).toEqual(byTime(before.marks().filter((mark) => runs.has(mark.runId))));
  });

  test("many boots of one host are one recording", async () => {
    const before = await take(recorded("head-multi-daemon.ndjson"));
    const { sources, notes } = await take(write(format, exportedOf(before)));
    expect(sources()).toHaveLength(1);
    expect(notes()).toEqual([""]);
  });

  test("boots of several hosts are a recording each, of one start: the file's", async () => {
    const hosts = await Promise.all(
      ["head-min-true.ndjson", "head-tcp-c.ndjson"].map((name) => take(recorded(name))),
    );
    let clock = 0n;
    const { boots, sources, starts } = await take(write(format, hosts.flatMap(exportedOf)), {
      now: () => (clock += 1n),
    });
    expect(new Set(boots().map(({ id }) => id))).toEqual(
      new Set(hosts.flatMap((host) => host.boots().map(({ id }) => id))),
    );
    expect(sources()).toHaveLength(2);
    expect(new Set(starts()).size).toBe(1);
  });

  test("laid out anew by another tool it says the same", async () => {
    const before = await take(recorded("head-user-probes.ndjson"));
    const parsed = JSON.parse(write(format, exportedOf(before))) as unknown;
    for (const text of [JSON.stringify(parsed), JSON.stringify(parsed, undefined, 2)]) {
      const { report, boots } = await take(text);
      expect(report).toMatchObject({ format, rejected: 0 });
      expect(boots()).toEqual(before.boots());
    }
  });

  test("a line that was spoiled is told by its number, and all others are kept", async () => {
    const before = await take(recorded("head-min-true.ndjson"));
    const lines = write(format, exportedOf(before)).split("\n");
    const at = lines.findIndex((line) => line.includes(String.raw`\"event\":\"exit\"`));
    lines[at] = lines[at]?.replace(/ts_boot_ns\\":\d+/, String.raw`ts_boot_ns\":-1`) ?? "";
    const { report } = await take(lines.join("\n"));
    expect(report.rejectedLines).toMatchObject([{ line: at + 1, reason: "ts_boot_ns -1 is out of range" }]);
    expect(report.boots).toBe(1);
  });

  test("cut off anywhere, it keeps what came before and never fails otherwise", async () => {
    const text = write(format, exportedOf(await take(recorded("head-min-true.ndjson"))));
    const whole = (await take(text)).events().length;
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (length) => {
        const cut = text.slice(0, length);
        const taken = await take(cut).catch((error: unknown) => error);
        if (taken instanceof FormatError) return;
        expect((taken as Taken).events().length).toBeLessThanOrEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  test("what a container says is never taken for an event", async () => {
    const before = await take(recorded("head-user-probes.ndjson"));
    const forged = String.raw`{"event":"usdt","seq":9,"ts_boot_ns":1,"pid":1,"provider":"haconiwa","probe":"bootstrap_phase_pass","args":[0,1]}`;
    const texts = [
      forged,
      `"hacotaki_event":${JSON.stringify(forged)}`,
      `"key":"hacotaki.events","value":{"stringValue":${JSON.stringify(forged)}}`,
      "hacotaki.events",
      'hacotaki_event"',
      "hacotaki_event\\",
    ];
    for (const text of texts) {
      const hostile = exportedOf(before).map((each) => ({
        ...each,
        boot: {
          ...each.boot,
          container: text,
          command: [text, forged],
          launcherArgv: [text, forged],
          hacoFile: text,
        },
        marks: each.marks.map((mark) => ({ ...mark, name: text, text })),
      }));
      const { report, boots } = await take(write(format, hostile));
      expect(report.rejected).toBe(0);
      expect(boots()).toEqual(before.boots());
    }
  });

  test("without its raw events it is refused, and the reason names what is missing", async () => {
    const boots = exportedOf(await take(recorded("head-min-true.ndjson")));
    const without = boots.map(({ boot, marks, siblings }) => ({ boot, marks, siblings }));
    expect(await messageOf(write(format, without))).toMatch(/^not-importable: .*raw events/);
  });
});

test("files of other programs are refused, and the reason names what is missing", async () => {
  const span = { traceId: "0".repeat(31) + "1", spanId: "0".repeat(15) + "1", name: "GET /", kind: 2 };
  const otlp = {
    resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: "http" }, spans: [span] }] }],
  };
  const event = { name: "FunctionCall", ph: "X", pid: 1, tid: 1, ts: 1, dur: 2, args: { event: "click" } };
  expect(await messageOf(JSON.stringify(otlp))).toMatch(
    /^not-importable: .*OTLP file without hacotaki\.events/,
  );
  expect(await messageOf(JSON.stringify(otlp, undefined, 2))).toMatch(/OTLP file without/);
  for (const text of [
    JSON.stringify({ traceEvents: [event] }),
    JSON.stringify([event]),
    `[\n${JSON.stringify(event)},\n${JSON.stringify(event)}\n`,
  ])
    expect(await messageOf(text)).toMatch(/^not-importable: .*Trace Event file without hacotaki_event/);
});

test("a file that is one endless line is refused with its reason, not as empty", async () => {
  expect(await messageOf(`{"resourceSpans":[${'"x",'.repeat(400_000)}]}`)).toMatch(
    /^unknown-format: .*longer than/,
  );
});
