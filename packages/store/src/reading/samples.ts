import { labelOfToday, timeToDeath, type BootId, type BootSample, type SampledSpan } from "@hacotaki/core";
import { sql } from "kysely";
import { present } from "../values/absent.ts";
import { lossesOf, ociOf } from "../packing/boot-row.ts";
import type { ArchivedDetails } from "../archive/details.ts";
import type { StoreReader } from "../contract.ts";
import { unlessDamaged } from "../error.ts";
import { retiredSince, revisionOf } from "./feed.ts";
import { causesOfColumn, joinedCauses } from "../packing/packed-causes.ts";
import { closedSpans, type PackedSpan } from "../packing/packed-spans.ts";
import { archivedBodies } from "./archived.ts";
import { spansOfRows } from "./span-rows.ts";
import type { Read, Reading } from "./read.ts";
import { withSpans } from "./summaries.ts";
import { SUMMARY_COLUMNS } from "./summary-row.ts";
import type { BootRow } from "../connection/tables.ts";

type SampleRow = Pick<
  BootRow,
  | "key"
  | "run_key"
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
  | "runtime"
  | "reasons"
  | "oci"
  | "spans"
> & { readonly host_id: string };

const sampleRows = (db: Reading) =>
  db
    .selectFrom("boot")
    .innerJoin("host", "host.key", "boot.host_key")
    .leftJoin("boot_body as body", "body.boot_key", "boot.key")
    .select([
      "boot.key",
      "boot.run_key",
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
      "boot.runtime",
      "boot.oci",
      // Of very many, a join takes a third of the time of looking for them apart.
      sql<string | null>`coalesce(boot.spans, body.spans)`.as("spans"),
      sql<string | null>`boot.reasons || coalesce(body.reasons, '')`.as("reasons"),
    ]);

async function spanKinds(db: Reading): Promise<ReadonlyMap<number, SampledSpan>> {
  const kinds = await db.selectFrom("span_kind").selectAll().execute();
  return new Map(
    kinds.map(({ key, slug, label, group, on_path }) => [
      Number(key),
      { slug, label: labelOfToday(slug, label), group, onPath: on_path === 1n },
    ]),
  );
}

/** Where closed spans of boots are read from: their rows, an archive, or rows of a version before 0.2. */
type Elsewhere = {
  readonly archived: ReadonlyMap<bigint, ArchivedDetails | "damaged">;
  readonly unpacked: ReadonlyMap<bigint, readonly PackedSpan[]>;
};

function spansOf(
  { key, run_key, spans }: SampleRow,
  { archived, unpacked }: Elsewhere,
  kinds: ReadonlyMap<number, SampledSpan>,
): BootSample["spans"] {
  const told = (number: number, duration: number) => {
    const kind = kinds.get(number);
    return kind && { kind, duration };
  };
  const body = archived.get(run_key);
  // The list and the boot's own page say that one is damaged.
  if (spans !== null) return unlessDamaged(() => closedSpans(spans, told)) ?? [];
  if (body === "damaged") return [];
  if (body !== undefined) return unlessDamaged(() => body.closedSpans(key, told)) ?? [];
  return (unpacked.get(key) ?? []).flatMap(({ kind, state, duration }) =>
    state === "closed" ? (told(kind, Number(duration)) ?? []) : [],
  );
}

function causesOf({ key, run_key, reasons, spans }: SampleRow, { archived }: Elsewhere) {
  const body = spans === null ? archived.get(run_key) : undefined;
  const rest = body === undefined || body === "damaged" ? null : (body.reasons(key) ?? null);
  return causesOfColumn(joinedCauses(reasons, rest));
}

const numberOf = (value: bigint | null) => (value === null ? null : Number(value));

const diedAfter = ({ outcome, losses, start_at: startAt, end_at: endAt }: SampleRow) =>
  outcome === "failed" && endAt !== null
    ? (timeToDeath({ outcome, losses: lossesOf(losses), startAt, endAt }) ?? null)
    : null;

const NO_OCI = { engine: null, image: null, pod: null, labels: null };

/** A damaged one tells nothing here: the list and the boot's own page say that it is. */
function ociParts(json: string | null) {
  if (json === null) return NO_OCI;
  const oci = unlessDamaged(() => ociOf(json));
  return {
    engine: oci?.engine ?? null,
    image: oci?.image ?? null,
    pod: oci?.pod ?? null,
    labels: oci?.labels === undefined ? null : JSON.stringify(oci.labels),
  };
}

function sampleOf(row: SampleRow, elsewhere: Elsewhere, kinds: ReadonlyMap<number, SampledSpan>): BootSample {
  return present<BootSample>({
    id: row.id,
    container: row.container,
    hostId: row.host_id,
    hostName: row.host_name,
    // What its shipper calls it, a fleet alone knows.
    hostLabels: null,
    outcome: row.outcome,
    wallTime: row.wall_time,
    duration: numberOf(row.boot_duration),
    ready: numberOf(row.ready_duration),
    died: numberOf(diedAfter(row)),
    hacoFile: row.haco_file,
    command: row.command,
    kernel: row.kernel,
    furthestPhase: row.furthest_phase,
    runtime: row.runtime,
    causes: unlessDamaged(() => causesOf(row, elsewhere)) ?? null,
    ...ociParts(row.oci),
    spans: spansOf(row, elsewhere, kinds),
  });
}

async function samplesOf(db: Reading, found: readonly SampleRow[]): Promise<readonly BootSample[]> {
  const kinds = await spanKinds(db);
  const apart = found.filter(({ spans }) => spans === null);
  const archived = await archivedBodies(
    db,
    apart.map((row) => row.run_key),
  );
  const rest = apart.flatMap(({ key, run_key }) => (archived.has(run_key) ? [] : key));
  const unpacked = await spansOfRows(db, rest);
  return found.map((row) => sampleOf(row, { archived, unpacked }, kinds));
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
      const last = rows.at(-1);
      return {
        samples: await samplesOf(db, rows),
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
      const samples = await samplesOf(
        db,
        rows.filter((row) => row.revision <= revision),
      );
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
