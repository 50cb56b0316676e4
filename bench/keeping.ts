// How long somebody who writes boots is held up by retention, prune, backup, check, and what retention keeps to.
// Run: chrt -R -r 1 node bench/keeping.ts --db boots.db [--seconds 10] [--rate 200]
// hacotaki generate makes a database; a copy of it is used. On a machine that does other work, only the real-time priority
// tells what is waited for us.
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { deriveRun } from "../packages/core/src/index.ts";
import {
  createPatience,
  createRetention,
  openNotebook,
  openStore,
  roomFor,
  type StoredRun,
  type StoreWriter,
} from "../packages/store/src/index.ts";

const { values } = parseArgs({
  options: {
    db: { type: "string" },
    seconds: { type: "string", default: "10" },
    rate: { type: "string", default: "200" },
  },
});
const DATABASE = values.db ?? "";
if (DATABASE === "") throw new Error("name a database: node bench/keeping.ts --db boots.db");
const SECONDS = Number(values.seconds);
const EVERY_MS = 1_000 / Number(values.rate);
const COMMAND = join(import.meta.dirname, "../packages/cli/bin/hacotaki");
const SAMPLES = 300;

const folder = mkdtempSync(join(tmpdir(), "hacotaki-keeping-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const onDisk = (path: string) => sizeOf(path) + sizeOf(`${path}-wal`);

/** Boots like those of the database, each time as of another boot of the kernel. */
function createWriter(store: StoreWriter, runs: readonly StoredRun[]) {
  const [first] = runs;
  if (first === undefined) throw new Error("the database holds no runs");
  const recording = store.startRecording({ ...first.source, path: "bench", probes: [], startedAt: 1n });
  const patience = createPatience();
  let n = 0;
  const took: number[] = [];
  const cpu: number[] = [];
  return {
    took,
    cpu,
    async write() {
      const { source, events } = runs[n % runs.length] ?? first;
      const changes = deriveRun({ ...source, kernelBootId: `bench-${n++}` }, events);
      const start = performance.now();
      const before = process.threadCpuUsage();
      await patience(() => store.save(changes, recording));
      const { user, system } = process.threadCpuUsage(before);
      took.push(performance.now() - start);
      cpu.push((user + system) / 1_000);
    },
  };
}

type Beside = {
  /** Called between two saves, as the collector calls it; true when it has ended. */
  readonly turn?: (store: StoreWriter, path: string) => void;
  readonly command?: (path: string) => readonly string[];
};

async function measure(name: string, { turn, command }: Beside) {
  const path = join(folder, "boots.db");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  copyFileSync(DATABASE, path);
  const store = openStore(path, { mode: "write" });
  const writer = createWriter(store, store.runsAfter(undefined, SAMPLES));
  const child = command && spawn(COMMAND, [...command(path), "--db", path], { stdio: "ignore" });
  const ended = child && new Promise((resolve) => child.once("close", resolve));
  let isOver = false;
  void ended?.then(() => (isOver = true));
  const start = performance.now();
  let most = 0;
  while (!isOver && (child !== undefined || performance.now() - start < SECONDS * 1_000)) {
    await writer.write();
    turn?.(store, path);
    most = Math.max(most, onDisk(path));
    await pause(EVERY_MS);
  }
  const sorted = writer.took.toSorted((a, b) => a - b);
  store.close();
  return {
    beside: name,
    seconds: Number(((performance.now() - start) / 1_000).toFixed(1)),
    "boots saved": sorted.length,
    "save p50 ms": Number(at(sorted, 0.5).toFixed(2)),
    "p99 ms": Number(at(sorted, 0.99).toFixed(2)),
    "longest ms": Number((sorted.at(-1) ?? 0).toFixed(1)),
    "longest, CPU ms": Number(Math.max(...writer.cpu).toFixed(1)),
    "on disk MB": Math.round(most / 1e6),
  };
}

/** Nine tenths of what there is: retention has to catch up, and then to hold. */
const LIMIT = Math.max(32e6, Math.round(sizeOf(DATABASE) * 0.9));
const pieces: number[] = [];
const piecesCpu: number[] = [];
let deleted = 0;
function retentionTurn(): NonNullable<Beside["turn"]> {
  let retention: ReturnType<typeof createRetention> | undefined;
  let due = 0;
  return (store, path) => {
    retention ??= createRetention({
      store,
      notebook: openNotebook(path),
      limits: { maxBytes: LIMIT },
      onNews: (news) => {
        if (news.kind === "deleted") deleted += news.boots;
      },
    });
    if (performance.now() < due) return;
    const start = performance.now();
    const before = process.threadCpuUsage();
    const next = retention.work();
    const { user, system } = process.threadCpuUsage(before);
    pieces.push(performance.now() - start);
    piecesCpu.push((user + system) / 1_000);
    due = performance.now() + { urgent: 5, more: 40, idle: 1_000 }[next];
  };
}

console.table([
  await measure("nothing", {}),
  await measure("retention in the same process", { turn: retentionTurn() }),
  await measure("hacotaki prune", {
    command: () => ["prune", "--max-size", `${Math.round(sizeOf(DATABASE) * 0.93)}B`],
  }),
  await measure("hacotaki backup", { command: () => ["backup", join(folder, "backup.db"), "--force"] }),
  await measure("hacotaki check --quick", { command: () => ["check", "--quick"] }),
]);
pieces.sort((a, b) => a - b);
const { marginBytes } = roomFor(LIMIT);
console.log(
  `Retention: ${pieces.length} pieces of work, p50 ${at(pieces, 0.5).toFixed(1)} ms, p99 ${at(pieces, 0.99).toFixed(1)} ms, longest ${(pieces.at(-1) ?? 0).toFixed(1)} ms (CPU: ${Math.max(...piecesCpu).toFixed(1)} ms); ${deleted} boots deleted; limit ${Math.round(LIMIT / 1e6)} MB, margin ${Math.round(marginBytes / 1e6)} MB.`,
);
