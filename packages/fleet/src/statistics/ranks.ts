import { floatOf, SHARES, type Sorted } from "@hacotaki/core";

/*
 * Quantiles lie between two values in order. The database puts values in order and tells those alone that quantiles are
 * made of, by their ranks: exact, however many there are.
 */

const shares = Object.values(SHARES);
/** Of the lower of the two. Doubles are worked out alike on both sides. */
const rankOf = (n: number, share: number) => Math.floor((n - 1) * share);

/** In a question: how many values there are in an array of bits, and those at the ranks; arrays begin at 1. */
export const ranked = (bits: string, name: string): string =>
  `toUInt32(length(${bits})) AS ${name}_n, arrayMap(rank -> arrayElement(${bits}, rank), arrayFlatten(arrayMap(share ->
     [toUInt64(floor(greatest(toInt64(length(${bits})) - 1, 0) * share)) + 1, toUInt64(floor(greatest(toInt64(length(${bits})) - 1, 0) * share)) + 2],
     [${shares.join(", ")}]))) AS ${name}_bits`;

/** In a question: bits of a group that hold a condition, in order. */
export const inOrder = (bits: string, condition: string): string =>
  `arraySort(groupArrayIf(assumeNotNull(${bits}), isNotNull(${bits}) AND ${condition}))`;

/** Values in order, of which those are known that quantiles are made of. */
export function sortedOf(length: number, bits: readonly number[]): Sorted {
  const known: Record<number, number> & { length: number } = { length };
  for (const [place, share] of shares.entries()) {
    const rank = rankOf(length, share);
    known[rank] = floatOf(bits[2 * place] ?? 0);
    known[rank + 1] = floatOf(bits[2 * place + 1] ?? 0);
  }
  return known;
}
