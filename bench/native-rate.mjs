/**
 * How many events a second reach JS, decoded, without a loss, and how late: at steady rates and as one burst. Needs root.
 *
 *   node bench/native-rate.mjs [--seconds 5]
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decodeBatch, openSession } from "@hacotaki/native";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
const seconds = Number(values.seconds);

const folder = mkdtempSync(join(tmpdir(), "native-rate-"));
const program = join(folder, "burst");
const source = join(import.meta.dirname, "../test/tracing/fixtures/native-burst.c");
execFileSync("cc", ["-O2", "-o", program, source]);

async function measure(hits, rate) {
  const delays = [];
  let events = 0;
  const session = openSession({
    onBatch: (batch) => {
      // CLOCK_MONOTONIC, so the delays are only right on a machine that has not slept since it booted.
      const now = process.hrtime.bigint();
      for (const event of decodeBatch(batch)) {
        events += 1;
        if (events % 16 === 0) delays.push(Number(now - event.at) / 1e6);
      }
    },
  });
  session.attach(program, "burst");
  const start = performance.now();
  const before = process.cpuUsage();
  await once(spawn(program, [String(hits), String(rate)], { stdio: "ignore" }), "exit");
  const elapsed = performance.now() - start;
  session.flush();
  const used = process.cpuUsage(before);
  const { dropped } = session.stats();
  session.close();
  delays.sort((a, b) => a - b);
  return {
    "asked for": rate === 0 ? `${hits} at once` : `${rate}/s`,
    "events/s": Math.round((hits / elapsed) * 1000),
    lost: hits + 2 - events,
    dropped: Number(dropped),
    "p50 ms": Number(delays[Math.floor(delays.length * 0.5)]?.toFixed(1)),
    "p99 ms": Number(delays[Math.floor(delays.length * 0.99)]?.toFixed(1)),
    "tracer's CPU %": Math.round((used.user + used.system) / elapsed / 10),
  };
}

const rows = [];
for (const rate of [1_000, 50_000, 100_000, 200_000]) rows.push(await measure(rate * seconds, rate));
rows.push(await measure(200_000, 0));
rows.push(await measure(1_000_000, 0));
rmSync(folder, { recursive: true });
console.table(rows);
