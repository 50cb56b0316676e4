import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kernelCheck } from "../src/kernel-check.ts";

test.each([
  ["5.10.0-30-amd64", "fail", "Use Linux 6.1 or newer"],
  ["6.0.19", "fail", "Use Linux 6.1 or newer"],
  ["6.1.0-18-amd64", "ok", "CAP_SYS_ADMIN"],
  ["6.5.13", "ok", "CAP_SYS_ADMIN"],
  ["6.6.0", "ok", "Linux 6.6.0"],
  ["7.0.0-rc1", "ok", "Linux 7.0.0-rc1"],
])("%s: %s", (release, state, words) => {
  const check = kernelCheck(release);
  expect(check.state).toBe(state);
  expect(`${check.found} ${check.advice ?? ""}`).toContain(words);
});

test.each(["docs/install.md", "docs/collect.md", "native/README.md"])("%s names the same kernels", (page) => {
  const text = readFileSync(join(import.meta.dirname, "../../..", page), "utf8");
  expect(text).toMatch(/Linux 6\.1 (or|to)/);
  expect(text).toContain("6.6");
  expect(text).not.toMatch(/Linux 5\./);
});
