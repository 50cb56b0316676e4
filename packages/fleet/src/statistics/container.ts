import {
  isReasonSlug,
  POPULATION_OUTCOMES,
  stretchesOf,
  toldReport,
  type BootFilter,
  type ContainerReport,
  type MeasuredStretch,
  type Outcome,
  type ReportRange,
  type Stretches,
} from "@hacotaki/core";
import { conditionsOf, type Condition } from "../reader/filter.ts";
import { FIRST_REASON, REASONS } from "./attributes.ts";
import { bitsIn } from "./bits.ts";
import {
  countOf,
  shiftFor,
  spanDistributions,
  type Boots,
  type Exactness,
  type SpanAsking,
} from "./distributions.ts";
import { SAMPLE } from "./drawn.ts";
import { lookedAt, matching, WALL } from "./matching.ts";
import { CAME_UP } from "./named.ts";
import { inOrder, ranked, sortedOf } from "./ranks.ts";
import { drawOf, sampleOf, type Sampling } from "./sampling.ts";
import { spanMedians } from "./span-medians.ts";

/** Boots of the range that have something in common, and of a host all there are. */
type CountedRow = {
  readonly by: "host" | "outcome" | "phase";
  readonly value: string;
  /** Of a host, its latest. */
  readonly name: string;
  readonly n: string;
  readonly failed: string;
  readonly all: string;
  readonly first: number | null;
  readonly last: number | null;
};

function counted(ask: SpanAsking["ask"], { text, side, params }: Boots): Promise<readonly CountedRow[]> {
  return ask<CountedRow>(
    "count the boots of",
    `SELECT multiIf(grouping(host_id) = 0, 'host', grouping(outcome) = 0, 'outcome', 'phase') AS by,
       multiIf(by = 'host', toString(host_id), by = 'outcome', toString(outcome), toString(furthest_phase)) AS value,
       argMax(host_name, arrived_at) AS name, toString(countIf(is_in)) AS n,
       toString(countIf(is_in AND state = 'failed')) AS failed, toString(count()) AS all,
       minIf(wall, is_in) AS first, maxIf(wall, is_in) AS last
     FROM (SELECT host_id, host_name, arrived_at, outcome, outcome AS state, furthest_phase,
       ${WALL} AS wall, ifNull(${side}, 0) AS is_in FROM ${text})
     GROUP BY GROUPING SETS ((host_id), (outcome), (furthest_phase))`,
    params,
  );
}

/** First reasons of boots, and how many boots have each: of very many by a sample, for all other columns are read faster. */
async function reasonsOf(
  { ask, ...sampling }: Asked,
  filter: BootFilter,
): Promise<ContainerReport["reasons"]> {
  const { drawn } = await drawOf(ask, sampling, filter);
  const of = matching(filter, "", drawn);
  const rows = await ask<{ readonly value: string; readonly n: string }>(
    "count the boots of",
    `SELECT toString(reason) AS value, toString(count()) AS n
     FROM (SELECT ${FIRST_REASON} AS reason FROM ${lookedAt(of.text, drawn)}) GROUP BY reason`,
    { ...of.params, ...REASONS },
  );
  return rows.map(({ value, n }) => ({
    slug: isReasonSlug(value) ? value : undefined,
    n: Number(n) * drawn.oneIn,
  }));
}

type StretchRow = {
  /** NULL: all boots of the range. */
  readonly place: number | null;
  readonly n: string;
  readonly failed: string;
  readonly boot_n: number;
  readonly boot_bits: readonly number[];
  readonly ready_n: number;
  readonly ready_bits: readonly number[];
};

/** Boots stretch by stretch, and all of them. `side` is the number of the stretch, -1 in none. */
function measured(ask: SpanAsking["ask"], { text, side, params }: Boots): Promise<readonly StretchRow[]> {
  return ask<StretchRow>(
    "read durations of",
    `SELECT place, toString(n) AS n, toString(failed) AS failed, ${ranked("boot", "boot")}, ${ranked("ready", "ready")} FROM (
       SELECT if(grouping(side) = 1, NULL, side) AS place, count() AS n, countIf(outcome = 'failed') AS failed,
         ${inOrder("boot_bits", CAME_UP)} AS boot, ${inOrder("ready_bits", CAME_UP)} AS ready
       FROM (SELECT ${side} AS side, outcome, ${bitsIn("boot_duration_ns")} AS boot_bits, ${bitsIn("ready_duration_ns")} AS ready_bits FROM ${text})
       GROUP BY GROUPING SETS ((side), ())
     )`,
    params,
  );
}

/** In a question: the number of the stretch that a boot is in, from 0; -1 in none. */
function placeIn(stretches: Stretches | undefined): Condition {
  if (stretches === undefined) return { text: "toInt16(-1)", params: {} };
  const { since, length, n } = stretches;
  const share = `((${WALL} - {stretchesFrom:Float64}) / {stretchesLength:Float64})`;
  return {
    text: `toInt16(if(ifNull(${share} BETWEEN 0 AND 1, 0), least(${n} - 1, floor(assumeNotNull(${share}) * ${n})), -1))`,
    params: { stretchesFrom: Number(since), stretchesLength: Number(length) },
  };
}

type Asked = SpanAsking & Exactness & Sampling;

/** Spans of the boots that came up, of very many by a sample: over all stretches, and the medians of each. */
async function spansOf({ ask, kinds, mostExact, ...sampling }: Asked, filter: BootFilter, place: Condition) {
  const draw = await drawOf(ask, sampling, filter);
  const of = matching(filter, "", draw.drawn);
  const boots = {
    text: lookedAt(of.text, draw.drawn),
    params: { ...of.params, ...place.params },
  };
  const n = draw.n ?? (await countOf(ask, of));
  // Ranks of a sample are further off than durations that are rounded.
  const shift = shiftFor(n, draw.drawn === SAMPLE ? 0 : mostExact);
  const spans = await spanDistributions({ ask, kinds }, { ...boots, side: "0" }, shift);
  const medians = await spanMedians({ ask, kinds }, { ...boots, side: place.text });
  return {
    spans,
    medians: Map.groupBy(medians, ({ side }) => side),
    sample: sampleOf([{ drawn: draw.drawn, n }]),
  };
}

/** How one container boots, by all of its boots; undefined where there are none. */
export const createContainer =
  (asked: Asked) =>
  async (container: string, { bins, ...range }: ReportRange): Promise<ContainerReport | undefined> => {
    const { ask } = asked;
    const of = matching({ container });
    const within = conditionsOf(range, "range");
    const rows = await counted(ask, { ...of, side: within.text, params: { ...of.params, ...within.params } });
    if (rows.length === 0) return undefined;
    const by = (wanted: CountedRow["by"]) => rows.filter((row) => row.by === wanted);
    const outcomes = by("outcome");
    const stretches = stretchesOf(
      Math.min(...outcomes.map(({ first }) => first ?? Infinity)),
      Math.max(...outcomes.map(({ last }) => last ?? -Infinity)),
      { ...range, bins },
    );
    const place = placeIn(stretches);
    const [boots, { spans, medians, sample }, reasons] = await Promise.all([
      measured(ask, {
        text: `${of.text} AND ${within.text}`,
        side: place.text,
        params: { ...of.params, ...within.params, ...place.params },
      }),
      spansOf(asked, { ...range, container, outcomes: POPULATION_OUTCOMES }, place),
      reasonsOf(asked, { ...range, container }),
    ]);
    const all = boots.find((row) => row.place === null);
    const measuredIn = boots.flatMap((row): [number, MeasuredStretch][] => {
      if (row.place === null || row.place < 0) return [];
      const told = (medians.get(row.place) ?? []).map(({ slug, p50 }) => ({ slug, p50 }));
      const boot = sortedOf(row.boot_n, row.boot_bits);
      return [[row.place, { n: Number(row.n), failed: Number(row.failed), boot, spans: told }]];
    });
    const report = toldReport({
      container,
      hosts: by("host").map(({ value, name, all: n }) => ({ id: value, name, n: Number(n) })),
      outcomes: new Map(outcomes.map((row) => [row.value as Outcome, Number(row.n)])), // as our shippers write it
      boot: sortedOf(all?.boot_n ?? 0, all?.boot_bits ?? []),
      ready: sortedOf(all?.ready_n ?? 0, all?.ready_bits ?? []),
      spans,
      stretches,
      measured: new Map(measuredIn),
      furthest: new Map(
        by("phase").map((row) => [
          row.value === "" ? undefined : row.value,
          { n: Number(row.n), failed: Number(row.failed) },
        ]),
      ),
      reasons,
    });
    return { ...report, ...sample };
  };
