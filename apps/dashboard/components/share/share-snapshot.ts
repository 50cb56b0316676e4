import {
  DEFAULT_COHORT_OPTIONS,
  heldBoot,
  MARKS_DRAWN,
  omitUndefined,
  sharedBoot,
  type Baseline,
  type Boot,
  type BootFilter,
  type BootId,
  type Population,
  type SharedBoot,
  type SharedMeasure,
  type ShareParts,
  type ShareRequest,
  type ShareSnapshot,
  type Statistics,
} from "@hacotaki/core";
import { bootExtent } from "@hacotaki/core/drawing/extent";
import type { StoreReader } from "@hacotaki/store";
import type { Keeping } from "../../server/notebook.ts";

export type SnapshotSources = {
  readonly reader: StoreReader;
  readonly statistics: Statistics;
  readonly keeping: Pick<Keeping, "read">;
};
/** A snapshot, and the boots that it shows: they are kept as long as the share. */
export type TakenSnapshot = { readonly snapshot: ShareSnapshot; readonly bootIds: readonly BootId[] };

/** Undefined while it cannot be told. */
async function usualOf(statistics: Statistics, boot: Boot): Promise<Population | undefined> {
  try {
    return await statistics.population({ container: boot.container }, heldBoot(boot));
  } catch {
    return undefined;
  }
}

async function bootOf(
  { reader, keeping, statistics }: SnapshotSources,
  id: BootId,
  parts: ShareParts,
): Promise<SharedBoot | undefined> {
  const record = await reader.findBoot(id);
  if (!record) return undefined;
  const { boot } = record;
  const usual = parts.has("usual") ? await usualOf(statistics, boot) : undefined;
  const notes = keeping.read((notebook) => notebook.notesOf(id)) ?? [];
  const page = await reader.marks(id, { limit: MARKS_DRAWN });
  const marks = page?.marks ?? [];
  if (page?.next === undefined) return sharedBoot(boot, marks, notes, parts, omitUndefined({ usual }));
  const to = boot.startAt + bootExtent({ boot, nowNs: undefined }).toNs;
  const drawn = await reader.drawnMarks(id, { from: boot.startAt, to });
  return sharedBoot(boot, marks, notes, parts, omitUndefined({ drawn, usual }));
}

async function groupOf(
  { statistics }: SnapshotSources,
  { name, note }: Baseline,
  filter: BootFilter,
  parts: ShareParts,
): Promise<TakenSnapshot> {
  const { baseline, measures } = await statistics.compare(filter, filter, DEFAULT_COHORT_OPTIONS);
  return {
    bootIds: [],
    snapshot: {
      version: 1,
      kind: "baseline",
      name,
      ...(note === undefined || !parts.has("notes") ? {} : { note }),
      boots: baseline,
      measures: measures.flatMap(({ slug, label, group, onPath, baseline: quantiles }): SharedMeasure[] =>
        quantiles === undefined
          ? []
          : [{ slug, label, ...(group === undefined ? {} : { group }), onPath, quantiles }],
      ),
    },
  };
}

async function oneBoot(sources: SnapshotSources, id: BootId, parts: ShareParts) {
  const shared = await bootOf(sources, id, parts);
  return shared && { bootIds: [id], snapshot: { version: 1, kind: "boot", shared } satisfies ShareSnapshot };
}

/** What a share of this would show; undefined when something it names is not there. */
export async function takeSnapshot(
  sources: SnapshotSources,
  { subject, parts: asked }: ShareRequest,
): Promise<TakenSnapshot | undefined> {
  const parts: ShareParts = new Set(asked);
  if (subject.kind === "boot") return oneBoot(sources, subject.id, parts);
  if (subject.kind === "baseline") {
    const baseline = sources.keeping.read((notebook) => notebook.findBaseline(subject.name));
    if (!baseline) return undefined;
    return baseline.of.kind === "boot"
      ? oneBoot(sources, baseline.of.id, parts)
      : groupOf(sources, baseline, baseline.of.filter, parts);
  }
  const { boots: bootIds, baseline, align } = subject.view;
  const taken = await Promise.all(bootIds.map((id) => bootOf(sources, id, parts)));
  const boots = taken.flatMap((each) => each ?? []);
  if (boots.length < bootIds.length) return undefined;
  const place = Math.max(
    0,
    bootIds.findIndex((id) => id === baseline),
  );
  return { bootIds, snapshot: { version: 1, kind: "comparison", boots, baseline: place, align } };
}
