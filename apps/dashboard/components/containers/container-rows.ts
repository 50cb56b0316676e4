import type { ContainerSort, ContainerSummary, NamedFigures } from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";

type Summary = Omit<NamedFigures, "name">;
/** A container, or an image, as the table of all of them shows it. */
export type ContainerRow = ContainerFacts & {
  /** Undefined while the statistics do not know it. */
  readonly summary: Summary | undefined;
};

export function containerRows(
  containers: readonly ContainerFacts[],
  summaries: readonly ContainerSummary[],
): readonly ContainerRow[] {
  const byName = new Map(summaries.map((summary) => [summary.container, summary]));
  return containers.map(({ name, boots }) => ({ name, boots, summary: byName.get(name) }));
}

export const failedOf = ({ outcomes }: Summary) =>
  outcomes.find(({ outcome }) => outcome === "failed")?.n ?? 0;

export function failedShare({ summary }: ContainerRow): number | undefined {
  if (summary === undefined || summary.n === 0) return undefined;
  return failedOf(summary) / summary.n;
}

const keyOf = (row: ContainerRow, sort: Exclude<ContainerSort, "name">): number => {
  if (sort === "boots") return row.boots;
  if (sort === "failed") return failedShare(row) ?? -1;
  if (sort === "last") return Number(row.summary?.last ?? -1n);
  return row.summary?.boot?.[sort === "median" ? "p50" : "p95"] ?? -1;
};

/** Most, slowest, worst or newest first; what is not known comes last, and names decide between equals. */
export function sortRows(rows: readonly ContainerRow[], sort: ContainerSort): readonly ContainerRow[] {
  const byName = (a: ContainerRow, b: ContainerRow) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return rows.toSorted((a, b) =>
    sort === "name" ? byName(a, b) : keyOf(b, sort) - keyOf(a, sort) || byName(a, b),
  );
}
