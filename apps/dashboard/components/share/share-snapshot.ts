import {
  DEFAULT_COHORT_OPTIONS,
  heldBoot,
  sharedCohorts,
  sharedSide,
  MARKS_DRAWN,
  omitUndefined,
  sharedBoot,
  type Baseline,
  type Boot,
  type BootFilter,
  type BootId,
  type CohortSide,
  type CohortView,
  type Expanded,
  type Population,
  type SharedBoot,
  type SharedMeasure,
  type ShareParts,
  type ShareRequest,
  type ShareSnapshot,
  type Statistics,
  type ZoomRange,
} from "@hacotaki/core";
import { bootExtent } from "@hacotaki/core/drawing/extent";
import type { StoreReader } from "@hacotaki/store";
import type { Keeping } from "../../server/notebook.ts";
import { loadInside } from "../ui/load-inside.ts";
import { filterOfSide } from "../compare/cohorts/cohort-filter.ts";

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

/** The page that a boot is shared from, as far as its share may show it. */
type SharedView = {
  readonly zoom?: ZoomRange;
  readonly selection?: string;
  readonly expanded?: Expanded;
};

async function bootOf(
  { reader, keeping, statistics }: SnapshotSources,
  id: BootId,
  parts: ShareParts,
  view: SharedView = {},
): Promise<SharedBoot | undefined> {
  const record = await reader.findBoot(id);
  if (!record) return undefined;
  const { boot } = record;
  const usual = parts.has("usual") ? await usualOf(statistics, boot) : undefined;
  const inside = parts.has("calls") ? await loadInside(reader, boot) : undefined;
  const notes = keeping.read((notebook) => notebook.notesOf(id)) ?? [];
  const page = await reader.marks(id, { limit: MARKS_DRAWN });
  const marks = page?.marks ?? [];
  if (page?.next === undefined)
    return sharedBoot(boot, marks, notes, parts, omitUndefined({ usual, inside, ...view }));
  const range = (parts.has("zoom") ? view.zoom : undefined) ?? bootExtent({ boot, nowNs: undefined });
  const from = boot.startAt + (range.fromNs > 0n ? range.fromNs : 0n);
  const drawn = await reader.drawnMarks(id, { from, to: boot.startAt + range.toNs });
  return sharedBoot(boot, marks, notes, parts, omitUndefined({ drawn, usual, inside, ...view }));
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

async function cohortsOf(
  { reader, statistics, keeping }: SnapshotSources,
  { baseline, candidate, alpha, minChange, span }: CohortView,
  parts: ShareParts,
): Promise<TakenSnapshot | undefined> {
  const hosts = parts.has("hosts") ? await reader.hosts() : [];
  const findBaseline = (name: string) => keeping.read((notebook) => notebook.findBaseline(name));
  const filterOf = (side: CohortSide | undefined) => side && filterOfSide(side, { findBaseline });
  const [before, after] = [filterOf(baseline), filterOf(candidate)];
  if (!before || !after) return undefined;
  const options = { ...DEFAULT_COHORT_OPTIONS, alpha, minChange };
  const comparison = await statistics.compare(before, after, options);
  const side = (of: CohortSide | undefined, filter: BootFilter) =>
    sharedSide(
      of?.kind === "named" ? of.name : undefined,
      filter,
      hosts.find(({ id }) => id === filter.host)?.name,
      parts,
    );
  return {
    bootIds: [],
    snapshot: {
      version: 1,
      kind: "cohorts",
      baseline: side(baseline, before),
      candidate: side(candidate, after),
      comparison: sharedCohorts(comparison, parts),
      ...omitUndefined({ span }),
    },
  };
}

async function oneBoot(sources: SnapshotSources, id: BootId, parts: ShareParts, view?: SharedView) {
  const shared = await bootOf(sources, id, parts, view);
  return shared && { bootIds: [id], snapshot: { version: 1, kind: "boot", shared } satisfies ShareSnapshot };
}

/** What a share of this would show; undefined when something it names is not there. */
export async function takeSnapshot(
  sources: SnapshotSources,
  { subject, parts: asked }: ShareRequest,
): Promise<TakenSnapshot | undefined> {
  const parts: ShareParts = new Set(asked);
  if (subject.kind === "boot") {
    const { id, zoom, span, expanded = "all" } = subject;
    return oneBoot(sources, id, parts, omitUndefined({ zoom, selection: span, expanded }));
  }
  if (subject.kind === "cohorts") return cohortsOf(sources, subject.view, parts);
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
