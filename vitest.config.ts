import { join } from "node:path";
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
 * For files that use functions rather than processes: a worker keeps what it has loaded for its next file. Loading the
 * sources anew for each takes twice as much of the processor as most of these files do. Who sets a clock puts it back.
 */
const LOADED_ONCE = { isolate: false };

/** What programs of ours that tests start have compiled is kept for the next: it is a third of a short one's start. */
const KEEPS_COMPILED = {
  env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/compiled") },
};

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
      project("core", ["packages/core/test/**/*.test.ts"], LOADED_ONCE),
      project("formats", ["packages/formats/test/**/*.test.ts"], LOADED_ONCE),
      project("store", ["packages/store/test/**/*.test.ts"], KEEPS_COMPILED),
      project("dashboard", ["apps/dashboard/**/test/*.test.ts"], LOADED_ONCE),
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
        { maxWorkers: 1, ...KEEPS_COMPILED },
      ),
    ],
  },
});
