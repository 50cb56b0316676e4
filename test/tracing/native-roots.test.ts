import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { NativeEvent, Session } from "@hacotaki/native";
import { afterAll, describe, expect, test } from "vitest";
import { until } from "../until.ts";
import { compile, observe, only, run, skipReason, temporaryFolder } from "./native-fixture.ts";

const folder = temporaryFolder();
/** Neither has probes. */
const runtime = compile(folder, "native-actor", ["-O2", "-DPLAIN"], "runtime");
const application = compile(folder, "native-actor", ["-O2", "-DPLAIN"], "application");

/** A cgroup hierarchy that processes can be put into: version 2, wherever it is mounted. */
const hierarchy = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((path) =>
  existsSync(join(path, "cgroup.controllers")),
);
const cgroup = `hacotaki-test-${process.pid}`;
const cgroupFolder = join(hierarchy ?? "/", cgroup);
afterAll(() => {
  if (existsSync(cgroupFolder)) rmdirSync(cgroupFolder);
});

async function eventsBelow(args: readonly string[], program = runtime) {
  const { session, events } = observe();
  try {
    const root = session.root(runtime);
    const ended = await run(program, args);
    return { root, events: events().toSorted((a, b) => (a.at < b.at ? -1 : 1)), ...ended };
  } finally {
    session.close();
  }
}

const story = (events: readonly NativeEvent[]) => events.map((event) => event.kind);

async function stopped(args: readonly string[], session: Session) {
  session.root(runtime);
  const child = spawn(runtime, [...args, "stop"], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await until(
    () => readFileSync(`/proc/${child.pid}/stat`, "utf8").includes(") T "),
    "the process to stop itself",
  );
  return {
    pid: child.pid ?? 0,
    async goOn() {
      child.kill("SIGCONT");
      await ended;
    },
  };
}

describe.skipIf(skipReason !== undefined)("roots of lineage", () => {
  test("an exec of a root carries its number, and all that it starts is followed", async () => {
    const { root, events, pid } = await eventsBelow(["fork", "exit", "3"]);
    expect(story(events)).toEqual(["exec", "fork", "exit", "exit"]);
    expect(only(events, "exec")[0]).toMatchObject({
      tgid: pid,
      oldTid: pid,
      root: root.id,
      exeInode: root.inode,
      exeDev: root.dev,
    });
    expect(only(events, "exec")[0]?.attachment).toBeUndefined();
  });

  test("the same file is one root, by whatever path, and no root any more once it is taken off", async () => {
    const { session, events } = observe();
    const root = session.root(runtime);
    expect(session.root(`${folder}/./runtime`)).toEqual(root);
    session.unroot(root.id);
    await run(runtime, ["exit", "0"]);
    expect(events()).toEqual([]);
    expect(session.root(runtime).id).toBeGreaterThan(root.id);
    session.close();
  });

  test("what is no program cannot be a root", () => {
    const { session } = observe();
    expect(() => session.root("/nowhere/runc")).toThrow(
      expect.objectContaining({ code: "binary-not-found" }),
    );
    expect(() => session.root(import.meta.filename)).toThrow(
      expect.objectContaining({ code: "not-an-executable" }),
    );
    session.close();
  });

  test.each([
    ["a copy without a name", ["copy"]],
    ["a program by its descriptor", ["descriptor", application]],
  ])("%s goes on as what executed it: its descendants stay followed after they listen", async (_, words) => {
    const { events } = await eventsBelow([...words, "fork", "listen4", "fork", "exit", "2"]);
    expect(story(events)).toEqual(["exec", "exec", "fork", "listen", "fork", "exit", "exit", "exit"]);
    expect(only(events, "exec")[1]?.root).toBeUndefined();
  });

  test("another program below a root is an application: followed until it listens, and its exit seen", async () => {
    const { events } = await eventsBelow([
      "exec",
      application,
      "fork",
      "listen4",
      "fork",
      "exec",
      "/bin/true",
    ]);
    expect(story(events)).toEqual(["exec", "exec", "fork", "listen", "exit"]);
    expect(only(events, "exit")[0]?.tgid).toBe(only(events, "exec")[1]?.tgid);
  });

  test("a root that an application starts is followed as one again", async () => {
    const { root, events } = await eventsBelow([
      ...["exec", application, "listen4", "fork", "exec", runtime, "fork", "exit", "1"],
    ]);
    // The application's own child is left alone until it executes the root.
    expect(only(events, "exec").map((event) => event.root)).toEqual([root.id, undefined, root.id]);
    expect(only(events, "fork")).toHaveLength(1);
  });

  test("a thread that executes tells its own number", async () => {
    const { events, pid } = await eventsBelow(["thread", "exec", application]);
    const [, exec] = only(events, "exec");
    expect(exec?.tid).toBe(pid);
    expect(exec?.oldTid).not.toBe(pid);
  });

  test("processes that were there before are followed by track, as roots are", async () => {
    const { session, events } = observe();
    const child = spawn(runtime, ["stop", "copy", "fork", "exit", "0"], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    await until(
      () => readFileSync(`/proc/${child.pid}/stat`, "utf8").includes(") T "),
      "the process to stop itself",
    );
    session.root(runtime);
    expect(session.track(child.pid ?? 0)).toBe(true);
    child.kill("SIGCONT");
    await ended;
    expect(story(events())).toEqual(["exec", "fork", "exit", "exit"]);
    session.close();
  });
});

describe.skipIf(skipReason !== undefined || hierarchy === undefined)("cgroups", () => {
  test("a followed process that makes one and joins it tells both, with the path", async () => {
    const { events, pid } = await eventsBelow([
      ...["mkdir", cgroupFolder, "write", join(cgroupFolder, "cgroup.procs"), "0"],
    ]);
    rmdirSync(cgroupFolder);
    expect(only(events, "cgroup")).toEqual([
      expect.objectContaining({ tgid: pid, action: "mkdir", path: `/${cgroup}` }),
      expect.objectContaining({ tgid: pid, action: "attach", path: `/${cgroup}`, targetTgid: pid }),
    ]);
    expect(only(events, "cgroup")[0]?.targetTgid).toBeUndefined();
  });

  test("a followed process that somebody else puts into one is told, as that other's doing", async () => {
    const { session, events } = observe();
    const child = await stopped([], session);
    mkdirSync(cgroupFolder);
    writeFileSync(join(cgroupFolder, "cgroup.procs"), String(child.pid));
    await child.goOn();
    rmdirSync(cgroupFolder);
    expect(only(events(), "cgroup")).toEqual([
      expect.objectContaining({ tgid: process.pid, action: "attach", targetTgid: child.pid }),
    ]);
    session.close();
  });

  test("whoever is not followed may be put anywhere without being seen", async () => {
    const { session, events } = observe();
    session.root(runtime);
    mkdirSync(cgroupFolder);
    await run(application, ["write", join(cgroupFolder, "cgroup.procs"), "0"]);
    rmdirSync(cgroupFolder);
    expect(events()).toEqual([]);
    session.close();
  });
});
