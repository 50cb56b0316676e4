const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** SQLite would round a number that is no integer, and take NaN for NULL: neither may pass. */
export function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an exact integer: ${value}`);
  return value;
}

/** As SQLite is to be given it. A double, where it is exact, is bound in a fraction of the time a bigint takes. */
export function int64(value: bigint): bigint | number {
  if (value <= MAX_EXACT && value >= -MAX_EXACT) return Number(value);
  if (value > INT64_MAX || value < INT64_MIN) throw new RangeError(`beyond 64 bits: ${value}`);
  return value;
}

/** A double that came of a 64-bit integer: 2^63 is what the largest of them rounds to. */
export function int64OfDouble(value: number): bigint | number {
  if (!Number.isInteger(value)) throw new RangeError(`not an integer: ${value}`);
  const exact = BigInt(value);
  return exact > INT64_MAX ? INT64_MAX : int64(exact);
}
