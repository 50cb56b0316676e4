import { OUTCOMES, type BootId } from "../domain/boot.ts";
import { toldReasons, type ReasonSlug } from "../domain/reason.ts";
import { createDictionary, type Dictionary } from "./dictionary.ts";
import { createGroups, type Groups } from "./groups.ts";
import { createIds, type Ids } from "./ids.ts";
import { createOrders, type Orders } from "./orders.ts";
import type { BootSample, SampledSpan } from "./sample.ts";

/** Slugs beyond this many are counted, not kept: a column costs 4 bytes a boot. */
export const MAX_SPAN_COLUMNS = 64;

/** Texts that a sample has as they are. */
const SAMPLED_TEXTS = [
  "container",
  "hacoFile",
  "command",
  "kernel",
  "furthestPhase",
  "runtime",
  "engine",
  "image",
  "pod",
  "labels",
] as const;
export const TEXT_COLUMNS = [...SAMPLED_TEXTS, "host", "reasons"] as const;
const GROUPED = ["container", "image"] as const satisfies readonly (typeof TEXT_COLUMNS)[number][];
/** Columns by which rows are kept together. */
export type GroupedColumn = (typeof GROUPED)[number];
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** What boots lost to a reason, ns; NaN where that is not worth a word. "unexplained" is of all whose causes are known. */
export type CauseColumn = { readonly slug: ReasonSlug; values: Float32Array };

export type SpanColumn = { readonly kind: SampledSpan; values: Float32Array };

/** Boots as rows, everything of one kind in an array of its own. Rows have no order. NaN: none. */
export type Table = {
  readonly size: number;
  readonly ids: Ids;
  /** UTC ns as a double: exact to 256 ns in this century. */
  readonly wall: Float64Array;
  /** ns. */
  readonly duration: Float32Array;
  readonly ready: Float32Array;
  /** What the charts draw: the boot duration, or of a failed boot the time to its death. */
  readonly length: Float32Array;
  /** Index in OUTCOMES. */
  readonly outcome: Uint8Array;
  readonly codes: Readonly<Record<TextColumn, Uint32Array>>;
  readonly dictionaries: Readonly<Record<TextColumn, Dictionary>>;
  /** In the order their slugs were first seen. */
  readonly spans: readonly SpanColumn[];
  readonly ignoredSpans: number;
  /** In the order their slugs were first seen. */
  readonly causes: readonly CauseColumn[];
  readonly orders: Orders;
  /** Rows by a column that many questions are asked of one value of. */
  readonly groups: Readonly<Record<GroupedColumn, Groups>>;
  spanColumn(slug: string): SpanColumn | undefined;
  /** Makes room for so many rows at once: what is copied as rows come holds up whoever asks. */
  reserve(rows: number): void;
  /** Inserts a boot, or replaces the one of its id. */
  put(sample: BootSample): void;
  remove(id: BootId): void;
  /** A row at the end for the id whose bytes begin there; undefined where it has one. Whoever claims it fills it in. */
  claim(ids: Uint8Array, at: number): number | undefined;
  /** Of a row that was claimed and is filled in. */
  settle(row: number): void;
  /** The column of a kind of spans, which may be new; undefined where there are too many. */
  spanColumnOf(kind: SampledSpan): SpanColumn | undefined;
  causeColumnOf(slug: ReasonSlug): CauseColumn;
};

/** Reasons that are told of a boot by themselves as one text, the worst first; undefined where there are none. */
const reasonsText = (causes: BootSample["causes"]) => toldReasons(causes).join() || undefined;
export const reasonsOfText = (text: string | undefined) => (text?.split(",") ?? []) as readonly ReasonSlug[];

/** What the causes leave of a boot: ns. */
function unexplainedOf({ causes = [], duration = 0 }: BootSample): number {
  const told = causes.reduce((sum, { slug, ns }) => (slug === "app-start" ? sum : sum + Number(ns)), 0);
  return Math.max(0, duration - told);
}

/** The host's id, its name and its labels as one text: the same host can be renamed. */
const hostText = ({ hostId, hostName, hostLabels }: BootSample) =>
  JSON.stringify(hostLabels === undefined ? [hostId, hostName] : [hostId, hostName, hostLabels]);
export const hostOf = (text: string) => {
  const [id = "", name = "", labels] = JSON.parse(text) as [string?, string?, Record<string, string>?]; // as written above
  return { id, name, labels };
};

function grown<Values extends Float64Array | Float32Array | Uint32Array | Uint8Array>(
  values: Values,
  capacity: number,
): Values {
  const larger = new (values.constructor as new (length: number) => Values)(capacity);
  larger.set(values);
  return larger;
}

/** Is told of every row before it goes, for good or to be replaced at once, and once it has come. */
export type RowListener = { leaving(row: number, isReplaced: boolean): void; arrived(row: number): void };

// One function of more than 80 lines: the arrays are replaced as they grow, and its inner loops read them as variables.
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the same columns
export function createTable(listener: RowListener): Table {
  let capacity = 1024;
  const ids = createIds();
  const orders = createOrders(() => ids.size);
  let wall = new Float64Array(capacity);
  let duration = new Float32Array(capacity);
  let ready = new Float32Array(capacity);
  let length = new Float32Array(capacity);
  let outcome = new Uint8Array(capacity);
  const byText = <Value>(make: () => Value) =>
    Object.fromEntries(TEXT_COLUMNS.map((name) => [name, make()])) as Record<TextColumn, Value>;
  const codes = byText(() => new Uint32Array(capacity));
  const dictionaries = byText(createDictionary);
  const groups = { container: createGroups(), image: createGroups() };
  const spans: SpanColumn[] = [];
  const bySlug = new Map<string, SpanColumn>();
  const causes: CauseColumn[] = [];
  let ignoredSpans = 0;

  function reserve(rows: number): void {
    if (rows <= capacity) return;
    const before = capacity;
    capacity = rows;
    ids.reserve(rows);
    wall = grown(wall, capacity);
    duration = grown(duration, capacity);
    ready = grown(ready, capacity);
    length = grown(length, capacity);
    outcome = grown(outcome, capacity);
    for (const name of TEXT_COLUMNS) codes[name] = grown(codes[name], capacity);
    for (const column of [...spans, ...causes])
      column.values = grown(column.values, capacity).fill(Number.NaN, before);
  }
  function grow(): void {
    if (ids.size >= capacity) reserve(Math.ceil(capacity * 1.5));
  }

  function causeColumn(slug: ReasonSlug): CauseColumn {
    const known = causes.find((column) => column.slug === slug);
    if (known !== undefined) return known;
    const column = { slug, values: new Float32Array(capacity).fill(Number.NaN) };
    causes.push(column);
    return column;
  }

  function columnOf(kind: SampledSpan): SpanColumn | undefined {
    const known = bySlug.get(kind.slug);
    if (known !== undefined) return known;
    if (spans.length >= MAX_SPAN_COLUMNS) return undefined;
    const { slug, label, group, onPath } = kind;
    const column = {
      kind: { slug, label, group, onPath },
      values: new Float32Array(capacity).fill(Number.NaN),
    };
    bySlug.set(slug, column);
    spans.push(column);
    return column;
  }

  function fill(row: number, sample: BootSample): void {
    wall[row] = sample.wallTime === undefined ? Number.NaN : Number(sample.wallTime);
    duration[row] = sample.duration ?? Number.NaN;
    ready[row] = sample.ready ?? Number.NaN;
    length[row] = sample.duration ?? sample.died ?? Number.NaN;
    outcome[row] = OUTCOMES.indexOf(sample.outcome);
    codes.host[row] = dictionaries.host.add(hostText(sample));
    for (const name of SAMPLED_TEXTS) codes[name][row] = dictionaries[name].add(sample[name]);
    codes.reasons[row] = dictionaries.reasons.add(reasonsText(sample.causes));
    for (const { values } of spans) values[row] = Number.NaN;
    for (const { values } of causes) values[row] = Number.NaN;
    if (sample.causes === undefined) return fillSpans(row, sample);
    for (const { slug, ns } of sample.causes) causeColumn(slug).values[row] = Number(ns);
    causeColumn("unexplained").values[row] = unexplainedOf(sample);
    fillSpans(row, sample);
  }

  function fillSpans(row: number, sample: BootSample): void {
    for (const { kind, duration: ns } of sample.spans) {
      const column = columnOf(kind);
      if (column === undefined) ignoredSpans++;
      else column.values[row] = ns;
    }
  }

  /** What has no such text is in no group. */
  function join(by: GroupedColumn, row: number): void {
    const code = codes[by][row] ?? 0;
    if (code !== 0) groups[by].add(code, row);
  }
  function leave(by: GroupedColumn, code: number, row: number): void {
    if (code !== 0) groups[by].remove(code, row);
  }

  /** A row more, filled in. */
  function settled(row: number): void {
    for (const by of GROUPED) join(by, row);
    orders.arrived(row);
    listener.arrived(row);
  }

  function copyRow(from: number, to: number): void {
    for (const values of [wall, duration, ready, length, outcome]) values[to] = values[from] ?? 0;
    for (const name of TEXT_COLUMNS) codes[name][to] = codes[name][from] ?? 0;
    for (const { values } of [...spans, ...causes]) values[to] = values[from] ?? 0;
  }

  return {
    get size() {
      return ids.size;
    },
    ids,
    orders,
    groups,
    get wall() {
      return wall;
    },
    get duration() {
      return duration;
    },
    get ready() {
      return ready;
    },
    get length() {
      return length;
    },
    get outcome() {
      return outcome;
    },
    codes,
    dictionaries,
    spans,
    get ignoredSpans() {
      return ignoredSpans;
    },
    causes,
    spanColumn: (slug) => bySlug.get(slug),
    reserve,
    spanColumnOf: columnOf,
    causeColumnOf: causeColumn,
    claim(from, at) {
      orders.catchUp();
      grow();
      return ids.pushBytes(from, at);
    },
    settle: settled,
    put(sample) {
      orders.catchUp();
      const row = ids.find(sample.id);
      if (row === undefined) {
        grow();
        const added = ids.push(sample.id);
        fill(added, sample);
        settled(added);
      } else {
        listener.leaving(row, true);
        orders.leaving(row);
        const before = GROUPED.map((by) => codes[by][row] ?? 0);
        fill(row, sample);
        for (const [n, by] of GROUPED.entries()) {
          if (before[n] === codes[by][row]) continue;
          leave(by, before[n] ?? 0, row);
          join(by, row);
        }
        listener.arrived(row);
      }
    },
    remove(id) {
      orders.catchUp();
      const row = ids.find(id);
      if (row === undefined) return;
      listener.leaving(row, false);
      const last = ids.size - 1;
      orders.leaving(row);
      if (row !== last) orders.leaving(last);
      ids.remove(row);
      for (const by of GROUPED) leave(by, codes[by][row] ?? 0, row);
      if (row === last) return;
      for (const by of GROUPED) leave(by, codes[by][last] ?? 0, last);
      copyRow(last, row);
      for (const by of GROUPED) join(by, row);
    },
  };
}
