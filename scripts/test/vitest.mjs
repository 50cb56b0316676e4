import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../setup/repository.mjs";
import { runSuite } from "./suite.mjs";

const at = (...path) => join(REPOSITORY, ...path);

/** The projects' names as vitest.config.ts writes them: importing it would load all of vitest for a list of words. */
export const projectNames = () =>
  [...readFileSync(at("vitest.config.ts"), "utf8").matchAll(/project\(\s*"([^"]+)"/g)].map(
    ([, name]) => name,
  );

/** A file that could not even be loaded has no test in it: it counts as one failed test. */
function countTests(report) {
  const unloadable = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Runs vitest's projects of these names; all of them when none is named. */
export const runProjects = (names) =>
  runSuite({
    name: "vitest",
    report: "vitest.json",
    command: (report) => [
      at("node_modules/.bin/node"),
      at("node_modules/vitest/vitest.mjs"),
      "run",
      ...names.flatMap((name) => ["--project", name]),
      "--reporter=verbose",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    count: countTests,
  });
