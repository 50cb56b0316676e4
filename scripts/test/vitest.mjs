import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { REPOSITORY } from "../setup/repository.mjs";
import { sum } from "./count.mjs";
import { runSuite } from "./suite.mjs";

const at = (...path) => join(REPOSITORY, ...path);

/** The projects' names as vitest.config.ts writes them: importing it would load all of vitest for a list of words. */
export const projectNames = () =>
  [...readFileSync(at("vitest.config.ts"), "utf8").matchAll(/project\(\s*"([^"]+)"/g)].map(
    ([, name]) => name,
  );

/** A file that could not even be loaded, or whose worker was lost, has no test that failed: it counts as one. */
const lostFiles = (report) =>
  report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );

/** A test that was tried again and passed keeps the error of before. */
const troublesOf = (report) => [
  ...report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ failureMessages }) => failureMessages.length > 0)
      .map(({ fullName, status, failureMessages }) => ({
        title: `${relative(REPOSITORY, file.name)} ${fullName}`,
        error: failureMessages[0],
        flaky: status === "passed",
      })),
  ),
  ...lostFiles(report).map((file) => ({
    title: relative(REPOSITORY, file.name),
    error: file.message || "its worker was lost",
    flaky: false,
  })),
];

const countTests = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + lostFiles(report).length,
  skipped: report.testResults
    .filter((file) => !lostFiles(report).includes(file))
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => !["passed", "failed"].includes(status)).length,
  troubles: troublesOf(report),
});

const run = (name, args) =>
  runSuite({
    name,
    report: `${name}.json`,
    command: (report) => [
      at("node_modules/.bin/node"),
      at("node_modules/vitest/vitest.mjs"),
      "run",
      ...args,
      "--reporter=verbose",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    count: countTests,
    isWorker: (command) => command.includes("vitest/dist/workers/"),
  });

/**
 * Runs vitest's projects of these names. `as` names the run's log.
 * The file of a worker that stopped answering says nothing of its tests: it is run once more, and this is said. A second
 * time it has failed.
 */
export async function runProjects(names, as = "vitest") {
  const first = await run(
    as,
    names.flatMap((name) => ["--project", name]),
  );
  if (!first.stuck || first.report === undefined) return first.counts;
  const lost = lostFiles(first.report);
  if (lost.length === 0) return first.counts;
  const files = lost.map((file) => relative(REPOSITORY, file.name));
  process.stdout.write(`\nRun once more, as their workers had stopped answering: ${files.join(", ")}\n`);
  const again = await run(`${as}-again`, files);
  return sum([{ ...first.counts, failed: first.counts.failed - lost.length }, again.counts]);
}
