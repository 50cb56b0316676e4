import type { BootId, Mark, Namespaces, RunId, Span } from "@hacotaki/core";
import { sql } from "kysely";
import { kernelBootId } from "../connection/kernel-boot.ts";
import { among } from "../values/among.ts";
import { bootOf, namespacesOf } from "../packing/boot-row.ts";
import { markOf, spanOf, toldKind, type ToldKind } from "../packing/derived-rows.ts";
import { damagedAs, DamagedRow, unlessDamaged } from "../error.ts";
import { unpackedBlock, slotsOf } from "../events/event-block.ts";
import { revisionOf } from "../reading/feed.ts";
import { unpackProcesses } from "../packing/packed-processes.ts";
import { unpackSpans, type PackedSpan } from "../packing/packed-spans.ts";
import type { Read, Reading } from "../reading/read.ts";
import { archivedBlock, archivedFacts, bootIds, isArchived } from "./archived-blocks.ts";
import type { BlockFacts, PackedBlock, ShipmentReader, ShippedBoot } from "./shipped.ts";
import { putBodies } from "../reading/bodies.ts";
import { processesOfRows, spansOfRows } from "../reading/span-rows.ts";
import type { Surroundings } from "../packing/packed.ts";
import { SURROUNDINGS, withSurroundings } from "../packing/surroundings.ts";
import type { BootRow } from "../connection/tables.ts";

type Row = BootRow & { readonly run_id: RunId; readonly kernel_boot_id: string; readonly host_id: string };

type Kinds = Map<number, ToldKind>;

/** Of a change in rows and one in retired ids, the one that says less says how far both go. */
const reach = (
  newest: bigint,
  since: bigint,
  limit: number,
  lists: readonly (readonly { revision: bigint }[])[],
) =>
  lists
    .flatMap((list) => (list.length < limit ? [] : (list.at(-1)?.revision ?? since)))
    .reduce((least, end) => (end < least ? end : least), newest);

async function rowsSince(db: Reading, since: bigint, limit: number): Promise<readonly Row[]> {
  return db
    .selectFrom("boot")
    .innerJoin("run", "run.key", "boot.run_key")
    .innerJoin("host", "host.key", "boot.host_key")
    .selectAll("boot")
    .select(["run.id as run_id", kernelBootId.as("kernel_boot_id"), "host.id as host_id"])
    .where("boot.revision", ">", since)
    .orderBy("boot.revision")
    .limit(limit)
    .execute();
}

async function namespacesOfBoots(
  db: Reading,
  rows: readonly Row[],
): Promise<ReadonlyMap<bigint, Namespaces>> {
  const keys = new Set(rows.flatMap((row) => row.namespaces_key ?? []));
  if (keys.size === 0) return new Map();
  const found = await db
    .selectFrom("namespaces")
    .selectAll()
    .where("key", "in", among([...keys]))
    .execute();
  return new Map(found.map((row) => [row.key, namespacesOf(row)]));
}

/** What boots share with others of their container. */
async function surroundingsOfBoots(
  db: Reading,
  rows: readonly Row[],
): Promise<ReadonlyMap<bigint, Surroundings>> {
  const keys = new Set(rows.flatMap((row) => row.surroundings_key ?? []));
  if (keys.size === 0) return new Map();
  const found = await db
    .selectFrom("surroundings")
    .select(["key", ...SURROUNDINGS])
    .where("key", "in", among([...keys]))
    .execute();
  return new Map(found.map(({ key, ...shared }) => [key, shared]));
}

/** The first marks of each boot that has any: its own, and those of its launcher. */
async function marksOfBoots(
  db: Reading,
  rows: readonly Row[],
  limit: number,
): Promise<ReadonlyMap<bigint, readonly Mark[]>> {
  const found = new Map<bigint, readonly Mark[]>();
  for (const { key, id, run_key, run_id, mark_count } of rows) {
    if (mark_count === 0n) continue;
    const marks = await db
      .selectFrom("mark")
      .selectAll()
      .where("run_key", "=", run_key)
      .where(sql<boolean>`(boot_key is null or boot_key = ${key})`)
      .orderBy("at")
      .orderBy("seq")
      .orderBy("tgid")
      .orderBy("name")
      .limit(limit)
      .execute();
    found.set(
      key,
      marks.map((row) => markOf(row, run_id, row.boot_key === null ? null : id)),
    );
  }
  return found;
}

function spansOf(packed: readonly PackedSpan[], kinds: Kinds): Span[] {
  return packed.map((span) => {
    const kind = kinds.get(span.kind);
    if (kind === undefined) throw new DamagedRow(`a span of no known kind: ${span.kind}`);
    return spanOf(kind, span);
  });
}

async function shippedBoots(
  db: Reading,
  rows: readonly Row[],
  kinds: Kinds,
  mostMarks: number,
): Promise<{ readonly boots: readonly ShippedBoot[]; readonly damaged: readonly BootId[] }> {
  await putBodies(db, rows);
  const namespaces = await namespacesOfBoots(db, rows);
  const surroundings = await surroundingsOfBoots(db, rows);
  const whole = (row: Row): Row =>
    withSurroundings(row, row.surroundings_key === null ? undefined : surroundings.get(row.surroundings_key));
  const marks = await marksOfBoots(db, rows, mostMarks);
  const spans = await spansOfRows(
    db,
    rows.flatMap((row) => (row.spans === null ? row.key : [])),
  );
  const boots: ShippedBoot[] = [];
  const damaged: BootId[] = [];
  for (const row of rows) {
    const processes = row.processes === null ? await processesOfRows(db, row.key) : undefined;
    const boot = unlessDamaged(() =>
      bootOf(whole(row), {
        run: { id: row.run_id, kernel_boot_id: row.kernel_boot_id },
        hostId: row.host_id,
        hacoText: null,
        namespaces: row.namespaces_key === null ? null : (namespaces.get(row.namespaces_key) ?? null),
        processes: processes ?? unpackProcesses(row.start_at, row.processes ?? Buffer.of()),
        spans: spansOf(
          row.spans === null ? (spans.get(row.key) ?? []) : unpackSpans(row.start_at, row.spans),
          kinds,
        ),
      }),
    );
    if (boot === undefined) damaged.push(row.id);
    else boots.push({ boot, revision: row.revision, marks: marks.get(row.key) ?? [] });
  }
  return { boots, damaged };
}

const keysOf = (blocks: readonly BlockFacts[]) => among(blocks.map(({ key }) => key));

/** What a shipper reads: boots by revision, whole, and events as they are packed. */
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over one reader
export function createShipmentReader(read: Read): Omit<ShipmentReader, "spoolId"> {
  const kinds: Kinds = new Map();

  /** Kinds of spans are never changed: only those that came are read. */
  async function readKinds(db: Reading): Promise<void> {
    const known = kinds.size === 0 ? -1 : Math.max(...kinds.keys());
    const rows = await db.selectFrom("span_kind").selectAll().where("key", ">", BigInt(known)).execute();
    for (const row of rows) kinds.set(Number(row.key), toldKind(row));
  }

  return {
    shipment: (since, { limit, marks }) =>
      read("read what is to be shipped of", async (db) => {
        const rows = await rowsSince(db, since, limit);
        const retired = await db
          .selectFrom("retired")
          .selectAll()
          .where("revision", ">", since)
          .orderBy("revision")
          .limit(limit)
          .execute();
        const revision = reach(await revisionOf(db), since, limit, [rows, retired]);
        await readKinds(db);
        return {
          ...(await shippedBoots(
            db,
            rows.filter((row) => row.revision <= revision),
            kinds,
            marks,
          )),
          replaced: retired
            .filter((row) => row.revision <= revision)
            .flatMap(({ id, revision: at, host_id: hostId, kernel_boot_id: kernelBootId }) =>
              hostId === null || kernelBootId === null ? [] : { id, revision: at, hostId, kernelBootId },
            ),
          revision,
        };
      }),

    countChanges: (since) =>
      read("count what is to be shipped of", async (db) => {
        const { count } = await db
          .selectFrom("boot")
          .select((eb) => eb.fn.countAll<bigint>().as("count"))
          .where("revision", ">", since)
          .executeTakeFirstOrThrow();
        return Number(count);
      }),

    eventBlocks: (runs) =>
      read("look for events in", async (db) => {
        const rows = await db
          .selectFrom("event_block")
          .innerJoin("run", "run.key", "event_block.run_key")
          .select([
            "event_block.key",
            "run.id as run_id",
            "first_at",
            "last_at",
            "count",
            "checksum",
            sql<bigint>`length(bytes)`.as("length"),
          ])
          .where("run.id", "in", sql<RunId>`(select value from json_each(${JSON.stringify(runs)}))`)
          .orderBy("event_block.run_key")
          .orderBy("first_at")
          .orderBy("event_block.key")
          .execute();
        const blocks = rows.map((row) => ({
          key: row.key,
          runId: row.run_id,
          firstAt: row.first_at,
          lastAt: row.last_at,
          events: Number(row.count),
          checksum: row.checksum,
          bytes: Number(row.length),
        }));
        return [...blocks, ...(await archivedFacts(db, runs))];
      }),

    packedBlocks: (wanted) =>
      read("read events of", async (db) => {
        const rows = await db
          .selectFrom("event_block")
          .selectAll()
          .where("key", "in", keysOf(wanted))
          .execute();
        const byKey = new Map(rows.map((row) => [row.key, row]));
        const slots = new Map(rows.map((row) => [row.key, unlessDamaged(() => slotsOf(row))]));
        const boots = await bootIds(
          db,
          new Set([...slots.values()].flatMap((each) => (each ?? []).flatMap(([boot]) => boot ?? []))),
        );
        const blocks: PackedBlock[] = [];
        const [damaged, gone]: [BlockFacts[], BlockFacts[]] = [[], []];
        for (const facts of wanted.filter(isArchived)) {
          const packed = await archivedBlock(db, facts).catch(damagedAs("damaged" as const));
          if (packed === undefined) gone.push(facts);
          else if (packed === "damaged") damaged.push(facts);
          else blocks.push(packed);
        }
        for (const facts of wanted) {
          if (isArchived(facts)) continue;
          const row = byKey.get(facts.key);
          if (row === undefined || row.checksum !== facts.checksum) {
            gone.push(facts);
            continue;
          }
          const filing = slots.get(row.key);
          const packed = unlessDamaged(() => unpackedBlock(row));
          if (filing === undefined || packed === undefined) {
            damaged.push(facts);
            continue;
          }
          const { key, runId, firstAt, lastAt, events } = facts;
          blocks.push({
            ...{ key, runId, firstAt, lastAt, events, ...packed },
            filing: filing.map(([boot, count]) => [boot === null ? undefined : boots.get(boot), count]),
          });
        }
        return { blocks, damaged, gone };
      }),

    hacoTextsAfter: (key, limit) =>
      read("read haco files of", (db) =>
        db.selectFrom("haco_text").selectAll().where("key", ">", key).orderBy("key").limit(limit).execute(),
      ),

    hasUnpackedEvents: () =>
      read("look for events in", async (db) => {
        const row = await db.selectFrom("phase_event").select("run_key").limit(1).executeTakeFirst();
        return row !== undefined;
      }),
  };
}
