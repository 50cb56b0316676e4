import type { BootSummary } from "@hacotaki/core";
import { expect, onTestFinished, test } from "vitest";
import {
  boot,
  canTrace,
  newScene,
  recordings,
  spawnCollector,
  until,
} from "../../packages/collector/test/traced.ts";
import { LONG_MS, MB, figure, isLong, nowMs, reading, residentBytes } from "./faults.ts";

const BATCH = 50;
const BOOTS = 10_000;

test.skipIf(!canTrace || !isLong)(
  "ten thousand boots, fifty at a time, are all whole, and none is dropped",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    const collector = await spawnCollector(scene);
    onTestFinished(() => void collector.child.kill("SIGKILL"));
    const since = nowMs();
    let most = 0;
    for (let n = 0; n < BOOTS; n += BATCH) {
      await Promise.all(
        Array.from({ length: BATCH }, (_, each) => boot(scene.binary, "--name", `m${n + each}`)),
      );
      most = Math.max(most, residentBytes(collector.child.pid ?? 0));
    }
    const seconds = (nowMs() - since) / 1_000;
    await until(
      async () => (await reading(scene.dbPath, (store) => store.facts())).boots >= BOOTS,
      "all boots",
    );
    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(0);
    const boots: BootSummary[] = [];
    await reading(scene.dbPath, async (store) => {
      for (let after: string | undefined; ; ) {
        const page = await store.listBoots({ limit: 1_000, ...(after === undefined ? {} : { after }) });
        boots.push(...page.boots);
        after = page.next;
        if (after === undefined) return;
      }
    });
    expect(boots).toHaveLength(BOOTS);
    expect(boots.filter(({ outcome, losses }) => outcome !== "up" || losses.length > 0)).toEqual([]);
    expect(new Set(boots.map(({ runId }) => runId)).size).toBe(BOOTS);
    expect((await recordings(scene.dbPath))[0]).toMatchObject({ dropped: 0n });
    figure(
      "10,000 boots, fifty at a time",
      `${Math.round(BOOTS / seconds)} boots/s, all whole, 0 dropped, collector at most ${Math.round(most / MB)} MB`,
    );
  },
  LONG_MS,
);
