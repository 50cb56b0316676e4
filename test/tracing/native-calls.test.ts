import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkSupport, type NativeEvent, type WindowLevel } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { until } from "../until.ts";
import { compile, observe, only, run, skipReason, temporaryFolder } from "./native-fixture.ts";

const folder = temporaryFolder();
const caller = compile(folder, "native-calls");
const application = compile(folder, "native-calls", ["-O2"], "application");
const hierarchy = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((path) =>
  existsSync(join(path, "cgroup.controllers")),
);

/** What is seen of a root's run while a window is open. */
async function seenOf(args: readonly string[], level: WindowLevel = "calls") {
  const { session, events } = observe();
  try {
    session.root(caller);
    const from = session.openWindow(level);
    const ended = await run(caller, args);
    session.closeWindow();
    return { from, events: events().toSorted((a, b) => (a.at < b.at ? -1 : 1)), ...ended };
  } finally {
    session.close();
  }
}

const callsOf = (events: readonly NativeEvent[], name: string) =>
  only(events, "syscall").filter((event) => event.name === name);
const endOf = (events: readonly NativeEvent[], name: string) =>
  callsOf(events, name).find((event) => event.when === "exit");

/** Who waits for a lock on the file: lines of /proc/locks whose second word is an arrow. */
const waitersOf = (path: string): number => {
  const inode = statSync(path).ino;
  const lines = readFileSync("/proc/locks", "utf8").split("\n");
  return lines.filter((line) => line.includes(`:${inode} `) && line.includes("->")).length;
};

const MISSING = { result: -2n };
const REFUSED = { result: -22n };
const NO_DESCRIPTOR = { result: -9n };

describe.skipIf(skipReason !== undefined)("system calls", () => {
  test("this kernel shows them by its tracepoints, and says so", () => {
    expect(checkSupport().detail).toEqual({
      calls: "raw-tracepoints",
      waits: "raw-tracepoints",
      frames: "kallsyms",
      missing: [],
    });
  });

  test.each<[string, readonly string[], object, { readonly result: bigint }]>([
    [
      "mount",
      ["none", "/nowhere/at", "tmpfs", "0x6", "size=1m"],
      { source: "none", target: "/nowhere/at", fstype: "tmpfs", flags: 6n, data: "size=1m" },
      MISSING,
    ],
    ["umount2", ["/nowhere/at", "2"], { target: "/nowhere/at", flags: 2n }, MISSING],
    ["pivot_root", ["/nowhere/new", "/old"], { new_root: "/nowhere/new", put_old: "/old" }, MISSING],
    ["chroot", ["/nowhere"], { path: "/nowhere" }, MISSING],
    ["open_tree", ["/nowhere", "1"], { dfd: -1n, path: "/nowhere", flags: 1n }, MISSING],
    [
      "move_mount",
      ["/nowhere", "/at"],
      { from_dfd: -1n, from_path: "/nowhere", to_dfd: -1n, to_path: "/at", flags: 0n },
      MISSING,
    ],
    ["fsopen", ["nosuchtype"], { fstype: "nosuchtype", flags: 0n }, { result: -19n }],
    ["unshare", ["0x1"], { flags: 1n }, REFUSED],
    ["setns", ["-1", "0x40000000"], { fd: -1n, nstype: 0x40000000n }, NO_DESCRIPTOR],
    ["setresuid", ["-1", "0", "-1"], { ruid: -1n, euid: 0n, suid: -1n }, { result: 0n }],
    ["setgroups", ["-1"], { n: -1n }, REFUSED],
    ["capset", [], {}, REFUSED],
    ["seccomp", ["1", "0x10"], { op: 1n, flags: 16n }, { result: -14n }],
    ["prctl", ["22", "2"], { option: 22n, arg2: 2n }, { result: -14n }],
    ["execve", ["/nowhere/program"], { path: "/nowhere/program" }, MISSING],
    ["connect", ["/nowhere.sock"], { fd: 3n, addr: "/nowhere.sock" }, MISSING],
  ])("%s is told with its arguments and its result", async (name, words, parameters, { result }) => {
    const { events, pid } = await seenOf([name, ...words]);
    // Of execve there is the program's own as well.
    const call = callsOf(events, name).findLast((event) => event.when === "exit");
    expect(call).toMatchObject({ tgid: pid, tid: pid, comm: "native-calls", result, parameters });
    expect(call?.enterAt).toBeLessThanOrEqual(call?.at ?? 0n);
  });

  test("a name that is longer than its length says is cut there", async () => {
    const { events } = await seenOf(["unshare", "0x4000000", "sethostname", "web-1x"]);
    expect(endOf(events, "sethostname")?.parameters).toEqual({ name: "web-1", len: 5n });
  });

  test("an internet address is told with its port", async () => {
    const { events } = await seenOf(["connect4", "1"]);
    expect(endOf(events, "connect")).toMatchObject({ parameters: { addr: "127.0.0.1:1" }, result: -111n });
  });

  test("what is sent to the kernel's netlink is told with its type", async () => {
    const { events } = await seenOf(["getlink"]);
    const RTM_GETLINK = 18n;
    expect(endOf(events, "sendto")?.parameters).toMatchObject({ message: RTM_GETLINK, len: 32n });
    expect(endOf(events, "sendmsg")?.parameters["message"]).toBe(RTM_GETLINK);
  });

  test("a new process is told at both ends, a new thread at none", async () => {
    const { events, pid } = await seenOf(["clone3", "thread", "nanosleep", "1"]);
    const [fork] = only(events, "fork");
    const [child, parent] = callsOf(events, "clone3").toSorted((a, b) => Number(a.result) - Number(b.result));
    expect(callsOf(events, "clone3")).toHaveLength(2);
    expect(parent).toMatchObject({
      tgid: pid,
      result: BigInt(fork?.childTgid ?? 0),
      parameters: { flags: 0n },
    });
    expect(child).toMatchObject({ tgid: fork?.childTgid, result: 0n });
    expect(child?.enterAt).toBeUndefined();
    expect(callsOf(events, "clone")).toEqual([]);
  });

  test.skipIf(hierarchy === undefined)(
    "what is written to a cgroup's file is told, to another's not",
    async () => {
      const cgroup = `hacotaki-calls-${process.pid}`;
      const path = join(hierarchy ?? "", cgroup);
      mkdirSync(path);
      const { events } = await seenOf([
        "write",
        join(path, "cgroup.max.depth"),
        "7",
        "write",
        "/dev/null",
        "7",
      ]);
      rmdirSync(path);
      expect(callsOf(events, "write").map((event) => event.parameters)).toEqual([
        { fd: 3n, file: `/${cgroup}/cgroup.max.depth`, buf: "7", count: 1n },
      ]);
    },
  );

  test("an exec that succeeds is told at its end, by the program that was there before", async () => {
    const { events } = await seenOf(["thread", "execve", "/bin/true"]);
    expect(callsOf(events, "execve").map(({ comm, tid, tgid }) => [comm, tid === tgid])).toContainEqual([
      "true",
      true,
    ]);
    expect(callsOf(events, "execve").at(-1)).toMatchObject({ parameters: { path: "/bin/true" }, result: 0n });
    expect(callsOf(events, "execve").at(-1)?.enterAt).toBeTypeOf("bigint");
  });

  test("any call that takes a millisecond is told, whichever it is; one that does not is none", async () => {
    const { events, pid } = await seenOf(["nanosleep", "30", "getpid", "1000", "read"]);
    expect(callsOf(events, "getpid")).toEqual([]);
    const sleep = only(events, "syscall").find((event) => /nanosleep/.test(event.name) && event.tgid === pid);
    expect(sleep?.at ?? 0n).toBeGreaterThanOrEqual((sleep?.enterAt ?? 0n) + 30_000_000n);
    const read = callsOf(events, "read").find((event) => event.tgid === pid);
    expect(read).toMatchObject({ result: 1n, parameters: { count: 1n } });
    expect(read?.parameters["file"]).toMatch(/^pipe:\[\d+\]$/);
  });

  test("a call that hangs is told before it ends", async () => {
    const lock = join(folder, "lock");
    const holder = spawn(application, ["hold", lock], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const { session, events } = observe();
    session.root(caller);
    session.openWindow("calls");
    const ended = run(caller, ["flock", lock]);
    const begun = await until(() => callsOf(events(), "flock")[0], "the call to begin");
    expect(begun).toMatchObject({
      when: "enter",
      parameters: { operation: 2n, file: expect.stringMatching(/\/lock$/) },
    });
    expect(begun.result).toBeUndefined();
    expect(begun.enterAt).toBeUndefined();
    holder.kill("SIGKILL");
    await ended;
    expect(endOf(events(), "flock")).toMatchObject({ result: 0n, enterAt: begun.at });
    session.close();
  });

  test.skipIf(!existsSync("/dev/fuse"))(
    "a mount on a file system that does not answer is told before it ends",
    async () => {
      const at = join(folder, "silent");
      mkdirSync(at);
      const { session, events } = observe();
      session.root(caller);
      session.openWindow("calls");
      const MS_PRIVATE_ALL = "0x44000";
      const child = spawn(caller, [
        ...["unshare", "0x20000", "mount", "", "/", "", MS_PRIVATE_ALL, ""],
        ...["fuse", at, "mount", "none", join(at, "x"), "tmpfs", "0", ""],
      ]);
      const isIt = (event: NativeEvent) =>
        event.kind === "syscall" && event.name === "mount" && event.parameters["target"] === join(at, "x");
      const begun = await until(() => events().find(isIt), "the mount to begin");
      expect(begun).toMatchObject({ when: "enter", parameters: { source: "none", fstype: "tmpfs" } });
      expect(events().filter(isIt)).toHaveLength(1);
      child.kill("SIGKILL");
      await new Promise((resolve) => child.on("exit", resolve));
      session.close();
    },
  );

  test("whoever is not followed is not seen, whatever it does", async () => {
    const { session, events } = observe();
    session.root(caller);
    session.openWindow("full");
    await run(application, ["chroot", "/nowhere", "nanosleep", "5", "fork", "getpid", "10"]);
    expect(events()).toEqual([]);
    session.close();
  });

  test("a program that is started inside a root directory of its own is an application: nothing inside is told", async () => {
    const root = join(folder, "root");
    mkdirSync(root);
    const inside = compile(root, "native-calls", ["-O2", "-static"], "inside");
    expect(existsSync(inside)).toBe(true);
    const { events } = await seenOf([
      ...["fork", "chroot", root, "openat", "/made", "0x41", "openat", "/read", "0", "execve", "/inside"],
    ]);
    // Made for writing inside a container: the mark that runtimes leave.
    expect(callsOf(events, "openat").map((event) => event.parameters["path"])).toEqual(["/made"]);
    const exec = only(events, "exec").at(-1);
    expect(exec?.filename).toBe("/inside");
    expect(
      only(events, "syscall").filter((event) => event.at > (exec?.at ?? 0n) && event.tgid === exec?.tgid),
    ).toEqual([expect.objectContaining({ name: "execve", result: 0n })]);
  });

  test("of what was there before, applications of containers are left alone, hooks are not", async () => {
    const root = join(folder, "root that was there");
    mkdirSync(root);
    compile(root, "native-calls", ["-O2", "-static"], "inside");
    const lock = join(root, "lock");
    const holder = spawn(application, ["hold", lock], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const contained = spawn(caller, [
      "fork",
      "chroot",
      root,
      "exec",
      "/inside",
      "flock",
      "/lock",
      "chroot",
      "/no",
    ]);
    const hook = spawn(caller, ["fork", "exec", application, "flock", lock, "chroot", "/no"]);
    const ended = [contained, hook].map((child) => new Promise((resolve) => child.once("exit", resolve)));
    await until(() => waitersOf(lock) === 2, "both to wait for the lock");
    const { session, events } = observe();
    session.root(caller);
    for (const { pid } of [contained, hook]) expect(session.track(pid ?? 0)).toBe(true);
    session.openWindow("calls");
    holder.kill("SIGKILL");
    await Promise.all(ended);
    expect(callsOf(events(), "chroot").map(({ comm }) => comm)).toEqual(["application"]);
    session.close();
  });

  test("what another program does that sees the files its parent sees, as a hook, is told", async () => {
    const { events } = await seenOf(["fork", "exec", application, "chroot", "/nowhere"]);
    expect(endOf(events, "chroot")).toMatchObject({ comm: "application", parameters: { path: "/nowhere" } });
  });

  test("nothing is told while the window is closed, whatever was open before", async () => {
    const { session, events } = observe();
    session.root(caller);
    session.openWindow("calls");
    session.closeWindow();
    await run(caller, ["chroot", "/nowhere", "nanosleep", "5"]);
    expect(only(events(), "syscall")).toEqual([]);
    const first = session.openWindow("calls");
    expect(session.openWindow("calls")).toBeGreaterThanOrEqual(first);
    await run(caller, ["chroot", "/nowhere"]);
    expect(callsOf(events(), "chroot")).toHaveLength(1);
    session.closeWindow();
    session.closeWindow();
    session.close();
  });

  test("a call that began in an earlier window is not told in a later one", async () => {
    const lock = join(folder, "lock of two windows");
    const holder = spawn(application, ["hold", lock], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const { session, events } = observe();
    session.root(caller);
    session.openWindow("calls");
    const ended = run(caller, ["flock", lock, "chroot", "/nowhere"]);
    await until(() => callsOf(events(), "flock")[0], "the call to begin");
    session.closeWindow();
    session.openWindow("calls");
    holder.kill("SIGKILL");
    await ended;
    expect(callsOf(events(), "flock")).toHaveLength(1);
    expect(callsOf(events(), "chroot")).toHaveLength(1);
    session.close();
  });

  test("a run that makes more calls than its share is told of no more, and they are counted", async () => {
    const { session, events } = observe();
    session.root(caller);
    session.openWindow("calls");
    await run(caller, Array.from({ length: 12_000 }, () => ["chroot", "/n"]).flat());
    const told = callsOf(events(), "chroot").length;
    expect(told).toBeGreaterThanOrEqual(4000);
    expect(BigInt(told) + session.stats().detailLimited).toBeGreaterThanOrEqual(12_000n);
    expect(session.stats().dropped).toBe(0n);
    session.close();
  });
});
