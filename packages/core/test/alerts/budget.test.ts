import { budgetProblemText, budgetText, parseBudget } from "@hacotaki/core";
import { expect, test } from "vitest";

test.each([
  ["boot p95 <= 300ms", "boot p95 <= 300ms over 50 boots"],
  ["boot p95≤300 ms over 20 boots", "boot p95 <= 300ms over 20 boots"],
  ["  Ready  MAX <= 1.5s over 24h ", "ready max <= 1.5s over 1d"],
  ["pivot-root p50<=20ms over last 7 boots", "pivot-root p50 <= 20ms over 7 boots"],
  ["evaluate-and-prepare p99 <= 2s over 90min", "evaluate-and-prepare p99 <= 2s over 90min"],
  ["no failed boot", "no failed boot over 1h"],
  ["no failed boots over 1 boot", "no failed boot over 1 boot"],
  ["failed <= 0", "no failed boot over 1h"],
  ["failed <= 2 over 30 boots", "failed <= 2 over 30 boots"],
  ["failed <= 2.5% over 2d", "failed <= 2.5% over 2d"],
  ["stuck", "no stuck boot"],
  ["no stuck boot", "no stuck boot"],
])("%s is understood, and written in one way", (given, written) => {
  const parsed = parseBudget(given);
  expect("budget" in parsed && budgetText(parsed.budget)).toBe(written);
  expect(parseBudget(written)).toEqual(parsed);
});

test.each([
  ["", "empty", ""],
  ["fast please", "shape", "fast please"],
  ["chroot p95 <= 3ms", "measure", "chroot"],
  ["boot p42 <= 3ms", "quantile", "p42"],
  ["boot constructor <= 3ms", "quantile", "constructor"],
  ["boot p95 <= 300", "duration", "300"],
  ["boot p95 <= 0ms", "duration", "0ms"],
  ["failed <= many", "count", "many"],
  ["failed <= 100%", "count", "100%"],
  ["boot p95 <= 3ms over 0 boots", "window", "0 boots"],
  ["boot p95 <= 3ms over 5s", "window", "5s"],
  ["boot p95 <= 3ms over 90d", "window", "90d"],
  ["stuck over 1h", "window", "1h"],
  ["boot p95 <= 3ms over 1h over 2h", "shape", "boot p95 <= 3ms over 1h over 2h"],
] as const)("%s is no budget, and the part that is wrong is told", (given, kind, part) => {
  const parsed = parseBudget(given);
  expect(parsed).toEqual({ problem: { kind, given: part } });
  expect("problem" in parsed && budgetProblemText(parsed.problem)).toMatch(/such as|take|give/);
});
