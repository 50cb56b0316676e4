/**
 * Imports a large event stream through the command line and prints time, rate and peak memory.
 * `BENCH_MB=1024 node bench/import.ts`; writes to a temporary folder and removes it.
 */
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const MEGABYTES = Number(process.env["BENCH_MB"] ?? 1024);
const RECORDING = join(ROOT, "test/fixtures/recordings/head-multi-daemon.ndjson");
/** Longer than the recording: its copies follow each other. */
const STEP = 5_000_000_000n;

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
try {
  const file = join(folder, "events.ndjson");
  const [meta = "", ...lines] = readFileSync(RECORDING, "utf8").trim().split("\n");
  const out = createWriteStream(file);
  out.write(`${meta}\n`);
  for (let copy = 0n, written = 0; written < MEGABYTES * 1024 ** 2; copy++) {
    const text = `${lines
      .map((line) =>
        line.replaceAll(
          /"(ts_ns|ts_boot_ns)":(\d+)/g,
          (_, key: string, ns: string) => `"${key}":${BigInt(ns) + copy * STEP}`,
        ),
      )
      .join("\n")}\n`;
    written += text.length;
    if (!out.write(text)) await new Promise((resolve) => out.once("drain", resolve));
  }
  await new Promise((resolve) => out.end(resolve));

  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(ROOT, "packages/cli/src/main.ts"), "import", file, "--db", join(folder, "boots.db")],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  let peakKb = 0;
  const watch = setInterval(() => {
    try {
      peakKb = Number(
        /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? peakKb,
      );
    } catch {
      // It has just ended.
    }
  }, 50);
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  const megabytes = statSync(file).size / 1024 ** 2;
  console.table([
    {
      file: `${megabytes.toFixed(0)} MiB`,
      exit: code,
      time: `${seconds.toFixed(1)} s`,
      rate: `${(megabytes / seconds).toFixed(1)} MiB/s`,
      "peak memory": `${(peakKb / 1024).toFixed(0)} MiB`,
      database: `${(statSync(join(folder, "boots.db")).size / 1024 ** 2).toFixed(0)} MiB`,
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
