import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../until.ts";
import {
  boot,
  bootOf,
  canTrace,
  newScene,
  recordings,
  spawnCollector,
} from "../../packages/collector/test/traced.ts";
import { LONG_MS, MB, figure, isLong, lasting, storm } from "./faults.ts";
import { holdDatabase } from "../hold-database.ts";

const LIMIT = 320 * MB;
const STORMS = 8;
const FIRED = 40_000;
const HELD_MS = 20_000;

/** A memory cgroup of its own, of whichever version is mounted; undefined where none can be made. */
function memoryGroup(
  bytes: number,
): { readonly enter: readonly string[]; most(): number; kills(): number } | undefined {
  const isUnified = existsSync("/sys/fs/cgroup/cgroup.controllers");
  const root = isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
  const folder = join(root, `hacotaki-faults-${process.pid}`);
  const file = (name: string) => join(folder, name);
  try {
    mkdirSync(folder);
    writeFileSync(file(isUnified ? "memory.max" : "memory.limit_in_bytes"), String(bytes));
  } catch {
    return undefined;
  }
  onTestFinished(async () => {
    await until(() => readFileSync(file("cgroup.procs"), "utf8") === "", "the group to be empty");
    rmdirSync(folder);
  });
  const events = isUnified ? "memory.events" : "memory.oom_control";
  return {
    enter: ["sh", "-c", 'echo $$ > "$0"; exec "$@"', file("cgroup.procs")],
    most: () => Number(readFileSync(file(isUnified ? "memory.peak" : "memory.max_usage_in_bytes"), "utf8")),
    kills: () => Number(/^oom_kill (\d+)/m.exec(readFileSync(file(events), "utf8"))?.[1] ?? 0),
  };
}

test.skipIf(!canTrace || !isLong)(
  "a collector whose memory is limited keeps as many events as that holds while the database refuses, says what it drops, and goes on",
  async (context) => {
    const group = memoryGroup(LIMIT);
    if (group === undefined) return context.skip("needs a memory cgroup");
    const scene = newScene();
    onTestFinished(scene.end);
    const collector = await spawnCollector(scene, [scene.binary], {}, group.enter);
    onTestFinished(() => void collector.child.kill("SIGKILL"));
    await boot(scene.binary, "--name", "before");
    await bootOf(scene.dbPath, "before", ({ exitCode }) => exitCode === 0);
    const letGo = await holdDatabase(scene.dbPath);
    for (let n = 0; n < STORMS; n++) await storm(scene.binary, FIRED);
    await until(() => collector.states().includes('"dropped"'), "word of what is dropped");
    // So long the rest of it has to come out of the ring.
    await lasting(HELD_MS);
    await letGo();
    await until(() => collector.states().includes('"resumed"'), "the collector to go on");
    await boot(scene.binary, "--name", "after");
    await bootOf(scene.dbPath, "after", ({ outcome }) => outcome === "up");
    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(0);
    const [recording] = await recordings(scene.dbPath);
    expect(recording?.dropped).toBeGreaterThan(0n);
    expect(group.kills()).toBe(0);
    figure(
      `memory limited to ${LIMIT / MB} MB, database held`,
      `${STORMS * FIRED} fired, ${recording?.dropped} dropped, at most ${Math.round(group.most() / MB)} MB, not killed`,
    );
  },
  LONG_MS,
);
