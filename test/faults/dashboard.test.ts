import { readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { openStore } from "@hacotaki/store";
import { io, type Socket } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { ended, start } from "../../packages/cli/test/hacotaki.ts";
import { boot, canTrace, newScene } from "../../packages/collector/test/traced.ts";
import { until } from "../until.ts";
import { figure, LONG_MS, nowMs, size, lasting } from "./faults.ts";

const SOCKETS = 50;
/** One killed soon after its start is started again later each time, after half a minute in the end. */
const KILLS = size(1, 10);

/** Of the processes that have this database among their arguments, the one that runs this program. */
function pidOf(dbPath: string, program: string): number | undefined {
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each)))
    try {
      const args = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      if (args.includes(dbPath) && args.some((arg) => arg.includes(program)) && args[0]?.includes("node"))
        return Number(name);
    } catch {
      // Gone while we looked.
    }
  return undefined;
}

/** `hacotaki` with these arguments, once it has told its dashboard's address; stopped at the end of the test. */
async function running(args: readonly string[]) {
  const child = start(args);
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  const end = ended(child);
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await end;
  });
  const url = await until(() => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0], "the dashboard's address");
  return { url, said: () => said };
}

type Watcher = { readonly socket: Socket; connects: number; readonly containers: Set<string> };

/** As a page listens: it takes what comes, and asks for what it missed when it is connected anew. */
function watch(url: string): Watcher {
  const socket = io(url, {
    transports: ["websocket"],
    extraHeaders: { Origin: url },
    reconnectionDelayMax: 500,
  });
  const watcher: Watcher = { socket, connects: 0, containers: new Set() };
  let since = "0";
  const take = (message: { revision: string; boots: readonly { container?: string }[] }) => {
    for (const { container } of message.boots) if (container !== undefined) watcher.containers.add(container);
    since = message.revision;
  };
  const catchUp = (): Promise<void> =>
    fetch(`${url}/api/changes?since=${since}`)
      .then(async (answer) => take((await answer.json()) as Parameters<typeof take>[0]))
      .catch(() => lasting(100).then(catchUp));
  socket.on("connect", () => {
    watcher.connects++;
    void catchUp();
  });
  socket.on("changes", take);
  onTestFinished(() => void socket.disconnect());
  return watcher;
}

test.skipIf(!canTrace)(
  `a dashboard that is killed under ${SOCKETS} connections is back, all of them are, and each knows what it missed`,
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    const { url } = await running(["up", "--port", "0", "--db", scene.dbPath, "--binary", scene.binary]);
    const watchers = Array.from({ length: SOCKETS }, () => watch(url));
    const all = (isSo: (watcher: Watcher) => boolean, what: string) =>
      until(() => watchers.every(isSo), what);
    await all(({ connects }) => connects === 1, "all to be connected");
    let longest = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const pid = await until(() => pidOf(scene.dbPath, "dashboard/server"), "the dashboard's process");
      process.kill(pid, "SIGKILL");
      const since = nowMs();
      await boot(scene.binary, "--name", `missed-${kill}`);
      await all(({ connects }) => connects > kill, "all to be back");
      longest = Math.max(longest, nowMs() - since);
      await all(({ containers }) => containers.has(`missed-${kill}`), "all to know what they missed");
    }
    await boot(scene.binary, "--name", "live");
    await all(({ containers }) => containers.has("live"), "all to hear what comes");
    figure(
      `kill -9 of the dashboard under ${SOCKETS} connections, ${KILLS} times`,
      `all back after ${(longest / 1_000).toFixed(1)} s at most, nothing missed`,
    );
  },
  LONG_MS,
);

test.skipIf(!canTrace)(
  "what becomes of the database under a running `hacotaki up` is said, and healed by itself where it can be, without a loop of crashes",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    const { url, said } = await running([
      "up",
      "--port",
      "0",
      "--db",
      scene.dbPath,
      "--binary",
      scene.binary,
    ]);
    const shows = async (name: string) =>
      until(
        async () => (await (await fetch(`${url}/api/changes?since=0`)).text()).includes(name),
        `${name} to be shown`,
      );
    const attached = (times: number) =>
      until(() => said().split("attached to").length > times, `attachment ${times}`);
    await attached(1);
    await boot(scene.binary, "--name", "before");
    await shows("before");

    for (const end of ["", "-wal", "-shm"]) rmSync(scene.dbPath + end);
    await until(() => said().includes("was removed, emptied or replaced by another"), "word of it");
    await attached(2);
    await boot(scene.binary, "--name", "after-removal");
    await shows("after-removal");

    const other = `${scene.dbPath}.next`;
    openStore(other, { mode: "write" }).close();
    renameSync(other, scene.dbPath);
    await attached(3);
    await boot(scene.binary, "--name", "after-replacement");
    await shows("after-replacement");
    expect(said().match(/ended \(/g)).toHaveLength(2);
  },
);

test.skipIf(!canTrace)(
  "two dashboards on one database show the same boots, while a collector writes them",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    const one = await running(["up", "--port", "0", "--db", scene.dbPath, "--binary", scene.binary]);
    const other = await running(["serve", "--port", "0", "--db", scene.dbPath]);
    await until(() => one.said().includes("attached to"), "the collector to attach");
    const watchers = [watch(one.url), watch(other.url)];
    await until(() => watchers.every(({ connects }) => connects === 1), "both to be connected");
    for (let n = 0; n < 3; n++) await boot(scene.binary, "--name", `both-${n}`);
    await until(
      () => watchers.every(({ containers }) => [0, 1, 2].every((n) => containers.has(`both-${n}`))),
      "both to tell of all boots",
    );
  },
);
