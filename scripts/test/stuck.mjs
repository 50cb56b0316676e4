/**
 * What to do about a runner that says nothing any more. A test that hangs is ended and named by the runner's own time
 * limit; a worker whose event loop stands still (or that lost the word to begin) is not: the runner waits for ever.
 */
import { readdirSync, readFileSync } from "node:fs";

/** Twice what a test may take before the runner itself fails it: whatever is silent for so long is stuck. */
export const SILENT_MS = 600_000;

/** A file of /proc, or nothing when the process has ended or we may not look. */
function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

const parentOf = (pid) => Number(/^PPid:\s*(\d+)/m.exec(read(pid, "status"))?.[1] ?? 0);
const processes = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** The processes below one, each with how far below. */
function* below(pid, depth = 0) {
  for (const child of processes().filter((other) => parentOf(other) === pid)) {
    yield { pid: child, depth };
    yield* below(child, depth + 1);
  }
}

function describe({ pid, depth }) {
  const state = /^State:\s*(.*)/m.exec(read(pid, "status"))?.[1] ?? "gone";
  const command = read(pid, "cmdline").replaceAll("\0", " ").trim();
  const kernel = read(pid, "stack").trim().split("\n").slice(0, 3).join(" ");
  return `${"  ".repeat(depth + 1)}${pid} ${state} ${command.slice(-160)} ${read(pid, "wchan")} ${kernel}`.trimEnd();
}

/**
 * Tells what the processes of a runner are doing, and kills its workers: the runner then names what they ran, and goes
 * on. `isWorker` tells a worker by its command line.
 */
export function endStuckWorkers(runner, isWorker) {
  const all = [...below(runner)];
  process.stdout.write(
    `\nNothing was said for ${SILENT_MS / 60_000} minutes: what is stuck is ended, and named below.\n` +
      `${all.map(describe).join("\n")}\n`,
  );
  for (const { pid, depth } of all) {
    if (depth > 0 || !isWorker(read(pid, "cmdline"))) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended while we looked.
    }
  }
}
