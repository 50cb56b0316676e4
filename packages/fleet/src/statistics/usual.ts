import { bitsOf, REASON_SLUGS, type Middle, type ReasonSlug } from "@hacotaki/core";
import { bitsIn } from "./bits.ts";
import {
  counted,
  distributionOf,
  middleOf,
  shiftFor,
  type Boots,
  type Distribution,
  type DistributionRow,
  type Exactness,
  type SpanAsking,
} from "./distributions.ts";
import { ALL, FEW, SAMPLE, type Drawn } from "./drawn.ts";
import { lookedAt, matching } from "./matching.ts";
import { CAME_UP } from "./named.ts";
import { isVast, type Sampling } from "./sampling.ts";

/*
 * What is usual in containers, in figures by which single boots are held against it: for a page of a list, whose boots
 * are of several.
 */

/** How long boots of a container take. `rounded` is a duration as it is among them. */
export type UsualDurations = Distribution & { readonly rounded: (ns: number) => number };
/** What they take for each span of the boot path, and lose to each cause, in the middle. */
export type UsualMiddles = {
  readonly spans: ReadonlyMap<string, Middle>;
  readonly causes: ReadonlyMap<ReasonSlug, Middle>;
};

type Asking = SpanAsking & Exactness;

/** Containers, and whom their boots are looked for among. */
type Part = { readonly containers: readonly string[]; readonly drawn: Drawn };

/** Boots of containers that came up; `side` is the place of their container among these, from 0. */
function bootsOf({ containers, drawn }: Part): Boots {
  const text = `${matching({}, "", drawn).text} AND container IN {containers:Array(String)} AND ${CAME_UP}`;
  return {
    text: lookedAt(text, drawn),
    side: "toUInt32(indexOf({containers:Array(String)}, toString(container)) - 1)",
    params: { containers },
  };
}

/** The causes of a boot are known, if only that there is none. */
const IS_EXPLAINED = "(is_explained = 1 OR notEmpty(`cause.reason`))";

/** Boots of each of the containers, those whose causes are known, and bits that are left away of durations. */
async function sizesOf({ ask, mostExact }: Asking, part: Part) {
  const { text, side, params } = bootsOf(part);
  const rows = await ask<{ readonly side: number; readonly n: string; readonly explained: string }>(
    "count the boots of",
    `SELECT ${side} AS side, toString(count()) AS n, toString(countIf(${IS_EXPLAINED})) AS explained FROM ${text} GROUP BY side`,
    params,
  );
  const bySide = new Map(rows.map((row) => [row.side, row]));
  const boots = part.containers.map((_, place) => Number(bySide.get(place)?.n ?? 0));
  return {
    boots,
    explained: part.containers.map((_, place) => Number(bySide.get(place)?.explained ?? 0)),
    shift: shiftFor(
      boots.reduce((sum, n) => sum + n, 0),
      mostExact,
    ),
  };
}

export async function durationsOf(
  asking: Asking,
  containers: readonly string[],
): Promise<ReadonlyMap<string, UsualDurations>> {
  const part = { containers, drawn: ALL };
  const { shift } = await sizesOf(asking, part);
  const { text, side, params } = bootsOf(part);
  const rows = await asking.ask<DistributionRow>(
    "read durations of",
    counted(`SELECT ${side} AS side, '' AS slug, boot_duration_ns AS ns FROM ${text}`, shift),
    params,
  );
  const rounded = (ns: number) => middleOf(bitsOf(ns) >>> shift, shift);
  return new Map(
    rows.map((row) => [containers[row.side] ?? "", { ...distributionOf(row, shift), rounded }] as const),
  );
}

/** Of n values in order so many from rank ⌊(n − 2) / 2⌋ on are a middle. */
const MIDDLE = 3;

type MiddleRow = {
  /** Place of the container, and of the span or the cause, from 0. */
  readonly side: number;
  readonly code: number;
  readonly n: string;
  /** Bits of the values of a middle; beyond the last, 0. */
  readonly middles: readonly number[];
};

/**
 * In a question: of keys (container, kind, bits of a duration) those of the durations in the middle of each kind. Of `all`
 * boots those that are not among them have none of it, 0.
 */
const middlesBy = (keys: string, all: string) =>
  `SELECT side, code, toString(all) AS n, arrayMap(rank -> if(rank < none, toUInt32(0), pairs[arrayFirstIndex(each -> toInt64(each) > rank - none, upto)].1),
     range(first, first + ${MIDDLE})) AS middles FROM (
     SELECT toUInt32(bitShiftRight(key, ${SIDE_BIT})) AS side, toUInt32(bitAnd(bitShiftRight(key, 32), ${KINDS - 1})) AS code,
       arraySort(groupArray((toUInt32(bitAnd(key, 0xffffffff)), boots))) AS pairs, arrayCumSum(pairs.2) AS upto, toInt64(sum(boots)) AS counted,
       toInt64(${all}) AS all, all - counted AS none, toInt64(greatest(0, floor((all - 2) / 2))) AS first
     FROM (SELECT key, count() AS boots FROM (${keys}) GROUP BY key) GROUP BY side, code)`;
const KINDS = 128;
const SIDE_BIT = 39;
const keyOf = (side: string, code: string, ns: string, shift: number) =>
  `bitOr(bitOr(bitShiftLeft(toUInt64(${side}), ${SIDE_BIT}), bitShiftLeft(toUInt64(${code}), 32)),
     toUInt64(bitShiftRight(assumeNotNull(${bitsIn(ns)}), ${shift})))`;

function middleIn({ n, middles }: MiddleRow, shift: number): Middle {
  const all = Number(n);
  const first = Math.max(0, Math.floor((all - 2) / 2));
  const values = middles.slice(0, Math.min(MIDDLE, all - first));
  return { n: all, values: Float32Array.from(values, (bits) => (bits === 0 ? 0 : middleOf(bits, shift))) };
}

async function spanMiddles({ ask, kinds }: Asking, part: Part, shift: number) {
  const known = (await kinds.known()).filter(({ onPath }) => onPath);
  const { text, side, params } = bootsOf(part);
  const rows = await ask<MiddleRow>(
    "read durations of",
    middlesBy(
      `SELECT ${keyOf("side", "code", "ns", shift)} AS key FROM (
         SELECT side, indexOf({slugs:Array(String)}, toString(slug)) - 1 AS code, ns
         FROM (SELECT ${side} AS side, \`span.slug\`, \`span.state\`, \`span.ns\` FROM ${text})
         ARRAY JOIN \`span.slug\` AS slug, \`span.state\` AS state, \`span.ns\` AS ns
         WHERE state = 'closed' AND isNotNull(ns) AND has({slugs:Array(String)}, slug))`,
      "counted",
    ),
    { ...params, slugs: known.map(({ slug }) => slug) },
  );
  return rows.map((row) => ({
    side: row.side,
    slug: known[row.code]?.slug ?? "",
    middle: middleIn(row, shift),
  }));
}

async function causeMiddles(
  { ask }: Asking,
  part: Part,
  { shift, explained }: { readonly shift: number; readonly explained: readonly number[] },
) {
  const { text, side, params } = bootsOf(part);
  const rows = await ask<MiddleRow>(
    "read durations of",
    middlesBy(
      `SELECT ${keyOf("side", "code", "ns", shift)} AS key FROM (
         SELECT side, indexOf({slugs:Array(String)}, toString(slug)) - 1 AS code, ns
         FROM (SELECT ${side} AS side, \`cause.reason\`, \`cause.ns\` FROM ${text} AND ${IS_EXPLAINED})
         ARRAY JOIN \`cause.reason\` AS slug, \`cause.ns\` AS ns
         WHERE ns > 0 AND has({slugs:Array(String)}, slug))`,
      "{explained:Array(UInt64)}[side + 1]",
    ),
    { ...params, slugs: REASON_SLUGS, explained },
  );
  return rows.flatMap((row) => {
    const slug = REASON_SLUGS[row.code];
    return slug === undefined ? [] : { side: row.side, slug, middle: middleIn(row, shift) };
  });
}

async function middlesIn(asking: Asking, part: Part): Promise<readonly (readonly [string, UsualMiddles])[]> {
  const sizes = await sizesOf(asking, part);
  const [spans, causes] = [
    await spanMiddles(asking, part, sizes.shift),
    await causeMiddles(asking, part, sizes),
  ];
  return part.containers.map((container, place) => [
    container,
    {
      spans: new Map(
        spans.flatMap(({ side, slug, middle }) => (side === place ? [[slug, middle] as const] : [])),
      ),
      causes: new Map(
        causes.flatMap(({ side, slug, middle }) => (side === place ? [[slug, middle] as const] : [])),
      ),
    },
  ]);
}

/** Of very many boots those of the sample, for containers with enough of them in it. */
async function partsOf(asking: Asking & Sampling, containers: readonly string[]): Promise<readonly Part[]> {
  if (!(await isVast(asking.ask, asking))) return [{ containers, drawn: ALL }];
  const { boots } = await sizesOf(asking, { containers, drawn: SAMPLE });
  const isSampled = (_: string, place: number) => (boots[place] ?? 0) >= asking.leastSampled;
  const parts = [
    { containers: containers.filter(isSampled), drawn: SAMPLE },
    { containers: containers.filter((each, place) => !isSampled(each, place)), drawn: FEW },
  ];
  return parts.filter((part) => part.containers.length > 0);
}

export async function middlesOf(
  asking: Asking & Sampling,
  containers: readonly string[],
): Promise<ReadonlyMap<string, UsualMiddles>> {
  const parts = await partsOf(asking, containers);
  return new Map((await Promise.all(parts.map((part) => middlesIn(asking, part)))).flat());
}
