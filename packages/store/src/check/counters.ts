import type { Connection } from "../connection/connection.ts";

/** A number that a database keeps of itself, and what counting gives. */
export type Miscount = {
  readonly table: "counter" | "container";
  readonly name: string;
  readonly kept: bigint;
  readonly counted: bigint;
};

/** Counts everything; all in one state of the database. A few seconds a million boots. */
export function miscounts(db: Connection): readonly Miscount[] {
  const number = (sql: string) => db.prepare<[], bigint>(sql).pluck().get() ?? 0n;
  return db
    .transaction(() => {
      const counters = (
        [
          ["boots", "SELECT count(*) FROM boot"],
          [
            "events",
            `SELECT (SELECT count(*) FROM phase_event) + (SELECT coalesce(sum(count), 0) FROM event_block)
               + (SELECT coalesce(sum(count), 0) FROM archive)`,
          ],
        ] as const
      ).map(
        ([name, sql]): Miscount => ({
          table: "counter",
          name,
          kept: number(`SELECT value FROM counter WHERE name = '${name}'`),
          counted: number(sql),
        }),
      );
      const containers = db
        .prepare<[], Omit<Miscount, "table">>(
          `SELECT name, max(kept) AS kept, max(counted) AS counted FROM (
             SELECT name, boots AS kept, 0 AS counted FROM container
             UNION ALL SELECT container, 0, count(*) FROM boot GROUP BY container)
           GROUP BY name HAVING max(kept) <> max(counted)`,
        )
        .all()
        .map((row): Miscount => ({ table: "container", ...row }));
      return [...counters.filter(({ kept, counted }) => kept !== counted), ...containers];
    })
    .deferred();
}

/** Corrects what was miscounted by as much: what others added meanwhile stays. */
export function recount(db: Connection, wrong: readonly Miscount[]): void {
  const counter = db.prepare("UPDATE counter SET value = value + ? WHERE name = ?");
  const container = db.prepare(
    "INSERT INTO container (name, boots) VALUES (@name, @by) ON CONFLICT (name) DO UPDATE SET boots = boots + @by",
  );
  const dropEmpty = db.prepare("DELETE FROM container WHERE boots <= 0");
  db.transaction(() => {
    for (const { table, name, kept, counted } of wrong)
      if (table === "counter") counter.run(counted - kept, name);
      else container.run({ name, by: counted - kept });
    dropEmpty.run();
  }).immediate();
}

/** The highest revision must have been given out: followers would miss what comes next. */
export const revisionsAhead = (db: Connection): bigint =>
  db
    .prepare<[], bigint>(
      `SELECT max(0, max(coalesce((SELECT max(revision) FROM boot), 0), coalesce((SELECT max(revision) FROM retired), 0))
         - (SELECT value FROM counter WHERE name = 'revision'))`,
    )
    .pluck()
    .get() ?? 0n;
