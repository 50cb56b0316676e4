import { join } from "node:path";
import { REPOSITORY } from "../setup/repository.mjs";
import { runSuite } from "./suite.mjs";

const at = (...path) => join(REPOSITORY, ...path);

export const E2E = "e2e";

/** A test that passed only when tried again counts as passed: the runner's own output names it flaky. */
const countTests = ({ stats, errors }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + (stats.unexpected === 0 && errors.length > 0 ? 1 : 0),
  skipped: stats.skipped,
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
