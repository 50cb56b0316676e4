import { createColumns, DEFAULT_COHORT_OPTIONS, type CohortComparison } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { afterEach, describe, expect, test } from "vitest";
import { boot, canTrace, collect, listBoots, newScene, until } from "../../packages/collector/test/traced.ts";

const BOOTS = 10;
const DELAY_MS = 30;
/**
 * A third of the delay. A process that slept comes back to cold caches and waits for a processor: the spans that follow
 * are truly slower then, by some 100 µs on a quiet machine and by a time slice or two on a busy one.
 */
const OPTIONS = { ...DEFAULT_COHORT_OPTIONS, minShift: 10e6 };

async function compared(dbPath: string): Promise<CohortComparison> {
  const store = openStore(dbPath, { mode: "read" });
  try {
    const columns = createColumns();
    const { samples } = await store.samples({ limit: 1_000 });
    for (const sample of samples) columns.put(sample);
    return columns.compare({ container: "plain" }, { container: "delayed" }, OPTIONS);
  } finally {
    store.close();
  }
}

/** Phases, the spans that end in them, and what beside the path waits for those. */
const DELAYED = [
  { phase: 2, slug: "prepare", waiting: [] },
  { phase: 13, slug: "filesystem", waiting: ["wait-setup"] },
  { phase: 18, slug: "pivot-root", waiting: ["wait-setup"] },
] as const;

let scene: ReturnType<typeof newScene> | undefined;
afterEach(() => scene?.end());

describe.skipIf(!canTrace)("ten real boots against ten", () => {
  test.each(DELAYED)(
    "with phase $phase delayed by 30 ms, $slug is slower by that, and no other span of the path is flagged",
    async ({ phase, slug, waiting }) => {
      const { binary, dbPath } = (scene = newScene());
      await collect(scene, async () => {
        await boot(binary, "--name", "warm-up");
        // Side by side in time: whatever else the machine does meanwhile happens to both.
        for (let n = 0; n < BOOTS; n++)
          for (const name of n % 2 === 0 ? ["plain", "delayed"] : ["delayed", "plain"])
            await boot(
              binary,
              "--name",
              name,
              ...(name === "plain" ? [] : ["--delay", `${phase}=${DELAY_MS}`]),
            );
        await until(
          async () => {
            const ended = (await listBoots(dbPath)).filter(({ exitCode }) => exitCode === 0);
            return ended.length === 2 * BOOTS + 1 ? true : undefined;
          },
          "all boots to end",
          60_000,
        );
      });
      const { baseline, candidate, shared, measures } = await compared(dbPath);
      expect({ baseline, candidate, shared }).toEqual({ baseline: BOOTS, candidate: BOOTS, shared: 0 });
      const flagged = measures.filter(({ verdict }) => verdict !== "same" && verdict !== "too-few");
      expect(flagged.map((measure) => `${measure.slug} ${measure.verdict}`)).toEqual(
        ["boot", slug, ...waiting].map((each) => `${each} slower`),
      );
      const shift = measures.find((measure) => measure.slug === slug)?.shift;
      expect((shift?.estimate ?? 0) / 1e6).toBeGreaterThan(0.9 * DELAY_MS);
      expect((shift?.low ?? 0) / 1e6).toBeLessThan(2 * DELAY_MS);
    },
  );
});
