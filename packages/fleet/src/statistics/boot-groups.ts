import {
  contrastsOf,
  inOrderOfBoots,
  inOrderOfPath,
  omitUndefined,
  POPULATION_OUTCOMES,
  sortRows,
  toldGroups,
  type BootFilter,
  type BootGroups,
  type ContrastedSpan,
  type CountedGroup,
  type GroupedBy,
  type GroupedDurations,
  type GroupsQuery,
} from "@hacotaki/core";
import type { Ask, Params } from "../reader/ask.ts";
import { conditionsOf, type Condition } from "../reader/filter.ts";
import { bitsIn } from "./bits.ts";
import { middleOf, shiftFor, type Exactness, type SpanAsking } from "./distributions.ts";
import { SAMPLE, type Drawn } from "./drawn.ts";
import { lookedAt, matching } from "./matching.ts";
import { drawOf, sampleOf, type Sampling } from "./sampling.ts";

/** Of many boots, of spans: to a part in 128, which is enough to tell medians apart that differ by 2 %. */
const SPAN_BITS = 16;
/** Of a sample, and of more groups than this: to a part in 32. Ranks in a group are further off than that tells. */
const MANY_GROUPS = 100;
const COARSE_SPAN_BITS = 18;

function spanShiftFor(shift: number, groups: number, drawn: Drawn): number {
  if (shift === 0) return 0;
  return drawn === SAMPLE && groups > MANY_GROUPS ? COARSE_SPAN_BITS : SPAN_BITS;
}

/** What stands for a boot's group, and what is bound to it. */
function keyOf(by: GroupedBy): Condition {
  if (by === "host") return { text: "host_id", params: {} };
  if (by === "kernel" || by === "runtime") return { text: by, params: {} };
  return {
    text: "labels[{groupLabel:String}]",
    params: { groupLabel: by.slice("label:".length).toWellFormed() },
  };
}

/** Counted by numbers, spans take two thirds of the time that texts take: a key is its hash until all is counted. */
const hashOf = (key: string) => `cityHash64(${key})`;

type GroupRow = {
  readonly key: string;
  /** Of the key, as text. */
  readonly hash: string;
  readonly boots: string;
  readonly failed: string;
  readonly hosts: readonly string[];
  readonly last: string | null;
};
const countedOf = (row: GroupRow): CountedGroup => ({
  key: row.key,
  boots: Number(row.boots),
  failed: Number(row.failed),
  hosts: row.hosts,
  ...omitUndefined({ last: row.last === null ? undefined : BigInt(row.last) }),
});

/** Durations of one group and one measure: the upper bits of floats, and how many boots have each. */
type DurationRow = {
  /** Of the group's key. */
  readonly hash: string;
  /** Of the kind of a span, from 1 on; 0 is a slug that is not known. Of boots always 0. */
  readonly code: number;
  readonly bits: readonly number[];
  readonly counts: readonly number[];
};

/** Rows of one measure as durations in order, whose groups are places by hashes. */
function durationsOf(
  rows: readonly DurationRow[],
  places: ReadonlyMap<string, number>,
  shift: number,
): GroupedDurations {
  const known = rows.filter(({ hash }) => places.has(hash));
  const n = known.reduce((sum, { bits }) => sum + bits.length, 0);
  const [values, groups, counts] = [new Float32Array(n), new Uint32Array(n), new Uint32Array(n)];
  let at = 0;
  for (const row of known) {
    groups.fill(places.get(row.hash) ?? 0, at, at + row.bits.length);
    for (const bits of row.bits) values[at++] = middleOf(bits, shift);
    counts.set(row.counts, at - row.bits.length);
  }
  const order = sortRows(
    Uint32Array.from({ length: n }, (_, place) => place),
    values,
  );
  return {
    values: Float32Array.from(order, (place) => values[place] ?? 0),
    groups: Uint32Array.from(order, (place) => groups[place] ?? 0),
    counts: Uint32Array.from(order, (place) => counts[place] ?? 0),
  };
}

/** Of a number that is counted by: the kind of a span, above the bits of a duration. */
const KIND_BIT = 32;

const counted = (inner: string, shift: number) =>
  `SELECT toString(hash) AS hash, toUInt32(bitShiftRight(kind_and_bits, ${KIND_BIT})) AS code,
     groupArray(toUInt32(bitAnd(kind_and_bits, 0xffffffff))) AS bits, groupArray(toUInt32(n)) AS counts
   FROM (
     SELECT hash, bitOr(bitShiftLeft(code, ${KIND_BIT}), toUInt64(bitShiftRight(assumeNotNull(${bitsIn("ns")}), ${shift}))) AS kind_and_bits, count() AS n
     FROM (${inner}) GROUP BY hash, kind_and_bits
   ) GROUP BY hash, code`;

type Of = { readonly key: string; readonly text: string; readonly params: Params };

const bootRows = (ask: Ask, { key, text, params }: Of, shift: number) =>
  ask<DurationRow>(
    "read durations of",
    counted(
      `SELECT ${hashOf(key)} AS hash, toUInt64(0) AS code, boot_duration_ns AS ns FROM ${text} AND isNotNull(boot_duration_ns)`,
      shift,
    ),
    params,
  );

/** Of closed spans of the boot path. */
async function spanRows({ ask, kinds }: SpanAsking, of: Of, shift: number) {
  const known = await kinds.known();
  const code = "transform(slug, {slugs:Array(String)}, {codes:Array(UInt64)}, toUInt64(0))";
  const rows = await ask<DurationRow>(
    "read durations of",
    counted(
      `SELECT hash, ${code} AS code, ns
       FROM (SELECT ${hashOf(of.key)} AS hash, \`span.slug\`, \`span.on_path\`, \`span.state\`, \`span.ns\` FROM ${of.text})
       ARRAY JOIN \`span.slug\` AS slug, \`span.on_path\` AS on_path, \`span.state\` AS state, \`span.ns\` AS ns
       WHERE on_path = 1 AND state = 'closed' AND isNotNull(ns)`,
      shift,
    ),
    { ...of.params, slugs: known.map(({ slug }) => slug), codes: known.map((_, place) => place + 1) },
  );
  if (rows.some((row) => row.code === 0) && kinds.look()) return spanRows({ ask, kinds }, of, shift);
  return { known, rows };
}

/** Those of a filter that came up, of all or of a sample. */
function cameUp(filter: BootFilter, drawn: Drawn): Condition {
  const of = matching(filter, "", drawn);
  const up = conditionsOf({ outcomes: POPULATION_OUTCOMES }, "up");
  const text = `${of.text} AND ${up.text}`;
  return { text: lookedAt(text, drawn), params: { ...of.params, ...up.params } };
}

/**
 * Boots by what they have in common, and where each group is slower than all others. Boots are counted one by one; of very
 * many, durations are those of the sample.
 */
export const createBootGroups =
  ({ ask, kinds, mostExact, ...sampling }: SpanAsking & Exactness & Sampling) =>
  async ({ by, filter }: GroupsQuery): Promise<BootGroups> => {
    const key = keyOf(by);
    const of = matching(filter);
    const rows = await ask<GroupRow>(
      "count the boots of",
      `SELECT ${key.text} AS key, toString(${hashOf("key")}) AS hash, toString(count()) AS boots, toString(countIf(outcome = 'failed')) AS failed,
         arraySort(groupUniqArray(toString(host_id))) AS hosts, toString(toUnixTimestamp64Nano(max(started_at))) AS last
       FROM ${of.text} GROUP BY key`,
      { ...of.params, ...key.params },
    );
    const groups = inOrderOfBoots(rows.map(countedOf));
    const hashes = new Map(rows.map(({ key: its, hash }) => [its, hash]));
    const places = new Map(groups.map((group, place) => [hashes.get(group.key) ?? "", place]));
    const { drawn, n: ofSample } = await drawOf(ask, sampling, filter);
    const up = cameUp(filter, drawn);
    const asked = { key: key.text, text: up.text, params: { ...up.params, ...key.params } };
    const n = ofSample ?? groups.reduce((sum, { boots }) => sum + boots, 0);
    const shift = shiftFor(n, mostExact);
    const spanShift = spanShiftFor(shift, groups.length, drawn);
    const boots = await bootRows(ask, asked, shift);
    const { known, rows: ofSpans } = await spanRows({ ask, kinds }, asked, spanShift);
    const byCode = Map.groupBy(ofSpans, ({ code }) => code);
    const spans = known
      .map((kind, place) => ({ kind, rows: byCode.get(place + 1) ?? [] }))
      .filter(({ kind, rows: its }) => kind.onPath && its.length > 0)
      .sort((a, b) => inOrderOfPath(a.kind, b.kind))
      .map(({ kind: { slug, label, group }, rows: its }): ContrastedSpan => {
        const durations = durationsOf(its, places, spanShift);
        return { slug, label, group, contrasts: contrastsOf(durations, groups.length) };
      });
    return {
      groups: toldGroups(groups, contrastsOf(durationsOf(boots, places, shift), groups.length), spans),
      omitted: rows.length - groups.length,
      ...sampleOf([{ drawn, n }]),
    };
  };
