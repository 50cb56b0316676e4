import { floatOf, type SampledSpan } from "@hacotaki/core";
import type { Ask, Params } from "../reader/ask.ts";
import { bitsIn } from "./bits.ts";
import type { SpanKinds } from "./span-kinds.ts";

/** Of more boots than `mostExact` durations are rounded, so that fewer of them differ. */
export type Exactness = { readonly mostExact: number };
/** Bits that are left away then: what is told lies within a part in 4,096 of the exact value. */
const ROUNDED_BITS = 12;
/** Of more boots than this a part in 1,024: a quarter as many values are read. */
const MOST_ROUNDED = 100_000;
const COARSE_BITS = 14;

/** How many boots have each of the durations, of one measure and one side. */
export type Distribution = {
  /** The slug of a span or a cause; "" is the boot itself. */
  readonly slug: string;
  readonly side: number;
  readonly n: number;
  /** Ascending, ns: of many boots, as long as they are asked for. */
  sorted(): Float32Array;
};
export type SpanDistribution = Distribution & { readonly kind: SampledSpan };

export type DistributionRow = {
  readonly slug: string;
  readonly side: number;
  readonly bits: readonly number[];
  readonly counts: readonly number[];
};

/** A value between those that were rounded to one. */
export const middleOf = (bits: number, shift: number) =>
  shift === 0 ? floatOf(bits) : floatOf(((bits << shift) | (1 << (shift - 1))) >>> 0);

export function distributionOf({ slug, side, bits, counts }: DistributionRow, shift: number): Distribution {
  const n = counts.reduce((sum, each) => sum + each, 0);
  return {
    ...{ slug, side, n },
    sorted() {
      const order = bits.map((_, place) => place).sort((a, b) => (bits[a] ?? 0) - (bits[b] ?? 0));
      const values = new Float32Array(n);
      let at = 0;
      for (const place of order) {
        const count = counts[place] ?? 0;
        values.fill(middleOf(bits[place] ?? 0, shift), at, at + count);
        at += count;
      }
      return values;
    },
  };
}

/** What follows FROM, whose rows are boots; `side` tells them apart. */
export type Boots = { readonly text: string; readonly side: string; readonly params: Params };

/** How many there are. */
export async function countOf(ask: Ask, { text, params }: Pick<Boots, "text" | "params">): Promise<number> {
  const [row] = await ask<{ readonly n: string }>(
    "count the boots of",
    `SELECT toString(count()) AS n FROM ${text}`,
    params,
  );
  return Number(row?.n ?? 0);
}

/** Bits that are left away of so many boots' durations. */
export function shiftFor(n: number, mostExact: number): number {
  if (n <= mostExact) return 0;
  return n <= MOST_ROUNDED ? ROUNDED_BITS : COARSE_BITS;
}

/** Whom is asked of spans. */
export type SpanAsking = { readonly ask: Ask; readonly kinds: SpanKinds };

/** In a question: of spans, or boots, with a slug and a side, how many have each of the durations. */
export const counted = (inner: string, shift: number) =>
  `SELECT slug, side, groupArray(bits) AS bits, groupArray(toUInt32(n)) AS counts FROM (
     SELECT slug, side, bitShiftRight(assumeNotNull(${bitsIn("ns")}), ${shift}) AS bits, count() AS n
     FROM (${inner}) WHERE isNotNull(ns) GROUP BY slug, side, bits
   ) GROUP BY slug, side`;

type NumberedRow = {
  /** 0 is a slug that is not known. */
  readonly code: number;
  readonly side: number;
  readonly bits: readonly number[];
  readonly counts: readonly number[];
};
/** Of a key: the number of a kind, the side, and the bits of a duration. */
const SIDE_BIT = 33;
const KIND_BIT = 34;

/** Closed spans. `isOnPath`: those of the boot path alone. */
export async function spanDistributions(
  { ask, kinds }: SpanAsking,
  { text, side, params }: Boots,
  shift: number,
  isOnPath = false,
): Promise<readonly SpanDistribution[]> {
  const known = await kinds.known();
  const code = "transform(slug, {slugs:Array(String)}, {codes:Array(UInt64)}, toUInt64(0))";
  const bits = `bitShiftRight(assumeNotNull(${bitsIn("ns")}), ${shift})`;
  const onPath = isOnPath
    ? ["`span.on_path`, ", ", `span.on_path` AS on_path", " AND on_path = 1"]
    : ["", "", ""];
  const rows = await ask<NumberedRow>(
    "read durations of",
    `SELECT toUInt32(bitShiftRight(key, ${KIND_BIT})) AS code, toUInt8(bitTest(key, ${SIDE_BIT})) AS side,
       groupArray(toUInt32(bitAnd(key, 0xffffffff))) AS bits, groupArray(toUInt32(n)) AS counts
     FROM (
       SELECT bitOr(bitOr(bitShiftLeft(${code}, ${KIND_BIT}), bitShiftLeft(toUInt64(side), ${SIDE_BIT})), toUInt64(${bits})) AS key, count() AS n
       FROM (SELECT ${side} AS side, \`span.slug\`, ${onPath[0]}\`span.state\`, \`span.ns\` FROM ${text})
       ARRAY JOIN \`span.slug\` AS slug${onPath[1]}, \`span.state\` AS state, \`span.ns\` AS ns
       WHERE state = 'closed' AND isNotNull(ns)${onPath[2]} GROUP BY key
     ) GROUP BY code, side`,
    { ...params, slugs: known.map(({ slug }) => slug), codes: known.map((_, place) => place + 1) },
  );
  if (rows.some((row) => row.code === 0) && kinds.look())
    return spanDistributions({ ask, kinds }, { text, side, params }, shift, isOnPath);
  return rows.flatMap((row) => {
    const kind = known[row.code - 1];
    return kind === undefined ? [] : { ...distributionOf({ slug: kind.slug, ...row }, shift), kind };
  });
}

/** "boot" and "ready". */
export async function bootDistributions(
  ask: Ask,
  { text, side, params }: Boots,
  shift: number,
): Promise<readonly Distribution[]> {
  const rows = await ask<DistributionRow>(
    "read durations of",
    counted(
      `SELECT side, slug, ns FROM (SELECT ${side} AS side, boot_duration_ns, ready_duration_ns FROM ${text})
       ARRAY JOIN ['boot', 'ready'] AS slug, [boot_duration_ns, ready_duration_ns] AS ns`,
      shift,
    ),
    params,
  );
  return rows.map((row) => distributionOf(row, shift));
}

/** What boots whose causes are known lost to each of them, and "unexplained". */
export async function causeDistributions(
  ask: Ask,
  { text, side, params }: Boots,
  shift: number,
): Promise<readonly Distribution[]> {
  const told = "arraySum(arrayMap((slug, ns) -> if(slug = 'app-start', 0, ns), `cause.reason`, `cause.ns`))";
  const rows = await ask<DistributionRow>(
    "read durations of",
    counted(
      `SELECT side, slug, ns FROM (SELECT ${side} AS side, \`cause.reason\`, \`cause.ns\`, boot_duration_ns FROM ${text} AND is_explained = 1)
       ARRAY JOIN arrayPushBack(arrayMap(each -> toString(each), \`cause.reason\`), 'unexplained') AS slug,
         arrayPushBack(\`cause.ns\`, greatest(0, ifNull(boot_duration_ns, 0) - ${told})) AS ns`,
      shift,
    ),
    params,
  );
  return rows.map((row) => distributionOf(row, shift));
}
