/** Numbers that look random and are the same for the same seed on every machine. */
export type Random = {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number of at least 0, below `end`. */
  below(end: number): number;
  /** Lognormal about 1: its logarithm has a standard deviation of `sigma`. */
  about(sigma: number): number;
  /** True in one of `1 / share` cases. */
  chance(share: number): boolean;
};

/** Bob Jenkins's small fast counting generator (sfc32), which PractRand finds nothing wrong with. */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 | 0;
  let b = 0x243f6a88 | 0;
  let c = seed | 0;
  let counter = Math.floor(seed / 2 ** 32) | 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let n = 0; n < 12; n++) next();
  return {
    next,
    below: (end) => Math.floor(next() * end),
    // The sum of six has nearly the bell's shape: standard deviation √½.
    about: (sigma) =>
      Math.exp(sigma * Math.SQRT2 * (next() + next() + next() + next() + next() + next() - 3)),
    chance: (share) => next() < share,
  };
}

/** One of several by a number of at least 0, below 1: each has as much of that range as its weight says. */
export function pickerOf<Item>(items: readonly (readonly [Item, number])[]): (share: number) => Item {
  const ends: number[] = [];
  let sum = 0;
  for (const [, weight] of items) ends.push((sum += weight));
  const first = items[0];
  if (first === undefined) throw new Error("nothing to pick from");
  return (share) => {
    const at = share * sum;
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? sum) > at) high = middle;
      else low = middle + 1;
    }
    return (items[low] ?? first)[0];
  };
}
