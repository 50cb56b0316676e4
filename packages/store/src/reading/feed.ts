import type { BootId } from "@hacotaki/core";
import { SUMMARY_COLUMNS } from "./summary-row.ts";
import type { StoreReader } from "../contract.ts";
import type { Read, Reading, ReadSession } from "./read.ts";
import { withSpans } from "./summaries.ts";

/** How far a list of changed rows and that of retired boots go together, and the retired up to there. */
export async function retiredSince(
  db: Reading,
  since: bigint,
  limit: number,
  rows: readonly { readonly revision: bigint }[],
): Promise<{ readonly retired: readonly BootId[]; readonly revision: bigint }> {
  const gone = await db
    .selectFrom("retired")
    .selectAll()
    .where("revision", ">", since)
    .orderBy("revision")
    .limit(limit)
    .execute();
  const newest = await revisionOf(db);
  // A list that reached its limit says nothing of what lies beyond its last entry: neither may the other.
  const ends = [rows, gone].flatMap((list) => (list.length < limit ? [] : (list.at(-1)?.revision ?? since)));
  const revision = ends.reduce((least, end) => (end < least ? end : least), newest);
  return {
    retired: gone.filter((row) => row.revision <= revision).map(({ id }) => id as BootId),
    revision,
  };
}

export async function revisionOf(db: Reading): Promise<bigint> {
  const { value } = await db
    .selectFrom("counter")
    .select("value")
    .where("name", "=", "revision")
    .executeTakeFirstOrThrow();
  return value;
}

/** What has changed, for readers that poll. */
export const createFeedReader = (
  read: Read,
  session: Pick<ReadSession, "version">,
): Pick<StoreReader, "revision" | "changesSince" | "watch"> => ({
  revision: () => read("read the revision of", revisionOf),
  changesSince: (since, limit) =>
    read("read the changes of", async (db) => {
      const rows = await db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .innerJoin("host", "host.key", "boot.host_key")
        .select(SUMMARY_COLUMNS)
        .where("boot.revision", ">", since)
        .orderBy("boot.revision")
        .limit(limit)
        .execute();
      const { retired, revision } = await retiredSince(db, since, limit, rows);
      const boots = await withSpans(
        db,
        rows.filter((row) => row.revision <= revision),
      );
      return { boots, retired, revision };
    }),

  watch(everyMs, onChange) {
    let seen = session.version();
    let timer = setTimeout(poll, everyMs());
    function poll() {
      timer = setTimeout(poll, everyMs());
      let now: string;
      try {
        now = session.version();
      } catch {
        // Told as a change: the reading that follows says what is wrong with the file.
        now = `${seen}!`;
      }
      if (now === seen) return;
      seen = now;
      onChange();
    }
    return { stop: () => clearTimeout(timer) };
  },
});
