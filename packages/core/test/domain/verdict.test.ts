import { describe, expect, test } from "vitest";
import {
  blame,
  endSentence,
  instant,
  usualCause,
  verdictOf,
  verdictSentence,
  type Boot,
  type BootEvent,
  type Changes,
} from "../../src/index.ts";
import { createAssembler } from "../../src/index.ts";
import { allExit, exit, fork, haconiwa, LIVE, loss, phase, program, setUp } from "../made-events.ts";
import { assemble, readRecording, recordingNames, settle } from "../recording.ts";

const killed = (ms: number, tgid: number, signal = 9): BootEvent =>
  ({ ...exit(ms, tgid), signal }) as BootEvent;
function onlyBoot(events: readonly BootEvent[]): Boot {
  const [boot, ...others] = assemble(LIVE, events).boots.values();
  if (boot === undefined || others.length > 0) throw new Error(`${others.length + 1} boots`);
  return boot;
}
const recorded = (name: string) => {
  const { source, events } = readRecording(name);
  const [boot] = assemble(source, events).boots.values();
  if (boot === undefined) throw new Error(`no boot in ${name}`);
  return boot;
};
/** Up to 17, in pivot_root: 29 events' worth of a boot that is to die. */
const dying = setUp(0, 100).slice(0, 13);
const PHASE_17 = 22;

describe("the first death explains a failure", () => {
  const events = [
    ...dying,
    killed(60, 101),
    phase(120, 102, 18),
    phase(121, 102, 19),
    phase(122, 102, 20),
    exit(130, 102, 1),
    exit(131, 100),
  ];

  test("of a supervisor that was killed, though its container gave up in another span later", () => {
    expect(verdictOf(onlyBoot(events))).toEqual({
      kind: "failed",
      afterNs: 60_000_000n,
      where: { slug: "pivot-root", label: "pivot_root", lane: "container" },
      death: { of: "supervisor", end: { kind: "signal", signal: 9 }, afterNs: 60_000_000n },
      aftermath: {
        of: "container",
        end: { kind: "code", code: 1 },
        afterNs: 130_000_000n,
        where: { slug: "handover", label: "handover", lane: "container" },
      },
      isNeverBooted: false,
      furthestPhase: "CONTAINER_SECCOMP_SETUP",
    });
  });

  test("in words, and in the sentence of blame", () => {
    const boot = onlyBoot(events);
    expect(verdictSentence(verdictOf(boot))).toBe(
      "Failed in pivot_root: the supervisor was killed by SIGKILL, 60.0 ms after its start; the container process exited with code 1 in handover 70.0 ms later; furthest phase CONTAINER_SECCOMP_SETUP.",
    );
    expect(blame(boot).verdict).toEqual({ kind: "failed", afterNs: 60_000_000n, label: "pivot_root" });
  });

  test.runIf(recordingNames().includes("2019-fail-kill-supervisor"))("as it was recorded", () => {
    expect(verdictOf(recorded("2019-fail-kill-supervisor"))).toMatchObject({
      where: { slug: "pivot-root" },
      death: { of: "supervisor", end: { kind: "signal", signal: 9 } },
      aftermath: { of: "container", end: { kind: "code", code: 1 }, where: { slug: "handover" } },
    });
  });

  test("a death of the supervisor after the container's explains nothing", () => {
    const boot = onlyBoot([...dying, exit(60, 102, 1), killed(61, 101), exit(62, 100)]);
    expect(verdictOf(boot)).toMatchObject({ death: { of: "container", end: { kind: "code", code: 1 } } });
    expect(verdictOf(boot)).not.toHaveProperty("aftermath");
  });

  test("a supervisor that died before its first phase is a failed boot of its own, not the launcher's good end", () => {
    const boot = onlyBoot([
      haconiwa(0, 100),
      phase(10, 100, 0),
      fork(11, 100, 101),
      killed(12, 101),
      exit(20, 100, 0),
    ]);
    expect(boot).toMatchObject({ outcome: "failed", supervisorTgid: 101 });
    expect(boot.exitCode).toBeUndefined();
    expect(verdictOf(boot)).toMatchObject({
      death: { of: "supervisor", end: { kind: "signal", signal: 9 } },
      isNeverBooted: false,
    });
  });
});

describe("usual causes", () => {
  const causeOf = (...end: readonly BootEvent[]) => usualCause(verdictOf(onlyBoot([...dying, ...end])));

  test("are told of a container that exited with an error", () => {
    expect(causeOf(exit(60, 102, 1), exit(61, 101), exit(62, 100))).toBe("pivot");
  });

  test("are not told of one that was killed, nor of one whose supervisor was", () => {
    expect(causeOf(killed(60, 102), exit(61, 101), exit(62, 100))).toBeUndefined();
    expect(causeOf(killed(59, 101), exit(60, 102, 1), exit(62, 100))).toBeUndefined();
  });

  test("are told of a launcher that gave up", () => {
    const never = [haconiwa(0, 100), phase(10, 100, 0)];
    expect(usualCause(verdictOf(onlyBoot([...never, exit(20, 100, 1)])))).toBe("evaluate");
    expect(usualCause(verdictOf(onlyBoot([...never, killed(20, 100)])))).toBeUndefined();
  });
});

describe("another process's end is not the container's", () => {
  test("of a boot whose container was not seen: the end is not known, and the sentence names who ended", () => {
    const boot = onlyBoot([phase(10, 101, 5), phase(11, 101, 6), exit(12, 101, 0)]);
    expect(boot).toMatchObject({ outcome: "partial", losses: ["attached-late"] });
    expect([boot.exitAt, boot.exitCode, boot.exitSignal]).toEqual([undefined, undefined, undefined]);
    expect(endSentence(verdictOf(boot), undefined)).toBe(
      "How the container process ended was not seen; the supervisor exited with code 0.",
    );
  });

  test("a container that was seen gives its own, whatever its supervisor did", () => {
    const boot = onlyBoot([
      ...setUp(0, 100),
      program(30, 102, "/bin/x"),
      exit(40, 102, 7),
      exit(41, 101),
      exit(42, 100),
    ]);
    expect(boot.exitCode).toBe(7);
  });
});

describe("what nobody saw is no failure", () => {
  const failedSpans = (boot: Boot) =>
    boot.spans.filter(({ state }) => state === "failed").map(({ slug }) => slug);
  const lastOf = (boot: Boot) => boot.spans.findLast(({ onPath }) => onPath);
  function live(events: readonly BootEvent[]): Boot {
    const assembler = createAssembler(LIVE);
    const all: Changes[] = [];
    for (const event of events) {
      assembler.push([event]);
      all.push(assembler.advance(event.at));
    }
    const [boot] = settle(all).boots.values();
    if (boot === undefined) throw new Error("no boot");
    return boot;
  }
  const away: BootEvent = { ...loss(PHASE_17 + 1, 500), reason: "collector-away" } as BootEvent;

  test("a boot that may have come up while the collector was away has an open, unattributed end", () => {
    const boot = live([
      ...dying,
      away,
      exit(900, 102, 3),
      phase(901, 101, 6),
      exit(902, 101),
      exit(903, 100),
    ]);
    expect(boot).toMatchObject({ outcome: "partial", losses: ["collector-away"], exitCode: 3 });
    expect(boot.endAt).toBeUndefined();
    expect(failedSpans(boot)).toEqual([]);
    expect(lastOf(boot)).toMatchObject({ slug: "pivot-root", state: "open", group: "unattributed" });
  });

  test("nor has one whose container still runs after the gap", () => {
    expect(lastOf(live([...dying, away]))).toMatchObject({ state: "open", group: "unattributed" });
  });

  test("a loss that was over before the last pass hides no failure", () => {
    const early = loss(5, PHASE_17 - 1);
    const boot = live(
      [...dying, early, exit(60, 102, 1), exit(61, 101), exit(62, 100)].sort((a, b) => Number(a.at - b.at)),
    );
    expect(boot.outcome).toBe("partial");
    expect(failedSpans(boot)).toEqual(["pivot-root"]);
  });

  test("a boot of which only the supervisor's later phases were seen did not fail", () => {
    const boot = live([phase(10, 101, 4), phase(50, 101, 5), phase(51, 101, 6), exit(52, 101)]);
    expect(failedSpans(boot)).toEqual([]);
  });

  test("a supervisor whose later phases were seen did not die waiting for the set-up", () => {
    const boot = live([
      ...setUp(0, 100),
      program(30, 102, "/bin/x"),
      phase(40, 101, 6),
      exit(41, 101),
      ...allExit(50, 100),
    ]);
    expect(failedSpans(boot)).toEqual([]);
  });
});

test("instants of a verdict count from the boot's start", () => {
  const late = [...dying, killed(60, 102), exit(61, 101), exit(62, 100)].map((event) => ({
    ...event,
    at: instant(event.at + 5_000_000_000n),
  }));
  expect(verdictOf(onlyBoot(late))).toMatchObject({ afterNs: 60_000_000n });
});
