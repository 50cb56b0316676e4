/**
 * Imports large event streams through the command line, and the last one again; prints time, rate and peak memory.
 * `BENCH_MB=1024 node bench/import.ts`; writes to a temporary folder and removes it.
 */
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const MEGABYTES = Number(process.env["BENCH_MB"] ?? 1024);
const MIB = 1024 ** 2;
const RECORDING = join(ROOT, "test/fixtures/recordings/head-multi-daemon.ndjson");
/** Longer than the recording: its copies follow each other. */
const STEP = 5_000_000_000n;

/** Copies of the recording's lines, one after the other in time. Returns how many lines there are. */
async function write(file: string, isKept: (line: string) => boolean): Promise<number> {
  const [meta = "", ...all] = readFileSync(RECORDING, "utf8").trim().split("\n");
  const lines = all.filter(isKept);
  const out = createWriteStream(file);
  out.write(`${meta}\n`);
  let copies = 0;
  for (let written = 0; written < MEGABYTES * MIB; copies++) {
    const shift = BigInt(copies) * STEP;
    const later = (_: string, key: string, ns: string) => `"${key}":${BigInt(ns) + shift}`;
    const text = `${lines.map((line) => line.replaceAll(/"(ts_ns|ts_boot_ns)":(\d+)/g, later)).join("\n")}\n`;
    written += text.length;
    if (!out.write(text)) await new Promise((resolve) => out.once("drain", resolve));
  }
  await new Promise((resolve) => out.end(resolve));
  return 1 + copies * lines.length;
}

/** Peak resident memory of a process so far, KiB; undefined when it is gone. */
function peakKbOf(pid: number | undefined): number | undefined {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}

async function measure(what: string, file: string, lines: number, database: string) {
  const started = performance.now();
  const child = spawn(join(ROOT, "packages/cli/bin/hacotaki"), ["import", file, "--db", database], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  let peakKb = 0;
  const watch = setInterval(() => (peakKb = peakKbOf(child.pid) || peakKb), 50);
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  const megabytes = statSync(file).size / MIB;
  return {
    file: what,
    size: `${megabytes.toFixed(0)} MiB`,
    exit: code,
    time: `${seconds.toFixed(1)} s`,
    "lines/s": Math.round(lines / seconds),
    "MiB/s": Number((megabytes / seconds).toFixed(1)),
    "peak memory": `${(peakKb / 1024).toFixed(0)} MiB`,
    database: `${(statSync(database).size / MIB).toFixed(0)} MiB`,
  };
}

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
try {
  const file = join(folder, "events.ndjson");
  const recorded = await write(file, () => true);
  const rows = [await measure("a recording, two thirds system calls", file, recorded, join(folder, "a.db"))];
  const exported = await write(file, (line) => !line.includes('"event":"syscall"'));
  rows.push(await measure("an export, events alone", file, exported, join(folder, "b.db")));
  rows.push(await measure("the same again", file, exported, join(folder, "b.db")));
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
