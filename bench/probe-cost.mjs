/**
 * What a probe hit costs the process that fires it, in processor time: untraced, with this collector, and with bpftrace
 * counting and printing. All in one run, in turns, because machines differ from one minute to the next. Needs root and
 * bpftrace.
 *
 *   node bench/probe-cost.mjs [--hits 100000] [--rounds 11]
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decodeBatch, openSession } from "@hacotaki/native";

const { values } = parseArgs({
  options: { hits: { type: "string", default: "100000" }, rounds: { type: "string", default: "11" } },
});
const hits = Number(values.hits);
const rounds = Number(values.rounds);

const folder = mkdtempSync(join(tmpdir(), "probe-cost-"));
const program = join(folder, "hot");
writeFileSync(
  join(folder, "hot.c"),
  `#include <stdio.h>
#include <stdlib.h>
#include <sys/sdt.h>
#include <time.h>
#include <unistd.h>
static long long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}
int main(int argc, char **argv)
{
	long hits = atol(argv[argc - 1]), hpid = getpid();
	for (long i = 0; i < hits / 10; i++)
		DTRACE_PROBE2(bench, pass, i, hpid);
	long long start = now();
	for (long i = 0; i < hits; i++)
		DTRACE_PROBE2(bench, pass, i, hpid);
	printf("%.2f\\n", (double)(now() - start) / hits);
}
`,
);
execFileSync("cc", ["-O2", "-o", program, join(folder, "hot.c")]);

/** Not execFileSync: our own event loop has to run meanwhile, as it would. */
function nsPerHit(count = hits) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [String(count)], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    child.on("error", reject);
    child.on("close", () => resolve(Number(text)));
  });
}

async function withBpftrace(script, measure) {
  const tracer = spawn("bpftrace", ["-e", `BEGIN { printf("ready\\n"); } ${script}`], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((resolve, reject) => {
    let text = "";
    tracer.on("error", reject);
    tracer.stdout.on("data", (chunk) => {
      if (text.length > 100) return;
      text += chunk;
      if (text.includes("ready")) resolve();
    });
  });
  const result = await measure();
  const ended = new Promise((resolve) => tracer.on("close", resolve));
  // bpftrace misses a signal that comes while it is not waiting.
  const insist = setInterval(() => tracer.kill("SIGINT"), 200);
  await ended;
  clearInterval(insist);
  return result;
}

let events = 0;
let dropped = 0n;
async function withCollector(measure, options = {}) {
  const session = openSession({
    ...options,
    onBatch: (batch) => {
      events += decodeBatch(batch).length;
    },
  });
  session.attach(program, "bench");
  const result = await measure();
  session.flush();
  dropped += session.stats().dropped;
  session.close();
  return result;
}

const probe = `usdt:${program}:bench:pass`;
const ways = {
  "no tracer": () => nsPerHit(hits * 20),
  "hacotaki, full event": () => withCollector(nsPerHit),
  "the same, perf uprobes": () => withCollector(nsPerHit, { usePerfUprobes: true }),
  "bpftrace count()": () => withBpftrace(`${probe} { @ = count(); }`, nsPerHit),
  // Printing is so slow that a tenth of the hits says as much.
  "bpftrace printf()": () =>
    withBpftrace(`${probe} { printf("%d %d %d\\n", nsecs, arg0, arg1); }`, () => nsPerHit(hits / 10)),
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const results = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, measure] of Object.entries(ways)) results[name].push(await measure());
}
rmSync(folder, { recursive: true });

const count = median(results["bpftrace count()"]);
const print = median(results["bpftrace printf()"]);
console.log(
  `ns of processor time per probe hit, paid by the traced process: median of ${rounds} rounds of ${hits} hits (min–max)\n`,
);
for (const [name, numbers] of Object.entries(results)) {
  const middle = median(numbers);
  const range = `${Math.min(...numbers).toFixed(0)}–${Math.max(...numbers).toFixed(0)}`;
  const ratios = `${(middle / count).toFixed(3)}× count  ${(middle / print).toFixed(3)}× printf`;
  console.log(`${name.padEnd(22)} ${middle.toFixed(1).padStart(9)}  ${range.padEnd(14)} ${ratios}`);
}
console.log(`\n${events} events reached JS, ${dropped} dropped`);
