/**
 * What a run ends with before its counts: each test that failed, and each that passed only when it was tried again, with
 * the beginning of its error. A log is often seen from its end alone.
 */

/** Lines of an error that are told: its message, where it came from, or the end of what a runner printed. */
const LINES = 30;

const COLOUR = /\u001b\[[0-9;]*m/g;

/** Frames of the runner tell nothing of a test. */
const ofRunner = (line) => line.includes("/node_modules/") || line.includes("at new Promise (<anonymous>)");

const beginning = (error) =>
  error
    .replaceAll(COLOUR, "")
    .trim()
    .split("\n")
    .filter((line) => !ofRunner(line))
    .slice(0, LINES)
    .join("\n    ");

const told = ({ title, error }) => `  ${title}\n    ${beginning(error)}\n`;

const section = (head, tests) => (tests.length === 0 ? "" : `\n${head}\n${tests.map(told).join("")}`);

/** `tests` of all suites: `{ title, error, flaky }`, where only those are given that failed at least once. */
export const failuresText = (tests) =>
  section(
    "Failed:",
    tests.filter(({ flaky }) => !flaky),
  ) +
  section(
    "Passed only when tried again:",
    tests.filter(({ flaky }) => flaky),
  );
