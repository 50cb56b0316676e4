#!/usr/bin/env node
/**
 * Runs every suite, or those named by `--only core,e2e`, and closes with one line over all of them:
 * "N passed, N failed" (", N skipped" where some were). Names are vitest's projects and "e2e" (Playwright).
 */
import { parseArgs } from "node:util";
import { REPOSITORY } from "./setup/repository.mjs";
import { closingLine, sum } from "./test/count.mjs";
import { failuresText } from "./test/failures.mjs";
import { E2E, runBrowserTests } from "./test/playwright.mjs";
import { projectNames, runProjects } from "./test/vitest.mjs";

/** Its files wait for the kernel, one after the other: it runs beside all others, from the beginning, as the longest. */
const ONE_BY_ONE = "tracing";

function parseSelection(known) {
  const { values } = parseArgs({ options: { only: { type: "string", multiple: true } }, strict: true });
  if (values.only === undefined) return known;
  const names = values.only.flatMap((value) => value.split(",")).filter((name) => name !== "");
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`no suite "${unknown.join('", "')}": there are ${known.join(", ")}`);
  return known.filter((name) => names.includes(name));
}

const runWaiting = async (selected) =>
  selected.includes(ONE_BY_ONE) ? [await runProjects([ONE_BY_ONE], ONE_BY_ONE)] : [];

async function runOthers(projects, selected) {
  const chosen = projects.filter((name) => selected.includes(name) && name !== ONE_BY_ONE);
  const counts = chosen.length > 0 ? [await runProjects(chosen)] : [];
  return selected.includes(E2E) ? [...counts, await runBrowserTests()] : counts;
}

async function main() {
  process.chdir(REPOSITORY);
  const projects = projectNames();
  let selected;
  try {
    selected = parseSelection([...projects, E2E]);
  } catch (error) {
    process.stderr.write(`npm test: ${error.message}\nUsage: npm test -- [--only SUITE[,SUITE…]]\n`);
    return 2;
  }
  const counts = (await Promise.all([runWaiting(selected), runOthers(projects, selected)])).flat();
  const total = sum(counts);
  process.stdout.write(`${failuresText(total.troubles)}\n${closingLine(total)}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
