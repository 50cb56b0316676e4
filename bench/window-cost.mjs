/**
 * What a window of detail costs programs that have nothing to do with containers: a loop of getpid(2), one of fork(2) and
 * wait(2), `dd bs=1` and two processes that hand a byte to and fro. Without a collector, with one whose window is closed
 * (of each followed: nothing), with system calls and with waits as well; in turns, because machines differ from one minute
 * to the next. Processor time; medians, and the median of the ratios to the same turn's "none". Needs root.
 *
 *   node bench/window-cost.mjs [--rounds 21]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSession } from "@hacotaki/native";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "21" } } });
const rounds = Number(values.rounds);

const folder = mkdtempSync(join(tmpdir(), "window-cost-"));
const program = join(folder, "loops");
writeFileSync(
  join(folder, "loops.c"),
  `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static void pass(int in, int out, long times)
{
	char byte;
	for (long i = 0; i < times; i++)
		if (read(in, &byte, 1) != 1 || write(out, &byte, 1) != 1)
			abort();
}
static void ping(long times)
{
	int there[2], back[2];
	if (pipe(there) || pipe(back))
		abort();
	if (!fork()) {
		pass(there[0], back[1], times);
		_exit(0);
	}
	if (write(there[1], "x", 1) != 1)
		abort();
	pass(back[0], there[1], times);
	wait(NULL);
}
static double used_by(int who)
{
	struct rusage usage;
	getrusage(who, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e9 +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e3;
}
static void copy(const char *times)
{
	char count[32];
	snprintf(count, sizeof(count), "count=%s", times);
	if (!fork()) {
		execlp("dd", "dd", "if=/dev/zero", "of=/dev/null", "bs=1", count, "status=none", NULL);
		_exit(127);
	}
	wait(NULL);
}
int main(int argc, char **argv)
{
	long times = atol(argv[2]);
	double from = used_by(RUSAGE_SELF);
	if (!strcmp(argv[1], "getpid"))
		for (long i = 0; i < times; i++)
			syscall(SYS_getpid);
	else if (!strcmp(argv[1], "fork"))
		for (long i = 0; i < times; i++) {
			if (!fork())
				_exit(0);
			wait(NULL);
		}
	else if (!strcmp(argv[1], "dd"))
		copy(argv[2]);
	else
		ping(times);
	printf("%.1f\\n", (used_by(RUSAGE_SELF) - from + used_by(RUSAGE_CHILDREN)) / times);
	return argc > 3;
}
`,
);
execFileSync("cc", ["-O2", "-o", program, join(folder, "loops.c")]);

/** Processor time of one step, ns. */
const LOADS = {
  "getpid()": () => Number(execFileSync(program, ["getpid", "500000"])),
  "fork() and wait()": () => Number(execFileSync(program, ["fork", "300"])),
  "dd bs=1, a byte": () => Number(execFileSync(program, ["dd", "200000"])),
  "a byte to and fro": () => Number(execFileSync(program, ["ping", "5000"])),
};

/** A session that follows nobody: no root of it is ever executed here. */
function collecting(level, measure) {
  const session = openSession({ onBatch: () => {} });
  try {
    session.root("/bin/false");
    if (level !== undefined) session.openWindow(level);
    return measure();
  } finally {
    session.close();
  }
}

const STATES = {
  none: (measure) => measure(),
  closed: (measure) => collecting(undefined, measure),
  calls: (measure) => collecting("calls", measure),
  full: (measure) => collecting("full", measure),
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const taken = new Map(
  Object.keys(LOADS).map((load) => [
    load,
    Object.fromEntries(Object.keys(STATES).map((state) => [state, []])),
  ]),
);
const opening = [];
const closing = [];
for (let round = -1; round < rounds; round++) {
  // Each turn begins with another state.
  const states = Object.entries(STATES);
  const turn = [...states.slice(round % states.length), ...states.slice(0, round % states.length)];
  for (const [state, run] of turn) {
    const results = run(() => Object.entries(LOADS).map(([load, measure]) => [load, measure()]));
    if (round >= 0) for (const [load, ns] of results) taken.get(load)[state].push(ns);
  }
}
for (let n = 0; n < rounds; n++) {
  const session = openSession({ onBatch: () => {} });
  const from = performance.now();
  session.openWindow("full");
  const open = performance.now();
  session.closeWindow();
  opening.push(open - from);
  closing.push(performance.now() - open);
  session.close();
}

console.log("| ns | " + Object.keys(STATES).join(" | ") + " |");
console.log(
  "|---|" +
    Object.keys(STATES)
      .map(() => "--:|")
      .join(""),
);
for (const [load, states] of taken) {
  const cells = Object.entries(states).map(([state, numbers]) => {
    const ratio = median(numbers.map((ns, n) => ns / states.none[n]));
    return `${median(numbers).toFixed(0)}${state === "none" ? "" : ` (${ratio >= 1 ? "+" : ""}${((ratio - 1) * 100).toFixed(1)} %)`}`;
  });
  console.log(`| ${load} | ${cells.join(" | ")} |`);
}
console.log(
  `\nto open at "full": ${median(opening).toFixed(1)} ms (at most ${Math.max(...opening).toFixed(1)}), ` +
    `to close: ${median(closing).toFixed(1)} ms (at most ${Math.max(...closing).toFixed(1)})`,
);
rmSync(folder, { recursive: true });
