import { omitUndefined, type BootId, type RunId } from "@hacotaki/core";
import { sql, type SqlBool } from "kysely";
import { asked, bound, question } from "./asked.ts";
import { present } from "./absent.ts";
import type { AgedRun, StoreWriter } from "./contract.ts";
import { translated } from "./error.ts";
import type { RunRow } from "./tables.ts";
import type { Ledger } from "./transaction.ts";
import { createBootWriter } from "./write-boots.ts";

type Row = Pick<RunRow, "key" | "id">;

const BEFORE_ALL = { sortTime: -1n, bootId: "" as BootId };
const NEVER = 2n ** 63n - 1n;
/** Pages given back to the file system after each deletion: more would stall those who write meanwhile. */
const VACUUM_PAGES = 4_000;

/**
 * A live run goes on as long as its processes may live: until the host was booted anew, or somebody saw them end.
 * Imported ones end with their file.
 */
const IS_OVER = sql<SqlBool>`NOT (run.is_open = 1 AND recording.kind = 'live' AND run.kernel_boot_id = (
  SELECT newest.kernel_boot_id FROM recording AS newest
  WHERE newest.host_key = run.host_key AND newest.kind = 'live' ORDER BY newest.started_at DESC LIMIT 1))`;

/** Finding old runs and deleting them whole: their raw events are shared by their boots. */
// oxlint-disable-next-line eslint/max-lines-per-function -- statements, each used once by the short functions below them
export function createPruner(
  { db, counters, dictionaries, keys, transact }: Ledger,
  path: string,
): Pick<StoreWriter, "agedRuns" | "removeRuns" | "usedBytes"> {
  const boots = createBootWriter(db, dictionaries, counters);
  const page = asked(
    db,
    question
      .selectFrom("boot")
      .innerJoin("run", "run.key", "boot.run_key")
      .innerJoin("recording", "recording.id", "run.recording_id")
      .select(["run.key", "run.id", "boot.sort_time", "boot.id as boot_id"])
      .where("boot.sort_time", ">=", bound<bigint>())
      .where((eb) => eb.or([eb("boot.sort_time", ">", bound<bigint>()), eb("boot.id", ">", bound<BootId>())]))
      .where(sql<bigint>`coalesce(boot.wall_time, recording.started_at)`, "<", bound<bigint>())
      .where(IS_OVER)
      .orderBy("boot.sort_time")
      .orderBy("boot.id")
      .limit(bound<number>()),
  );
  const bootsOf = asked(
    db,
    question
      .selectFrom("boot")
      .select(["id", "container", "outcome", "wall_time", "boot_duration"])
      .where("run_key", "=", bound<bigint>()),
  );
  const keyOf = asked(db, question.selectFrom("run").select("key").where("id", "=", bound<RunId>()));
  const removeEvents = db.prepare("DELETE FROM phase_event WHERE run_key = ?");
  const removeRun = db.prepare("DELETE FROM run WHERE key = ?");

  const runOf = ({ key, id }: Row): AgedRun => ({
    runId: id,
    boots: bootsOf.all(key).map((row) =>
      present<AgedRun["boots"][number]>({
        id: row.id,
        container: row.container,
        outcome: row.outcome,
        wallTime: row.wall_time,
        bootDuration: row.boot_duration,
      }),
    ),
  });

  return {
    agedRuns({ before = NEVER, limit, after = BEFORE_ALL }) {
      try {
        const rows = page.all(after.sortTime, after.sortTime, after.bootId, before, limit);
        const last = rows.at(-1);
        const firsts = new Map(rows.map((row) => [row.key, row]));
        return {
          runs: [...firsts.values()].map(runOf),
          ...omitUndefined({
            next: last === undefined ? undefined : { sortTime: last.sort_time, bootId: last.boot_id },
          }),
        };
      } catch (error) {
        throw translated(error, "look for old boots in", path);
      }
    },
    removeRuns(runs) {
      transact("delete old boots from", () => {
        for (const id of runs) {
          const key = keyOf.get(id)?.key;
          if (key === undefined) continue;
          for (const boot of bootsOf.all(key)) boots.retire(boot.id);
          counters.add("events", -removeEvents.run(key).changes);
          removeRun.run(key);
        }
        keys.forget();
      });
      try {
        db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
      } catch (error) {
        throw translated(error, "make smaller", path);
      }
    },
    usedBytes() {
      const number = (pragma: string) => Number(db.pragma(pragma, { simple: true }));
      return (number("page_count") - number("freelist_count")) * number("page_size");
    },
  };
}
