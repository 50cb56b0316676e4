import type { Column } from "./boot-row.ts";

/** Boots under way at once whose rows are remembered; of more, some are written whole again. */
const MAX_REMEMBERED = 1_000;

/** What was written last for a boot that will change again. */
export type RowMemory<Rows> = {
  /**
   * The rows that stand in the database for a boot that has this digest there. A digest of another writer, or of
   * before a transaction that was undone, is not the remembered one.
   */
  recall(key: bigint, digest: Buffer): Rows | undefined;
  /** Undefined: not to be remembered any more. */
  remember(key: bigint, digest: Buffer, rows: Rows | undefined): void;
};

export function createRowMemory<Rows>(): RowMemory<Rows> {
  const known = new Map<bigint, { readonly digest: Buffer; readonly rows: Rows }>();
  return {
    recall(key, digest) {
      const found = known.get(key);
      return found?.digest.equals(digest) ? found.rows : undefined;
    },
    remember(key, digest, rows) {
      known.delete(key);
      if (rows === undefined) return;
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(key, { digest, rows });
    },
  };
}

/** Rows that are not the same as before at their position, with their positions. */
export function* changedFrom(
  before: readonly Column[][] | undefined,
  rows: readonly Column[][],
): Generator<[number, Column[]]> {
  for (const [position, row] of rows.entries()) {
    const old = before?.[position];
    if (old === undefined || row.some((value, n) => value !== old[n])) yield [position, row];
  }
}
