import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../setup/repository.mjs";
import { closingLine, NONE } from "./count.mjs";
import { endStuckWorkers, SILENT_MS } from "./stuck.mjs";

const RESULTS = join(REPOSITORY, "test-results");

/**
 * Runners colour what CI sets, terminal or not; a log file wants none. Not said with NO_COLOR: a runner sets
 * FORCE_COLOR for its workers, and Node warns on the standard error of every program it then starts with both.
 */
function environment() {
  const { NO_COLOR: _, ...rest } = process.env;
  return process.stdout.isTTY ? rest : { ...rest, FORCE_COLOR: "0" };
}

const lostSuite = (name, end) => ({
  ...NONE,
  failed: 1,
  troubles: [{ title: name, error: `ended (${end}) before its report was written`, flaky: false }],
});

/** Of what a runner printed, kept for an error that no report tells: runners print it last. */
const LAST_LINES = 30;

/** The reporter's file; nothing where a suite died before writing it. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Ends a runner's workers whenever nothing was said for too long; `ended` tells whether that was ever so. */
function watchSilence(runner, isWorker) {
  let timer;
  const watch = { ended: false, heard, stop: () => clearTimeout(timer) };
  function heard() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      watch.ended = true;
      endStuckWorkers(runner.pid, isWorker);
      heard();
    }, SILENT_MS);
  }
  heard();
  return watch;
}

/**
 * Runs one test runner; its output goes to a file and to the screen as it comes, terminal or not: who waits for a
 * log sees what is being done and, when a time limit ends the run, how far it came.
 * `count` reads the counts out of the runner's JSON report; `isWorker` tells the runner's workers by their command
 * line. Gives the counts, the report, and whether workers were ended because they had stopped answering.
 */
export async function runSuite({ name, command, env, report, count, isWorker }) {
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, `${name}.log`);
  const reportPath = join(RESULTS, report);
  rmSync(reportPath, { force: true });
  process.stdout.write(`\n== ${name}\n`);
  const log = createWriteStream(path);
  let lastLines = "";
  const [program, ...args] = command(reportPath);
  const child = spawn(program, args, {
    cwd: REPOSITORY,
    env: { ...environment(), ...env?.(reportPath) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const silence = watchSilence(child, isWorker);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      silence.heard();
      log.write(chunk);
      lastLines = (lastLines + chunk).split("\n").slice(-LAST_LINES).join("\n");
      process.stdout.write(chunk);
    });
  }
  const stop = (signal) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
  const end = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  silence.stop();
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stop);
  await new Promise((resolve) => log.end(resolve));
  const told = readReport(reportPath);
  // A suite that died before its report was written has failed, whatever it printed.
  let counts = told === undefined ? lostSuite(name, end) : count(told);
  // An error outside any test (a crashed worker, a rejection nobody handled) fails the run without failing a test.
  if (end !== 0 && counts.failed === 0)
    counts = {
      ...counts,
      failed: 1,
      troubles: [
        ...counts.troubles,
        { title: name, error: `ended with ${end}: an error outside of any test\n${lastLines}`, flaky: false },
      ],
    };
  process.stdout.write(`-- ${name}: ${closingLine(counts)} (whole output: test-results/${name}.log)\n`);
  return { counts, report: told, stuck: silence.ended };
}
