import { readFileSync } from "node:fs";
import { type ChildProcess, spawn } from "node:child_process";
import { hostname } from "node:os";
import type { NativeEvent } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { collect, compile, eventsOf, only, run, skipReason, temporaryFolder } from "./native-fixture.ts";
import { until } from "../until.ts";

const folder = temporaryFolder();
const actor = compile(folder, "native-actor");
/** Without probes: what a container would run. */
const application = compile(folder, "native-actor", ["-O2", "-DPLAIN"], "application");

const eventsOfActor = (...args: string[]) => eventsOf(actor, "actor", args, { stringArgs: () => 1 });

/** `kind tgid`, to compare whole stories. */
const story = (events: readonly NativeEvent[]) => events.map((event) => event.kind);

const ended = (child: ChildProcess) => new Promise((resolve) => child.on("exit", resolve));

describe.skipIf(skipReason !== undefined)("processes", () => {
  test("an exec of the traced binary is seen with its file name, arguments and inode", async () => {
    const { events, attachment, pid } = await eventsOfActor("exit", "0");
    expect(only(events, "exec")).toEqual([
      expect.objectContaining({
        tgid: pid,
        tid: pid,
        ppid: process.pid,
        nspid: pid,
        comm: "native-actor",
        filename: actor,
        argv: [actor, "exit", "0"],
        argvTruncated: false,
        attachment: attachment.id,
        exeInode: attachment.inode,
      }),
    ]);
  });

  test("arguments are cut at 1024 bytes, which the event admits, and empty ones are kept", async () => {
    const { events } = await eventsOfActor("exec", application, "", "x".repeat(1100));
    const [, exec] = only(events, "exec");
    expect(exec?.argv.slice(0, 2)).toEqual([application, ""]);
    expect(exec?.argv.join("\0")).toHaveLength(1024);
    expect(exec?.argvTruncated).toBe(true);
  });

  test("arguments of 900 bytes are whole", async () => {
    const { events } = await eventsOfActor("exec", application, "x".repeat(900));
    const [, exec] = only(events, "exec");
    expect(exec?.argv).toEqual([application, "x".repeat(900)]);
    expect(exec?.argvTruncated).toBe(false);
  });

  test("a fork is seen in the parent, and the child is followed", async () => {
    const { events, pid } = await eventsOfActor("fork", "pass", "7", "exit", "4");
    const [fork] = only(events, "fork");
    const [probe] = only(events, "probe");
    expect(fork).toMatchObject({
      tgid: pid,
      childTgid: probe?.tgid,
      childNspid: probe?.nspid,
      childStartAt: probe?.startAt,
    });
    expect(probe).toMatchObject({ ppid: pid, args: [7n, BigInt(probe?.tgid ?? 0)] });
    expect(only(events, "exit").map(({ tgid, exitCode }) => [tgid, exitCode])).toEqual([
      [probe?.tgid, 4],
      [pid, 0],
    ]);
  });

  test("a killed process exits with its signal, and says when it dumped core", async () => {
    const killed = only((await eventsOfActor("raise", "9")).events, "exit");
    expect(killed).toEqual([expect.objectContaining({ exitCode: 0, exitSignal: 9, coreDumped: false })]);
    const aborted = only((await eventsOfActor("raise", "6")).events, "exit");
    expect(aborted).toEqual([expect.objectContaining({ exitCode: 0, exitSignal: 6 })]);
  });

  test("threads are no forks, and a process exits once: when its last thread does", async () => {
    const { events, pid } = await eventsOfActor("thread", "pass", "1", "exit", "5");
    expect(story(events)).toEqual(["exec", "probe", "exit"]);
    const [probe] = only(events, "probe");
    expect(probe?.tgid).toBe(pid);
    expect(probe?.tid).not.toBe(pid);
    expect(only(events, "exit")).toEqual([expect.objectContaining({ tgid: pid, nspid: pid, exitCode: 5 })]);
  });

  test("processes that have nothing to do with a traced binary are not seen", async () => {
    const { session, events } = collect(actor, "actor");
    await run(application, ["fork", "listen4", "exec", "/bin/true"]);
    expect(events()).toEqual([]);
    expect(session.stats().tracked).toBe(0);
    session.close();
  });

  test("a process already running is followed from the first probe it fires", async () => {
    const child = spawn(actor, ["stop", "pass", "1", "exit", "2"], { stdio: "ignore" });
    await until(
      () => readFileSync(`/proc/${child.pid}/stat`, "utf8").includes(") T "),
      "the process to stop itself",
    );
    const { session, events } = collect(actor, "actor");
    child.kill("SIGCONT");
    await ended(child);
    expect(story(events())).toEqual(["probe", "exit"]);
    session.close();
  });

  test.each([
    ["listen4", "inet", "127.0.0.1"],
    ["listen6", "inet6", "::1"],
  ])("%s is seen with port and address", async (word, family, address) => {
    const { events, stdout } = await eventsOfActor("fork", "exec", application, word);
    expect(only(events, "listen")).toEqual([
      expect.objectContaining({ family, address, port: Number(stdout), comm: "application" }),
    ]);
  });

  test("an application's tree is followed until one of it listens; its own exit is always seen", async () => {
    const { events } = await eventsOfActor(
      ...["exec", application, "fork", "fork", "listen4", "fork", "exec", "/bin/true"],
    );
    expect(story(events)).toEqual(["exec", "exec", "fork", "fork", "listen", "exit"]);
    const [exec] = only(events, "exec");
    expect(only(events, "exit")[0]?.tgid).toBe(exec?.tgid);
  });

  test("an application that ends leaves its descendants alone", async () => {
    const { session, events } = collect(actor, "actor");
    await run(actor, ["exec", application, "orphan", "sleep", "100", "listen4"]);
    await until(() => session.stats().tracked === 0, "all traced processes to end");
    expect(story(events())).toEqual(["exec", "exec", "fork", "exit"]);
    session.close();
  });

  test("a traced binary started by an application is followed as one of its own", async () => {
    const { events } = await eventsOfActor(
      ...["exec", application, "listen4", "exec", actor, "pass", "3", "fork", "exit", "1"],
    );
    expect(story(events)).toEqual(["exec", "exec", "listen", "exec", "probe", "fork", "exit", "exit"]);
  });

  test("the hostname is that of a new UTS namespace, and absent in the host's", async () => {
    const { events } = await eventsOfActor(
      "pass",
      "1",
      "unshare",
      "uts",
      "hostname",
      "web-1.example",
      "pass",
      "2",
      "text",
      "x",
    );
    expect(only(events, "probe").map((event) => event.hostname)).toEqual([
      undefined,
      "web-1.example",
      "web-1.example",
    ]);
    expect(only(events, "probe")[2]?.args[0]).toBe("x");
    expect(only(events, "exit")[0]?.hostname).toBe("web-1.example");
    expect(hostname()).not.toBe("web-1.example");
  });

  test("a hostname of the greatest length is kept but for its last byte", async () => {
    const { events } = await eventsOfActor(
      "unshare",
      "uts",
      "hostname",
      "n".repeat(64),
      "pass",
      "1",
      "text",
      "behind it",
    );
    expect(only(events, "probe").map((event) => event.hostname)).toEqual(["n".repeat(63), "n".repeat(63)]);
    expect(only(events, "probe")[1]?.args[0]).toBe("behind it");
  });

  test("namespaces are told by their inodes, and the pid is also that in its own namespace", async () => {
    const { events, stdout } = await eventsOfActor(
      ...["unshare", "mnt", "unshare", "uts", "unshare", "ipc", "unshare", "net", "unshare", "pid"],
      ...["namespaces", "pass", "1", "fork", "namespaces", "pass", "2"],
    );
    const inodes = stdout.split("\n").map((line) => line.split(" ").map((word) => Number.parseInt(word, 10)));
    const probes = only(events, "probe");
    // Before its first child is there, a new pid namespace cannot be read through /proc: that one shows as 0.
    expect(Object.values(probes[0]?.namespaces ?? {}).with(1, 0)).toEqual(inodes[0]?.slice(0, 7));
    expect(Object.values(probes[1]?.namespaces ?? {})).toEqual(inodes[1]?.slice(0, 7));
    expect(probes[1]?.nspid).toBe(1);
    expect(probes[1]?.namespaces.pid).toBe(probes[0]?.namespaces.pidForChildren);
    expect(only(events, "fork")[0]?.childNspid).toBe(1);
  });

  test("a pid three namespaces deep is the innermost one", async () => {
    const level = ["unshare", "pid", "fork"];
    const { events } = await eventsOfActor(...level, ...level, ...level, "fork", "pass", "1");
    expect(only(events, "fork").map((event) => event.childNspid)).toEqual([1, 1, 1, 2]);
    expect(only(events, "probe")[0]?.nspid).toBe(2);
  });

  test("tracking a live process takes in its descendants, as what they are", async () => {
    const child = spawn(actor, ["fork", "exec", application, "stop", "fork", "exit", "3"], {
      stdio: "ignore",
    });
    const children = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
    await until(
      () => children() !== "" && readFileSync(`/proc/${children()}/stat`, "utf8").includes(") T "),
      "the child to stop itself",
    );
    const { session, events } = collect(actor, "actor");
    const grandchild = Number(children());
    expect(session.track(child.pid ?? 0)).toBe(true);
    expect(session.stats().tracked).toBe(2);
    process.kill(grandchild, "SIGCONT");
    await ended(child);
    expect(events().map(({ kind, tgid }) => [kind, tgid])).toEqual([
      ["fork", grandchild],
      ["exit", only(events(), "fork")[0]?.childTgid],
      ["exit", grandchild],
      ["exit", child.pid],
    ]);
    expect(session.track(child.pid ?? 0)).toBe(false);
    expect(session.stats().tracked).toBe(0);
    session.close();
  });
});
