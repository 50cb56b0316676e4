import { join } from "node:path";
import { REPOSITORY } from "../setup/repository.mjs";
import { runSuite } from "./suite.mjs";

const at = (...path) => join(REPOSITORY, ...path);

export const E2E = "e2e";

/** All tests of a report, wherever in it they are. */
const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

const troublesOf = ({ suites, errors }) => [
  ...suites.flatMap(specsOf).flatMap(({ title, file, line, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ status, results }) => ({
        title: `e2e ${file}:${line} ${title}`,
        error: results.flatMap((result) => result.errors).map(({ message }) => message)[0] ?? "no error told",
        flaky: status === "flaky",
      })),
  ),
  ...errors.map(({ message }) => ({ title: "e2e", error: message ?? "no error told", flaky: false })),
];

/** A test that passed only when tried again counts as passed, and is named at the end. */
const countTests = ({ stats, errors, suites }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + (stats.unexpected === 0 && errors.length > 0 ? 1 : 0),
  skipped: stats.skipped,
  troubles: troublesOf({ suites, errors }),
});

/** Runs the browser tests. */
export async function runBrowserTests() {
  const { counts } = await runSuite({
    name: E2E,
    report: "playwright.json",
    command: () => [
      at("node_modules/.bin/node"),
      at("node_modules/@playwright/test/cli.js"),
      "test",
      `--config=${at("test/e2e/playwright.config.ts")}`,
      "--reporter=list,json",
    ],
    env: (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_JSON_OUTPUT_NAME: report }),
    count: countTests,
    isWorker: (command) => command.includes("playwright"),
  });
  return counts;
}
