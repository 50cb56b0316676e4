// A collector's writing without a collector: boots as they would happen now, so many a second, saved through the real
// store as their events come in. Runs until it is told to stop, and tells how it went. A child of other benchmarks; alone:
//   node bench/writer.ts --db FILE [--rate 200] [--seconds 60] [--tell]   (--tell: each commit, to whoever started it)
import { parseArgs } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { createAssembler, utcNow, type Assembler } from "@hacotaki/core";
import { synthesise, type Attachment } from "@hacotaki/core/synthesis";
import { openStore } from "@hacotaki/store";
import { atShare } from "./figures.ts";

const { values: flags } = parseArgs({
  options: {
    db: { type: "string" },
    rate: { type: "string", default: "200" },
    seconds: { type: "string", default: "600" },
    tell: { type: "boolean", default: false },
  },
});
if (flags.db === undefined) throw new Error("--db FILE is missing");
const RATE = Number(flags.rate);
const SECONDS = Number(flags.seconds);

const store = openStore(flags.db, { mode: "write" });
/** Other boots each time: the same ones again would change nothing. */
const seed = Math.floor(Date.now() / 1_000);
const began = utcNow();
const until = began + BigInt(SECONDS) * 1_000_000_000n;
const plan = {
  boots: RATE * SECONDS,
  seed,
  hosts: 1,
  containers: 200,
  days: SECONDS / 86_400,
  until,
  piece: 1,
};
const lines = new Map<Attachment, { readonly recording: number; readonly assembler: Assembler }>();
const commits: number[] = [];
let boots = 0;
let isTold = false;
process.on("message", () => (isTold = true));
// Whoever started it is gone.
process.on("disconnect", () => (isTold = true));
process.on("SIGTERM", () => (isTold = true));
process.send?.("writing");

for (const piece of synthesise(plan)) {
  if (isTold) break;
  const { attachment } = piece;
  let line = lines.get(attachment);
  if (line === undefined) {
    const { source, path, buildId, generation, probes, startedAt } = attachment;
    const recording = store.startRecording({ ...source, path, buildId, generation, probes, startedAt });
    const note = "made up by hacotaki generate for bench/writer.ts";
    store.touchRecording(recording, { seenAt: startedAt, events: 0n, dropped: 0n, note });
    lines.set(attachment, (line = { recording, assembler: createAssembler(source) }));
  }
  const due = Number(piece.until + attachment.wallOffset - began) / 1e6 - Number(utcNow() - began) / 1e6;
  // Also when it is late: what stops it comes in between.
  await pause(Math.max(0, due));
  line.assembler.push(piece.events);
  const changes = line.assembler.advance(piece.until);
  const start = performance.now();
  store.save(changes, line.recording);
  commits.push(performance.now() - start);
  if (flags.tell)
    process.send?.({
      at: performance.timeOrigin + performance.now(),
      ids: changes.boots.map(({ id }) => id),
    });
  boots += piece.boots;
}
for (const { recording } of lines.values())
  store.endRecording(recording, {
    endedAt: utcNow(),
    note: "made up by hacotaki generate for bench/writer.ts",
  });
const seconds = Number(utcNow() - began) / 1e9;
const { user, system } = process.cpuUsage();
const report = {
  boots,
  "boots/s": Math.round(boots / seconds),
  commits: commits.length,
  "p50 ms": Number(atShare(commits, 0.5).toFixed(1)),
  "p99 ms": Number(atShare(commits, 0.99).toFixed(1)),
  "longest ms": Number(Math.max(...commits).toFixed(1)),
  "% of a core": Math.round((user + system) / 1e4 / seconds),
};
store.close();
if (process.send !== undefined && process.connected)
  process.send(report, () => process.connected && process.disconnect?.());
else console.table([report]);
