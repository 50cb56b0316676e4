import { quantileOf } from "../statistics/quantile.ts";
import { sortFloats } from "../statistics/sort.ts";
import { superiority } from "../statistics/superiority.ts";
import { IS_TIE, ROW } from "./orders.ts";
import type { SpanColumn, Table } from "./table.ts";
import { gathered } from "./values.ts";

/** Fewer rows than this share of all are put in order themselves; of more, the order of all of them is gone through. */
const FEW = 1 / 16;

export type Side = { readonly n: number; readonly p50: number };
export type Sides = {
  readonly selected: Side;
  readonly rest: Side;
  /** Chance that one of the selected is longer than one of the rest, ties counted half. */
  readonly superiority: number;
};

const sideOf = (sorted: Float32Array): Side => ({ n: sorted.length, p50: quantileOf(sorted, 0.5) });

const SELECTED = 1;
const REST = 2;

/** The side of each row, four rows a byte: what is read in any order has to stay near the processor. */
function packedSides(size: number, selected: Uint32Array, rest: Uint32Array): Uint8Array {
  const packed = new Uint8Array((size + 3) >>> 2);
  const put = (rows: Uint32Array, side: number) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      packed[row >>> 2] = (packed[row >>> 2] ?? 0) | (side << ((row & 3) << 1));
    }
  };
  put(selected, SELECTED);
  put(rest, REST);
  return packed;
}

/** Durations of the rows on both sides of a split, span by span: undefined where either side has none. */
export function createSides(
  table: Table,
  selected: Uint32Array,
  rest: Uint32Array,
  few: number = table.size * FEW,
): (column: SpanColumn) => Sides | undefined {
  if (selected.length + rest.length < few) {
    const own = new Float32Array(selected.length);
    const others = new Float32Array(rest.length);
    return ({ values }) => {
      const a = sortFloats(gathered(values, selected, own));
      const b = sortFloats(gathered(values, rest, others));
      if (a.length === 0 || b.length === 0) return undefined;
      return { selected: sideOf(a), rest: sideOf(b), superiority: superiority(a, b) };
    };
  }

  const sides = packedSides(table.size, selected, rest);
  // Both are written to at each row, one past their ends at most: that is faster than to ask where a row belongs.
  const a = new Uint32Array(selected.length + 1);
  const b = new Uint32Array(rest.length + 1);
  return (column) => {
    const order = table.orders.of(column);
    let [n, m, wins] = [0, 0, 0];
    /** Of the rows with values below the one at hand. */
    let [nBelow, mBelow] = [0, 0];
    for (let i = 0; i < order.length; i++) {
      const entry = order[i] ?? 0;
      const row = entry & ROW;
      if ((entry & IS_TIE) === 0) {
        wins += (n - nBelow) * (mBelow + m);
        nBelow = n;
        mBelow = m;
      }
      const side = (sides[row >>> 2] ?? 0) >>> ((row & 3) << 1);
      a[n] = row;
      b[m] = row;
      n += side & SELECTED;
      m += (side & REST) >>> 1;
    }
    wins += (n - nBelow) * (mBelow + m);
    if (n === 0 || m === 0) return undefined;
    const median = (rows: Uint32Array, count: number) => {
      const at = (place: number) => column.values[rows[place] ?? 0] ?? Number.NaN;
      const middle = (count - 1) / 2;
      return quantileOf([at(Math.floor(middle)), at(Math.ceil(middle))], 0.5);
    };
    return {
      selected: { n, p50: median(a, n) },
      rest: { n: m, p50: median(b, m) },
      superiority: wins / 2 / (n * m),
    };
  };
}
