import { bitsOf, floatOf } from "@hacotaki/core";

/* Durations go to the database and back as the bits of floats: whole numbers, which no way of writing them rounds. */

/** Bits of the least float that is larger. */
export function bitsBeyond(value: number): number {
  const nearest = bitsOf(value);
  return floatOf(nearest) > value ? nearest : nearest + 1;
}

/** In a question: bits of a duration, ns, as a whole number; NULL where there is none. */
export const bitsIn = (ns: string): string => `reinterpretAsUInt32(toFloat32(if(${ns} < 0, 0, ${ns})))`;

/** In a question: ns of the last closed span of `{slug:String}`, as columns have it; NULL where there is none. */
export const SPAN_NS = `arrayElement(arrayFilter((ns, slug, state) -> slug = {slug:String} AND state = 'closed' AND isNotNull(ns),
  \`span.ns\`, \`span.slug\`, \`span.state\`), -1)`;
