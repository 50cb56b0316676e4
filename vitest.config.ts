import { defineConfig } from "vitest/config";

/**
 * How long a test may hang before it fails and is named. No test asserts a time: on a machine with much else to do
 * everything takes many times as long and is as right. Faults at their full length (`npm run test:faults`) do ten times the
 * work.
 */
const HUNG_MS = process.env.HACOTAKI_FAULTS === "long" ? 3_000_000 : 300_000;

/**
 * CI tries a test once more: real processes, probes and browsers share its machine with whatever else it runs. The end
 * of the log names who passed only then. At a desk nothing is tried again.
 */
const RETRIES = process.env.CI ? 1 : 0;

/**
 * One project a suite, so that each can be run alone: `npx vitest run --project core`. Most tests wait for processes of
 * their own: every core has a file at work.
 */
const project = (name: string, include: string[], extra: object = {}) => ({
  test: {
    name,
    include,
    environment: "node",
    testTimeout: HUNG_MS,
    hookTimeout: HUNG_MS,
    retry: RETRIES,
    maxWorkers: "100%",
    ...extra,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("core", ["packages/core/test/**/*.test.ts"]),
      project("formats", ["packages/formats/test/**/*.test.ts"]),
      project("store", ["packages/store/test/**/*.test.ts"]),
      project("dashboard", ["apps/dashboard/**/test/*.test.ts"]),
      project("fleet", ["packages/fleet/test/**/*.test.ts"]),
      project("cli", ["packages/cli/test/**/*.test.ts"]),
      // Real probes and processes share the kernel: one file at a time.
      project(
        "tracing",
        [
          "test/tracing/**/*.test.ts",
          "test/runtime/**/*.test.ts",
          "test/faults/**/*.test.ts",
          "packages/collector/test/**/*.test.ts",
        ],
        { maxWorkers: 1 },
      ),
    ],
  },
});
