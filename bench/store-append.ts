// Boots a second that are saved, raw events and all, into a database which already holds many. The file is copied first.
// Run: node bench/store-append.ts --db FILE [--boots N] [--without INDEX]   (FILE: made by hacotaki generate)
import Database from "better-sqlite3";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { createAssembler, type Changes } from "@hacotaki/core";
import { synthesise, type Attachment } from "@hacotaki/core/synthesis";
import { openStore } from "@hacotaki/store";
import { atShare } from "./figures.ts";
import { describeMachine } from "./machine.ts";

const { values: flags } = parseArgs({
  options: {
    db: { type: "string" },
    boots: { type: "string", default: "20000" },
    without: { type: "string" },
  },
});
if (flags.db === undefined) throw new Error("--db FILE is missing");
const BOOTS = Number(flags.boots);
/** Boots a commit, about. */
const BATCH = 500;
/** One host's day, of another seed than the database's. */
const PLAN = { seed: 4_711, hosts: 1, containers: 200, days: 1, until: 1_793_491_200_000_000_000n };

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
  const assemblers = new Map<Attachment, ReturnType<typeof createAssembler>>();
  const recordings = new Map<Attachment, number>();
  const commits: number[] = [];
  let [cpu, events, boots] = [0, 0, 0];

  function save(changes: Changes, recording: number): void {
    const [cpuStart, start] = [process.cpuUsage(), performance.now()];
    store.save(changes, recording);
    commits.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpuStart);
    cpu += user + system;
    events += changes.events.length;
  }

  for (const piece of synthesise({ ...PLAN, boots: BOOTS, piece: BATCH })) {
    const { attachment } = piece;
    const assembler = assemblers.get(attachment) ?? createAssembler(attachment.source);
    assemblers.set(attachment, assembler);
    const { source, path: binary, probes, startedAt } = attachment;
    const recording =
      recordings.get(attachment) ?? store.startRecording({ ...source, path: binary, probes, startedAt });
    recordings.set(attachment, recording);
    assembler.push(piece.events);
    save(assembler.advance(piece.until), recording);
    boots += piece.boots;
  }
  const busy = commits.reduce((sum, each) => sum + each, 0);
  store.close();
  console.log(describeMachine());
  console.log(
    `${Math.round((boots / busy) * 1_000)} boots/s (${Math.round((events / busy) * 1_000)} events/s), ` +
      `${Math.round(cpu / boots)} µs CPU a boot, commits of ${BATCH}: p50 ${atShare(commits, 0.5).toFixed(0)} ms, ` +
      `longest ${Math.max(...commits).toFixed(0)} ms`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
