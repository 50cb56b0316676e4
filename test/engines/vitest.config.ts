import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Engines are slow, and a machine with much else to do more so: the limit only names what hangs. */
const HUNG_MS = 300_000;

/** A suite by itself, `npm run test:engines`: it installs container engines, which `npm test` has no need of. */
export default defineConfig({
  test: {
    name: "engines",
    root: join(import.meta.dirname, "../.."),
    include: ["test/engines/*.test.ts"],
    environment: "node",
    testTimeout: HUNG_MS,
    hookTimeout: HUNG_MS,
    maxWorkers: 1,
  },
});
