/**
 * How long short commands take, beside a bare `node -e 0` in the same run: medians of interleaved runs, as ratios.
 *
 *   node bench/command.ts [--runs 40]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { runs: { type: "string", default: "40" } } });
const runs = Number(values.runs);

const ROOT = join(import.meta.dirname, "..");
const LAUNCHER = join(ROOT, "packages/cli/bin/hacotaki");
const folder = mkdtempSync(join(tmpdir(), "hacotaki-command-"));
const db = join(folder, "hacotaki.db");

function run(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  const elapsed = performance.now() - start;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return elapsed;
}

const recording = join(ROOT, "packages/cli/test/fixtures/web.ndjson");
run(LAUNCHER, ["import", recording, "--db", db]);
const { stdout } = spawnSync(LAUNCHER, ["list", "--json", "--limit", "1", "--db", db], { encoding: "utf8" });
const [first] = JSON.parse(stdout) as { id: string }[];

const measured = [
  { name: "node -e 0", command: process.execPath, args: ["-e", "0"] },
  { name: "hacotaki --version", command: LAUNCHER, args: ["--version"] },
  { name: "hacotaki list", command: LAUNCHER, args: ["list", "--db", db] },
  { name: "hacotaki show ID", command: LAUNCHER, args: ["show", first?.id ?? "", "--db", db] },
  { name: "hacotaki --help", command: LAUNCHER, args: ["--help"] },
].map((each) => ({ ...each, times: [] as number[] }));

for (const { command, args } of measured) run(command, args);
for (let n = 0; n < runs; n++)
  for (const { command, args, times } of measured) times.push(run(command, args));

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
const bare = median(measured[0]?.times ?? []);
console.table(
  measured.map(({ name, times }) => ({
    command: name,
    "median, ms": median(times).toFixed(1),
    "× bare node": (median(times) / bare).toFixed(2),
  })),
);
rmSync(folder, { recursive: true });
