import { exactDuration } from "@hacotaki/core";

const UNITS: Readonly<Record<string, number>> = { ns: 0, us: 3, µs: 3, μs: 3, ms: 6, s: 9 };
const OFFSET = /^\s*([-\u2212]?)(\d{1,9})(?:[.,](\d{0,9}))?\s*(ns|us|µs|μs|ms|s)?\s*$/u;

/** "65.3 ms", "800 µs", "1.2s": an offset in ns, exactly as written; a number alone is milliseconds. */
export function parseOffset(text: string): bigint | undefined {
  const match = OFFSET.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "0", fraction = "", unit = "ms"] = match;
  const digits = UNITS[unit] ?? 0;
  // Less than a nanosecond is nothing the clock knows.
  const ns = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return sign === "" ? ns : -ns;
}

/** An offset as one would type it, every nanosecond of it: "12 ms", not "12.000000 ms". */
export const writtenOffset = (ns: bigint) =>
  exactDuration(ns)
    .replace(/(\.\d*?)0+ /, "$1 ")
    .replace(". ", " ");
