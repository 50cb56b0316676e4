import {
  bootDuration,
  heldAgainst,
  spanLabel,
  usualOf,
  type Boot,
  type Group,
  type Lane,
  type Population,
  type Span,
  type Usual,
} from "@hacotaki/core";

/** A span as a row of figures. */
export type SpanRow = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly lane: Lane;
  readonly onPath: boolean;
  readonly state: Span["state"];
  readonly from: string;
  readonly to: string | undefined;
  readonly startNs: bigint;
  /** Undefined while open. */
  readonly ns: bigint | undefined;
  readonly usual?: Usual;
  readonly times?: number;
};
export type SpanRows = {
  readonly rows: readonly SpanRow[];
  /** Sum over the boot path. */
  readonly pathNs: bigint;
  /** What shares are shares of; undefined where nobody knows how long the boot takes. */
  readonly wholeNs: bigint | undefined;
};

export function spanRowsOf(boot: Boot, population: Population | undefined): SpanRows {
  const populations = new Map(population?.spans.map((each) => [each.slug, each]));
  const rows = boot.spans.map((span): SpanRow => {
    const ns = span.state === "open" ? undefined : span.endAt - span.startAt;
    const usual = span.state === "closed" ? usualOf(populations.get(span.slug)) : undefined;
    return {
      slug: span.slug,
      label: spanLabel(span),
      group: span.group,
      lane: span.lane,
      onPath: span.onPath,
      state: span.state,
      from: span.from,
      to: span.to,
      startNs: span.startAt - boot.startAt,
      ns,
      ...(usual && ns !== undefined ? heldAgainst(ns, usual) : {}),
    };
  });
  const pathNs = rows.reduce((sum, { onPath, ns }) => (onPath && ns !== undefined ? sum + ns : sum), 0n);
  return { rows, pathNs, wholeNs: bootDuration(boot) ?? (boot.outcome === "failed" ? pathNs : undefined) };
}

export const SPAN_SORTS = ["start", "name", "duration", "usual", "times", "percentile"] as const;
export type SpanSort = (typeof SPAN_SORTS)[number];

const keyOf = (row: SpanRow, sort: SpanSort): bigint | number | string | undefined => {
  switch (sort) {
    case "start":
      return row.startNs;
    case "name":
      return row.label;
    case "duration":
      return row.ns;
    case "usual":
      return row.usual?.p50Ns;
    case "times":
      return row.times;
    case "percentile":
      return row.usual?.percentile;
  }
};

/** Rows by a column; those without a figure stay at the end either way. */
export function sortedRows(rows: readonly SpanRow[], sort: SpanSort, isDescending: boolean): SpanRow[] {
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [first, second] = [keyOf(a, sort), keyOf(b, sort)];
    if (first === undefined || second === undefined)
      return first === second ? 0 : first === undefined ? 1 : -1;
    return first < second ? -sign : first > second ? sign : 0;
  });
}
