import { DamagedRow } from "../error.ts";
import { mixed, type Teller } from "./teller.ts";

/** Instants that are known, whatever tells them: ns from a base, ascending, each once; and what each is, as a hash. */
export type KnownInstants = {
  readonly base: bigint;
  readonly offsets: Float64Array;
  readonly meant: Int32Array;
};

/** What is known of instants, each with what it is; one instant may be several things. */
export function knownInstants(
  base: bigint,
  all: readonly (readonly [offset: number, meant: number])[],
): KnownInstants {
  const known = new Map<number, number>();
  for (const [offset, meant] of all) known.set(offset, ((known.get(offset) ?? 0) + meant) | 0);
  const offsets = Float64Array.from(known.keys()).sort();
  return { base, offsets, meant: Int32Array.from(offsets, (offset) => known.get(offset) ?? 0) };
}

/** How an instant is told: it is the one that it is told from; it is known, by its place; or by a number. */
const SAME = 0;
const BY_PLACE = 1;
const BY_NUMBER = 2;

/** The teller's fields here: 100 and more. */
const HOW = 100;
const PLACE = 101;
const NS = 102;

/** Offsets below it are exact. */
const FAR = 2n ** 52n;

export type Instants = {
  /** What the first known instant behind another one is. */
  nextMeant(after: bigint): number;
  /** An instant, told from another one; `hint` tells more than `context` of how. */
  tell(field: number, context: number, at: bigint, from: bigint, hint?: number): bigint;
};

/** The place of the first offset that is no less. */
function placeFrom(offsets: Float64Array, offset: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function createInstants(t: Teller, { base, offsets, meant }: KnownInstants): Instants {
  /** The place of the first one behind. */
  function placeBehind(at: bigint): number {
    const near = at - base;
    return near < FAR && near > -FAR ? placeFrom(offsets, Number(near) + 1) : 0;
  }
  return {
    nextMeant: (after) => meant[placeBehind(after)] ?? 0,
    tell(field, context, at, from, hint = 0) {
      const here = mixed(context, field);
      const next = placeBehind(from);
      let how = SAME;
      let place = 0;
      if (!t.isReading && at !== from) {
        const offset = at - base;
        how = BY_NUMBER;
        if (offset < FAR && offset > -FAR) {
          place = placeFrom(offsets, Number(offset));
          if (offsets[place] === Number(offset)) how = BY_PLACE;
        }
      }
      how = t.usual(HOW, mixed(here, hint), here, how);
      if (how === SAME) return from;
      if (how === BY_NUMBER) return from + t.big(mixed(here, NS), at - from);
      const offset = offsets[next + t.usual(PLACE, here, field, place - next)];
      if (how !== BY_PLACE || offset === undefined)
        throw new DamagedRow("an archive holds an instant that nobody told");
      return base + BigInt(offset);
    },
  };
}
