/** The shortest and the longest wait between two tries, ms. */
export type Backoff = { readonly firstMs: number; readonly longestMs: number };

/** How long to wait after so many failures in a row, at least one: the first wait, doubled after each, up to the longest. */
export const backoffMs = (failures: number, { firstMs, longestMs }: Backoff): number =>
  Math.min(firstMs * 2 ** Math.max(0, failures - 1), longestMs);
