const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
const SERIES_UP_TO = 2.5;
const ENOUGH = 1e-17;

/** Abramowitz & Stegun 7.1.6, whose terms are all positive. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > ENOUGH * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
}

/** The continued fraction of Abramowitz & Stegun 7.1.14, from its end; it converges fast away from 0. */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let n = 100; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** Chance that a standard normal variable is larger than z, exact to about 14 digits also far out. */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const tail = x < SERIES_UP_TO ? (1 - erfSeries(x)) / 2 : erfcFraction(x) / 2;
  return z < 0 ? 1 - tail : tail;
}

/** The z that a standard normal variable exceeds with this chance, which is between 0 and a half. */
export function normalQuantile(tail: number): number {
  let [low, high] = [0, 40];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
