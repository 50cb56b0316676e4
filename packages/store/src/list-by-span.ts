import type { BootFilter } from "@hacotaki/core";
import { sql } from "kysely";
import type { BootPage, BootSort } from "./contract.ts";
import { cursorAt, type Position } from "./cursor.ts";
import { residual } from "./filter.ts";
import { pause } from "./pause.ts";
import type { Read, Reading } from "./read.ts";
import { among, withSpans } from "./summaries.ts";
import { SUMMARY_COLUMNS, type SummaryRow } from "./summary-row.ts";

type Query = {
  readonly slug: string;
  readonly sort: BootSort;
  readonly filter: BootFilter;
  readonly limit: number;
};
/** A span's length, and the key of its boot: 0 is no boot's. */
type Candidate = { readonly key: bigint; readonly duration: bigint };
type Found = { readonly row: SummaryRow; readonly at: Candidate };

/** Spans looked at in one go when there is a filter, and when there is none. */
const CHUNK = 2_000;
/** Spans looked at for one page: a filter that matches next to nothing may give a short page and a cursor to go on. */
const MAX_SCANNED = 1_000_000;

/** The longest spans of a slug in the order of the index, after a place in it. */
async function candidates(db: Reading, slug: string, limit: number, after: Candidate | undefined) {
  let query = db
    .selectFrom("span")
    .select(["span.boot_key as key", "span.duration"])
    .where("span.slug", "=", slug)
    .where("span.duration", "is not", null)
    .orderBy("span.duration", "desc")
    .orderBy("span.boot_key", "desc")
    .limit(limit);
  if (after)
    query = query
      .where("span.duration", "<=", after.duration)
      .where((eb) => eb.or([eb("span.duration", "<", after.duration), eb("span.boot_key", "<", after.key)]));
  return (await query.execute()) as Candidate[]; // no duration is null
}

/** Those of the candidates whose span closed and that match, in the same order. */
async function matching(
  db: Reading,
  { slug, sort, filter }: Query,
  found: readonly Candidate[],
): Promise<Found[]> {
  const matches = residual(filter, sort);
  let query = db
    .selectFrom("boot")
    .innerJoin("run", "run.key", "boot.run_key")
    .innerJoin("host", "host.key", "boot.host_key")
    .select(SUMMARY_COLUMNS)
    .where("boot.key", "in", among(found.map(({ key }) => key)))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("span")
          .select(sql`1`.as("one"))
          .whereRef("span.boot_key", "=", "boot.key")
          .where("span.slug", "=", slug)
          .where("span.state", "=", "closed"),
      ),
    );
  if (matches) query = query.where(matches);
  const rows = new Map((await query.execute()).map((row) => [row.key, row]));
  return found.flatMap((at) => {
    const row = rows.get(at.key);
    return row === undefined ? [] : { row, at };
  });
}

const candidateAt = ({ at, id }: Position): Candidate | undefined =>
  /^\d{1,18}$/.test(id) ? { duration: at, key: BigInt(id) } : undefined;
const cursorOf = ({ duration, key }: Candidate, sort: BootSort) =>
  cursorAt({ at: duration, id: key.toString() }, sort);

/** Boots by the length of one span, longest first, page by page; boots without that span are not among them. */
export async function bySpan(read: Read, query: Query, position: Position | undefined): Promise<BootPage> {
  const { slug, sort, limit } = query;
  const chunk = residual(query.filter, sort) === undefined ? limit + 1 : CHUNK;
  const found: Found[] = [];
  let from = position === undefined ? undefined : candidateAt(position);
  let isOver = false;
  for (let scanned = 0; scanned < MAX_SCANNED && found.length <= limit && !isOver; scanned += chunk) {
    const start = from;
    const { next, more } = await read("list boots of", async (db) => {
      const next = await candidates(db, slug, chunk, start);
      return { next, more: await matching(db, query, next) };
    });
    found.push(...more);
    from = next.at(-1) ?? from;
    isOver = next.length < chunk;
    await pause();
  }
  const page = found.slice(0, limit);
  const boots = await read("list boots of", (db) =>
    withSpans(
      db,
      page.map(({ row }) => row),
    ),
  );
  const last = found.length > limit ? page.at(-1)?.at : isOver ? undefined : from;
  return last === undefined ? { boots } : { boots, next: cursorOf(last, sort) };
}
