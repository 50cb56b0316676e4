import type { Span } from "@hacotaki/core";
import { describe, expect, test } from "vitest";
import { failure, recorded, take, textNames } from "./importing.ts";

const TRACE = "TIME(s)            COMM             PID    VALUE\n";
const row = (value: string, { time = "5076.830255000", comm = "haconiwa", pid = "12239" } = {}) =>
  `${time.padEnd(18)} ${comm.padEnd(16)} ${pid.padEnd(6)} ${value}\n`;
const durationOf = (span: Span | undefined) =>
  span === undefined || span.state === "open" ? undefined : span.endAt - span.startAt;

test("every text trace of the recordings is read without a rejected line, but for the summary", async () => {
  for (const name of textNames()) {
    if (name.startsWith("hacoboot_sampler")) continue;
    const { report } = await take(recorded(`text/${name}`));
    expect({ name, ...report }).toMatchObject({ rejected: 0, ignored: 0 });
    expect(report.events).toBe(recorded(`text/${name}`).match(/phase: ?\d/g)?.length);
  }
});

test("the blog's trace imports to one boot with its two known durations", async () => {
  const { report, boots } = await take(recorded("text/blog-2019.txt"));
  expect(report).toMatchObject({ format: "trace-2019", events: 16, boots: 1, rejected: 0 });
  const [boot] = boots();
  const span = (slug: string) => durationOf(boot?.spans.find((each) => each.slug === slug));
  expect([span("namespace"), span("pivot-root")]).toEqual([16_160_981n, 19_301_341n]);
});

test.each([
  ["trace_usdt-head-min-true.txt", "trace-0.11", 1, "up"],
  ["trace_usdt-head-multi.txt", "trace-0.11", 3, "up"],
  ["trace_usdt-head-fail-norootfs.txt", "trace-0.11", 1, "failed"],
  ["trace_usdt-2019-min-true-mode0.txt", "trace-2019", 1, "up"],
  ["trace_usdt-2019-multi-mode0.txt", "trace-2019", 3, "up"],
  ["trace_usdt-2019-fail-norootfs-mode0.txt", "trace-2019", 1, "failed"],
] as const)("%s is read as %s", async (name, format, count, outcome) => {
  const { report, boots } = await take(recorded(`text/${name}`));
  expect(report).toMatchObject({ format, rejected: 0 });
  expect(boots().map((boot) => boot.outcome)).toEqual(Array(count).fill(outcome));
});

describe("a row of trace_usdt.py", () => {
  const eventOf = async (line: string) => (await take(TRACE + line)).events()[0];

  test("of 2019 happened when haconiwa read its clock, not when the first column says", async () => {
    expect(await eventOf(row("phase:1,sec:102949,nsec:842200234"))).toMatchObject({
      at: 102_949_842_200_234n,
      probe: "probe-boottime",
      args: [1n, 102_949n, 842_200_234n],
    });
  });

  test("of 0.11 happened when the first column says", async () => {
    expect(await eventOf(row("phase:0,hpid:7", { time: "12.5" }))).toMatchObject({
      at: 12_500_000_000n,
      seq: 2,
      tgid: 12_239,
      comm: "haconiwa",
    });
  });

  test("may have a name with blanks in it, or none that the kernel remembers", async () => {
    expect((await eventOf(row("phase:0,hpid:7", { comm: "my  12 app" })))?.comm).toBe("my  12 app");
    expect(await eventOf(row("phase:0,hpid:7", { comm: "<...>" }))).not.toHaveProperty("comm");
  });

  test.each([
    ["phase:0,hpid:7", { pid: "0" }, "pid 0 is out of range"],
    ["phase:0,hpid:7", { pid: "4194305" }, "pid 4194305 is out of range"],
    ["phase:0,hpid:7", { time: "9999999999.0" }, "its time is out of range"],
    ["phase:0", {}, "its value is not phase:N,hpid:N"],
    ["phase:0,sec:1,nsec:2", {}, "its value is not phase:N,hpid:N"],
    ["hello", {}, "is no row of time, comm, pid and value"],
  ])("that says %s (%o) is rejected", async (value, columns, reason) => {
    const { report } = await take(TRACE + row("phase:0,hpid:1") + row(value, columns));
    expect(report.rejectedLines).toMatchObject([{ line: 3, reason }]);
  });

  test("is told from what the tool says beside its rows", async () => {
    const { report } = await take(
      `tracing program /bin/haconiwa\n${TRACE}value error\n\n${row("phase:0,hpid:1")}`,
    );
    expect(report).toMatchObject({ events: 1, rejected: 0, lines: 5 });
  });
});

describe("bpftrace's text", () => {
  const pass = (nsecs: string, phase: number) => `[${nsecs}] Pass: hpid: 7, phase: ${phase}\n`;
  const instants = async (text: string) => (await take(text)).events().map(({ at }) => at);

  test("has its truncated nanoseconds unwrapped: durations stay exact", async () => {
    const { report, boots } = await take(recorded("text/sample_bt-head-min-true.txt"));
    expect(report).toMatchObject({ format: "bpftrace", rejected: 0 });
    expect(boots().every((boot) => boot.outcome === "up" && boot.lineage === "guessed")).toBe(true);
    const [first] = boots();
    expect((first?.upAt ?? 0n) - (first?.startAt ?? 0n)).toBe(766_994_008n - 764_426_004n);
  });

  test("steps over the 32-bit wrap as over any other number", async () => {
    expect(await instants(pass("2147483640", 11) + pass("-2147483640", 12))).toEqual([
      2_147_483_640n,
      2_147_483_656n,
    ]);
    expect(await instants(pass("-6", 11) + pass("4", 12))).toEqual([4_294_967_290n, 4_294_967_300n]);
  });

  test("that is not truncated keeps its 64 bits", async () => {
    expect(await instants(pass("4975434848324", 11) + pass("4975434848999", 12))).toEqual([
      4_975_434_848_324n,
      4_975_434_848_999n,
    ]);
  });

  test("says where events were lost, and the boot under way is partial", async () => {
    const { boots, report } = await take(`${pass("1000", 11)}Lost 3 events\n${pass("2000", 13)}`);
    expect(report.rejected).toBe(0);
    expect(boots()).toMatchObject([{ outcome: "partial", losses: expect.arrayContaining(["dropped"]) }]);
  });

  test("of newer versions begins with other words", async () => {
    expect((await take(`Attached 2 probes\n${pass("1", 11)}`)).report).toMatchObject({
      events: 1,
      rejected: 0,
    });
  });
});

describe("a file that is refused", () => {
  test.each([
    ["a summary of averages", () => recorded("text/hacoboot_sampler-head-tcp-c.txt"), "not-importable"],
    ["texts without phases", () => `tracing PID = 12\n${TRACE}1.0 haconiwa 12 hello\n`, "not-importable"],
    ["an empty one", () => "", "empty"],
    ["a blank one", () => "\n \n", "empty"],
    ["an unknown one", () => "hello\nworld\n", "unknown-format"],
    ["events of another schema", () => '{"event":"meta","schema":2}\n', "not-importable"],
  ])("is %s", async (_, text, code) => {
    expect(await failure(text())).toBe(code);
  });

  test("leaves no recording behind", async () => {
    const { take: taken } = { take: await take("hello\n").catch((error: unknown) => error) };
    expect(taken).toMatchObject({
      message: expect.stringContaining("events, trace-2019, trace-0.11, bpftrace"),
    });
  });
});

test("a format that is named is not doubted", async () => {
  const { report } = await take("hello\n", { format: "bpftrace" });
  expect(report).toMatchObject({ format: "bpftrace", events: 0, rejected: 1, recording: undefined });
});
