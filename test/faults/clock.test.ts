import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bootDuration, type Boot } from "@hacotaki/core";
import { expect, onTestFinished, test } from "vitest";
import {
  boot,
  bootOf,
  canTrace,
  collect,
  listBoots,
  newScene,
  ROOTFS,
  spawnCollector,
} from "../../packages/collector/test/traced.ts";
import { compile, figure } from "./faults.ts";

const HOUR_S = 3_600;
const NS_A_S = 1_000_000_000n;
const DELAY_MS = 40;
const DELAY_NS = BigInt(DELAY_MS) * 1_000_000n;

/** A time namespace whose CLOCK_BOOTTIME is ahead by so many seconds; undefined where the kernel has none. */
function ahead(seconds: number): readonly string[] | undefined {
  const before = ["unshare", "-T", "--boottime", String(seconds)];
  try {
    execFileSync("unshare", [...before.slice(1), "true"], { stdio: "ignore" });
    return before;
  } catch {
    return undefined;
  }
}

/** Every span lies within its boot, none is negative, and together they are the boot. */
function expectExact(found: Boot): void {
  const path = found.spans.flatMap((span) =>
    span.lane === "supervisor" || span.state === "open" ? [] : [span],
  );
  expect(path.every(({ startAt, endAt }) => endAt >= startAt)).toBe(true);
  expect(bootDuration(found)).toBeGreaterThanOrEqual(DELAY_NS);
  // Not an hour, whatever the clock did.
  expect(bootDuration(found)).toBeLessThan(BigInt(HOUR_S) * NS_A_S);
}

test.skipIf(!canTrace)(
  "a wall clock that is set forward and back changes no duration; boots stand in the order of the wall clock, and of one kernel boot in the order of their instants",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    const library = join(scene.folder, "fakewall.so");
    compile(scene.folder, "fakewall", ["-shared", "-fPIC"], "fakewall.so");
    const wall = join(scene.folder, "wall");
    writeFileSync(wall, "0");
    const collector = await spawnCollector(scene, [scene.binary], { LD_PRELOAD: library, FAKEWALL: wall });
    onTestFinished(() => void collector.child.kill("SIGKILL"));
    const steps = { now: 0, forward: HOUR_S, back: -2 * HOUR_S };
    const found: Boot[] = [];
    for (const [name, offset] of Object.entries(steps)) {
      writeFileSync(wall, String(offset));
      await boot(scene.binary, "--name", name, "--delay", `18=${DELAY_MS}`);
      found.push(await bootOf(scene.dbPath, name, ({ exitCode }) => exitCode === 0));
    }
    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(0);
    for (const each of found) {
      expect(each).toMatchObject({ outcome: "up", losses: [] });
      expectExact(each);
    }
    const instants = found.map(({ startAt }) => startAt);
    expect(instants).toEqual(instants.toSorted((a, b) => (a < b ? -1 : 1)));
    const newestFirst = (await listBoots(scene.dbPath)).map(({ container }) => container);
    expect(newestFirst).toEqual(["forward", "now", "back"]);
    figure(
      "wall clock an hour forward, two back",
      "3 boots, durations exact, listed by the wall clock of their time",
    );
  },
);

test.skipIf(!canTrace)(
  "after a suspend the collector's clock is the kernel's: CLOCK_BOOTTIME is ahead of what Node reads",
  (context) => {
    const before = ahead(10 * 60);
    if (before === undefined) return context.skip("the kernel has no time namespaces");
    const [command = "", ...args] = before;
    const script = `
      import { readFileSync } from "node:fs";
      import { bootNow } from ${JSON.stringify(import.meta.resolve("../../packages/collector/src/clock.ts"))};
      const uptime = () => BigInt(readFileSync("/proc/uptime", "utf8").split(" ", 1)[0].replace(".", ""));
      const first = uptime(), now = bootNow() / 10_000_000n, last = uptime();
      const lead = first - process.hrtime.bigint() / 10_000_000n;
      console.log(now >= first - 2n && now <= last + 2n, lead >= 59_000n);`;
    const said = execFileSync(command, [...args, process.execPath, "--input-type=module", "-e", script]);
    expect(said.toString().trim()).toBe("true true");
  },
);

test.skipIf(!canTrace)(
  "a haconiwa of 2019 whose own clock is another, in a time namespace, is believed no more than the kernel",
  async (context) => {
    const before = ahead(24 * HOUR_S);
    if (before === undefined) return context.skip("the kernel has no time namespaces");
    const scene = newScene("2019");
    onTestFinished(scene.end);
    const [command = "", ...args] = before;
    const found = await collect(scene, async () => {
      const run = [
        scene.binary,
        "run",
        "--rootfs",
        ROOTFS,
        "--quiet",
        "--name",
        "ahead",
        "--delay",
        `18=${DELAY_MS}`,
      ];
      await once(spawn(command, [...args, ...run], { stdio: "ignore" }), "exit");
      return bootOf(scene.dbPath, "ahead", ({ exitCode }) => exitCode === 0);
    });
    expect(found).toMatchObject({ generation: "2019", outcome: "up", losses: [] });
    expectExact(found);
  },
);
