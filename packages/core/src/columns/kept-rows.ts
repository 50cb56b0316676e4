import type { ReasonSlug } from "../domain/reason.ts";
import { ID_LENGTH } from "./ids.ts";
import type { SampledSpan } from "./sample.ts";
import { slabBytes, slabIn, type Slab } from "./slab.ts";
import { TEXT_COLUMNS, type Table, type TextColumn } from "./table.ts";

/** What the columns of a slab are of, in their order. */
export type SlabNames = { readonly spans: readonly SampledSpan[]; readonly causes: readonly ReasonSlug[] };

/** Texts of a column from a code on; undefined where no row that was cut has one. */
export type TextPage = {
  readonly column: TextColumn;
  readonly from: number;
  readonly texts: readonly (string | undefined)[];
};

/** Rows taken out of the columns, to be put into others later on. */
export type RowCutter = {
  /** What stands in a stretch of rows. They stay. */
  cut(from: number, to: number): Slab;
  names(): SlabNames;
  /** The texts of what was cut so far, some at a time. */
  texts(): Iterable<TextPage>;
};

/** Rows that were taken out of other columns. */
export type RowPaster = {
  /** Puts in the rows of a slab, but for boots that are known already and those that are gone. */
  paste(slab: Slab, isGone?: (id: string) => boolean): void;
};

/** Texts told at once: a few milliseconds. */
const MOST_TEXTS = 4_000;
const MOST_CHARACTERS = 1_000_000;

function* pagesOf(
  column: TextColumn,
  text: (code: number) => string | undefined,
  used: Uint8Array,
): Iterable<TextPage> {
  let from = 1;
  let texts: (string | undefined)[] = [];
  let characters = 0;
  for (let code = 1; code < used.length; code++) {
    const each = used[code] === 1 ? text(code) : undefined;
    texts.push(each);
    characters += each?.length ?? 0;
    if (texts.length < MOST_TEXTS && characters < MOST_CHARACTERS) continue;
    yield { column, from, texts };
    [from, texts, characters] = [code + 1, [], 0];
  }
  if (texts.length > 0) yield { column, from, texts };
}

function marked(used: Uint8Array, codes: Uint32Array, size: number): Uint8Array {
  const marks = used.length < size ? new Uint8Array(size) : used;
  if (marks !== used) marks.set(used);
  for (const code of codes) marks[code] = 1;
  return marks;
}

export function createRowCutter(table: Table): RowCutter {
  /** By column, 1 for each code that a row has: what nobody has any more is not told. */
  const used = new Map<TextColumn, Uint8Array>();
  return {
    cut(from, to) {
      const { spans, causes, ids, codes, dictionaries } = table;
      const size = { rows: to - from, spans: spans.length, causes: causes.length };
      const slab = slabIn(new Uint8Array(slabBytes(size)), size);
      if (slab === undefined) throw new Error("a slab is as long as it is");
      slab.ids.set(ids.bytes(from, to));
      for (const name of ["wall", "duration", "ready", "length", "outcome"] as const)
        slab[name].set(table[name].subarray(from, to));
      for (const [n, { values }] of spans.entries()) slab.spans[n]?.set(values.subarray(from, to));
      for (const [n, { values }] of causes.entries()) slab.causes[n]?.set(values.subarray(from, to));
      for (const name of TEXT_COLUMNS) {
        const own = codes[name].subarray(from, to);
        slab.codes[name].set(own);
        used.set(name, marked(used.get(name) ?? new Uint8Array(0), own, dictionaries[name].size));
      }
      return slab;
    },
    names: () => ({
      spans: table.spans.map(({ kind }) => kind),
      causes: table.causes.map(({ slug }) => slug),
    }),
    *texts() {
      for (const [name, marks] of used) yield* pagesOf(name, table.dictionaries[name].text, marks);
    },
  };
}

/** Moves values to their rows, those that are none as well. */
function spread(from: Float32Array, places: Uint32Array, into: Float32Array, rows: Uint32Array): void {
  for (let i = 0; i < rows.length; i++) into[rows[i] ?? 0] = from[places[i] ?? 0] ?? Number.NaN;
}

const hasAny = (values: Float32Array, places: Uint32Array) =>
  places.some((place) => !Number.isNaN(values[place] ?? Number.NaN));

/** Rows for those of a slab that are neither known nor gone, and where they stand in it. */
function claimed(table: Table, { ids, size }: Slab, isGone: ((id: string) => boolean) | undefined) {
  const [rows, places] = [new Uint32Array(size.rows), new Uint32Array(size.rows)];
  let n = 0;
  for (let place = 0; place < size.rows; place++) {
    const at = place * ID_LENGTH;
    if (isGone?.(String.fromCharCode(...ids.subarray(at, at + ID_LENGTH))) === true) continue;
    const row = table.claim(ids, at);
    if (row === undefined) continue;
    rows[n] = row;
    places[n++] = place;
  }
  return { rows: rows.subarray(0, n), places: places.subarray(0, n) };
}

/** For slabs whose columns have these names and texts. */
export function createRowPaster(table: Table, names: SlabNames, pages: Iterable<TextPage>): RowPaster {
  const texts = new Map<TextColumn, (string | undefined)[]>(TEXT_COLUMNS.map((name) => [name, []]));
  for (const { column, from, texts: some } of pages)
    for (const [n, text] of some.entries())
      if (text !== undefined) (texts.get(column) ?? [])[from + n] = text;
  /** Codes that these columns have for the slabs' codes; 0 is none, or not known yet. */
  const codes = new Map(
    TEXT_COLUMNS.map((name) => [name, new Uint32Array(texts.get(name)?.length ?? 0)] as const),
  );

  function pasteTexts(slab: Slab, rows: Uint32Array, places: Uint32Array): void {
    for (const name of TEXT_COLUMNS) {
      const [own, from, into] = [codes.get(name), slab.codes[name], table.codes[name]];
      const { add } = table.dictionaries[name];
      for (let i = 0; i < rows.length; i++) {
        const code = from[places[i] ?? 0] ?? 0;
        let meant = code === 0 ? 0 : (own?.[code] ?? 0);
        if (code !== 0 && meant === 0) {
          meant = add(texts.get(name)?.[code]);
          if (own !== undefined) own[code] = meant;
        }
        into[rows[i] ?? 0] = meant;
      }
    }
  }

  return {
    paste(slab, isGone) {
      const { rows, places } = claimed(table, slab, isGone);
      // A column that is new here has no value in any row yet.
      const found = [
        ...names.spans
          .slice(0, slab.size.spans)
          .map((kind, n) => ({ values: slab.spans[n], column: () => table.spanColumnOf(kind) })),
        ...names.causes
          .slice(0, slab.size.causes)
          .map((slug, n) => ({ values: slab.causes[n], column: () => table.causeColumnOf(slug) })),
      ].flatMap(({ values, column }) =>
        values === undefined || !hasAny(values, places) ? [] : [{ values, column: column() }],
      );
      const filled = new Map(found.map(({ values, column }) => [column, values]));
      for (const column of [...table.spans, ...table.causes]) {
        const values = filled.get(column);
        if (values !== undefined) spread(values, places, column.values, rows);
        // A row may have been another boot's, which is gone.
        else for (const row of rows) column.values[row] = Number.NaN;
      }
      const { wall, outcome } = table;
      for (const [n, row] of rows.entries()) {
        const place = places[n] ?? 0;
        wall[row] = slab.wall[place] ?? Number.NaN;
        outcome[row] = slab.outcome[place] ?? 0;
      }
      for (const name of ["duration", "ready", "length"] as const)
        spread(slab[name], places, table[name], rows);
      pasteTexts(slab, rows, places);
      for (const row of rows) table.settle(row);
    },
  };
}
