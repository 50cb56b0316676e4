import { chmodSync, statSync } from "node:fs";
import { readProbeNotes } from "@hacotaki/native";
import { expect, onTestFinished, test } from "vitest";
import {
  boot,
  canTrace,
  listBoots,
  newScene,
  recordings,
  spawnCollector,
  until,
} from "../../packages/collector/test/traced.ts";
import {
  compile,
  expectSound,
  figure,
  LONG_MS,
  MB,
  outputOf,
  reading,
  residentBytes,
  size,
} from "./faults.ts";

const NOBODY = 65_534;
/** Stated in docs/collect.md. */
const MOST_OF_A_RUN = 250_000;
/** However slowly they are fired, beyond what a run may fire in all. The long ones take about a minute. */
const TIMES = size(300_000, 3_000_000);
/** Of a collector at rest, and what one may take more in a flood. */
const MOST_MEMORY = 500 * MB;
/** Of the events of one run that is at its limit. */
const MOST_DISK = 120 * MB;

const placesOf = (binary: string) => readProbeNotes(binary).map(({ address }) => String(address));
const bytesAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

test.skipIf(!canTrace)(
  "a program of an unprivileged user that fires our probes with random arguments fills neither memory nor disk, hurts no boot, and is named with an exact count",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    chmodSync(scene.folder, 0o755);
    const hostile = compile(scene.folder, "hostile");
    const collector = await spawnCollector(scene);
    const { pid = 0 } = collector.child;
    onTestFinished(() => void collector.child.kill("SIGKILL"));

    let mostMemory = 0;
    let boots = 0;
    let isOver = false;
    const attack = outputOf(hostile, [scene.binary, String(TIMES), ...placesOf(scene.binary)], {
      uid: NOBODY,
      gid: NOBODY,
    }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await boot(scene.binary, "--name", `beside-${boots}`);
      boots++;
      mostMemory = Math.max(mostMemory, residentBytes(pid));
    }
    const fired = Number(await attack);
    await boot(scene.binary, "--name", "after");
    boots++;

    const all = await until(async () => {
      const rows = await listBoots(scene.dbPath);
      const ours = rows.filter(({ container }) => /^(beside-\d+|after)$/.test(container ?? ""));
      const isTold = rows.some(({ losses }) => losses.includes("limited"));
      return isTold && ours.length === boots && ours.every(({ exitCode }) => exitCode === 0)
        ? rows
        : undefined;
    }, "every boot beside the flood, and word of the flood");
    const ours = all.filter(({ container }) => /^(beside-\d+|after)$/.test(container ?? ""));
    expect(ours.filter(({ outcome, losses }) => outcome !== "up" || losses.length > 0)).toEqual([]);
    expect(all.filter((each) => !ours.includes(each)).map(({ losses }) => losses)).toEqual([
      expect.arrayContaining(["limited"]),
    ]);

    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(0);
    await expectSound(scene.dbPath);
    const [recording] = await recordings(scene.dbPath);
    const flooder = all.find((each) => !ours.includes(each));
    const kept = await reading(scene.dbPath, async (store) => {
      const events = flooder && (await store.eventsOf(flooder.id))?.events;
      return events?.filter(({ kind }) => kind === "probe").length ?? 0;
    });
    expect(BigInt(kept) + (recording?.dropped ?? 0n)).toBe(BigInt(fired));
    expect(kept).toBeLessThanOrEqual(MOST_OF_A_RUN);
    expect(recording?.note).toMatch(
      /^stopped; flood: process \d+ of user 65534 fired [\d,]+ events beyond the limits/,
    );
    expect(collector.states()).toContain('"flood"');
    const disk = bytesAt(scene.dbPath) + bytesAt(`${scene.dbPath}-wal`);
    expect(mostMemory).toBeLessThan(MOST_MEMORY);
    expect(disk).toBeLessThan(MOST_DISK);
    figure(
      "hostile probe traffic",
      `${fired.toLocaleString("en")} events fired, ${kept.toLocaleString("en")} kept, ` +
        `${recording?.dropped.toLocaleString("en")} counted as dropped, ${boots} boots beside them whole, ` +
        `collector at most ${Math.round(mostMemory / MB)} MB, database ${Math.round(disk / MB)} MB`,
    );
  },
  LONG_MS,
);
