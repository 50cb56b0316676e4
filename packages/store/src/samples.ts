import { labelBySlug, timeToDeath, type BootId, type BootSample, type SampledSpan } from "@hacotaki/core";
import { sql } from "kysely";
import { present } from "./absent.ts";
import { lossesOf } from "./boot-row.ts";
import type { StoreReader } from "./contract.ts";
import { retiredSince, revisionOf } from "./feed.ts";
import type { Read, Reading } from "./read.ts";
import { withSpans } from "./summaries.ts";
import { SUMMARY_COLUMNS } from "./summary-row.ts";
import type { BootRow } from "./tables.ts";

type SampleRow = Pick<
  BootRow,
  | "key"
  | "id"
  | "revision"
  | "container"
  | "host_name"
  | "outcome"
  | "wall_time"
  | "boot_duration"
  | "ready_duration"
  | "losses"
  | "start_at"
  | "end_at"
  | "haco_file"
  | "command"
  | "kernel"
  | "furthest_phase"
> & { readonly host_id: string; readonly spans: string | null };

/** Closed spans of a boot as one text, "KIND:NS,…": a row a span would take several times as long to read. */
const spans = sql<string | null>`(
  select group_concat(span.kind_key || ':' || span.duration) from span
  where span.boot_key = boot.key and span.state = 'closed'
)`;

const sampleRows = (db: Reading) =>
  db
    .selectFrom("boot")
    .innerJoin("host", "host.key", "boot.host_key")
    .select([
      "boot.key",
      "boot.id",
      "boot.revision",
      "boot.container",
      "host.id as host_id",
      "boot.host_name",
      "boot.outcome",
      "boot.wall_time",
      "boot.boot_duration",
      "boot.ready_duration",
      "boot.losses",
      "boot.start_at",
      "boot.end_at",
      "boot.haco_file",
      "boot.command",
      "boot.kernel",
      "boot.furthest_phase",
      spans.as("spans"),
    ]);

async function spanKinds(db: Reading): Promise<ReadonlyMap<string, SampledSpan>> {
  const kinds = await db.selectFrom("span_kind").selectAll().execute();
  return new Map(
    kinds.map(({ key, slug, label, group, on_path }) => [
      key.toString(),
      { slug, label: labelBySlug(slug, label), group, onPath: on_path === 1n },
    ]),
  );
}

function spansOf(text: string | null, kinds: ReadonlyMap<string, SampledSpan>): BootSample["spans"] {
  if (text === null) return [];
  return text.split(",").flatMap((each) => {
    const colon = each.indexOf(":");
    const kind = kinds.get(each.slice(0, colon));
    return kind === undefined ? [] : { kind, duration: Number(each.slice(colon + 1)) };
  });
}

const numberOf = (value: bigint | null) => (value === null ? null : Number(value));

const diedAfter = ({ outcome, losses, start_at: startAt, end_at: endAt }: SampleRow) =>
  outcome === "failed" && endAt !== null
    ? (timeToDeath({ outcome, losses: lossesOf(losses), startAt, endAt }) ?? null)
    : null;

function sampleOf(row: SampleRow, kinds: ReadonlyMap<string, SampledSpan>): BootSample {
  return present<BootSample>({
    id: row.id,
    container: row.container,
    hostId: row.host_id,
    hostName: row.host_name,
    outcome: row.outcome,
    wallTime: row.wall_time,
    duration: numberOf(row.boot_duration),
    ready: numberOf(row.ready_duration),
    died: numberOf(diedAfter(row)),
    hacoFile: row.haco_file,
    command: row.command,
    kernel: row.kernel,
    furthestPhase: row.furthest_phase,
    spans: spansOf(row.spans, kinds),
  });
}

/** Boots for statistics, many at once. */
export const createSampleReader = (
  read: Read,
): Pick<StoreReader, "samples" | "samplesSince" | "findBoots"> => ({
  samples: ({ limit, after }) =>
    read("read the boots of", async (db) => {
      const rows = await sampleRows(db)
        .$if(after !== undefined, (query) => query.where("boot.key", "<", after ?? 0n))
        .orderBy("boot.key", "desc")
        .limit(limit)
        .execute();
      const kinds = await spanKinds(db);
      const last = rows.at(-1);
      return {
        samples: rows.map((row) => sampleOf(row, kinds)),
        ...(rows.length === limit && last ? { next: last.key } : {}),
        revision: await revisionOf(db),
      };
    }),

  samplesSince: (since, limit) =>
    read("read the changes of", async (db) => {
      const rows = await sampleRows(db)
        .where("boot.revision", ">", since)
        .orderBy("boot.revision")
        .limit(limit)
        .execute();
      const { retired, revision } = await retiredSince(db, since, limit, rows);
      const kinds = await spanKinds(db);
      const samples = rows.filter((row) => row.revision <= revision).map((row) => sampleOf(row, kinds));
      return { samples, retired, revision };
    }),

  findBoots: (ids) =>
    read("read boots of", async (db) => {
      const rows = await db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .innerJoin("host", "host.key", "boot.host_key")
        .select(SUMMARY_COLUMNS)
        .where("boot.id", "in", sql<BootId>`(select value from json_each(${JSON.stringify(ids)}))`)
        .execute();
      const byId = new Map((await withSpans(db, rows)).map((boot) => [boot.id, boot]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    }),
});
