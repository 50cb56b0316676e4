import { describe, expect, test } from "vitest";
import { detailOf, toMs, type BootDetail, type BootEvent } from "../../src/index.ts";
import { exit, fork, program, setUp } from "../made-events.ts";
import { at, bootOf, call, detailIn, fact } from "./made-detail.ts";

const callsIn = ({ calls }: BootDetail) =>
  calls.map(({ name, span, startAt, endAt }) => [
    name,
    span,
    Number(startAt) / 1e6,
    endAt === undefined ? undefined : Number(endAt) / 1e6,
  ]);
const selfIn = ({ selfTime }: BootDetail, slug: string) => toMs(selfTime.get(slug) ?? (-1n as never));

describe("system calls", () => {
  test("stand in the span of their process's lane that they began in", () => {
    expect(
      callsIn(
        detailIn(
          call(22.1, 22.9, 102, "umount2"),
          call(11, 11.5, 100, "clone"),
          call(16.2, 16.4, 101, "write"),
        ),
      ),
    ).toEqual([
      ["clone", "evaluate", 11, 11.5],
      ["write", "wait-setup", 16.2, 16.4],
      ["umount2", "pivot-root", 22.1, 22.9],
    ]);
  });

  test("that span several spans are told whole, and count in each for its own part", () => {
    const detail = detailIn(call(16.5, 18.25, 102, "unshare"));
    expect(callsIn(detail)).toEqual([["unshare", "namespace", 16.5, 18.25]]);
    expect([selfIn(detail, "namespace"), selfIn(detail, "filesystem"), selfIn(detail, "rlimit")]).toEqual([
      0.5, 0, 0.75,
    ]);
  });

  test("that lie in each other count once", () => {
    const detail = detailIn(call(16.1, 16.9, 102, "execve"), call(16.2, 16.4, 102, "mount"));
    expect(detail.calls).toHaveLength(2);
    expect(selfIn(detail, "namespace")).toBeCloseTo(0.2);
  });

  describe("by which threads wait", () => {
    const by = (tid: number, event: BootEvent): BootEvent => ({ ...event, tid });
    const idleIn = ({ calls }: BootDetail) => calls.flatMap(({ tid, isIdle }) => (isIdle ? [tid] : []));
    test("are idle while another thread of the process goes on, and are none of what a span is covered by", () => {
      const detail = detailIn(
        call(16.1, 16.2, 102, "mount"),
        call(16.3, 16.4, 102, "mount"),
        by(199, call(16.05, 16.07, 102, "write")),
        by(199, call(16.15, 16.9, 102, "futex")),
      );
      expect(idleIn(detail)).toEqual([199]);
      expect(selfIn(detail, "namespace")).toBeCloseTo(0.78);
    });
    test("are idle in a thread that does nothing else, as long as others of its process do", () => {
      expect(
        idleIn(detailIn(call(16.1, 16.2, 102, "mount"), by(199, call(17, 18, 102, "nanosleep")))),
      ).toEqual([199]);
    });
    test("are not where no other thread went on meanwhile: the process waited", () => {
      const detail = detailIn(
        call(16.1, 16.2, 102, "mount"),
        call(16.3, 16.9, 102, "epoll_pwait"),
        by(199, call(16.2, 16.25, 102, "write")),
        by(199, call(16.3, 16.95, 102, "epoll_pwait")),
      );
      expect(idleIn(detail)).toEqual([]);
    });
    test("are idle while another thread is in no call at all: it ran", () => {
      const detail = detailIn(
        by(199, call(16.05, 16.07, 102, "tgkill")),
        call(16.1, 16.2, 102, "mount"),
        by(199, call(16.25, 16.7, 102, "nanosleep")),
        by(199, call(16.75, 16.76, 102, "tgkill")),
      );
      expect(idleIn(detail)).toEqual([199]);
    });
    test("for other processes are idle where others of their own went on for most of it, and where they are of what came after", () => {
      const reading = (from: number, to: number, tid: number, file = "pipe:[7]") =>
        by(tid, call(from, to, 102, "read", { file }));
      const went = [18.3, 19.4, 20.5].map((from) => call(from, from + 0.1, 102, "mount"));
      const work = by(199, call(18.05, 18.1, 102, "tgkill"));
      expect(idleIn(detailIn(work, reading(18.2, 21, 199), ...went))).toEqual([199]);
      expect(idleIn(detailIn(work, reading(18.2, 21, 199, "/etc/passwd"), ...went))).toEqual([]);
      expect(idleIn(detailIn(work, reading(18.2, 21, 199), call(18.3, 18.4, 102, "mount")))).toEqual([199]);
      expect(idleIn(detailIn(reading(16.1, 16.9, 102)))).toEqual([]);
      // The span ends at 17.
      expect(idleIn(detailIn(reading(16.8, 20, 102)))).toEqual([102]);
    });
    test("are idle where another process does what the span is for", () => {
      expect(idleIn(detailIn(call(17.1, 19, 101, "wait4"), call(17.2, 17.4, 102, "mount")))).toEqual([]);
    });
    test("are not in a process of one thread, nor by what threads of other processes do", () => {
      expect(
        idleIn(detailIn(call(16.1, 16.9, 102, "clock_nanosleep"), call(16.2, 16.3, 101, "write"))),
      ).toEqual([]);
    });
  });

  test("are open until they come back", () => {
    const begun: BootEvent = {
      ...call(22.5, 22.5, 102, "umount2", { target: "." }),
      kind: "syscall",
      when: "enter",
    } as BootEvent;
    const { enterAt: _, result: __, ...enter } = begun as never as Record<string, unknown>;
    const { boot, filed } = bootOf([...setUp(0, 100).slice(0, -3), enter as never as BootEvent]);
    const [hanging] = detailOf(boot, filed).calls;
    expect(hanging).toMatchObject({ name: "umount2", span: "pivot-root", parameters: { target: "." } });
    expect(hanging).not.toHaveProperty("endAt");
    expect(hanging).not.toHaveProperty("result");
  });

  test("of which both ends were told are one, with what either could read", () => {
    const late = call(22.5, 22.7, 102, "mount", { source: "", target: "/proc" });
    const {
      enterAt: _,
      result: __,
      ...early
    } = call(22.5, 22.5, 102, "mount", {
      source: "proc",
      target: undefined,
    }) as never as Record<string, unknown>;
    const detail = detailIn({ ...early, at: at(22.5), when: "enter" } as never as BootEvent, late);
    expect(detail.calls).toMatchObject([{ parameters: { source: "proc", target: "/proc" }, result: 0n }]);
  });

  test("of the application are none of the boot", () => {
    expect(detailIn(call(31, 32, 102, "connect"), call(31, 32, 101, "wait4")).calls).toEqual([]);
  });

  test("that began before the boot was up and end later are told whole", () => {
    const detail = detailIn(call(29, 90, 101, "wait4"));
    expect(callsIn(detail)).toEqual([["wait4", "wait-setup", 29, 90]]);
  });
});

describe("helpers", () => {
  const shell: BootEvent = {
    ...program(12.3, 110, "/bin/sh"),
    kind: "exec",
    argv: ["sh", "-c", "ip link add br0"],
  } as BootEvent;
  const detail = detailIn(
    fork(12.2, 101, 110),
    shell,
    fork(12.4, 110, 111),
    program(12.5, 111, "/sbin/ip"),
    exit(12.7, 111, 2),
    exit(12.8, 110),
  );

  test("are told with command line, exit code, and how deep they stand", () => {
    expect(detail.helpers).toMatchObject([
      {
        tgid: 110,
        lane: "supervisor",
        command: ["sh", "-c", "ip link add br0"],
        span: "prepare",
        depth: 0,
        exitCode: 0,
        startAt: at(12.2),
        endAt: at(12.8),
      },
      { tgid: 111, ppid: 110, lane: "supervisor", command: ["/sbin/ip"], depth: 1, exitCode: 2 },
    ]);
  });
  test("leave a span what they do not cover", () => {
    expect(selfIn(detail, "prepare")).toBeCloseTo(0.4);
  });
  test("are none of launcher, supervisor, container, and what an application starts", () => {
    expect(detailIn(fork(31, 102, 120), program(32, 120, "/bin/worker")).helpers).toEqual([]);
  });
});

describe("how much was seen", () => {
  test("is what the collector says", () => {
    expect(detailIn(call(16.2, 16.3, 102, "mount"), fact(0.001, 100, "detail", "full"))).toMatchObject({
      level: "full",
    });
    expect(detailIn(fact(11, 100, "detail", "calls"))).toMatchObject({ level: "calls", from: at(11) });
  });
  test("is nothing where nobody looked", () => {
    expect(detailIn()).toMatchObject({ level: "off", calls: [], waits: [] });
  });
  test("is system calls where a stream holds them and says nothing", () => {
    expect(detailIn(call(16.2, 16.3, 102, "mount"))).toMatchObject({ level: "calls" });
  });
});

test("pressure is what grew between the readings nearest to start and end", () => {
  const reading = (cpu: number, io: number, running: number) =>
    `cpu some=${cpu} io some=${io} full=1 memory some=2 full=3 running=${running}`;
  expect(
    detailIn(
      fact(0.001, 100, "pressure", reading(1_000, 5, 2)),
      fact(30.5, 101, "pressure", reading(4_000, 9, 7)),
    ).pressure,
  ).toMatchObject({ cpuSome: 3_000_000n, ioSome: 4_000n, ioFull: 0n, runningAtStart: 2, runningAtEnd: 7 });
  expect(detailIn(fact(0.001, 100, "pressure", "anything else")).pressure).toBeUndefined();
});
