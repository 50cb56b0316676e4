import type { ContainerReport, ContainerSort } from "@hacotaki/core";

/** A container as the table of all of them shows it. */
export type ContainerRow = {
  readonly name: string;
  readonly boots: number;
  /** Undefined while the statistics cannot tell. */
  readonly report: ContainerReport | undefined;
  /** Wall time of its newest boot, UTC ns. */
  readonly last: bigint | undefined;
};

export function failedShare({ report }: ContainerRow): number | undefined {
  if (report === undefined || report.n === 0) return undefined;
  return (report.outcomes.find(({ outcome }) => outcome === "failed")?.n ?? 0) / report.n;
}

const keyOf = (row: ContainerRow, sort: Exclude<ContainerSort, "name">): number => {
  if (sort === "boots") return row.boots;
  if (sort === "failed") return failedShare(row) ?? -1;
  if (sort === "last") return Number(row.last ?? -1n);
  return row.report?.boot?.[sort === "median" ? "p50" : "p95"] ?? -1;
};

/** Most, slowest, worst or newest first; what is not known comes last, and names decide between equals. */
export function sortRows(rows: readonly ContainerRow[], sort: ContainerSort): readonly ContainerRow[] {
  const byName = (a: ContainerRow, b: ContainerRow) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return rows.toSorted((a, b) =>
    sort === "name" ? byName(a, b) : keyOf(b, sort) - keyOf(a, sort) || byName(a, b),
  );
}
