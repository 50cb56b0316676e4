import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { CHROMIUM, TEST_FLAGS } from "./chromium.ts";

export default defineConfig({
  testDir: ".",
  // One browser on one system: Debian's.
  snapshotPathTemplate: "{testDir}/snapshots/{arg}{ext}",
  outputDir: join(tmpdir(), "hacotaki-e2e"),
  // No test measures, and each waits for its page half of the time: three use what two leave idle of two cores.
  workers: 3,
  // How long a test or a wait may hang before it fails and is named. No test asserts a time.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  // As for all suites (vitest.config.ts): CI tries once more, and the end of its log names who passed only then.
  retries: process.env.CI ? 1 : 0,
  reporter: "list",
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    launchOptions: { executablePath: CHROMIUM, args: TEST_FLAGS },
  },
});
