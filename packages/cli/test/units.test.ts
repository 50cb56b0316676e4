import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY } from "./hacotaki.ts";

const UNITS = join(REPOSITORY, "packaging/systemd");
const unit = (name: string) => join(UNITS, `hacotaki-${name}.service`);
const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

/** What systemd makes of a unit: 0 is locked up, 10 wide open. */
function exposure(name: string): number {
  const { stdout } = spawnSync("systemd-analyze", ["security", "--offline=true", "--no-pager", unit(name)], {
    encoding: "utf8",
  });
  return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN);
}

const NEEDS = "needs systemd-analyze, of Debian's systemd";

test("the units are as locked up as what they do allows", ({ skip }) => {
  skip(!hasAnalyze, NEEDS);
  expect(exposure("dashboard")).toBeLessThanOrEqual(2);
  expect(exposure("ship")).toBeLessThanOrEqual(2.5);
  expect(exposure("collector")).toBeLessThanOrEqual(5);
});

test("systemd understands every line of the units", ({ skip }) => {
  skip(!hasAnalyze, NEEDS);
  for (const name of ["dashboard", "collector", "ship"]) {
    const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit(name)], { encoding: "utf8" });
    const complaints = stderr
      .split("\n")
      .filter((line) => line.includes("hacotaki-") && !line.includes("is not executable"));
    expect(complaints).toEqual([]);
  }
});

test("the units of dashboard and shipper have no capability and a user of their own, the collector's four capabilities", () => {
  const lines = (name: string) => readFileSync(unit(name), "utf8").split("\n");
  expect(lines("dashboard")).toEqual(
    expect.arrayContaining(["User=hacotaki", "CapabilityBoundingSet=", "NoNewPrivileges=yes"]),
  );
  expect(lines("ship")).toEqual(
    expect.arrayContaining(["User=hacotaki", "CapabilityBoundingSet=", "NoNewPrivileges=yes"]),
  );
  expect(lines("collector")).toEqual(
    expect.arrayContaining([
      "CapabilityBoundingSet=CAP_BPF CAP_PERFMON CAP_SYS_PTRACE CAP_DAC_READ_SEARCH",
      "NoNewPrivileges=yes",
    ]),
  );
});

test("the collector's unit waits for its start, watches it from then on, and starts it again when it hangs", () => {
  const lines = readFileSync(unit("collector"), "utf8").split("\n");
  expect(lines).toEqual(
    expect.arrayContaining(["Type=notify", "TimeoutStartSec=infinity", "Restart=on-failure"]),
  );
  expect(lines.some((line) => /^WatchdogSec=[1-9]\d*$/.test(line))).toBe(true);
});
