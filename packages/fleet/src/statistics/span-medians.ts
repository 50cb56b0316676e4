import { floatOf } from "@hacotaki/core";
import { bitsIn } from "./bits.ts";
import type { Boots, SpanAsking } from "./distributions.ts";

export type SpanMedian = { readonly side: number; readonly slug: string; readonly p50: number };

type Row = {
  /** Place of the kind, from 1. */
  readonly code: number;
  readonly side: number;
  readonly low: number;
  readonly high: number;
};

/** Half-way between the two in the middle: of an odd number they are one. */
const between = (low: number, high: number) => low + (high - low) / 2;

/** Medians of spans of the boot path, closed ones, of each side: exact, however many there are. */
export async function spanMedians(
  { ask, kinds }: SpanAsking,
  { text, side, params }: Boots,
): Promise<readonly SpanMedian[]> {
  const known = (await kinds.known()).filter(({ onPath }) => onPath);
  const rows = await ask<Row>(
    "read durations of",
    `SELECT code, side, quantileExactLow(0.5)(bits) AS low, quantileExactHigh(0.5)(bits) AS high FROM (
       SELECT transform(slug, {slugs:Array(String)}, {codes:Array(UInt16)}, toUInt16(0)) AS code, side,
         assumeNotNull(${bitsIn("ns")}) AS bits
       FROM (SELECT ${side} AS side, \`span.slug\`, \`span.state\`, \`span.ns\` FROM ${text})
       ARRAY JOIN \`span.slug\` AS slug, \`span.state\` AS state, \`span.ns\` AS ns
       WHERE state = 'closed' AND isNotNull(ns)
     ) WHERE code > 0 GROUP BY code, side`,
    { ...params, slugs: known.map(({ slug }) => slug), codes: known.map((_, place) => place + 1) },
  );
  return rows.flatMap(({ code, side: of, low, high }) => {
    const kind = known[code - 1];
    return kind === undefined ? [] : { side: of, slug: kind.slug, p50: between(floatOf(low), floatOf(high)) };
  });
}
