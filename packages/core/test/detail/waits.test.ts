import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detailOf, instant, type BootEvent, type WaitEvent } from "../../src/index.ts";
import { fork, program, setUp } from "../made-events.ts";
import { at, bootOf, booted, detailIn, fact, wait } from "./made-detail.ts";

const FULL = fact(0.001, 100, "detail", "full");
/** "kind ms" of the parts of a span. */
function partsIn(slug: string, ...events: BootEvent[]): readonly string[] {
  const found = detailIn(FULL, ...events).waits.find(({ span }) => span === slug);
  return (found?.parts ?? []).map(({ kind, duration }) => `${kind} ${Number(duration) / 1e6}`);
}

describe("what the process of a span did", () => {
  test("is running where no wait says otherwise", () => {
    expect(partsIn("namespace")).toEqual(["running 1"]);
  });
  test("is split where it was woken, and clipped to the span", () => {
    const blocked = wait(15, 16.75, 102, {
      left: "uninterruptible",
      frame: "synchronize_rcu",
      runnableAt: at(16.5),
    });
    expect(partsIn("namespace", blocked)).toEqual(["kernel 0.5", "runnable 0.25", "running 0.25"]);
  });
  test.each<[string, Partial<WaitEvent>]>([
    ["kernel", { frame: "rcu_barrier", left: "uninterruptible" }],
    ["page-fault", { frame: "filemap_fault", left: "uninterruptible", io: true }],
    ["io", { frame: "folio_wait_bit_common", left: "uninterruptible" }],
    ["io", { left: "uninterruptible", io: true }],
    ["lock", { frame: "rwsem_down_read_slowpath", left: "uninterruptible" }],
    ["process", { frame: "anon_pipe_read" }],
    ["process", { frame: "do_wait", wakerTgid: 101 }],
    ["process", { frame: "ep_poll", wakerTgid: 101 }],
    ["sleeping", { frame: "hrtimer_nanosleep" }],
    ["sleeping", { frame: "ep_poll" }],
    ["runnable", { left: "runnable" }],
    ["throttled", { left: "runnable", throttled: true }],
    ["unknown", { frame: "some_function_of_another_kernel" }],
    ["unknown", {}],
  ])("is %s for %o", (kind, facts) => {
    expect(partsIn("namespace", wait(16, 17, 102, facts))).toEqual([`${kind} 1`]);
  });
  test("names the process that it waited for", () => {
    const [part] =
      detailIn(FULL, wait(21, 22, 102, { frame: "anon_pipe_read", wakerTgid: 101 })).waits.find(
        ({ span }) => span === "uid-map",
      )?.parts ?? [];
    expect(part?.waitedFor).toMatchObject({ tgid: 101, lane: "supervisor" });
  });
  test("counts short waits out of what ran before the next that is told", () => {
    const told = wait(16.8, 17, 102, {
      left: "uninterruptible",
      io: true,
      short: { count: 4, blocked: 2_000_000n, runnable: 700_000n },
    });
    // From its fork at 14 ms to 16.8 ms: of 2.8 ms 0.8 lie in the span.
    expect(partsIn("namespace", told)).toEqual([
      "sleeping 0.571428",
      "io 0.2",
      "runnable 0.2",
      "running 0.028572",
    ]);
  });
  test("is what a thread waited for that is there for more than work to come, however soon others come back", () => {
    const thread = { ...fork(15, 102, 102), kind: "fork", thread: true, childTid: 199 } as BootEvent;
    const of = (tid: number, from: number, to: number, frame: string) => ({
      ...wait(from, to, 102, { frame }),
      tid,
    });
    expect(
      partsIn(
        "namespace",
        thread,
        of(102, 16, 17, "unix_stream_read_generic"),
        of(199, 15.5, 16.5, "do_nanosleep"),
        of(199, 16.5, 18, "futex_do_wait"),
      ),
    ).toEqual(["process 1"]);
  });
  test("is running when any of its threads is, else what the one that came back first waited for", () => {
    const thread: BootEvent = {
      ...fork(15, 102, 102),
      kind: "fork",
      thread: true,
      childTid: 199,
    } as BootEvent;
    const of = (tid: number, from: number, to: number, frame: string) => ({
      ...wait(from, to, 102, { frame, left: "uninterruptible" as const }),
      tid,
    });
    expect(
      partsIn(
        "namespace",
        thread,
        of(102, 16.2, 16.9, "synchronize_rcu"),
        of(199, 15.5, 16.5, "rwsem_down_write"),
        of(199, 17.5, 18, "do_wait"),
      ),
    ).toEqual(["running 0.7", "lock 0.3"]);
  });
  test("leaves out a thread that was not seen again", () => {
    const thread: BootEvent = {
      ...fork(15, 102, 102),
      kind: "fork",
      thread: true,
      childTid: 199,
    } as BootEvent;
    const rcu = wait(16.2, 16.9, 102, { frame: "synchronize_rcu", left: "uninterruptible" });
    expect(partsIn("namespace", thread, rcu)).toEqual(["kernel 0.7", "running 0.3"]);
  });
  test("is not known where nobody looked", () => {
    const { boot, filed } = bootOf(booted(fact(16.25, 100, "detail", "full")));
    const { waits } = detailOf(boot, filed);
    expect(waits.find(({ span }) => span === "namespace")?.parts).toMatchObject([
      { kind: "running", duration: 750_000n },
      { kind: "unknown", duration: 250_000n },
    ]);
    expect(waits.some(({ span }) => span === "fork")).toBe(false);
  });
});

test("the parts of each span add up to it exactly, whatever the waits", () => {
  const some = fc.record({
    tgid: fc.constantFrom(100, 101, 102),
    tid: fc.constantFrom(0, 1, 2),
    times: fc.array(fc.integer({ min: 0, max: 31_000_000 }), { minLength: 3, maxLength: 3 }),
    left: fc.constantFrom("runnable", "sleeping", "uninterruptible"),
    isWoken: fc.boolean(),
    frame: fc.constantFrom(undefined, "synchronize_rcu", "do_wait", "pipe_read", "io_schedule"),
    short: fc.option(
      fc.record({
        count: fc.nat(9),
        blocked: fc.bigInt(0n, 9_000_000n),
        runnable: fc.bigInt(0n, 9_000_000n),
      }),
      { nil: undefined },
    ),
    wakerTgid: fc.constantFrom(undefined, 0, 100, 101, 102, 999),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 30 }), (waits) => {
      const events = waits.map(
        ({ tgid, tid, times, left, isWoken, frame, short, wakerTgid }, seq): WaitEvent => {
          const [from = 0, woken = 0, to = 0] = times.toSorted((a, b) => a - b);
          return {
            kind: "wait",
            seq,
            tgid,
            tid: tgid + tid * 1_000,
            at: instant(BigInt(to)),
            from: instant(BigInt(from)),
            left: left as WaitEvent["left"],
            ...(isWoken ? { runnableAt: instant(BigInt(woken)) } : {}),
            ...(frame === undefined ? {} : { frame }),
            ...(short === undefined ? {} : { short }),
            ...(wakerTgid === undefined ? {} : { wakerTgid }),
          };
        },
      );
      const { boot } = bootOf(booted());
      const detail = detailOf(boot, [FULL, ...events]);
      const spans = boot.spans.filter(({ onPath }) => onPath);
      expect(detail.waits.map(({ span }) => span)).toEqual(spans.map(({ slug }) => slug));
      for (const { span: slug, parts } of detail.waits) {
        const span = spans.find((each) => each.slug === slug);
        if (span === undefined || span.state === "open") throw new Error("no span");
        expect(parts.reduce((sum, { duration }) => sum + duration, 0n)).toBe(span.endAt - span.startAt);
        for (const { duration } of parts) expect(duration > 0n).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("waits and calls change nothing of a boot", () => {
  const without = bootOf(booted()).boot;
  const { boot } = bootOf(booted(FULL, wait(16, 17, 102), wait(25, 60, 101), wait(2, 3, 777)));
  expect({ ...boot, causes: [] }).toEqual({ ...without, causes: [] });
});

test("who still waits as a boot comes up is told of, and what comes later is not", () => {
  const { filed } = bootOf([
    ...setUp(0, 100),
    program(30, 102, "/bin/web"),
    wait(29, 60, 101),
    wait(70, 80, 101),
  ]);
  expect(filed.filter(({ kind }) => kind === "wait")).toHaveLength(1);
});
