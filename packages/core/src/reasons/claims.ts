/** A stretch of time, ns: [from, to). */
export type Stretch = { readonly from: bigint; readonly to: bigint };

/** Time of which each nanosecond is given out once: to whoever claims it first. */
export type Claims = {
  /** What of a stretch was free, which is the claimer's from now on: ns. */
  claim(stretch: Stretch): bigint;
  /** What nobody has claimed: ns. */
  readonly free: bigint;
};

/** Claims on a stretch. */
export function claimsOn(whole: Stretch): Claims {
  /** In their order, none touching another. */
  const free: Stretch[] = whole.from < whole.to ? [whole] : [];

  /** Place of the first free piece that ends after an instant. */
  function firstAfter(at: bigint): number {
    let [low, high] = [0, free.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((free[middle]?.to ?? at) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return {
    claim({ from, to }) {
      if (from >= to) return 0n;
      const first = firstAfter(from);
      const left: Stretch[] = [];
      let claimed = 0n;
      let place = first;
      for (let each = free[place]; each !== undefined && each.from < to; each = free[++place]) {
        const [start, end] = [from > each.from ? from : each.from, to < each.to ? to : each.to];
        claimed += end - start;
        if (each.from < start) left.push({ from: each.from, to: start });
        if (end < each.to) left.push({ from: end, to: each.to });
      }
      free.splice(first, place - first, ...left);
      return claimed;
    },
    get free() {
      return free.reduce((sum, { from, to }) => sum + to - from, 0n);
    },
  };
}
