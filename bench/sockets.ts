// Many browsers watch a burst of boots: how soon after its commit each sees each boot, and whether all of them show in
// the end what the database holds. Then, one viewer and nothing happening: what the dashboard takes of the processor.
// Each browser is a socket client that follows changes as pages do (see apps/dashboard/follow/changes.ts).
//   node bench/sockets.ts [--sockets 100] [--boots 500] [--over 2] [--idle 30]     (seconds)
// Needs a built dashboard.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  decodeWire,
  type BootId,
  type BootsMessage,
  type BootSummary,
  type ChangesMessage,
  type ClientToServer,
  type ServerToClient,
  type Wire,
} from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { io, type Socket } from "socket.io-client";
import { against, atShare } from "./figures.ts";
import { describeMachine, loadText } from "./machine.ts";
import { makeDatabase } from "./made-database.ts";
import { cpuOf } from "./process-cost.ts";
import { load, startServer } from "./server.ts";

const { values: flags } = parseArgs({
  options: {
    sockets: { type: "string", default: "100" },
    boots: { type: "string", default: "500" },
    over: { type: "string", default: "2" },
    idle: { type: "string", default: "30" },
  },
});
const SOCKETS = Number(flags.sockets);
const BOOTS = Number(flags.boots);
const OVER = Number(flags.over);
const IDLE_S = Number(flags.idle);
/** So many boots are on a page of the list. */
const SHOWN = 50;
const LATENCY_BAR_MS = 1_000;
const IDLE_BAR = 1;
const MOST_WAIT_MS = 60_000;

type Commit = { readonly at: number; readonly ids: readonly BootId[] };
const now = () => performance.timeOrigin + performance.now();

/** What of a boot the list shows that changes. */
const stateOf = ({ outcome, upAt, readyAt, exitAt }: BootSummary) =>
  `${outcome} ${upAt} ${readyAt} ${exitAt}`;

/** A page that is open: the boots it knows, and when it saw each first. */
class Browser {
  readonly seenAt = new Map<BootId, number>();
  readonly boots = new Map<BootId, string>();
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly url: string;
  revision: bigint;
  private asking = false;
  private again = false;

  constructor(url: string, revision: bigint) {
    this.url = url;
    this.revision = revision;
    // Sockets are for pages of the dashboard itself: browsers say so by themselves.
    const extraHeaders = { Origin: url };
    this.socket = io(url, { transports: ["websocket"], forceNew: true, extraHeaders });
    this.socket.on("changes", (wire: Wire<ChangesMessage>) => {
      const message = decodeWire<ChangesMessage>(wire);
      if (message.since > this.revision) void this.catchUp();
      else void this.take(message);
    });
    this.socket.on("revision", (told: string) => {
      if (BigInt(told) > this.revision) void this.catchUp();
    });
  }

  private show(boots: readonly BootSummary[]): void {
    for (const boot of boots) {
      if (!this.seenAt.has(boot.id)) this.seenAt.set(boot.id, now());
      this.boots.set(boot.id, stateOf(boot));
    }
  }

  private async take(message: ChangesMessage): Promise<void> {
    if (message.revision <= this.revision) return;
    this.revision = message.revision;
    if (message.skipped) {
      const { text } = await load(`${this.url}/api/boots?`);
      this.show(decodeWire<BootsMessage>(JSON.parse(text) as Wire<BootsMessage>).boots);
    }
    this.show(message.boots);
    for (const id of message.retired) this.boots.delete(id);
  }

  private async catchUp(): Promise<void> {
    this.again = this.asking;
    if (this.asking) return;
    this.asking = true;
    try {
      const { text } = await load(`${this.url}/api/changes?since=${this.revision}`);
      await this.take(decodeWire<ChangesMessage>(JSON.parse(text) as Wire<ChangesMessage>));
    } finally {
      this.asking = false;
      if (this.again) void this.catchUp();
    }
  }
}

async function newest(db: string): Promise<readonly BootSummary[]> {
  const store = openStore(db, { mode: "read" });
  const { boots } = await store.listBoots({ limit: SHOWN });
  store.close();
  return boots;
}

async function revisionOf(db: string): Promise<bigint> {
  const store = openStore(db, { mode: "read" });
  const { revision } = await store.facts();
  store.close();
  return revision;
}

/** Saves a burst of boots through the real store, in a process of its own; what was committed when. */
async function burst(db: string): Promise<readonly Commit[]> {
  const rate = String(BOOTS / OVER);
  const args = ["--db", db, "--rate", rate, "--seconds", String(OVER), "--tell"];
  const writer = fork(join(import.meta.dirname, "writer.ts"), args);
  const commits: Commit[] = [];
  writer.on("message", (message) => {
    if (typeof message === "object" && "ids" in message) commits.push(message as Commit);
  });
  await once(writer, "exit");
  return commits;
}

async function watchBurst(url: string, pid: number, db: string): Promise<object[]> {
  const revision = await revisionOf(db);
  const browsers = Array.from({ length: SOCKETS }, () => new Browser(url, revision));
  try {
    for (let waited = 0; browsers.some(({ socket }) => !socket.connected); waited += 20) {
      if (waited > MOST_WAIT_MS) throw new Error("not every socket was let in: what does the dashboard say?");
      await pause(20);
    }
    const cpuBefore = cpuOf(pid);
    const commits = await burst(db);
    const last = await revisionOf(db);
    for (let waited = 0; browsers.some((browser) => browser.revision < last); waited += 20) {
      if (waited > MOST_WAIT_MS) break;
      await pause(20);
    }
    await pause(500);
    const committedAt = new Map<BootId, number>();
    for (const { at, ids } of commits)
      for (const id of ids) if (!committedAt.has(id)) committedAt.set(id, at);
    const latencies: number[] = [];
    let unseen = 0;
    for (const { seenAt } of browsers)
      for (const [id, at] of committedAt) {
        const seen = seenAt.get(id);
        if (seen === undefined) unseen += 1;
        else latencies.push(seen - at);
      }
    const shown = await newest(db);
    const wrong = browsers.filter(({ boots }) => shown.some((boot) => boots.get(boot.id) !== stateOf(boot)));
    return [
      { what: "browsers that end in another state than the database", ...against(wrong.length, 0) },
      { what: "commit → browser, p50 ms", ...against(atShare(latencies, 0.5), undefined) },
      { what: "commit → browser, p99 ms", ...against(atShare(latencies, 0.99), LATENCY_BAR_MS) },
      { what: "commit → browser, longest ms", ...against(Math.max(...latencies), undefined) },
      {
        what: "boots that a browser skipped, as newer ones filled its list",
        ...against(unseen / SOCKETS, undefined, 1),
      },
      { what: "dashboard: processor time, ms", ...against(cpuOf(pid) - cpuBefore, undefined) },
      { what: "boots saved in the burst", ...against(committedAt.size, undefined) },
    ];
  } finally {
    for (const { socket } of browsers) socket.disconnect();
  }
}

async function watchNothing(url: string, pid: number, db: string): Promise<object[]> {
  const viewer = new Browser(url, await revisionOf(db));
  await load(url);
  await pause(5_000);
  const before = cpuOf(pid);
  await pause(IDLE_S * 1_000);
  const share = (cpuOf(pid) - before) / (IDLE_S * 10);
  viewer.socket.disconnect();
  return [{ what: "dashboard idle, one viewer: % of a core", ...against(share, IDLE_BAR, 2) }];
}

console.log(describeMachine());
const folder = mkdtempSync(join(tmpdir(), "hacotaki-sockets-"));
try {
  const db = join(folder, "boots.db");
  makeDatabase(db, 2_000);
  const server = await startServer(db, { watched: false });
  try {
    const { pid = 0 } = server.process;
    await load(server.url);
    const rows = await watchBurst(server.url, pid, db);
    rows.push(...(await watchNothing(server.url, pid, db)));
    console.log(`${SOCKETS} sockets, ${BOOTS} boots within ${OVER} s, load ${loadText()}`);
    console.table(rows);
  } finally {
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
