import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WaitEvent, WindowLevel } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { until } from "../until.ts";
import { compile, observe, only, run, skipReason, temporaryFolder } from "./native-fixture.ts";

const folder = temporaryFolder();
const caller = compile(folder, "native-calls");

async function waitsOf(args: readonly string[], level: WindowLevel = "full") {
  const { session, events } = observe();
  try {
    session.root(caller);
    session.openWindow(level);
    const ended = await run(caller, args);
    const all = events().toSorted((a, b) => (a.at < b.at ? -1 : 1));
    return { all, waits: only(all, "wait").filter(({ tgid }) => tgid === ended.pid), ...ended };
  } finally {
    session.close();
  }
}

/** Where the CPU quota of a cgroup is set: version 1 has files of its own for it. As little as a busy machine gives. */
function quotaFolder(name: string) {
  const v1 = "/sys/fs/cgroup/cpu";
  if (existsSync(join(v1, "cpu.cfs_quota_us")))
    return {
      path: join(v1, name),
      limits: [
        ["cpu.cfs_period_us", "50000"],
        ["cpu.cfs_quota_us", "1000"],
      ],
    };
  return existsSync("/sys/fs/cgroup/cpu.stat")
    ? { path: join("/sys/fs/cgroup", name), limits: [["cpu.max", "1000 50000"]] }
    : undefined;
}
const quota = quotaFolder(`hacotaki-waits-${process.pid}`);

/** One that is told by itself: no matter what, it took this long. */
const hasFrame = ({ frames }: WaitEvent, name: RegExp) => frames.some((frame) => name.test(frame));

describe.skipIf(skipReason !== undefined)("waits", () => {
  test("a sleep is one: an interrupt ends it, and the stack says what it was", async () => {
    const { waits } = await waitsOf(["nanosleep", "30"]);
    const sleep = waits.find((wait) => hasFrame(wait, /nanosleep$/));
    expect(sleep).toMatchObject({ left: "sleeping", comm: "native-calls" });
    expect(sleep?.wakerTgid).toBeUndefined();
    expect(sleep?.io).toBeUndefined();
    expect(sleep?.throttled).toBeUndefined();
    const { from = 0n, runnableAt = 0n, at = 0n } = sleep ?? {};
    expect(runnableAt - from).toBeGreaterThanOrEqual(30_000_000n);
    expect(at).toBeGreaterThanOrEqual(runnableAt);
  });

  test("a read from a pipe names the process that wrote to it", async () => {
    const { all, waits } = await waitsOf(["read"]);
    const [fork] = only(all, "fork");
    const read = waits.find((wait) => hasFrame(wait, /pipe_read$/));
    expect(read).toMatchObject({ left: "sleeping", wakerTgid: fork?.childTgid });
  });

  test("no frame is one of those that every wait or system call passes", async () => {
    const { waits } = await waitsOf(["read", "nanosleep", "10", "naps", "5", "clone3"]);
    const frames = waits.flatMap((wait) => wait.frames);
    expect(frames.length).toBeGreaterThan(0);
    expect(
      frames.filter((frame) => /schedule$|bpf_|^do_syscall|^entry_|_sys_|^__traceiter/.test(frame)),
    ).toEqual([]);
    expect(Math.max(...waits.map((wait) => wait.frames.length))).toBeLessThanOrEqual(8);
  });

  test("who shares a processor waits runnable, woken by nobody and without a stack", async () => {
    const { waits } = await waitsOf(["pin", "0", "beside", "100", "spin", "100", "wait"]);
    const queued = waits.find((wait) => wait.left === "runnable");
    expect(queued).toMatchObject({ frames: [] });
    expect(queued?.runnableAt).toBeUndefined();
    expect(queued?.throttled).toBeUndefined();
  });

  test.skipIf(quota === undefined)("who has used up the quota of its cgroup is throttled", async () => {
    const { path, limits } = quota ?? { path: "", limits: [] };
    mkdirSync(path);
    for (const [file, text] of limits) writeFileSync(join(path, file ?? ""), text ?? "");
    const { waits } = await waitsOf(["write", join(path, "cgroup.procs"), "0", "spin", "20"]);
    await until(() => {
      try {
        rmdirSync(path);
        return true;
      } catch {
        return false;
      }
    }, "the cgroup to be empty");
    const throttled = waits.filter((wait) => wait.throttled);
    expect(throttled.length).toBeGreaterThan(3);
    expect(throttled.every((wait) => wait.left === "runnable")).toBe(true);
  });

  test("a read from the disk waits for I/O", async () => {
    const file = join(folder, "large");
    writeFileSync(file, Buffer.alloc(32 << 20, 1), { flush: true });
    const waited = await until(
      async () => (await waitsOf(["direct", file])).waits.find((wait) => wait.io),
      "a read that takes longer than a tenth of a millisecond",
    );
    expect(waited.left).toBe("uninterruptible");
    expect(waited.frames.length).toBeGreaterThan(0);
  });

  test("a mount that is taken off waits for all processors: the stack says so", async () => {
    const at = join(folder, "at");
    mkdirSync(at);
    const words = ["unshare", "0x20000", "mount", "", "/", "", "0x44000", ""];
    const waited = await until(
      async () =>
        (await waitsOf([...words, "mount", "none", at, "tmpfs", "0", "", "umount2", at, "2"])).waits.find(
          (wait) => hasFrame(wait, /^synchronize_rcu/),
        ),
      "a grace period that takes longer than a tenth of a millisecond",
    );
    expect(waited.left).toBe("uninterruptible");
  });

  test("waits that are too short to be told are summed up with the next one that is", async () => {
    const { waits } = await waitsOf(["naps", "200", "nanosleep", "5"]);
    const short = waits.flatMap((wait) => wait.short ?? []);
    const told = waits.filter((wait) => hasFrame(wait, /nanosleep$/)).length;
    // A nap that is over before its thread has left the processor is none.
    expect(told + short.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(150);
    for (const { blocked, runnable, count } of short)
      expect(blocked + runnable).toBeLessThan(BigInt(count) * 100_000n);
  });

  test("what a thread waited and its processor time make up all of its time", async () => {
    const words = ["spin", "20", "nanosleep", "20", "naps", "60", "spin", "10", "read", "nanosleep", "10"];
    const { waits, stdout } = await waitsOf(["account", ...words, "account"]);
    const [first = [], last = []] = stdout.split("\n").map((line) => line.split(" ").map(Number));
    const [from = 0, cpuFrom = 0] = first;
    const [to = 0, cpuTo = 0] = last;
    const waited = waits
      .filter((wait) => wait.at > BigInt(from) && wait.at < BigInt(to))
      .reduce(
        (sum, { at, from, short }) =>
          sum + Number(at - from) + Number((short?.blocked ?? 0n) + (short?.runnable ?? 0n)),
        0,
      );
    const all = to - from;
    expect(Math.abs(waited + (cpuTo - cpuFrom) - all) / all).toBeLessThan(0.05);
  });

  test("nothing is told of waits while only system calls are asked for", async () => {
    const { all } = await waitsOf(["nanosleep", "5"], "calls");
    expect(only(all, "syscall").length).toBeGreaterThan(0);
    expect(only(all, "wait")).toEqual([]);
  });

  test("a window that goes from full to calls tells no more waits, and the other way round does", async () => {
    const { session, events } = observe();
    session.root(caller);
    session.openWindow("full");
    session.openWindow("calls");
    await run(caller, ["nanosleep", "5"]);
    expect(only(events(), "wait")).toEqual([]);
    session.openWindow("full");
    await run(caller, ["nanosleep", "5"]);
    expect(only(events(), "wait").length).toBeGreaterThan(0);
    session.close();
  });
});
