import { quantileRank } from "../statistics/quantile.ts";

/** Floats are told apart by their upper bits: to a part in 128. */
const LOWER_BITS = 16;
/** As many as finite positive floats have. */
const BUCKETS = 0x7f80;

/**
 * Quantiles of many durations, ns, without putting them in order. Each is rounded up by less than a part in 128, and is
 * that of a value which is there: of few, the largest never stands for a p95.
 */
export type Spread = {
  /** Bits of a float32. */
  add(bits: number): void;
  readonly n: number;
  /** Undefined without a value. */
  quantile(share: number): number | undefined;
};

export function createSpread(): Spread {
  const counts = new Uint32Array(BUCKETS);
  let n = 0;
  return {
    add(bits) {
      const bucket = bits >>> LOWER_BITS;
      if (bucket >= BUCKETS) return;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      n++;
    },
    get n() {
      return n;
    },
    quantile(share) {
      let left = quantileRank(n, share);
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        left -= counts[bucket] ?? 0;
        if (left >= 0) continue;
        const bits = Uint32Array.of((bucket << LOWER_BITS) | ((1 << LOWER_BITS) - 1));
        return new Float32Array(bits.buffer)[0];
      }
      return undefined;
    },
  };
}
