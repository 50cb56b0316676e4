import { omitUndefined, type BootFilter, type BootId, type RunId } from "@hacotaki/core";
import { sql, type SqlBool } from "kysely";
import { asked, bound, question } from "../connection/asked.ts";
import { kernelBootId } from "../connection/kernel-boot.ts";
import { present } from "../values/absent.ts";
import type { Connection } from "../connection/connection.ts";
import type { AgedRun, StoreWriter } from "../contract.ts";
import { translated } from "../error.ts";
import { indexed, residual } from "../reading/filter.ts";
import { lazily } from "../values/lazily.ts";
import { createRunRemover } from "./remove-runs.ts";
import type { RunRow } from "../connection/tables.ts";
import type { Ledger } from "./transaction.ts";

type Row = Pick<RunRow, "key" | "id">;

const BEFORE_ALL = { sortTime: -1n, bootId: "" as BootId };
const NEVER = 2n ** 63n - 1n;

/**
 * A live run goes on as long as its processes may live: until the host was booted anew, or somebody saw them end.
 * Imported ones end with their file.
 */
const IS_OVER = sql<SqlBool>`NOT (run.is_open = 1 AND recording.kind = 'live' AND ${kernelBootId} = (
  SELECT newest.kernel_boot_id FROM recording AS newest
  WHERE newest.host_key = run.host_key AND newest.kind = 'live' ORDER BY newest.started_at DESC LIMIT 1))`;

type Pruner = Pick<StoreWriter, "agedRuns" | "removeRuns" | "leavingRuns" | "runsMatching">;

const agedPage = (db: Connection) =>
  asked(
    db,
    question
      .selectFrom("boot")
      .innerJoin("run", "run.key", "boot.run_key")
      .innerJoin("recording", "recording.id", "run.recording_id")
      .select(["run.key", "run.id", "boot.sort_time", "boot.id as boot_id"])
      .where("boot.sort_time", ">=", bound<bigint>())
      .where((eb) => eb.or([eb("boot.sort_time", ">", bound<bigint>()), eb("boot.id", ">", bound<BootId>())]))
      // The same once more, for the index: nobody walks over all younger boots to find that none is older.
      .where("boot.sort_time", "<", bound<bigint>())
      .where(sql<bigint>`coalesce(boot.wall_time, recording.started_at)`, "<", bound<bigint>())
      .where(IS_OVER)
      .orderBy("boot.sort_time")
      .orderBy("boot.id")
      .limit(bound<number>()),
  );

/** Finding old runs and deleting them whole: their raw events are shared by their boots. */
export function createPruner(ledger: Ledger, path: string): Pruner {
  const { db } = ledger;
  const remover = lazily(() => createRunRemover(ledger));
  const page = agedPage(db);
  const bootsOf = asked(
    db,
    question
      .selectFrom("boot")
      .select(["id", "revision", "container", "outcome", "wall_time", "boot_duration"])
      .where("run_key", "=", bound<bigint>()),
  );
  const leaving = lazily(() =>
    asked(db, question.selectFrom("leaving").innerJoin("run", "run.key", "leaving.run_key").select("run.id")),
  );

  function runOf({ key, id }: Row): AgedRun {
    const rows = bootsOf.all(key);
    return {
      runId: id,
      revision: rows.reduce((most, { revision }) => (revision > most ? revision : most), 0n),
      boots: rows.map((row) =>
        present<AgedRun["boots"][number]>({
          id: row.id,
          container: row.container,
          outcome: row.outcome,
          wallTime: row.wall_time,
          bootDuration: row.boot_duration,
        }),
      ),
    };
  }
  function reading<Result>(doing: string, read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw translated(error, doing, path);
    }
  }

  return {
    agedRuns: ({ before = NEVER, limit, after = BEFORE_ALL }) =>
      reading("look for old boots in", () => {
        const rows = page.all(after.sortTime, after.sortTime, after.bootId, before, before, limit);
        const last = rows.at(-1);
        const firsts = new Map(rows.map((row) => [row.key, row]));
        return {
          runs: [...firsts.values()].map(runOf),
          ...omitUndefined({
            next: last === undefined ? undefined : { sortTime: last.sort_time, bootId: last.boot_id },
          }),
        };
      }),
    removeRuns: (runs, { rows } = { rows: Number.POSITIVE_INFINITY }) =>
      ledger.transact("delete old boots from", () => remover().remove(runs, rows)),
    leavingRuns: () =>
      reading("look for half-deleted runs in", () =>
        leaving()
          .all()
          .map(({ id }) => id),
      ),
    runsMatching: (runs, filter) =>
      reading("look for boots of baselines in", () => {
        const { sql: text, parameters } = matching(runs, filter);
        return new Set(
          db
            .prepare<unknown[], RunId>(text)
            .pluck()
            .all(...parameters),
        );
      }),
  };
}

const matching = (runs: readonly RunId[], filter: BootFilter) => {
  const rest = residual(filter, "newest");
  const found = question
    .selectFrom("run")
    .innerJoin("boot", "boot.run_key", "run.key")
    .innerJoin("host", "host.key", "boot.host_key")
    .select("run.id")
    .distinct()
    .where("run.id", "in", [...runs])
    .where(indexed(filter, "newest"));
  return (rest === undefined ? found : found.where(rest)).compile();
};
