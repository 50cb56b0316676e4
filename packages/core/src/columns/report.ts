import { OUTCOMES } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { pathPhases } from "../domain/phase.ts";
import type { ReasonSlug } from "../domain/reason.ts";
import { spanRank } from "../domain/span.ts";
import { medianOf } from "../statistics/median.ts";
import type { ContainerBin, ContainerReport, FunnelStep, SpanHistogram } from "../statistics/population.ts";
import { quantilesOf, type Sorted } from "../statistics/quantile.ts";
import { binEdges, binOf, durationScale, niceDurations } from "./axis.ts";
import { matchingRows } from "./match.ts";
import { COUNTED, type Measure } from "./populations.ts";
import { hostOf, reasonsOfText, type SpanColumn, type Table } from "./table.ts";
import { present, sortedValues } from "./values.ts";

const HISTOGRAM_BINS = 48;
const FAILED = OUTCOMES.indexOf("failed");

export type ReportRange = {
  readonly host?: string;
  readonly since?: bigint;
  readonly until?: bigint;
  readonly bins: number;
};

const counted = ({ outcome }: Table, rows: Uint32Array) =>
  rows.filter((row) => COUNTED[outcome[row] ?? 0] === 1);

function spanHistogram({ kind }: SpanColumn, sorted: Sorted): SpanHistogram | undefined {
  const quantiles = quantilesOf(sorted);
  if (quantiles === undefined) return undefined;
  const { min, max } = niceDurations(quantiles.min, quantiles.max, "log");
  const place = durationScale(min, max, "log");
  const counts = Array.from({ length: HISTOGRAM_BINS }, () => 0);
  // Rounding may put the outermost values a hair beyond the axis.
  const binAt = (i: number) => binOf(Math.min(1, Math.max(0, place(sorted[i] ?? 0))), HISTOGRAM_BINS) ?? 0;
  for (let from = 0; from < sorted.length; ) {
    const bin = binAt(from);
    let [least, most] = [from + 1, sorted.length];
    while (least < most) {
      const middle = (least + most) >>> 1;
      if (binAt(middle) === bin) least = middle + 1;
      else most = middle;
    }
    counts[bin] = least - from;
    from = least;
  }
  return { ...kind, quantiles, edges: binEdges(min, max, "log", HISTOGRAM_BINS), counts };
}

/** Doubles around the wall times of this century are 256 ns apart: the moment itself lies so far off at most. */
const WALL_ERROR = 128n;

/** Even stretches of wall time from the first to the last boot, or of the range asked for. */
function bins(
  table: Table,
  rows: Uint32Array,
  columns: readonly SpanColumn[],
  range: ReportRange,
): ContainerBin[] {
  const { wall, duration, outcome } = table;
  let [first, last] = [Infinity, -Infinity];
  for (const row of rows) {
    const at = wall[row] ?? Number.NaN;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  if (first > last || range.bins < 1) return [];
  const since = range.since ?? BigInt(first) - WALL_ERROR;
  const until = (range.until ?? BigInt(last) + WALL_ERROR) + 1n;
  const length = until - since;
  if (length <= 0n) return [];
  const grouped: number[][] = Array.from({ length: range.bins }, () => []);
  for (const row of rows) {
    const at = wall[row] ?? Number.NaN;
    const bin = binOf((at - Number(since)) / Number(length), range.bins);
    if (bin !== undefined) grouped[bin]?.push(row);
  }
  const edge = (n: number) => since + (length * BigInt(n)) / BigInt(range.bins);
  return grouped.map((members, n) => {
    const all = Uint32Array.from(members);
    const others = counted(table, all);
    return {
      since: edge(n),
      until: edge(n + 1),
      n: all.length,
      failed: all.filter((row) => outcome[row] === FAILED).length,
      ...omitUndefined({ boot: quantilesOf(sortedValues(duration, others)) }),
      spans: columns
        .filter(({ kind }) => kind.onPath)
        .flatMap(({ kind, values }) => {
          const found = present(values, others);
          return found.length === 0 ? [] : { slug: kind.slug, p50: medianOf(found) };
        }),
    };
  });
}

/** Phases in the order of the boot path that any of the boots could have ended at, those of other ways left out. */
function funnel(table: Table, rows: Uint32Array): FunnelStep[] {
  const { codes, dictionaries, outcome } = table;
  const furthest = new Uint32Array(dictionaries.furthestPhase.size);
  const failed = new Uint32Array(dictionaries.furthestPhase.size);
  for (const row of rows) {
    const code = codes.furthestPhase[row] ?? 0;
    furthest[code] = (furthest[code] ?? 0) + 1;
    if (outcome[row] === FAILED) failed[code] = (failed[code] ?? 0) + 1;
  }
  const steps = [undefined, ...pathPhases()].flatMap((phase) => {
    const code = phase === undefined ? 0 : dictionaries.furthestPhase.find(phase.constant);
    const n = code === undefined ? 0 : (furthest[code] ?? 0);
    if (n === 0 && (phase === undefined || phase.isDetour)) return [];
    return { phase: phase?.constant, n, failed: code === undefined ? 0 : (failed[code] ?? 0) };
  });
  let reached = steps.reduce((sum, { n }) => sum + n, 0);
  return steps.map(({ phase, n, failed: died }) => {
    const step = { phase, reached, failed: died };
    reached -= n;
    return step;
  });
}

function outcomesOf({ outcome }: Table, rows: Uint32Array) {
  const counts = new Uint32Array(OUTCOMES.length);
  for (const row of rows) {
    const at = outcome[row] ?? 0;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return OUTCOMES.map((each, at) => ({ outcome: each, n: counts[at] ?? 0 })).filter(({ n }) => n > 0);
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
  return [...hosts.values()].sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1));
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
  return [...counts].map(([slug, n]) => ({ slug, n })).sort((a, b) => b.n - a.n);
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
  const rows = isAll
    ? all
    : matchingRows(table, {
        container,
        ...omitUndefined({ host, since, until }),
      });
  const population = counted(table, rows);
  const columns = table.spans.toSorted((a, b) => spanRank(a.kind.slug) - spanRank(b.kind.slug));
  const measureOf = ({ kind }: SpanColumn): Measure => `:${kind.slug}`;
  const inOrder = isAll ? kept(container, ["duration", "ready", ...columns.map(measureOf)]) : undefined;
  const sorted = (measure: Measure, values: Float32Array) =>
    inOrder?.(measure) ?? sortedValues(values, population);
  return {
    container,
    hosts: hostsOf(table, all),
    n: rows.length,
    outcomes: outcomesOf(table, rows),
    ...omitUndefined({
      boot: quantilesOf(sorted("duration", table.duration)),
      ready: quantilesOf(sorted("ready", table.ready)),
    }),
    bins: bins(table, rows, columns, range),
    spans: columns.flatMap((column) => spanHistogram(column, sorted(measureOf(column), column.values)) ?? []),
    funnel: funnel(table, rows),
    reasons: reasonsOf(table, rows),
  };
}
