// Raw events into the store, in batches as the collector commits them, held against what better-sqlite3 alone takes for
// the same events in the same transactions, in turns with it:
//   rows    a prepared INSERT an event into a bare table: the values of its fields, nothing decided, nothing looked up
//   blocks  a prepared INSERT a block: the very bytes that the store has written
// The store packs, compresses and files what it is given, and saves nothing twice. Target: half of the speed of rows.
// Run: node bench/store-write.ts [events]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instant, type BootEvent, type FiledEvent, type RunId } from "../packages/core/src/index.ts";
import Database from "better-sqlite3";
import { openStore } from "../packages/store/src/index.ts";

const EVENTS = Number(process.argv[2] ?? 300_000);
const EVENTS_OF_RUN = 32;
/** So many runs are under way at once: their events arrive interleaved. */
const PARALLEL_RUNS = 20;
const CODES = [0n, 1n, 2n, 11n, 12n, 13n, 14n, 15n, 16n, 17n, 18n, 19n, 20n, 21n, 3n, 4n];

function eventOf(n: number, run: number): BootEvent {
  const nth = Math.floor(n / PARALLEL_RUNS) % EVENTS_OF_RUN;
  const origin = {
    at: instant(90_000_000_000_000n + BigInt(n) * 9_000n),
    seq: n,
    cpu: n % 4,
    tgid: 100_000 + run * 3 + (nth % 3),
    tid: 100_000 + run * 3 + (nth % 3),
    ppid: 100_000 + run * 3,
    nspid: 1 + (nth % 3),
    startAt: instant(90_000_000_000_000n + BigInt(run) * 1_000_000n),
    comm: "haconiwa",
    hostname: nth > 12 ? `web-${run % 200}` : "node-1",
    namespaces: {
      pid: 4_026_531_836,
      pidForChildren: 4_026_532_000 + (run % 5_000),
      mnt: nth > 8 ? 4_026_533_000 + (run % 5_000) : 4_026_531_841,
      uts: nth > 8 ? 4_026_534_000 + (run % 5_000) : 4_026_531_838,
      ipc: 4_026_531_839,
      net: 4_026_531_840,
      user: 4_026_531_837,
    },
    cgroupId: 5_000n + BigInt(run % 5_000),
  };
  if (nth % 4 === 3)
    return { ...origin, kind: "fork", childTgid: 200_000 + run, childNspid: 2, childStartAt: origin.at };
  if (nth % 16 === 6)
    return {
      ...origin,
      kind: "exec",
      file: "/usr/sbin/httpd",
      argv: ["httpd", "-f"],
      exeInode: 131_072n,
      traced: false,
    };
  if (nth % 16 === 14) return { ...origin, kind: "exit", code: 0, signal: 0, coreDumped: false };
  const code = CODES[nth % CODES.length] ?? 0n;
  return { ...origin, kind: "probe", provider: "haconiwa", probe: "bootstrap_phase_pass", args: [code, 2n] };
}

function filed(n: number): FiledEvent {
  const run = Math.floor(n / (PARALLEL_RUNS * EVENTS_OF_RUN)) * PARALLEL_RUNS + (n % PARALLEL_RUNS);
  return { runId: `run${run.toString(36).padStart(13, "0")}` as RunId, event: eventOf(n, run) };
}

type Timed = { readonly wallMs: number; readonly cpuUs: number };

/** Runs each batch of events through `write`, timing nothing else. */
function timed(batch: number, write: (events: FiledEvent[]) => void, commits?: number[]): Timed {
  let wallMs = 0;
  /** What the machine's other work cannot lengthen. */
  let cpuUs = 0;
  for (let from = 0; from < EVENTS; from += batch) {
    const events = Array.from({ length: Math.min(batch, EVENTS - from) }, (_, n) => filed(from + n));
    const start = performance.now();
    const cpuStart = process.cpuUsage();
    write(events);
    const took = performance.now() - start;
    const { user, system } = process.cpuUsage(cpuStart);
    cpuUs += user + system;
    wallMs += took;
    commits?.push(took);
  }
  return { wallMs, cpuUs };
}

function bare(path: string, schema: string): Database.Database {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.pragma("wal_autocheckpoint = 8000");
  db.exec(schema);
  return db;
}

const FIELDS = [
  "run",
  "at",
  "seq",
  "kind",
  "tgid",
  "tid",
  "ppid",
  "nspid",
  "cpu",
  "start_at",
  "comm",
  "hostname",
];
const OTHERS = ["namespaces", "cgroup_id", "name", "a", "b", "c"];

/** What of an event is its kind's own, as values that SQLite takes. */
function own(event: BootEvent): (string | number | bigint | null)[] {
  switch (event.kind) {
    case "probe":
      return [event.probe, Number(event.args[0]), Number(event.args[1]), null];
    case "fork":
      return ["", event.childTgid, event.childNspid ?? null, Number(event.childStartAt)];
    case "exec":
      return [event.file, event.argv?.join(" ") ?? null, Number(event.exeInode), 0];
    case "exit":
      return ["", event.code ?? null, event.signal ?? null, 0];
    case "listen":
    case "fact":
    case "loss":
    case "syscall":
    case "cgroup":
    case "wait":
      return ["", null, null, null];
  }
}

function writeRows(path: string, batch: number): Timed {
  const columns = [...FIELDS, ...OTHERS];
  const db = bare(path, `CREATE TABLE event (key INTEGER PRIMARY KEY, ${columns.join(", ")})`);
  const insert = db.prepare(
    `INSERT INTO event (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  const save = db.transaction((events: FiledEvent[]) => {
    for (const { runId, event } of events) {
      const { at, seq, kind, tgid, tid, ppid, nspid, cpu, startAt, comm, hostname, namespaces, cgroupId } =
        event;
      const origin = [
        runId,
        Number(at),
        seq,
        kind,
        tgid,
        tid,
        ppid,
        nspid,
        cpu,
        Number(startAt),
        comm,
        hostname,
      ];
      insert.run(...origin, namespaces?.mnt, Number(cgroupId), ...own(event));
    }
  });
  const took = timed(batch, save);
  db.close();
  return took;
}

/** The store's own blocks, as many in each transaction as it has written of a batch. */
function writeBlocks(path: string, from: string, batch: number): Timed {
  const source = new Database(from, { readonly: true });
  const blocks = source
    .prepare<[], (string | number | Buffer)[]>(
      "SELECT run_key, first_at, last_at, count, boots, checksum, bytes FROM event_block",
    )
    .raw()
    .all();
  source.close();
  const db = bare(
    path,
    "CREATE TABLE block (key INTEGER PRIMARY KEY, run_key, first_at, last_at, count, boots, checksum, bytes)",
  );
  const insert = db.prepare(
    "INSERT INTO block (run_key, first_at, last_at, count, boots, checksum, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const batches = Math.ceil(EVENTS / batch);
  let next = 0;
  const save = db.transaction(() => {
    for (let n = 0; n * batches < blocks.length; n++) {
      const block = blocks[next++];
      if (block !== undefined) insert.run(...block);
    }
  });
  const took = timed(batch, save);
  db.close();
  return took;
}

async function measure(batch: number) {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
  try {
    const path = join(folder, "bench.db");
    const store = openStore(path, { mode: "write" });
    const recording = store.startRecording({
      kind: "live",
      hostId: "bench",
      hostName: "bench",
      kernelBootId: "bench",
      path: "/usr/bin/haconiwa",
      probes: [],
      hasKernelEvents: true,
      startedAt: 1n,
    });
    const commits: number[] = [];
    const { wallMs, cpuUs } = timed(
      batch,
      (events) => store.save({ runs: [], boots: [], retired: [], marks: [], events }, recording),
      commits,
    );
    store.checkpoint();
    const { bytes, events } = await store.facts();
    const rows = writeRows(join(folder, "rows.db"), batch);
    const blocks = writeBlocks(join(folder, "blocks.db"), path, batch);
    const start = performance.now();
    while (store.compact(2n ** 62n));
    const compacting = performance.now() - start;
    const compact = store.sizes().usedBytes;
    store.close();
    if (events !== EVENTS) throw new Error(`${EVENTS - events} events are missing`);
    commits.sort((a, b) => a - b);
    const share = (reference: Timed) => `${Math.round((reference.cpuUs / cpuUs) * 100)} %`;
    return {
      batch,
      "events/s": Math.round((EVENTS / wallMs) * 1_000),
      "µs/event": Number(((wallMs * 1_000) / EVENTS).toFixed(2)),
      "CPU µs/event": Number((cpuUs / EVENTS).toFixed(2)),
      "rows, CPU": Number((rows.cpuUs / EVENTS).toFixed(2)),
      "blocks, CPU": Number((blocks.cpuUs / EVENTS).toFixed(2)),
      "of rows' speed": share(rows),
      "of blocks'": share(blocks),
      "commit p50 ms": Number((commits[Math.floor(commits.length / 2)] ?? 0).toFixed(2)),
      "commit p99 ms": Number((commits[Math.floor(commits.length * 0.99)] ?? 0).toFixed(2)),
      "bytes/event": Math.round(bytes / EVENTS),
      compact: Math.round(compact / EVENTS),
      "compacting µs": Number(((compacting * 1_000) / EVENTS).toFixed(2)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The first turn warms up.
const table = [];
for (const batch of [1_000, 500, 1_000, 2_000]) table.push(await measure(batch));
console.table(table.slice(1));
