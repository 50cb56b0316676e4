// Boots a second that are saved into a database which already holds many. The file is copied first.
// Run: node bench/store-append.ts --db FILE [--boots N] [--without INDEX]   (FILE: see bench/statistics.ts)
import Database from "better-sqlite3";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { instant, type Boot, type BootId, type RunId } from "../packages/core/src/index.ts";
import { openStore } from "../packages/store/src/index.ts";
import { SPANS } from "./many-boots.ts";

const { values: flags } = parseArgs({
  options: {
    db: { type: "string" },
    boots: { type: "string", default: "20000" },
    without: { type: "string" },
  },
});
if (flags.db === undefined) throw new Error("--db FILE is missing");
const BOOTS = Number(flags.boots);
const BATCH = 500;
const WALL = 1_710_000_000_000_000_000n;

/** Lengths fall anywhere among those that are stored, as ids do. */
function bootOf(n: number): Boot {
  const start = instant(9_000_000_000_000_000n + BigInt(n) * 2_600_000_000n);
  const id = () => Array.from({ length: 16 }, () => Math.floor(Math.random() * 10)).join("");
  const slowness = Math.exp(Math.random() - 0.5);
  let at: bigint = start;
  const spans = SPANS.map(([slug, group, lane, usual]): Boot["spans"][number] => {
    const startAt = instant(at);
    at += BigInt(Math.round(usual * 1_000 * slowness * Math.exp((Math.random() - 0.5) * 1.5)));
    const endAt = instant(at);
    return {
      slug,
      label: slug,
      group,
      lane,
      onPath: true,
      startAt,
      from: "A",
      state: "closed",
      endAt,
      to: "B",
    };
  });
  const up = instant(at);
  return {
    id: id() as BootId,
    runId: id() as RunId,
    hostId: `host-${n % 8}`,
    hostName: `node-${n % 8}`,
    kernelBootId: `kernel-boot-${n % 8}`,
    sourceKind: "live",
    container: `web-${n % 200}`,
    containerSource: "hostname",
    generation: "0.11",
    outcome: "up",
    losses: [],
    furthestPhase: "CONTAINER_EXECING",
    startAt: start,
    startBy: "exec",
    upAt: up,
    upBy: "exec",
    endAt: up,
    wallTime: WALL + start,
    lineage: "lineage",
    hacoFile: `/etc/haconiwa.d/web-${n % 200}.haco`,
    command: ["/usr/sbin/httpd", "-DFOREGROUND"],
    supervisorTgid: 1_000 + (n % 30_000),
    processes: [{ tgid: 1_000 + (n % 30_000), lane: "supervisor", comm: "haconiwa", startAt: start }],
    processCount: 1,
    spans,
    markCount: 0,
  };
}

const folder = mkdtempSync(join(dirname(flags.db), "hacotaki-append-"));
try {
  const path = join(folder, "bench.db");
  copyFileSync(flags.db, path);
  if (flags.without !== undefined) {
    const db = new Database(path);
    db.exec(`DROP INDEX "${flags.without}"`);
    db.close();
  }
  const store = openStore(path, { mode: "write" });
  const recording = store.startRecording({
    kind: "live",
    hostId: "host-0",
    hostName: "node-0",
    kernelBootId: "kernel-boot-0",
    path: "/usr/bin/haconiwa",
    probes: [],
    hasKernelEvents: true,
    startedAt: WALL,
  });
  const commits: number[] = [];
  const cpuStart = process.cpuUsage();
  for (let from = 0; from < BOOTS; from += BATCH) {
    const boots = Array.from({ length: BATCH }, (_, n) => bootOf(from + n));
    const runs = boots.map(({ runId, hostId, kernelBootId, startAt }) => ({
      id: runId,
      hostId,
      kernelBootId,
      startAt,
      isOpen: false,
    }));
    const start = performance.now();
    store.save({ runs, boots, retired: [], marks: [], events: [] }, recording);
    commits.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpuStart);
  const busy = commits.reduce((sum, each) => sum + each, 0);
  commits.sort((a, b) => a - b);
  store.close();
  console.log(
    `${Math.round((BOOTS / busy) * 1_000)} boots/s, ${Math.round((user + system) / BOOTS)} µs CPU a boot, commits of ` +
      `${BATCH}: p50 ${commits[commits.length >> 1]?.toFixed(0)} ms, longest ${commits.at(-1)?.toFixed(0)} ms`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
