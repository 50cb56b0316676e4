import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  causesOf,
  duration,
  instant,
  keptCauses,
  type Boot,
  type BootDetail,
  type Call,
  type Helper,
  type Span,
  type WaitPart,
} from "../../src/index.ts";
import { assemble, readRecording } from "../recording.ts";

const { source, events } = readRecording("head-min-true");
const template = [...assemble(source, events).boots.values()][0] as Boot;
const MS = 1_000_000n;
const at = (ms: number) => instant(BigInt(Math.round(ms * 1e6)));

const span = (slug: string, from: number, to: number, facts: Partial<Span> = {}): Span =>
  ({
    slug,
    label: slug,
    group: "supervise",
    lane: "container",
    onPath: true,
    state: "closed",
    startAt: at(from),
    endAt: at(to),
    from: "x",
    to: "y",
    ...facts,
  }) as Span;
const boot = (...spans: Span[]): Boot => {
  const end = Math.max(...spans.map((each) => (each.state === "open" ? 0 : Number(each.endAt))));
  const { oci: _oci, causes: _causes, ...rest } = template;
  return { ...rest, startAt: at(0), upAt: instant(BigInt(end)), endAt: instant(BigInt(end)), spans };
};
const call = (name: string, from: number, to: number, facts: Partial<Call> = {}): Call => ({
  name,
  tgid: 1,
  tid: 1,
  lane: "container",
  startAt: at(from),
  endAt: at(to),
  parameters: {},
  ...facts,
});
const helper = (command: string, from: number, to: number, facts: Partial<Helper> = {}): Helper => ({
  tgid: 9,
  lane: "container",
  command: command.split(" "),
  startAt: at(from),
  endAt: at(to),
  depth: 0,
  ...facts,
});
const part = (kind: WaitPart["kind"], ms: number, facts: Partial<WaitPart> = {}): WaitPart => ({
  kind,
  duration: duration(BigInt(ms) * MS),
  ...facts,
});
const detail = (facts: Partial<BootDetail> = {}): BootDetail => ({
  level: "full",
  calls: [],
  helpers: [],
  waits: [],
  selfTime: new Map(),
  ...facts,
});
const told = (of: Boot, with_?: BootDetail) =>
  Object.fromEntries(causesOf(of, with_).map(({ slug, ns }) => [slug, Number(ns) / 1e6]));

describe("Without detail", () => {
  test("spans that do one kind of work tell of it, and the others are unexplained", () => {
    const pivot = boot(span("evaluate", 0, 30), span("pivot-root", 30, 130));
    expect(told(pivot)).toEqual({ unexplained: 100, evaluate: 30 });
  });

  test("two spans that nobody told apart tell of nothing, unless both do the same", () => {
    expect(told(boot(span("evaluate-and-prepare", 0, 30)))).toEqual({ unexplained: 30 });
    expect(told(boot(span("spawn-and-start", 0, 30)))).toEqual({ "slow-exec": 30 });
  });

  test("the application's start counts beside the path", () => {
    const ready = boot(span("exec", 0, 5), span("app-start", 5, 905, { onPath: false, lane: "application" }));
    expect(told(ready)).toEqual({ "app-start": 900, "slow-exec": 5 });
  });
});

describe("With detail", () => {
  test("an unmount is the kernel's grace period, and what is left of a span with hooks is a hook's", () => {
    const pivot = boot(span("pivot-root", 0, 93));
    expect(told(pivot, detail({ calls: [call("umount2", 0.5, 92.1)] }))).toEqual({
      "grace-period": 91.6,
      "slow-hook": 1.4,
    });
  });

  test("a hook's program claims before the calls that wait for it, and is named", () => {
    const of = boot(span("capability", 0, 500));
    const [first] = causesOf(
      of,
      detail({
        helpers: [helper("/bin/sh -c /opt/warm-up.sh --all", 10, 410)],
        calls: [call("prctl", 5, 420)],
      }),
    );
    expect(first).toMatchObject({
      slug: "slow-hook",
      ns: 485n * MS,
      programs: [{ program: "warm-up.sh", n: 1, ns: 400n * MS }],
    });
  });

  test("calls of other lanes claim nothing", () => {
    const of = boot(span("filesystem", 0, 10));
    expect(told(of, detail({ calls: [call("mount", 0, 10, { lane: "supervisor" })] }))).toEqual({
      unexplained: 10,
    });
  });

  test("many short mounts are many, a long one is its source's", () => {
    const of = boot(span("filesystem", 0, 100));
    const calls = [
      ...Array.from({ length: 40 }, (_, n) => call("mount", n, n + 1)),
      call("mount", 40, 100, { parameters: { source: "nfs:/export", target: "/data" } }),
    ];
    const [slow, many] = causesOf(of, detail({ calls }));
    expect(slow).toMatchObject({ slug: "slow-mount", ns: 60n * MS, calls: [{ path: "nfs:/export", n: 1 }] });
    expect(many).toMatchObject({ slug: "many-mounts", ns: 40n * MS, calls: [{ name: "mount", n: 40 }] });
  });

  test("a call that has not come back counts up to the end", () => {
    const { endAt: _end, ...open } = call("umount2", 20, 20);
    const of = boot(span("pivot-root", 0, 100));
    expect(told(of, detail({ calls: [open] }))).toEqual({ "grace-period": 80, "slow-hook": 20 });
  });

  test("waits claim what calls and programs have left, and nothing of what those waited for themselves", () => {
    const of = boot(span("pivot-root", 0, 100));
    const waits = [
      {
        span: "pivot-root",
        tgid: 1,
        parts: [part("kernel", 50, { frame: "synchronize_rcu" }), part("throttled", 30), part("running", 20)],
      },
    ];
    expect(told(of, detail({ calls: [call("umount2", 0, 50)], waits }))).toEqual({
      "grace-period": 50,
      "cpu-throttled": 30,
      "slow-hook": 20,
    });
  });

  test("a container that waits for its supervisor says so", () => {
    const of = boot(span("uid-map", 0, 40));
    const waits = [
      {
        span: "uid-map",
        tgid: 1,
        parts: [part("process", 40, { frame: "pipe_read", waitedFor: { tgid: 2, lane: "supervisor" } })],
      },
    ];
    expect(causesOf(of, detail({ waits }))).toMatchObject([
      { slug: "supervisor-wait", ns: 40n * MS, waits: [{ frame: "pipe_read" }] },
    ]);
  });

  test("system() in a haco file is the file's, and ip in any span is the network's", () => {
    const of = boot(span("evaluate", 0, 100), span("prepare", 100, 200));
    const helpers = [helper("sleep 1", 0, 90), helper("/sbin/ip link add veth0", 110, 150)];
    expect(told(of, detail({ helpers }))).toEqual({ evaluate: 100, network: 40, "slow-hook": 60 });
  });

  test("a span before its window opened is told of as one without detail", () => {
    const of = boot(span("prepare", 0, 50), span("capability", 50, 100));
    expect(told(of, detail({ from: at(50) }))).toEqual({ unexplained: 50, "slow-hook": 50 });
  });
});

test("causes add up to the path, whatever ran and was waited for in it", () => {
  const NAMES = ["umount2", "mount", "execve", "read", "seccomp", "connect"];
  const SLUGS = ["evaluate", "prepare", "pivot-root", "capability", "exec"];
  const place = fc.tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 60 }));
  const someDetail = fc.record({
    calls: fc.array(fc.tuple(fc.constantFrom(...NAMES), place)),
    helpers: fc.array(place),
    parts: fc.array(
      fc.tuple(
        fc.constantFrom("runnable", "io", "kernel", "throttled", "process"),
        fc.integer({ max: 50, min: 0 }),
      ),
    ),
  });
  fc.assert(
    fc.property(
      someDetail,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      (made, lengths) => {
        let end = 0;
        const spans = lengths.map((length, n) => span(SLUGS[n] ?? "", end, (end += length)));
        const causes = causesOf(
          boot(...spans),
          detail({
            calls: made.calls.map(([name, [from, length]]) => call(name, from, from + length)),
            helpers: made.helpers.map(([from, length]) => helper("hook", from, from + length)),
            waits: spans.map(({ slug }) => ({
              span: slug,
              tgid: 1,
              parts: made.parts.map(([kind, ms]) => part(kind, ms)),
            })),
          }),
        );
        expect(causes.reduce((sum, { ns }) => sum + ns, 0n)).toBe(BigInt(end) * MS);
      },
    ),
  );
});

test("what is kept of causes is what is worth a word, the longest first", () => {
  expect(
    keptCauses([
      { slug: "evaluate", ns: 2n * MS },
      { slug: "unexplained", ns: 100n * MS },
      { slug: "slow-hook", ns: 5n * MS },
      { slug: "security", ns: 999_999n },
    ]),
  ).toEqual([
    { slug: "slow-hook", ns: 5n * MS },
    { slug: "evaluate", ns: 2n * MS },
  ]);
});
