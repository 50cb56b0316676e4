import type { BootId, RunId } from "@hacotaki/core";
import { sql } from "kysely";
import { damagedAs } from "../error.ts";
import { packEvents } from "../events/event-codec.ts";
import { archivedEvents } from "../reading/archived.ts";
import type { Reading } from "../reading/read.ts";
import { among } from "../values/among.ts";
import type { BlockFacts, PackedBlock } from "./shipped.ts";

/** What an event takes in a block, about. */
const BYTES_AN_EVENT = 15;

/** Whether they are the events of an archived run: it has no blocks, and is shipped as if it had one. */
export const isArchived = ({ key }: Pick<BlockFacts, "key">): boolean => key < 0n;

export async function bootIds(db: Reading, keys: ReadonlySet<bigint>): Promise<ReadonlyMap<bigint, BootId>> {
  if (keys.size === 0) return new Map();
  const rows = await db
    .selectFrom("boot")
    .select(["key", "id"])
    .where("key", "in", among([...keys]))
    .execute();
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** Of one whose archive is damaged: `archivedBlock` says so. */
const UNKNOWN = { firstAt: 0n, lastAt: 0n, events: 0, checksum: 0n, bytes: 0 };

async function factsOf(db: Reading, key: bigint): Promise<Omit<BlockFacts, "key" | "runId"> | undefined> {
  const found = await archivedEvents(db, key);
  const head = found?.events.head(key);
  if (found === undefined || head === undefined) return undefined;
  const { firstAt, lastAt, count } = head;
  return { firstAt, lastAt, events: count, checksum: found.checksum, bytes: count * BYTES_AN_EVENT };
}

/** Of those of these runs that are archived. */
export async function archivedFacts(db: Reading, runs: readonly RunId[]): Promise<readonly BlockFacts[]> {
  const rows = await db
    .selectFrom("run")
    .select(["key", "id"])
    .where("id", "in", sql<RunId>`(select value from json_each(${JSON.stringify(runs)}))`)
    .where(sql<boolean>`key <= (select max(last_run_key) from archive)`)
    .orderBy("key")
    .execute();
  const facts: BlockFacts[] = [];
  for (const { key, id: runId } of rows) {
    const found = await factsOf(db, key).catch(damagedAs(UNKNOWN));
    if (found !== undefined) facts.push({ key: -key, runId, ...found });
  }
  return facts;
}

/** Its events as a block would have them; undefined where the run changed meanwhile. @throws DamagedRow */
export async function archivedBlock(db: Reading, facts: BlockFacts): Promise<PackedBlock | undefined> {
  const run = -facts.key;
  const found = await archivedEvents(db, run);
  if (found === undefined || found.checksum !== facts.checksum) return undefined;
  // Texts of haco files are shipped by themselves: a block has their digests.
  const digest = (text: string) => text;
  const { bytes, slots } = packEvents(found.events.events(run, digest), digest);
  const boots = await bootIds(db, new Set(slots.flatMap(([boot]) => boot ?? [])));
  const { key, runId, firstAt, lastAt, events } = facts;
  return {
    ...{ key, runId, firstAt, lastAt, events, form: 1, bytes },
    filing: slots.map(([boot, count]) => [boot === null ? undefined : boots.get(boot), count]),
  };
}
