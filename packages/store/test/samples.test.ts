import { bootSample, type Boot, type BootId, type BootSample } from "@hacotaki/core";
import { describe, expect, test } from "vitest";
import { openStore, type StoreReader } from "../src/index.ts";
import { bootAt, bootIdAt, NOTHING, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

/** Each with facts of its own, one without any that can be missing. */
const boots: readonly Boot[] = [
  bootAt(0, { hacoFile: "/etc/web.haco", command: ["sh", "-c", "true"], kernel: "6.1.0" }),
  bootAt(1, { furthestPhase: "CONTAINER_EXECING", outcome: "ready", hostName: "renamed" }),
  (({ wallTime: _wall, upAt: _up, ...bare }) => ({ ...bare, outcome: "failed" as const, spans: [] }))(
    bootAt(2),
  ),
  bootAt(3, { losses: ["attached-late"], outcome: "partial" }),
  bootAt(4),
];

async function everySample(store: StoreReader, limit: number): Promise<BootSample[]> {
  const samples: BootSample[] = [];
  let after: bigint | undefined;
  do {
    const page = await store.samples({ limit, ...(after === undefined ? {} : { after }) });
    expect(page.samples.length).toBeLessThanOrEqual(limit);
    samples.push(...page.samples);
    after = page.next;
  } while (after !== undefined);
  return samples;
}

/** What statistics take of a boot, a span's other facts left out. */
const expected = (boot: Boot): BootSample => {
  const sample = bootSample(boot);
  const spans = sample.spans.map(({ kind: { slug, label, group, onPath }, duration }) => ({
    kind: { slug, label, group, onPath },
    duration,
  }));
  return { ...sample, spans };
};

describe("boots for statistics", () => {
  test.each([1, 2, 5, 100])("come %i at a time, each once, the last stored first", async (limit) => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    saveBoots(store, boots);
    expect(await everySample(store, limit)).toEqual(boots.toReversed().map(expected));
    store.close();
  });

  test("are followed by revision, and told of when they are gone", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = saveBoots(store, boots);
    const { revision } = await store.samples({ limit: 1 });
    expect(await store.samplesSince(revision, 10)).toEqual({ samples: [], retired: [], revision });
    const changed = bootAt(1, { container: "changed" });
    store.save({ ...NOTHING, boots: [changed], retired: [bootIdAt(4)] }, recording);
    const changes = await store.samplesSince(revision, 10);
    expect(changes.samples).toEqual([expected(changed)]);
    expect(changes.retired).toEqual([bootIdAt(4)]);
    expect(await store.samplesSince(changes.revision, 10)).toMatchObject({ samples: [], retired: [] });
    store.close();
  });

  test("rows of a list come in the order asked, those that are gone left out", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    saveBoots(store, boots);
    const asked = [bootIdAt(3), "no-such-boot" as BootId, bootIdAt(0)];
    const { boots: listed } = await store.listBoots({ limit: 10 });
    const found = await store.findBoots(asked);
    expect(found.map(({ id }) => id)).toEqual([bootIdAt(3), bootIdAt(0)]);
    expect(found).toEqual(found.map(({ id }) => listed.find((each) => each.id === id)));
    store.close();
  });
});
