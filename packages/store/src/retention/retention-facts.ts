import { statSync } from "node:fs";
import { numberOf, present } from "../values/absent.ts";
import type { RetentionFacts, StoreReader, StoreWriter } from "../contract.ts";
import { BULK_CACHE_KIB, BULK_WAL_BYTES } from "../connection/connection.ts";
import { translated } from "../error.ts";
import { lazily } from "../values/lazily.ts";
import type { Read } from "../reading/read.ts";
import type { Ledger } from "../writing/transaction.ts";

/** Followers of changes are told of boots that went within so many revisions; who was away for longer reads anew. */
export const REVISIONS_REMEMBERED = 1_000_000n;

export const createRetentionReader = (read: Read): Pick<StoreReader, "retention"> => ({
  retention: () =>
    read("read what is deleted from", async (db) => {
      const row = await db.selectFrom("retention").selectAll().executeTakeFirst();
      return (
        row &&
        present<RetentionFacts>({
          keep: row.keep,
          maxBytes: numberOf(row.max_bytes),
          marginBytes: Number(row.margin_bytes),
          state: row.state,
          toldAt: row.told_at,
          deletedAt: row.deleted_at,
          deletedBoots: Number(row.deleted_boots),
          deletedBefore: Number(row.deleted_before),
          keptRuns: Number(row.kept_runs),
          bytes: Number(row.bytes),
        })
      );
    }),
});

type Keeper = Pick<
  StoreWriter,
  "saveRetention" | "giveBack" | "forgetRetired" | "sizes" | "limitWal" | "writeInBulk" | "deflateLater"
>;

/** How large a database is, what it gives back, and what is said of that. */
export function createRoomKeeper(ledger: Ledger, path: string): Keeper {
  const { db, transact, limitWal, blocks } = ledger;
  const number = (pragma: string) => Number(db.pragma(pragma, { simple: true }));
  const pageSize = number("page_size");
  const save = lazily(() =>
    db.prepare(
      `INSERT OR REPLACE INTO retention (id, keep, max_bytes, margin_bytes, state, told_at, deleted_at, deleted_boots,
         deleted_before, kept_runs, bytes) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
  );
  const clear = lazily(() => db.prepare("DELETE FROM retention"));
  const forget = db.prepare<[bigint, number]>(
    "DELETE FROM retired WHERE id IN (SELECT id FROM retired WHERE revision < ? ORDER BY revision LIMIT ?)",
  );
  const newest = db.prepare<[], bigint>("SELECT value FROM counter WHERE name = 'revision'").pluck();

  function boundWal(bytes: number): void {
    db.pragma(`wal_autocheckpoint = ${Math.ceil(bytes / pageSize)}`);
    db.pragma(`journal_size_limit = ${bytes}`);
    limitWal(2 * bytes);
  }

  return {
    saveRetention: (facts) =>
      transact("say what is deleted in", () => {
        if (facts === undefined) return void clear().run();
        const { keep, maxBytes, marginBytes, state, toldAt, deletedAt } = facts;
        const counts = [facts.deletedBoots, facts.deletedBefore, facts.keptRuns, facts.bytes].map(BigInt);
        const size = maxBytes === undefined ? null : BigInt(maxBytes);
        save().run(keep ?? null, size, BigInt(marginBytes), state, toldAt, deletedAt ?? null, ...counts);
      }),
    giveBack(pages) {
      try {
        if (number("freelist_count") === 0) return false;
        db.pragma(`incremental_vacuum(${pages})`);
        return true;
      } catch (error) {
        throw translated(error, "make smaller", path);
      }
    },
    forgetRetired: (limit) =>
      transact("forget deleted boots in", () => {
        const before = (newest.get() ?? 0n) - REVISIONS_REMEMBERED;
        if (before > 0n) forget.run(before, limit);
      }),
    sizes() {
      try {
        const pages = number("page_count");
        return {
          fileBytes: pages * pageSize,
          usedBytes: (pages - number("freelist_count")) * pageSize,
          walBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
        };
      } catch (error) {
        throw translated(error, "measure", path);
      }
    },
    limitWal: boundWal,
    writeInBulk() {
      db.pragma(`cache_size = -${BULK_CACHE_KIB}`);
      boundWal(BULK_WAL_BYTES);
    },
    deflateLater: blocks.deflateLater,
  };
}
