import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join, relative } from "node:path";
import { REPOSITORY, SETUP_FOLDER } from "./repository.mjs";
import { stamp } from "./stamp.mjs";

const TAIL_LINES = 25;

/** A step without which the rest makes no sense did not succeed. */
export class SetupFailure extends Error {}

export const say = (text) => process.stderr.write(`set-up: ${text}\n`);

/** Runs a command, its output appended to `log`; resolves to what ended it ("exit 1", "SIGKILL"), or undefined. */
export function run([command, ...args], { log, env = process.env, cwd = REPOSITORY }) {
  writeSync(log, `$ ${[command, ...args].join(" ")}\n`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", log, log] });
    child.once("error", (error) => resolve(`${command}: ${error.message}`));
    child.once("exit", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit ${code}`)));
    // Ctrl-C reaches the child by the terminal; a signal to us alone must not leave it behind.
    const end = () => child.kill("SIGTERM");
    process.once("SIGTERM", end);
    child.once("exit", () => process.off("SIGTERM", end));
  });
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** The end of a log, or what follows the line that says what went wrong, where a tool prints its usage after it. */
function tailOf(path, reason) {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const from = reason === undefined ? -1 : lines.findLastIndex((line) => reason.test(line));
  const shown = from === -1 ? lines.slice(-TAIL_LINES) : lines.slice(from, from + TAIL_LINES);
  return shown.map((line) => `  | ${line}`).join("\n");
}

/**
 * One line a step, with the time it took; on failure also the end of its output and where the whole is. A step that runs
 * beside others says it in one go, at its end.
 */
export async function runStep(step, mode, { isBeside } = { isBeside: false }) {
  const folder = join(SETUP_FOLDER, "logs");
  const path = join(folder, `${step.name}.log`);
  mkdirSync(folder, { recursive: true });
  const log = openSync(path, "w");
  const since = performance.now();
  const title = `set-up: ${step.title} … `;
  if (!isBeside) process.stderr.write(title);
  // Taken before the work: a source that changes meanwhile makes the step due again.
  const hash = step.hash?.();
  let failure;
  try {
    failure = await step.work({ log, logPath: path });
  } finally {
    closeSync(log);
  }
  const took = failure === undefined ? `${seconds(since)}\n` : `failed after ${seconds(since)}\n`;
  process.stderr.write(isBeside ? `${title}${took}` : took);
  if (failure === undefined) {
    if (hash !== undefined) stamp(step.name, hash);
    return;
  }
  say(`${step.title}: ${failure}. What it printed:`);
  process.stderr.write(`${tailOf(path, step.reason)}\n`);
  const whole = `The whole output is in ${relative(process.cwd(), path)}`;
  // A product without a collector still shows imports and existing databases; a test run without one proves nothing.
  if (step.without !== undefined && mode !== "test") say(`${whole}. Going on without ${step.without}.`);
  else throw new SetupFailure(whole);
}
