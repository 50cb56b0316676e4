import { OUTCOMES, type Outcome } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { ReasonSlug } from "../domain/reason.ts";
import { medianOf } from "../statistics/median.ts";
import type { ContainerReport } from "../statistics/population.ts";
import type { Sorted } from "../statistics/quantile.ts";
import { binOf } from "./axis.ts";
import { matchingRows } from "./match.ts";
import { rowsUp, type Measure } from "./populations.ts";
import { hostOf, reasonsOfText, type SpanColumn, type Table } from "./table.ts";
import {
  stretchesOf,
  toldReport,
  type MeasuredReport,
  type MeasuredStretch,
  type ReportRange,
  type Stretches,
} from "./told-report.ts";
import { present, sortedValues } from "./values.ts";

const FAILED = OUTCOMES.indexOf("failed");

function extentOf({ wall }: Table, rows: Uint32Array) {
  let [first, last] = [Infinity, -Infinity];
  for (const row of rows) {
    const at = wall[row] ?? Number.NaN;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return { first, last };
}

function measuredIn(
  table: Table,
  rows: Uint32Array,
  { since, length, n: bins }: Stretches,
): ReadonlyMap<number, MeasuredStretch> {
  const { wall, duration, outcome } = table;
  const [from, to] = [Number(since), Number(length)];
  const grouped = new Map<number, number[]>();
  for (const row of rows) {
    const bin = binOf(((wall[row] ?? Number.NaN) - from) / to, bins);
    if (bin === undefined) continue;
    const members = grouped.get(bin);
    if (members === undefined) grouped.set(bin, [row]);
    else members.push(row);
  }
  const columns = table.spans.filter(({ kind }) => kind.onPath);
  const measured = ([bin, members]: [number, number[]]): [number, MeasuredStretch] => {
    const all = Uint32Array.from(members);
    const others = rowsUp(table, all);
    return [
      bin,
      {
        n: all.length,
        failed: all.filter((row) => outcome[row] === FAILED).length,
        boot: sortedValues(duration, others),
        spans: columns.flatMap(({ kind, values }) => {
          const found = present(values, others);
          return found.length === 0 ? [] : { slug: kind.slug, p50: medianOf(found) };
        }),
      },
    ];
  };
  return new Map([...grouped].map(measured));
}

/** Boots of any outcome, and failed ones, by the phase they came to. */
function furthestOf({ codes, dictionaries, outcome }: Table, rows: Uint32Array): MeasuredReport["furthest"] {
  const furthest = new Uint32Array(dictionaries.furthestPhase.size);
  const failed = new Uint32Array(dictionaries.furthestPhase.size);
  for (const row of rows) {
    const code = codes.furthestPhase[row] ?? 0;
    furthest[code] = (furthest[code] ?? 0) + 1;
    if (outcome[row] === FAILED) failed[code] = (failed[code] ?? 0) + 1;
  }
  return new Map(
    [...furthest].map((n, code) => [dictionaries.furthestPhase.text(code), { n, failed: failed[code] ?? 0 }]),
  );
}

function outcomesOf({ outcome }: Table, rows: Uint32Array): ReadonlyMap<Outcome, number> {
  const counts = new Uint32Array(OUTCOMES.length);
  for (const row of rows) {
    const at = outcome[row] ?? 0;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return new Map(OUTCOMES.map((each, at) => [each, counts[at] ?? 0]));
}

/** A host that was renamed counts once, by its later name. */
function hostsOf({ codes, dictionaries }: Table, rows: Uint32Array): ContainerReport["hosts"] {
  const byCode = new Map<number, number>();
  for (const row of rows) {
    const code = codes.host[row] ?? 0;
    byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  const hosts = new Map<string, { id: string; name: string; n: number }>();
  for (const [code, n] of [...byCode].sort(([a], [b]) => a - b)) {
    const text = dictionaries.host.text(code);
    if (text === undefined) continue;
    const { id, name } = hostOf(text);
    hosts.set(id, { id, name, n: (hosts.get(id)?.n ?? 0) + n });
  }
  return [...hosts.values()];
}

/** Of each first reason, how many boots have it. */
function reasonsOf({ codes, dictionaries }: Table, rows: Uint32Array): ContainerReport["reasons"] {
  const byCode = new Uint32Array(dictionaries.reasons.size);
  for (const row of rows) {
    const code = codes.reasons[row] ?? 0;
    byCode[code] = (byCode[code] ?? 0) + 1;
  }
  const counts = new Map<ReasonSlug | undefined, number>();
  byCode.forEach((n, code) => {
    if (n === 0) return;
    const [slug] = reasonsOfText(dictionaries.reasons.text(code));
    counts.set(slug, (counts.get(slug) ?? 0) + n);
  });
  return [...counts].map(([slug, n]) => ({ slug, n }));
}

/** What is kept in order of all boots of a container that came up. */
export type KeptInOrder = (container: string, measures: readonly Measure[]) => (measure: Measure) => Sorted;

/** How one container boots; undefined when no boot has its name. */
export function containerReport(
  table: Table,
  kept: KeptInOrder,
  container: string,
  range: ReportRange,
): ContainerReport | undefined {
  const all = matchingRows(table, { container });
  if (all.length === 0) return undefined;
  const { host, since, until } = range;
  const isAll = host === undefined && since === undefined && until === undefined;
  const rows = isAll ? all : matchingRows(table, { container, ...omitUndefined({ host, since, until }) });
  const population = rowsUp(table, rows);
  const measureOf = ({ kind }: SpanColumn): Measure => `:${kind.slug}`;
  const inOrder = isAll ? kept(container, ["duration", "ready", ...table.spans.map(measureOf)]) : undefined;
  const sorted = (measure: Measure, values: Float32Array) =>
    inOrder?.(measure) ?? sortedValues(values, population);
  const { first, last } = extentOf(table, rows);
  const stretches = stretchesOf(first, last, range);
  return toldReport({
    container,
    hosts: hostsOf(table, all),
    outcomes: outcomesOf(table, rows),
    boot: sorted("duration", table.duration),
    ready: sorted("ready", table.ready),
    spans: table.spans.map((column) => ({
      kind: column.kind,
      sorted: () => sorted(measureOf(column), column.values),
    })),
    stretches,
    measured: stretches === undefined ? new Map() : measuredIn(table, rows, stretches),
    furthest: furthestOf(table, rows),
    reasons: reasonsOf(table, rows),
  });
}
