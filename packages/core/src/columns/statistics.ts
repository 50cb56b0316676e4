import type { ContainerChanges } from "../compare/change.ts";
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
  StatisticsState,
  WhatDiffers,
} from "../statistics/population.ts";

/** What a page asks. */
export type AskedOf = {
  readonly questions: readonly Exclude<keyof Statistics, "state">[];
};

/** Everything that is asked of many boots at once. The dashboard asks a thread that holds them in columns. */
export type Statistics = {
  /** How many boots these questions are told of; left out: those that fewest are told of. */
  state(of?: AskedOf): Promise<StatisticsState>;
  overview(query: OverviewQuery): Promise<Overview>;
  whatDiffers(query: DiffersQuery): Promise<WhatDiffers>;
  population(reference: PopulationReference, held?: HeldBoot): Promise<Population>;
  /** Of all boots there are; undefined until all of them are known, lest a scraper takes the filling for news. */
  histograms(): Promise<BootHistograms | undefined>;
  /** What the newest boots tell, question by question; undefined until all boots are known, lest a few speak for all. */
  budgets(questions: readonly BudgetQuestion[]): Promise<readonly (readonly BudgetFigures[])[] | undefined>;
  /** Two cohorts of boots, each by its filter. */
  compare(baseline: BootFilter, candidate: BootFilter, options: CohortOptions): Promise<CohortComparison>;
  /** Boots by host, kernel, runtime or a label of their host: what each group's are like, and where it is slower than the others. */
  groups(query: GroupsQuery): Promise<BootGroups>;
  /** Of stored boots against the population of their container, in the order asked. */
  percentiles(ids: readonly BootId[]): Promise<readonly BootPercentile[]>;
  /** Undefined when no boot of that name is known. `bins` is how many stretches of time to tell apart. */
  container(
    name: string,
    range: {
      readonly host?: string;
      readonly since?: bigint;
      readonly until?: bigint;
      readonly bins: number;
    },
  ): Promise<ContainerReport | undefined>;
  /** Where the durations of a container's boots shifted: of the newest of those in the range. */
  changes(
    name: string,
    range: { readonly host?: string; readonly since?: bigint; readonly until?: bigint },
  ): Promise<ContainerChanges>;
  /** All containers, in no order. */
  containers(): Promise<readonly ContainerSummary[]>;
  /** Of containers by name, those with a boot of known time: each over all of its time. */
  courses(containers: readonly string[]): Promise<readonly NamedCourse[]>;
  /** All images that containers of OCI runtimes were made of, in no order. */
  images(): Promise<readonly NamedFigures[]>;
  /** Of images by name, as `courses`. */
  imageCourses(images: readonly string[]): Promise<readonly NamedCourse[]>;
  /** Ids of matching boots in the order of the sort, page by page: any filter and sort, texts and spans too. */
  select(selection: Selection): Promise<SelectedPage>;
};
