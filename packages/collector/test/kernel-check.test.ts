import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Check } from "../src/checks/diagnosis.ts";
import { detailCheck, kernelCheck, machineCheck } from "../src/checks/kernel-check.ts";

function expectCheck({ state, found, advice = "" }: Check, expected: string, words: string): void {
  expect(state).toBe(expected);
  expect(`${found} ${advice}`).toContain(words);
}

test.each([
  ["5.10.0-30-amd64", "fail", "Use Linux 6.1 or newer"],
  ["6.0.19", "fail", "Use Linux 6.1 or newer"],
  ["6.1.0-18-amd64", "ok", "CAP_SYS_ADMIN"],
  ["6.5.13", "ok", "CAP_SYS_ADMIN"],
  ["6.6.0", "ok", "Linux 6.6.0"],
  ["7.0.0-rc1", "ok", "Linux 7.0.0-rc1"],
])("%s: %s", (release, state, words) => {
  expectCheck(kernelCheck(release), state, words);
});

test.each([
  ["x64", "ok", "x86-64"],
  ["arm64", "warn", "never run live"],
  ["riscv64", "fail", "needs x86-64 or arm64"],
])("a machine of %s: %s", (arch, state, words) => {
  expectCheck(machineCheck(arch), state, words);
});

test.each([
  [
    { calls: "raw-tracepoints", waits: "raw-tracepoints", frames: "kallsyms", missing: [] },
    "full",
    "ok",
    "--detail full, unless a collector is told otherwise; system calls by raw-tracepoints, waits by raw-tracepoints, what they wait in by kallsyms",
  ],
  [
    { calls: "raw-tracepoints", missing: ["no waits"] },
    "calls",
    "ok",
    "--detail calls, unless a collector is told otherwise; system calls by raw-tracepoints; no waits",
  ],
  [{ calls: "raw-tracepoints", missing: ["no waits"] }, "full", "warn", "use --detail calls"],
  [{ frames: "kallsyms", missing: ["no tracepoints"] }, "calls", "warn", "use --detail off"],
  [
    { missing: ["no tracepoints"] },
    "off",
    "ok",
    "--detail off, unless a collector is told otherwise; no tracepoints",
  ],
] as const)(
  "what can be seen inside boots is told with how, and what cannot with why: %#",
  (support, wanted, state, words) => {
    const check = detailCheck(support, wanted);
    expect(check.state).toBe(state);
    expect(`${check.found} ${check.advice ?? ""}`).toContain(words);
  },
);

test.each(["docs/install.md", "docs/collect.md", "native/README.md"])("%s names the same kernels", (page) => {
  const text = readFileSync(join(import.meta.dirname, "../../..", page), "utf8");
  expect(text).toMatch(/Linux 6\.1 (or|to)/);
  expect(text).toContain("6.6");
  expect(text).not.toMatch(/Linux 5\./);
});
