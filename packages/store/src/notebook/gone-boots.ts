import type { BootId, GoneBoot } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

export type GoneBoots = {
  findGoneBoot(id: BootId): GoneBoot | undefined;
  saveGoneBoots(boots: readonly GoneBoot[]): void;
  /** Boots that retention leaves alone: pinned ones, and those of shares. */
  keptBoots(): ReadonlySet<BootId>;
  /** Forgets boots that went before a million others: so many at most. */
  forgetGone(limit: number): void;
};

/** Of so many boots it is remembered that they were there: some 100 MB. */
const MOST_REMEMBERED = 1_000_000n;

type Row = {
  readonly id: BootId;
  readonly container: string;
  readonly outcome: GoneBoot["outcome"];
  readonly wall_time: bigint | null;
  readonly boot_duration: bigint | null;
  readonly gone_at: bigint;
};

export function createGoneBoots(connection: Connection, guarded: Guarded): GoneBoots {
  const save = (boots: readonly GoneBoot[]) => {
    const insert = connection.prepare(
      `INSERT INTO gone_boot (id, container, outcome, wall_time, boot_duration, gone_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET gone_at = excluded.gone_at`,
    );
    for (const { id, container, outcome, wallTime, bootDuration, goneAt } of boots)
      insert.run(id, container, outcome, wallTime ?? null, bootDuration ?? null, goneAt);
  };
  return {
    findGoneBoot: (id) =>
      guarded("read", () => {
        const row = connection
          .prepare<[string], Row>(
            "SELECT id, container, outcome, wall_time, boot_duration, gone_at FROM gone_boot WHERE id = ?",
          )
          .get(id);
        return (
          row && {
            id: row.id,
            container: row.container,
            outcome: row.outcome,
            ...(row.wall_time === null ? {} : { wallTime: row.wall_time }),
            ...(row.boot_duration === null ? {} : { bootDuration: row.boot_duration }),
            goneAt: row.gone_at,
          }
        );
      }),
    saveGoneBoots: (boots) => guarded("write", () => connection.transaction(save).immediate(boots)),
    forgetGone: (limit) =>
      guarded("write", () => {
        connection
          .prepare(
            `DELETE FROM gone_boot WHERE rowid IN (SELECT rowid FROM gone_boot
             WHERE rowid <= (SELECT max(rowid) FROM gone_boot) - ? ORDER BY rowid LIMIT ?)`,
          )
          .run(MOST_REMEMBERED, limit);
      }),
    keptBoots: () =>
      guarded("read", () => {
        const pinned = connection.prepare<[], BootId>("SELECT boot_id FROM pin").pluck().all();
        const shared = connection
          .prepare<[], string>("SELECT boot_ids FROM share WHERE revoked_at IS NULL")
          .pluck()
          .all();
        return new Set([
          ...pinned,
          ...shared.flatMap((ids) => (ids === "" ? [] : (ids.split(",") as BootId[]))),
        ]);
      }),
  };
}
