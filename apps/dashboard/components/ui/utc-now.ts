/** This moment as UTC ns, to the millisecond. */
export const utcNow = (): bigint => BigInt(Date.now()) * 1_000_000n;
