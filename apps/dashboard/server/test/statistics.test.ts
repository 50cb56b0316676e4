import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Boot, BootId } from "@hacotaki/core";
import { openStore, type StoreWriter } from "@hacotaki/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { until } from "../../../../test/until.ts";
import { followDatabase } from "../database.ts";
import { followStatistics } from "../statistics/client.ts";
import { exampleBoots } from "../../test/example-boots.ts";

const boots = (await exampleBoots()).map(({ boot }) => boot);
const RECORDING = {
  kind: "events",
  hostId: "host-1",
  hostName: "node-1",
  kernelBootId: "kernel-boot-1",
  path: "example",
  probes: [],
  hasKernelEvents: true,
  startedAt: 1n,
} as const;

const save = (store: StoreWriter, changed: readonly Boot[], retired: readonly BootId[] = []) =>
  store.save({ runs: [], boots: changed, retired, marks: [], events: [] }, store.startRecording(RECORDING));

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "hacotaki-statistics-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function follow(path: string) {
  const database = followDatabase(path, () => 20);
  const errors: unknown[] = [];
  const statistics = followStatistics(database, { onError: (error) => errors.push(error) });
  onTestFinished(() => {
    void statistics.close();
    database.close();
  });
  return { statistics, errors };
}

/** The state once it passes. */
const stateOnce = (
  { state }: ReturnType<typeof followStatistics>,
  passes: (seen: { readonly known: number; readonly total: number }) => boolean,
) =>
  until(async () => {
    // Refused while there is no database yet, or no longer.
    const seen = await state().catch(() => undefined);
    return seen !== undefined && passes(seen) ? seen : undefined;
  }, "the statistics to know the database");

describe("statistics of a database", () => {
  test("know every stored boot when they are first asked", async () => {
    const path = join(folder(), "hacotaki.db");
    const store = openStore(path, { mode: "write" });
    onTestFinished(() => store.close());
    save(store, boots);
    const { statistics } = follow(path);
    expect(await statistics.state()).toEqual({ known: boots.length, total: boots.length });
    const overview = await statistics.overview({ filter: {}, axis: "log", zoom: false });
    expect([overview.n, overview.inside]).toEqual([boots.length, boots.length]);
    const { histogram, unmeasured, failed } = overview;
    expect(histogram.counts.reduce((a, b) => a + b, 0) + unmeasured.n + failed).toBe(boots.length);
    const { ids } = await statistics.select({ limit: boots.length });
    const { boots: listed } = await store.listBoots({ limit: boots.length });
    expect(ids).toEqual(listed.map(({ id }) => id));
    const percentiles = await statistics.percentiles(ids);
    expect(percentiles.map(({ id }) => id)).toEqual(ids);
    const [first] = boots;
    if (!first) throw new Error("there are no examples");
    const report = await statistics.container(first.container, { bins: 3 });
    expect(report?.n).toBe(boots.filter(({ container }) => container === first.container).length);
    expect(
      (await statistics.containers()).map(({ container, n }) => ({ name: container, boots: n })),
    ).toEqual(expect.arrayContaining([...(await store.containers())]));
    expect(await statistics.container("no such container", { bins: 3 })).toBeUndefined();
  });

  test("follow what is stored, changed and retired", async () => {
    const path = join(folder(), "hacotaki.db");
    const store = openStore(path, { mode: "write" });
    onTestFinished(() => store.close());
    const [first, ...others] = boots;
    if (!first) throw new Error("there are no examples");
    save(store, [first]);
    const { statistics } = follow(path);
    expect((await statistics.select({ limit: 100 })).ids).toEqual([first.id]);
    save(store, others);
    expect((await statistics.select({ limit: 100 })).ids).toHaveLength(boots.length);
    save(store, [{ ...first, container: "renamed" }]);
    expect((await statistics.select({ filter: { container: "renamed" }, limit: 9 })).ids).toEqual([first.id]);
    save(store, [], [first.id]);
    expect((await statistics.select({ filter: { container: "renamed" }, limit: 9 })).ids).toEqual([]);
    expect(await statistics.state()).toEqual({ known: others.length, total: others.length });
  });

  test("begin once there is a database, and anew when it is replaced", async () => {
    const parent = folder();
    const path = join(parent, "hacotaki.db");
    const { statistics, errors } = follow(path);
    await expect(statistics.state()).rejects.toThrow("no database");
    const store = openStore(path, { mode: "write" });
    save(store, boots);
    store.close();
    await stateOnce(statistics, ({ known }) => known === boots.length);
    const other = openStore(join(parent, "other.db"), { mode: "write" });
    save(other, boots.slice(0, 1));
    other.close();
    renameSync(join(parent, "other.db"), path);
    const replaced = await stateOnce(statistics, ({ total }) => total === 1);
    expect(replaced).toEqual({ known: 1, total: 1 });
    expect(errors).toEqual([]);
  });

  test("are refused, not made up, while the file is no database", async () => {
    const path = join(folder(), "hacotaki.db");
    writeFileSync(path, "no database at all, but a text that is long enough to be looked into\n".repeat(50));
    const { statistics } = follow(path);
    await expect(statistics.overview({ filter: {}, axis: "log", zoom: false })).rejects.toThrow();
  });
});
