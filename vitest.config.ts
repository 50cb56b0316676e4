import { defineConfig } from "vitest/config";

/** One project a suite, so that each can be run alone: `npx vitest run --project core`. */
const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, environment: "node", testTimeout: 20_000, hookTimeout: 60_000, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project("core", ["packages/core/test/**/*.test.ts"]),
      project("formats", ["packages/formats/test/**/*.test.ts"]),
      project("store", ["packages/store/test/**/*.test.ts"], { testTimeout: 60_000 }),
      project("dashboard", ["apps/dashboard/test/**/*.test.ts"]),
      project("cli", ["packages/cli/test/**/*.test.ts"], { testTimeout: 120_000 }),
      // Real probes and processes share the kernel: one file at a time.
      project(
        "tracing",
        ["test/tracing/**/*.test.ts", "test/runtime/**/*.test.ts", "packages/collector/test/**/*.test.ts"],
        {
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      ),
    ],
  },
});
