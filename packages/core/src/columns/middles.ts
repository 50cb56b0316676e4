import { selectRank } from "../statistics/median.ts";
import { countUpTo, type Sorted } from "../statistics/quantile.ts";
import { COUNTED, type Measure } from "./populations.ts";
import type { CauseColumn, RowListener, SpanColumn, Table } from "./table.ts";
import { gathered } from "./values.ts";

/** A container's medians are found anew once this share of its boots has changed. */
const STALE = 1 / 100;
/** Of n values in order, the three from rank ⌊(n − 2) / 2⌋ on: what a median is made of, whichever value is left out. */
const MIDDLE = 3;

/** What is usual for a span of a container, in so few figures that it can be kept for all containers. */
export type Middle = { readonly n: number; readonly values: Float32Array };

const firstRank = (n: number) => Math.max(0, Math.floor((n - 2) / 2));

/** Moves the values. */
export function middleOf(values: Float32Array): Middle {
  const n = values.length;
  const first = firstRank(n);
  const found = [selectRank(values, first), Infinity, Infinity];
  // Those behind it are no smaller: its two followers are found in one pass.
  for (let at = first + 1; at < n; at++) {
    const value = values[at] ?? Infinity;
    if (value < (found[1] ?? 0)) [found[1], found[2]] = [value, found[1] ?? 0];
    else if (value < (found[2] ?? 0)) found[2] = value;
  }
  return { n, values: Float32Array.from(found.slice(0, Math.min(MIDDLE, n - first))) };
}

/** The same of n values, given by their ranks from 0. */
function middleBy(n: number, at: (rank: number) => number): Middle {
  const first = firstRank(n);
  return { n, values: Float32Array.from({ length: Math.min(MIDDLE, n - first) }, (_, i) => at(first + i)) };
}
const middleOfSorted = (sorted: Sorted): Middle => middleBy(sorted.length, (rank) => sorted[rank] ?? 0);

/** Of a cause: those that it took nothing from are not among its values, or count as nothing. */
function causeMiddleOfSorted(sorted: Sorted, looked: number): Middle {
  const lost = sorted.length - countUpTo(sorted, 0);
  const nothing = looked - lost;
  return middleBy(looked, (rank) =>
    rank < nothing ? 0 : (sorted[sorted.length - lost + rank - nothing] ?? 0),
  );
}

/** The median of the others than one of the values; NaN of none. */
export function medianWithout({ n, values }: Middle, own: number): number {
  if (n < 2) return Number.NaN;
  const first = firstRank(n);
  const place = (n - 2) / 2;
  // What stands behind the one left out moves up.
  const at = (rank: number) => {
    const value = values[rank - first] ?? Number.NaN;
    return own > value ? value : (values[rank - first + 1] ?? value);
  };
  const low = at(Math.floor(place));
  return Number.isInteger(place) ? low : (low + at(Math.ceil(place))) / 2;
}

/** The median of all of the values; NaN of none. */
export function medianOf({ n, values }: Middle): number {
  const place = (n - 1) / 2 - firstRank(n);
  const at = (rank: number) => values[rank] ?? Number.NaN;
  return (at(Math.floor(place)) + at(Math.ceil(place))) / 2;
}

/** What is usual in a container: of each span, and of each cause, of which boots that have it not count as nothing. */
export type ContainerMiddles = {
  readonly spans: ReadonlyMap<SpanColumn, Middle>;
  readonly causes: ReadonlyMap<CauseColumn, Middle>;
};
type Kept = { readonly middles: ContainerMiddles; readonly n: number; changed: number };

/** Of boots of which most lost nothing to a cause, no value has to be looked for in order. */
function causeMiddle(values: Float32Array, rows: Uint32Array, into: Float32Array): Middle {
  let n = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? 0] ?? Number.NaN;
    if (value > 0) into[n++] = value;
  }
  const first = firstRank(rows.length);
  if (first + MIDDLE <= rows.length - n)
    return { n: rows.length, values: new Float32Array(Math.min(MIDDLE, rows.length - first)) };
  into.fill(0, n, rows.length);
  return middleOf(into.subarray(0, rows.length));
}

const toldCauses = ({ causes }: Table) => causes.filter(({ slug }) => slug !== "unexplained");

/** Of boots whose causes are known. `into` has room for all of the rows. */
function causeMiddles(table: Table, rows: Uint32Array, into: Float32Array): ContainerMiddles["causes"] {
  const known = table.causes.find(({ slug }) => slug === "unexplained")?.values;
  const looked = rows.filter((row) => !Number.isNaN(known?.[row] ?? Number.NaN));
  return new Map(toldCauses(table).map((column) => [column, causeMiddle(column.values, looked, into)]));
}

/** The middles of every span, container by container, as they are asked for. */
export type Middles = RowListener & {
  /** Of containers by their codes. */
  of(codes: ReadonlySet<number>): ReadonlyMap<number, ContainerMiddles>;
};

type Populations = {
  rowsOf(codes: ReadonlySet<number>): ReadonlyMap<number, Uint32Array>;
  /** Values of a container's population, ascending, where they are kept in order. */
  inOrder(container: string, measure: Measure): Sorted | undefined;
};

export function createMiddles(table: () => Table, { rowsOf, inOrder }: Populations): Middles {
  const kept = new Map<number, Kept>();
  function changed(row: number): void {
    const { codes, outcome } = table();
    const known = kept.get(codes.container[row] ?? 0);
    if (known !== undefined && COUNTED[outcome[row] ?? 0] === 1) known.changed++;
  }
  const isStale = (code: number) => {
    const known = kept.get(code);
    return known === undefined || known.changed > known.n * STALE;
  };
  const keep = (code: number, n: number, middles: ContainerMiddles) =>
    void kept.set(code, { middles, n, changed: 0 });
  const onPath = () => table().spans.filter(({ kind }) => kind.onPath);

  /** False where not all that it takes is in order. */
  function ofOrder(code: number): boolean {
    const container = table().dictionaries.container.text(code) ?? "";
    const of = (measure: Measure) => inOrder(container, measure);
    const known = of("duration");
    const spans = onPath().map((column) => [column, of(`:${column.kind.slug}`)] as const);
    const looked = of("!unexplained");
    const causes = toldCauses(table()).map((column) => [column, of(`!${column.slug}`)] as const);
    if (known === undefined || looked === undefined) return false;
    if ([...spans, ...causes].some(([, sorted]) => sorted === undefined)) return false;
    keep(code, known.length, {
      spans: new Map(spans.map(([column, sorted = []]) => [column, middleOfSorted(sorted)])),
      causes: new Map(
        causes.map(([column, sorted = []]) => [column, causeMiddleOfSorted(sorted, looked.length)]),
      ),
    });
    return true;
  }
  function ofRows(code: number, rows: Uint32Array): void {
    const into = new Float32Array(rows.length);
    keep(code, rows.length, {
      spans: new Map(onPath().map((column) => [column, middleOf(gathered(column.values, rows, into))])),
      causes: causeMiddles(table(), rows, into),
    });
  }
  return {
    leaving: changed,
    arrived: changed,
    of(codes) {
      const stale = new Set([...codes].filter(isStale));
      const unordered = new Set([...stale].filter((code) => !ofOrder(code)));
      if (unordered.size > 0) for (const [code, rows] of rowsOf(unordered)) ofRows(code, rows);
      return new Map(
        [...codes].flatMap((code) => {
          const known = kept.get(code);
          return known === undefined ? [] : [[code, known.middles] as const];
        }),
      );
    },
  };
}
