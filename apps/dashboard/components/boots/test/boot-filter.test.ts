import { bootSample, createColumns, encodeWire, isMeant } from "@hacotaki/core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type StoreReader } from "@hacotaki/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RECORDING } from "../../../../../packages/store/test/builder.ts";
import { FILTER_CASES, FILTERED_BOOTS, namesOf } from "../../../../../packages/store/test/filter-cases.ts";

const folder = mkdtempSync(join(tmpdir(), "hacotaki-filter-"));
let store: StoreReader;
const columns = createColumns();
beforeAll(() => {
  const writer = openStore(join(folder, "hacotaki.db"), { mode: "write" });
  const recording = writer.startRecording(RECORDING);
  const runs = FILTERED_BOOTS.map(({ runId, hostId, kernelBootId, startAt }) => ({
    id: runId,
    hostId,
    kernelBootId,
    startAt,
  }));
  writer.save({ runs, boots: FILTERED_BOOTS, retired: [], marks: [], events: [] }, recording);
  writer.close();
  store = openStore(join(folder, "hacotaki.db"), { mode: "read" });
  for (const each of FILTERED_BOOTS) columns.put(bootSample(each));
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(FILTER_CASES.map(([filter, wanted]) => [encodeWire(filter), filter, wanted] as const))(
  "%s finds the same boots in the database, in the columns and among live rows",
  async (_, filter, expected) => {
    const wanted = namesOf([...expected].map((id) => ({ id })));
    const limit = FILTERED_BOOTS.length;
    for (const sort of ["newest", "slowest"] as const) {
      expect(namesOf((await store.listBoots({ filter, sort, limit })).boots), `SQL, ${sort}`).toBe(wanted);
      expect(
        namesOf(columns.select({ filter, sort, limit }).ids.map((id) => ({ id }))),
        `columns, ${sort}`,
      ).toBe(wanted);
    }
    const live = (await store.changesSince(0n, limit)).boots;
    expect(namesOf(live.filter((each) => isMeant(each, filter))), "live rows").toBe(wanted);
  },
);
