import { randomInt } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { BootSummary } from "@hacotaki/core";
import { expect, onTestFinished, test } from "vitest";
import {
  boot,
  bootOf,
  canTrace,
  findBoot,
  newScene,
  spawnCollector,
  until,
} from "../../packages/collector/test/traced.ts";
import { LONG_MS, expectSound, figure, isLong, lasting, nowMs, reading, size } from "./faults.ts";

const KILLS = size(2, 200);
const BOOTING = 2;
/** Some boots, or none, are committed by then. */
const LONGEST_LIFE_MS = size(400, 1_000);
const MOST_BOOTS = 200_000;

function assertSound(dbPath: string): void {
  const db = new DatabaseSync(dbPath);
  try {
    expect(db.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    expect(db.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
  } finally {
    db.close();
  }
}

/** Every boot the database holds. */
const allBoots = (dbPath: string): Promise<BootSummary[]> =>
  reading(dbPath, async (store) => {
    const boots: BootSummary[] = [];
    for (let after: string | undefined; boots.length < MOST_BOOTS; ) {
      const page = await store.listBoots({ limit: 1_000, ...(after === undefined ? {} : { after }) });
      boots.push(...page.boots);
      after = page.next;
      if (after === undefined) break;
    }
    return boots;
  });

const isWhole = ({ outcome, losses }: BootSummary) => outcome === "up" && losses.length === 0;

// At random moments, and so not for every run of all tests: collector/test/collector kills one in mid-boot there.
test.skipIf(!canTrace || !isLong)(
  "a collector that is killed again and again while boots come loses nothing it has committed, harms no file, and makes no boot whole that is not",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    /** When each boot was over, as its launcher's end told, ms. */
    const over = new Map<string, number>();
    let isOver = false;
    const keepBooting = async (lane: number) => {
      for (let n = 0; !isOver; n++) {
        const name = `k${lane}-${n}`;
        await boot(scene.binary, "--name", name);
        over.set(name, nowMs());
      }
    };
    const whole = new Map<string, BootSummary>();
    let longestLoss = 0;
    let lost = 0;
    let booting: Promise<void>[] = [];
    try {
      for (let round = 0; round < KILLS; round++) {
        const collector = await spawnCollector(scene);
        const attachedAt = nowMs();
        if (round === 0) booting = Array.from({ length: BOOTING }, (_, lane) => keepBooting(lane));
        await lasting(randomInt(LONGEST_LIFE_MS));
        const committed = await allBoots(scene.dbPath);
        collector.child.kill("SIGKILL");
        const killedAt = nowMs();
        await collector.exited;
        assertSound(scene.dbPath);
        const now = new Map((await allBoots(scene.dbPath)).map((each) => [each.id, each]));
        for (const each of committed) expect(now.has(each.id)).toBe(true);
        for (const each of now.values()) if (isWhole(each)) whole.set(each.id, each);
        const names = new Set([...now.values()].map(({ container }) => container));
        for (const [name, at] of over) {
          over.delete(name);
          // Those that began before the collector was there are not its own.
          if (at < attachedAt + LONGEST_LIFE_MS / 4 || at > killedAt || names.has(name)) continue;
          lost++;
          longestLoss = Math.max(longestLoss, killedAt - at);
        }
      }
      const last = await spawnCollector(scene);
      onTestFinished(() => void last.child.kill("SIGKILL"));
      isOver = true;
      await Promise.all(booting);
      await boot(scene.binary, "--name", "last");
      await bootOf(scene.dbPath, "last", ({ exitCode }) => exitCode === 0);
      await until(
        async () => (await allBoots(scene.dbPath)).every(({ outcome }) => outcome !== "booting"),
        "every boot that was under way to be over",
      );
      last.child.kill("SIGTERM");
      expect(await last.exited).toBe(0);
    } finally {
      isOver = true;
      await Promise.all(booting);
    }
    await expectSound(scene.dbPath);
    const boots = await allBoots(scene.dbPath);
    const found = new Map(boots.map((each) => [each.id, each]));
    for (const each of whole.values())
      expect(found.get(each.id)).toMatchObject({ outcome: "up", losses: [] });
    const example = await bootOf(scene.dbPath, "last");
    const path = (spans: typeof example.spans) =>
      spans.filter(({ lane }) => lane !== "supervisor").map(({ slug }) => slug);
    for (const { id } of boots.filter(isWhole)) {
      const { spans } = await findBoot(scene.dbPath, id);
      expect(path(spans)).toEqual(path(example.spans));
    }
    figure(
      `kill -9 of the collector, ${KILLS} times`,
      `${boots.length} boots, ${boots.filter(isWhole).length} of them whole, the others say what they lost; ` +
        `${lost} that were over before a kill are not there, the oldest for ${Math.round(longestLoss)} ms by then`,
    );
  },
  LONG_MS,
);
