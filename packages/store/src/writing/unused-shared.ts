import { lazily } from "../values/lazily.ts";
import type { Ledger } from "./transaction.ts";

/** Tables whose rows boots refer to by a column named for it. */
type SharedTable = "namespaces" | "surroundings";

/** Rows looked at in one piece of work: some milliseconds. */
const ROWS = 1_000;

/** One walk: over all boots, marking what they use, and then over what they share. */
type Walk = {
  /** Later changes of boots have a higher one: what they use is looked for once more before anything goes. */
  readonly revision: bigint;
  readonly newest: bigint;
  /** A bit for each key up to `newest`. */
  readonly isUsed: Uint8Array;
  boot: bigint;
  shared: bigint;
  isMarked: boolean;
};

function statements({ db }: Ledger, table: SharedTable) {
  const key = (sql: string) => db.prepare<[], bigint>(sql).pluck();
  return {
    revision: key("SELECT value FROM counter WHERE name = 'revision'"),
    newest: key(`SELECT coalesce(max(key), 0) FROM ${table}`),
    /** Events that an earlier version stored one by one refer to namespaces, too: they are packed sooner or later. */
    hasRows: key("SELECT EXISTS (SELECT 1 FROM phase_event)"),
    boots: db.prepare<[bigint, number], { key: bigint; used: bigint | null }>(
      `SELECT key, ${table}_key AS used FROM boot WHERE key > ? ORDER BY key LIMIT ?`,
    ),
    shared: db
      .prepare<[bigint, bigint, number], bigint>(
        `SELECT key FROM ${table} WHERE key > ? AND key <= ? ORDER BY key LIMIT ?`,
      )
      .pluck(),
    changed: db
      .prepare<[bigint], bigint>(
        `SELECT DISTINCT ${table}_key FROM boot WHERE revision > ? AND ${table}_key IS NOT NULL`,
      )
      .pluck(),
    remove: db.prepare<[bigint]>(`DELETE FROM ${table} WHERE key = ?`),
  };
}

const bit = (key: bigint): readonly [number, number] => [Number(key >> 3n), 1 << Number(key & 7n)];

/**
 * What boots that are gone shared with others, or had to themselves: no index says who else uses it. So it is found by
 * walking over everything, in pieces, with a bit for each. True while there is more to do.
 */
export function createSharedSweeper(ledger: Ledger, table: SharedTable): () => boolean {
  const sql = lazily(() => statements(ledger, table));
  let walk: Walk | undefined;

  function begin(): Walk | undefined {
    const { revision, newest, hasRows } = sql();
    const last = newest.get() ?? 0n;
    if (last === 0n || hasRows.get() === 1n) return undefined;
    return {
      revision: revision.get() ?? 0n,
      newest: last,
      isUsed: new Uint8Array(Number(last >> 3n) + 1),
      boot: 0n,
      shared: 0n,
      isMarked: false,
    };
  }

  function mark(at: Walk): void {
    const rows = sql().boots.all(at.boot, ROWS);
    for (const { used } of rows) {
      if (used === null || used > at.newest) continue;
      const [byte, mask] = bit(used);
      at.isUsed[byte] = (at.isUsed[byte] ?? 0) | mask;
    }
    const last = rows.at(-1);
    if (last === undefined) at.isMarked = true;
    else at.boot = last.key;
  }

  /** False when there are no more. */
  function sweep(at: Walk): boolean {
    const { shared, changed, remove } = sql();
    const keys = shared.all(at.shared, at.newest, ROWS);
    const unused = keys.filter((key) => {
      const [byte, mask] = bit(key);
      return ((at.isUsed[byte] ?? 0) & mask) === 0;
    });
    if (unused.length > 0)
      ledger.transact(`forget ${table} in`, () => {
        const again = new Set(changed.all(at.revision));
        for (const key of unused) if (!again.has(key)) remove.run(key);
        // What is remembered of them would be given to the next boot.
        ledger.dictionaries.forget();
      });
    const last = keys.at(-1);
    if (last === undefined) return false;
    at.shared = last;
    return true;
  }

  return () => {
    walk ??= begin();
    if (walk === undefined) return false;
    if (!walk.isMarked) mark(walk);
    else if (!sweep(walk)) walk = undefined;
    return walk !== undefined;
  };
}
