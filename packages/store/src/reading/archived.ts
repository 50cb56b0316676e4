import { sql } from "kysely";
import type { ArchivedDetails } from "../archive/details.ts";
import type { ArchivedEvents } from "../archive/archived-events.ts";
import { mayHold } from "../archive/members.ts";
import { bodiesAtHand, eventsAtHand, openedBodies, openedEvents } from "../archive/opened.ts";
import type { ArchiveRow } from "../connection/tables.ts";
import { unlessDamaged } from "../error.ts";
import { among } from "../values/among.ts";
import { knownDigests } from "./haco-digests.ts";
import type { Reading } from "./read.ts";

type Head = Pick<ArchiveRow, "last_run_key" | "first_run_key" | "gone" | "checksum">;
const HEAD = ["last_run_key", "first_run_key", "gone", "checksum"] as const;

/** Runs that an archive may hold, with it. */
async function headsOf(db: Reading, runs: readonly bigint[]): Promise<ReadonlyMap<bigint, Head>> {
  const { rows: places } = await sql<{ run: bigint; last: bigint | null }>`
    select value as run, (
      select last_run_key from archive where last_run_key >= value order by last_run_key limit 1
    ) as last from json_each(${`[${runs.join()}]`})`.execute(db);
  const keys = [...new Set(places.flatMap(({ last }) => last ?? []))];
  if (keys.length === 0) return new Map();
  const heads = await db
    .selectFrom("archive")
    .select(HEAD)
    .where("last_run_key", "in", among(keys))
    .execute();
  const byKey = new Map(heads.map((head) => [head.last_run_key, head]));
  return new Map(
    places.flatMap(({ run, last }) => {
      const head = last === null ? undefined : byKey.get(last);
      return head !== undefined && mayHold(head, run) ? [[run, head] as const] : [];
    }),
  );
}

/** What is known of the boots of archived runs; "damaged": nothing. Runs that are not archived are not among them. */
export async function archivedBodies(
  db: Reading,
  runs: readonly bigint[],
): Promise<ReadonlyMap<bigint, ArchivedDetails | "damaged">> {
  const found = new Map<bigint, ArchivedDetails | "damaged">();
  if (runs.length === 0) return found;
  const heads = await headsOf(db, [...new Set(runs)]);
  const opened = await openedOf(db, new Set(heads.values()));
  for (const [run, head] of heads) {
    const bodies = opened.get(head);
    if (bodies === "damaged" || bodies?.bootsOf(run) !== undefined) found.set(run, bodies);
  }
  return found;
}

async function openedOf(
  db: Reading,
  heads: ReadonlySet<Head>,
): Promise<ReadonlyMap<Head, ArchivedDetails | "damaged">> {
  const opened = new Map<Head, ArchivedDetails | "damaged">();
  for (const head of heads) {
    const bodies = bodiesAtHand(head);
    if (bodies !== undefined) opened.set(head, bodies);
  }
  if (opened.size === heads.size) return opened;
  const missing = [...heads].filter((head) => !opened.has(head));
  const rows = await db
    .selectFrom("archive")
    .select(["last_run_key", "bodies"])
    .where("last_run_key", "in", among(missing.map((head) => head.last_run_key)))
    .execute();
  const bytes = new Map(rows.map((row) => [row.last_run_key, row.bodies]));
  for (const head of missing)
    opened.set(
      head,
      unlessDamaged(() => openedBodies(head, () => bytes.get(head.last_run_key) ?? Buffer.of())) ?? "damaged",
    );
  return opened;
}

/** Events of a run that is archived, with what tells of its archive. */
export type EventsOfRun = { readonly events: ArchivedEvents; readonly checksum: bigint };

/** Of a run; undefined where it is in no archive. @throws DamagedRow */
export async function archivedEvents(db: Reading, run: bigint): Promise<EventsOfRun | undefined> {
  const row = await db
    .selectFrom("archive")
    .selectAll()
    .where("last_run_key", ">=", run)
    .orderBy("last_run_key")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || !mayHold(row, run)) return undefined;
  const events = eventsAtHand(row) ?? openedEvents(row, await knownDigests(db));
  return events.head(run) === undefined ? undefined : { events, checksum: row.checksum };
}
