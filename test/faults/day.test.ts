import { readdirSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { boot, canTrace, newScene, spawnCollector } from "../../packages/collector/test/traced.ts";
import { LONG_MS, figure, isLong, lasting, nowMs, reading, residentBytes } from "./faults.ts";

/** A day with a boot every ten seconds, 72 times as fast. */
const MINUTES = 20;
const EVERY_MS = 139;
/** Code is compiled and heaps grow at first. */
const WARM_UP_MINUTES = 5;
/** Its heap, SQLite's pages and the bounded memories of ids, full; the slope is told beside it. */
const MOST_KB = 400 * 1_024;

/** Slope of the line of least squares through points at 0, 1, 2 … */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const above = values.reduce((sum, value, n) => sum + (n - middle) * (value - mean), 0);
  return above / values.reduce((sum, _, n) => sum + (n - middle) ** 2, 0);
}

test.skipIf(!canTrace || !isLong)(
  "a day's boots within twenty minutes leave the memory of the collector bounded, and its handles as many as before",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    const collector = await spawnCollector(scene);
    const { pid = 0 } = collector.child;
    onTestFinished(() => void collector.child.kill("SIGKILL"));
    const memory: number[] = [];
    const handles: number[] = [];
    let boots = 0;
    const begin = nowMs();
    for (let minute = 1; minute <= MINUTES; minute++) {
      while (nowMs() < begin + minute * 60_000) {
        const next = nowMs() + EVERY_MS;
        await boot(scene.binary, "--name", `day-${boots++ % 40}`);
        await lasting(Math.max(0, next - nowMs()));
      }
      memory.push(residentBytes(pid) / 1_024);
      handles.push(readdirSync(`/proc/${pid}/fd`).length);
    }
    const stored = (await reading(scene.dbPath, (store) => store.facts())).boots;
    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(0);
    const warm = memory.slice(WARM_UP_MINUTES);
    figure(
      "a day within twenty minutes",
      `${stored} boots; once warm ${Math.round(Math.min(...warm) / 1_024)} to ${Math.round(Math.max(...warm) / 1_024)} MiB, ` +
        `slope ${slopeOf(warm).toFixed(0)} KiB a minute, handles ${Math.min(...handles)} to ${Math.max(...handles)}`,
    );
    expect(Math.max(...handles.slice(1)) - Math.min(...handles.slice(1))).toBeLessThanOrEqual(4);
    expect(Math.max(...memory)).toBeLessThan(MOST_KB);
  },
  LONG_MS,
);
