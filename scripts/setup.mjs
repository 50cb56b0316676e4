#!/usr/bin/env node
/**
 * Makes sure of everything `npm start`, `npm test` or `npm run demo` needs, and does nothing where nothing is
 * needed. npm runs it before node_modules exists: plain JavaScript, no dependency, any Node from 18 on.
 */
import { REPOSITORY } from "./setup/repository.mjs";
import { planBeside, planSetup } from "./setup/plan.mjs";
import { withLock } from "./setup/lock.mjs";
import { SetupFailure, runStep, say } from "./setup/step.mjs";

const MODES = ["start", "test", "demo"];

/** Every step is asked again right before it runs: an earlier one may have changed what it needs. */
async function stepByStep(mode) {
  for (const step of planSetup(mode)) {
    if (step.isDone()) continue;
    const obstacle = step.obstacle?.();
    if (obstacle !== undefined) say(obstacle);
    else await runStep(step, mode);
  }
}

async function setUp(mode) {
  const beside = planBeside(mode)
    .filter((step) => !step.isDone())
    .map((step) => runStep(step, mode, { isBeside: true }));
  const all = await Promise.allSettled([stepByStep(mode), ...beside]);
  const failed = all.find(({ status }) => status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function main() {
  const mode = process.argv[2] ?? "start";
  if (!MODES.includes(mode)) {
    say(`unknown mode "${mode}": give one of ${MODES.join(", ")}`);
    return 2;
  }
  // Debian 12's own Node 18 does for the set-up; everything after it runs on the pinned one.
  if (Number(process.versions.node.split(".")[0]) < 18) {
    say(
      `Node ${process.versions.node} is too old to set up Hacotaki: install Node 20 or later and try again`,
    );
    return 1;
  }
  process.chdir(REPOSITORY);
  // Asking takes no lock, so that a start with nothing to do never waits for another set-up.
  if ([...planSetup(mode), ...planBeside(mode)].every((step) => step.isDone())) return 0;
  try {
    await withLock(() => setUp(mode));
    return 0;
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(error.message);
    return 1;
  }
}

process.exitCode = await main();
