import { LOWER_BITS, UPPERS } from "../statistics/float-bits.ts";
import { quantileRank } from "../statistics/quantile.ts";

/**
 * Quantiles of many durations, ns, without putting them in order. Each is rounded up by less than a part in 128, and is
 * that of a value which is there: of few, the largest never stands for a p95.
 */
export type Spread = {
  /** Bits of a float32. */
  add(bits: number): void;
  /** Of a value that is among them. */
  remove(bits: number): void;
  /** So many whose bits begin with these 16. */
  addMany(upperBits: number, n: number): void;
  readonly n: number;
  /** Undefined without a value. */
  quantile(share: number): number | undefined;
};

/** A class, as engines keep the count of one in a register while a million values are added. */
class Counts implements Spread {
  private readonly counts = new Uint32Array(UPPERS);
  n = 0;

  add(bits: number): void {
    this.addMany(bits >>> LOWER_BITS, 1);
  }
  remove(bits: number): void {
    this.addMany(bits >>> LOWER_BITS, -1);
  }
  addMany(upperBits: number, n: number): void {
    if (upperBits >= UPPERS) return;
    this.counts[upperBits] = (this.counts[upperBits] ?? 0) + n;
    this.n += n;
  }
  quantile(share: number): number | undefined {
    let left = quantileRank(this.n, share);
    for (let bucket = 0; bucket < UPPERS; bucket++) {
      left -= this.counts[bucket] ?? 0;
      if (left >= 0) continue;
      const bits = Uint32Array.of((bucket << LOWER_BITS) | ((1 << LOWER_BITS) - 1));
      return new Float32Array(bits.buffer)[0];
    }
    return undefined;
  }
}

export const createSpread = (): Spread => new Counts();
