import { utcNow, type BootId } from "@hacotaki/core";
import { StoreError, type Notebook, type ShipFacts, type SpoolReader } from "@hacotaki/store";
import { failureOf, type Failure } from "./answer.ts";
import type { Destination } from "./destination.ts";
import type { Engine } from "./engine.ts";
import { schemaVersion } from "./migrate.ts";
import { SCHEMA_VERSION } from "./schema/migrations.ts";
import { REVISION_BITS } from "./schema/tables.ts";
import { createSender, type Delivery } from "./send.ts";

/**
 * Boots of one request: at first, at most, and as many as take about so many bytes. A request is a part of the table, which
 * costs the engine much the same however few boots it has, and which it merges the sooner with others: of 2,000 together
 * each takes half as long again as of 8,000.
 */
const BOOTS = { first: 64, most: 8_000 };
/** More boots than before at most so many times. */
const MOST_TIMES = 8;
const BATCH_BYTES = { more: 16 << 20, fewer: 32 << 20 };
/** What is told of shipping is written so often, ms, while nothing else is. */
const TELL_MS = 10_000;
const MINUTE_NS = 60_000_000_000n;

export type Round =
  /** There may be more to do at once. `lost` boots were refused for good: the note says why. */
  | { readonly kind: "more"; readonly pushed: number; readonly note?: string; readonly lost?: number }
  | { readonly kind: "idle" }
  /** The fleet's database does not take boots right now. */
  | { readonly kind: "later"; readonly reason: string; readonly needsChange?: true };

export type ShipperPlace = {
  readonly store: SpoolReader;
  readonly notebook: Pick<Notebook, "ships" | "saveShip">;
  readonly destination: Destination;
  readonly engine: Engine;
  /** What is told of this host with each boot: role, zone, version. */
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** UTC ns. */
  readonly now?: () => bigint;
};

export type Shipper = {
  /** Boots that are known to wait. */
  readonly waiting: number;
  /** Reads on, and sends one request if anything changed. */
  round(): Promise<Round>;
  /** Says that nobody ships any more, for now. */
  stop(): void;
};

/** The place of a boot's version among all others of it: by start of the shipper, then by revision. */
const versionAt = (epoch: bigint, revision: bigint) => (epoch << REVISION_BITS) | revision;

const max = (a: bigint, b: bigint) => (a > b ? a : b);

/** What is kept of an earlier shipper, if it read this database; else everything is shipped from the beginning. */
function begin(
  known: ShipFacts | undefined,
  { destination, spool, newest, now }: { destination: string; spool: string; newest: bigint; now: bigint },
): ShipFacts {
  const isSame = known !== undefined && known.spool === spool && known.revision <= newest;
  return {
    destination,
    spool,
    epoch: max(now / MINUTE_NS, (known?.epoch ?? 0n) + 1n),
    revision: isSame ? known.revision : 0n,
    state: "shipping",
    toldAt: now,
    ...(known?.caughtUpAt === undefined ? {} : { caughtUpAt: known.caughtUpAt }),
    waiting: 0,
    boots: known?.boots ?? 0,
    failures: known?.failures ?? 0,
    refused: known?.refused ?? 0,
  };
}

/**
 * Follows a database by revision and sends what changed, at least once: how far all was taken is kept in the notebook and
 * moves on only behind an answer. A boot that is sent twice is one row to readers.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over how far it is
export async function createShipper(place: ShipperPlace): Promise<Shipper> {
  const { store, notebook, destination, engine, labels, signal, now = utcNow } = place;
  const { revision: newest } = await store.facts();
  const known = notebook.ships().find((each) => each.destination === destination.name);
  let facts = begin(known, {
    destination: destination.name,
    spool: await store.spoolId(),
    newest,
    now: now(),
  });
  /** Read up to here; ahead of what was taken only while a boot is suspected. */
  let cursor = facts.revision;
  /** A boot that was refused alone: it is given up once another is taken. */
  let suspect: { readonly id: BootId; readonly reason: string } | undefined;
  let limit = BOOTS.first;
  /** What comes next, made while the server took what came before. */
  let ahead: Delivery | undefined;
  let hasTables = false;
  let isPacked = false;
  const sender = createSender({
    store,
    engine,
    database: destination.database,
    labels,
    signal,
    hostId: async () => (await store.hosts())[0]?.id ?? "",
  });

  function tell(changes: Partial<ShipFacts>): void {
    const { reason: _, ...rest } = facts;
    facts = { ...rest, ...changes, toldAt: now() };
    notebook.saveShip(facts);
  }
  tell({});

  /** Nothing is sent to tables of which this version does not know how they are read. */
  async function refusedTables(): Promise<Failure | undefined> {
    if (hasTables) return undefined;
    const version = await schemaVersion(engine, destination.database);
    const needsChange = { kind: "later", needsChange: true } as const;
    if (version === 0)
      return { ...needsChange, reason: "its tables are not there: make them by: hacotaki fleet migrate" };
    if (version < SCHEMA_VERSION)
      return {
        ...needsChange,
        reason: `its tables are of version ${version}, this Hacotaki writes ${SCHEMA_VERSION}: bring them up to date by: hacotaki fleet migrate`,
      };
    if (version > SCHEMA_VERSION)
      return {
        ...needsChange,
        reason: `its tables are of version ${version}, this Hacotaki knows ${SCHEMA_VERSION}: install the newer Hacotaki here`,
      };
    hasTables = true;
    return undefined;
  }

  async function later({ reason, needsChange }: Extract<Failure, { kind: "later" }>): Promise<Round> {
    hasTables = false;
    cursor = facts.revision;
    suspect = undefined;
    ahead = undefined;
    tell({
      state: "waiting",
      reason,
      failures: facts.failures + 1,
      waiting: await store.countChanges(facts.revision),
    });
    return { kind: "later", reason, ...(needsChange === undefined ? {} : { needsChange }) };
  }

  function taken(revision: bigint, count: number, bytes: number): Round {
    if (bytes < BATCH_BYTES.more)
      limit = Math.min(BOOTS.most, limit * Math.min(MOST_TIMES, Math.ceil(BATCH_BYTES.more / bytes)));
    if (bytes > BATCH_BYTES.fewer) limit = Math.max(1, Math.floor(limit / 2));
    cursor = revision;
    const lost = suspect;
    suspect = undefined;
    tell({
      state: "shipping",
      revision,
      boots: facts.boots + count,
      refused: facts.refused + (lost === undefined ? 0 : 1),
      waiting: Math.max(0, facts.waiting - count),
    });
    return {
      kind: "more",
      pushed: count,
      ...(lost === undefined
        ? {}
        : { note: `boot ${lost.id} was refused for good: ${lost.reason}`, lost: 1 }),
    };
  }

  /** Which boot it is shows in half the request. One that is refused alone may still be no worse than all others. */
  async function refused(reason: string, ids: readonly BootId[], revision: bigint): Promise<Round> {
    const [id, another] = ids;
    ahead = undefined;
    if (id === undefined) return later({ kind: "later", reason, needsChange: true });
    if (another !== undefined) {
      limit = Math.ceil(ids.length / 2);
      return { kind: "more", pushed: 0 };
    }
    if (suspect !== undefined)
      return later({ kind: "later", reason: `it refuses every boot: ${reason}`, needsChange: true });
    suspect = { id, reason };
    cursor = revision;
    limit = 1;
    return { kind: "more", pushed: 0 };
  }

  async function idle(): Promise<Round> {
    if (suspect !== undefined)
      return later({ kind: "later", reason: `it refuses boot ${suspect.id}: ${suspect.reason}` });
    const isNews = facts.state !== "shipping" || facts.waiting > 0 || facts.caughtUpAt === undefined;
    if (isNews || now() - facts.toldAt > BigInt(TELL_MS) * 1_000_000n)
      tell({ state: "shipping", waiting: 0, caughtUpAt: now() });
    return { kind: "idle" };
  }

  const read = (since: bigint): Promise<Delivery> =>
    sender.prepare(since, limit, (at) => versionAt(facts.epoch, at));
  /** Where it fails, whoever reads it in its turn says why. */
  async function readAhead(since: bigint): Promise<void> {
    const found = await read(since).catch(() => undefined);
    if (found !== undefined && found.batch.ids.length > 0) ahead = found;
  }
  async function next(): Promise<Delivery> {
    const found = ahead;
    ahead = undefined;
    return found?.batch.since === cursor && suspect === undefined ? found : read(cursor);
  }

  async function ship(): Promise<Round> {
    const tables = await refusedTables();
    if (tables?.kind === "later") return later(tables);
    // Of a version before 0.2: what is not packed would be left out.
    isPacked ||= !(await store.hasUnpackedEvents());
    if (!isPacked)
      return later({
        kind: "later",
        reason:
          "events that an earlier version stored are not packed yet: a collector does that, a piece a second",
      });
    const delivery = await next();
    const { batch } = delivery;
    if (batch.revision === cursor) return idle();
    if (batch.ids.length === 0 && batch.replaced === 0) {
      const { revision, damaged } = batch;
      cursor = revision;
      if (suspect === undefined) tell({ state: "shipping", revision, waiting: facts.waiting });
      const note = `${damaged.join(", ")}: rows that make no sense: see hacotaki check`;
      return { kind: "more", pushed: 0, ...(damaged.length === 0 ? {} : { note, lost: damaged.length }) };
    }
    try {
      const bytes = await delivery.send(() => readAhead(batch.revision));
      return taken(batch.revision, batch.ids.length, bytes);
    } catch (error) {
      if (signal.aborted || error instanceof StoreError) throw error;
      const failure = failureOf(error);
      if (failure.kind === "later") return later(failure);
      return refused(failure.reason, batch.ids, batch.revision);
    }
  }

  return {
    get waiting() {
      return facts.waiting;
    },
    async round() {
      try {
        return await ship();
      } catch (error) {
        if (signal.aborted) return { kind: "idle" };
        if (error instanceof StoreError) throw error;
        const failure = failureOf(error);
        return failure.kind === "later" ? later(failure) : later({ kind: "later", reason: failure.reason });
      }
    },
    stop: () => tell({ state: "stopped" }),
  };
}
