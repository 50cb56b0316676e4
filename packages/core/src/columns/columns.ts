import { DEFAULT_CHANGE_OPTIONS, type ContainerChanges } from "../compare/change.ts";
import type { CohortComparison, CohortOptions } from "../compare/cohorts.ts";
import type { BootId } from "../domain/boot.ts";
import type { BootFilter } from "../domain/filter.ts";
import type { BootGroups, GroupsQuery } from "../statistics/boot-groups.ts";
import type { BudgetFigures, BudgetQuestion } from "../statistics/budget-figures.ts";
import type {
  BootHistograms,
  BootPercentile,
  NamedCourse,
  NamedFigures,
  ContainerReport,
  ContainerSummary,
  DiffersQuery,
  HeldBoot,
  Overview,
  OverviewQuery,
  Population,
  PopulationReference,
  SelectedPage,
  Selection,
  WhatDiffers,
} from "../statistics/population.ts";
import { inOneGo, type Slices } from "../statistics/slices.ts";
import { bootGroups } from "./boot-groups.ts";
import { budgetFigures } from "./budgets.ts";
import { compareCohorts } from "./cohorts.ts";
import { containerChanges } from "./container-changes.ts";
import { whatDiffers } from "./differs.ts";
import { createHistograms, type Histograms } from "./histograms.ts";
import {
  createRowCutter,
  createRowPaster,
  type RowCutter,
  type RowPaster,
  type SlabNames,
  type TextPage,
} from "./kept-rows.ts";
import { createKeptOverview, type KeptOverview } from "./kept-overview.ts";
import { overview } from "./overview.ts";
import { createReferences, type References } from "./references.ts";
import { containerReport } from "./report.ts";
import type { BootSample } from "./sample.ts";
import { select } from "./select.ts";
import { createCourses, type Courses } from "./courses.ts";
import { createDurations, type Durations } from "./durations.ts";
import { createSummaries, type Summaries } from "./summaries.ts";
import { createTable, type RowListener } from "./table.ts";
import type { ReportRange } from "./told-report.ts";

/**
 * Boots in columns, and everything that is asked of many of them at once: each question is a pass over the columns.
 * The answers are those of `Statistics`.
 */
export type Columns = {
  readonly size: number;
  has(id: BootId): boolean;
  /** Durations of spans whose slugs have no column. */
  readonly ignoredSpans: number;
  /** Makes room for so many boots, and some more. */
  reserve(boots: number): void;
  /** Inserts a boot, or replaces the one of its id. */
  put(sample: BootSample): void;
  remove(id: BootId): void;
  /** Does some of what questions would have to wait for; false once there is nothing left to do. */
  prepare(): boolean;
  select(selection: Selection): SelectedPage;
  overview(query: OverviewQuery): Overview;
  whatDiffers(query: DiffersQuery): WhatDiffers;
  population(reference: PopulationReference, held?: HeldBoot): Population;
  percentiles(ids: readonly BootId[]): BootPercentile[];
  container(name: string, range: ReportRange): ContainerReport | undefined;
  changes(name: string, range: Omit<ReportRange, "bins">): ContainerChanges;
  containers(): ContainerSummary[];
  courses(containers: readonly string[]): NamedCourse[];
  images(): NamedFigures[];
  imageCourses(images: readonly string[]): NamedCourse[];
  histograms(): BootHistograms;
  budgets(questions: readonly BudgetQuestion[]): (readonly BudgetFigures[])[];
  compare(baseline: BootFilter, candidate: BootFilter, options: CohortOptions): CohortComparison;
  groups(query: GroupsQuery): BootGroups;
  /** Takes rows out, from the last to the first: boots may come, change and go meanwhile. */
  cutter(): RowCutter;
  /** Puts rows in that were taken out of other columns. */
  paster(names: SlabNames, texts: Iterable<TextPage>): RowPaster;
  /** What takes longest, in slices: until the last of them no boot may come, change or go. */
  readonly slices: {
    whatDiffers(query: DiffersQuery): Slices<WhatDiffers>;
    changes(name: string, range: Omit<ReportRange, "bins">): Slices<ContainerChanges>;
    compare(baseline: BootFilter, candidate: BootFilter, options: CohortOptions): Slices<CohortComparison>;
    groups(query: GroupsQuery): Slices<BootGroups>;
  };
};

/** Boots that may come until all arrays are copied into larger ones, which holds up whoever asks. */
const MORE = 1.25;

export function createColumns(): Columns {
  const references: References = createReferences(() => table);
  const histograms: Histograms = createHistograms(() => table);
  const summaries: Summaries = createSummaries(() => table, "container", references.durations);
  const courses: Courses = createCourses(() => table, "container");
  const durations: Durations = createDurations(() => table, "image");
  const images: Summaries = createSummaries(() => table, "image", durations.of);
  const imageCourses: Courses = createCourses(() => table, "image");
  const overviewOfAll: KeptOverview = createKeptOverview(() => table);
  const kept: readonly RowListener[] = [
    references,
    histograms,
    summaries,
    courses,
    durations,
    images,
    imageCourses,
    overviewOfAll,
  ];
  const table = createTable({
    leaving: (row, isReplaced) => kept.forEach((each) => each.leaving(row, isReplaced)),
    arrived: (row) => kept.forEach((each) => each.arrived(row)),
  });
  const slices: Columns["slices"] = {
    whatDiffers: (query) => whatDiffers(table, query),
    changes: (name, range) => containerChanges(table, name, range, DEFAULT_CHANGE_OPTIONS),
    compare: (baseline, candidate, options) => compareCohorts(table, { baseline, candidate }, options),
    groups: (query) => bootGroups(table, query),
  };
  return {
    get size() {
      return table.size;
    },
    get ignoredSpans() {
      return table.ignoredSpans;
    },
    has: (id) => table.ids.find(id) !== undefined,
    reserve: (boots) => table.reserve(Math.ceil(boots * MORE)),
    put: (sample) => table.put(sample),
    remove: (id) => table.remove(id),
    prepare() {
      return (
        references.prepare() || courses.prepare() || histograms.prepare() || table.orders.prepare(table.spans)
      );
    },
    select: (selection) => select(table, selection),
    overview: (query) => overviewOfAll.of(query) ?? overview(table, query),
    whatDiffers: (query) => inOneGo(slices.whatDiffers(query)),
    population: (reference, held) => references.population(reference, held),
    percentiles: (ids) => references.percentiles(ids),
    container: (name, range) => containerReport(table, references.inOrder, name, range),
    changes: (name, range) => inOneGo(slices.changes(name, range)),
    containers: () => summaries.all().map(({ name, ...figures }) => ({ container: name, ...figures })),
    courses: (containers) => courses.of(containers),
    images: () => images.all(),
    imageCourses: (names) => imageCourses.of(names),
    histograms: () => histograms.all(),
    budgets: (questions) => questions.map((question) => budgetFigures(table, question)),
    compare: (baseline, candidate, options) => inOneGo(slices.compare(baseline, candidate, options)),
    groups: (query) => inOneGo(slices.groups(query)),
    cutter: () => createRowCutter(table),
    paster: (names, texts) => createRowPaster(table, names, texts),
    slices,
  };
}
