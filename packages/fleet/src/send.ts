import type { RunId } from "@hacotaki/core";
import type { BlockFacts, ReplacedBoot, ShippedBoot, SpoolReader } from "@hacotaki/store";
import { BOOT_COLUMNS, type SentBoot } from "./boot-row.ts";
import type { Engine } from "./engine.ts";
import { EVENT_COLUMNS, type EventPart } from "./event-rows.ts";
import { createEventsShipped, type PlannedBlock } from "./events-shipped.ts";
import { nativeBlock, type Column } from "./native/block.ts";

/** Bytes of events that are read and sent in one go, as stored; of one block at least. */
const EVENT_BYTES = 4 << 20;
/** Times that blocks are looked up again which a collector packed anew meanwhile. */
const LOOKS = 5;
/** Texts of haco files in one go. */
const TEXTS = 64;

export type Batch = {
  readonly boots: readonly ShippedBoot[];
  readonly replaced: readonly ReplacedBoot[];
};

type Place = {
  readonly store: Pick<SpoolReader, "eventBlocks" | "packedBlocks" | "hacoTextsAfter">;
  readonly engine: Engine;
  readonly database: string;
  readonly hostId: () => Promise<string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

/** Rows of one table, as they are sent. */
type Request = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly format: "Native" | "JSONEachRow";
  readonly rows: Buffer;
  /** To be called once the server has them. */
  readonly taken?: () => void;
};

type VersionOf = (revision: bigint) => bigint;

/** A batch of which the first request is made. */
export type Delivery = {
  /**
   * Sends events first and boots last: a boot that is there has its events. The next request is made while the server
   * takes one, and `meanwhile` called while it takes the last. Returns bytes of the largest request. Throws what the engine
   * throws.
   */
  send(meanwhile: () => Promise<void>): Promise<number>;
};

export type Sender = {
  prepare(batch: Batch, versionOf: VersionOf): Promise<Delivery>;
  /** Events of so many blocks were left out, because they are damaged. */
  readonly damaged: number;
};

const rowsOf = <Row>(table: string, columns: readonly Column<Row>[], rows: readonly Row[]): Request => ({
  table,
  columns: columns.map(({ name }) => name),
  format: "Native",
  rows: nativeBlock(columns, rows),
});

/** Groups of as many as fit. */
function* inGroups(planned: readonly PlannedBlock[]): Generator<readonly PlannedBlock[]> {
  let group: PlannedBlock[] = [];
  let bytes = 0;
  for (const each of planned) {
    if (group.length > 0 && bytes + each.facts.bytes > EVENT_BYTES) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(each);
    bytes += each.facts.bytes;
  }
  if (group.length > 0) yield group;
}

const lines = (rows: readonly object[]): Buffer =>
  Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

const GONE_COLUMNS = ["host_id", "kernel_boot_id", "boot_id", "version", "is_deleted"];

// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over one place
export function createSender({ store, engine, database, hostId, labels, signal }: Place): Sender {
  const shipped = createEventsShipped();
  let textsUpTo = 0n;
  let damaged = 0;

  async function* texts(): AsyncGenerator<Request> {
    for (let after = textsUpTo; ; ) {
      const found = await store.hacoTextsAfter(after, TEXTS);
      const last = found.at(-1);
      if (last === undefined) return;
      after = last.key;
      const host = await hostId();
      const rows = found.map(({ digest, text }) => ({ host_id: host, digest, text: text.toWellFormed() }));
      yield {
        ...{ table: "haco_text", columns: ["host_id", "digest", "text"], format: "JSONEachRow" },
        rows: lines(rows),
        taken: () => (textsUpTo = last.key),
      };
    }
  }

  /** Returns runs whose blocks were packed anew while they were read. */
  async function* blocksOf(
    blocks: readonly BlockFacts[],
    hosts: ReadonlyMap<RunId, string>,
    version: bigint,
  ): AsyncGenerator<Request, ReadonlySet<RunId>> {
    const again = new Set<RunId>();
    for (const group of inGroups(shipped.missing(blocks))) {
      const read = await store.packedBlocks(group.map(({ facts }) => facts));
      for (const { runId } of read.gone) again.add(runId);
      damaged += read.damaged.length;
      const planned = new Map(group.map((each) => [each.facts.key, each]));
      const rows = read.blocks.flatMap((block): EventPart[] => {
        const place = planned.get(block.key);
        const host = hosts.get(block.runId);
        if (place === undefined || host === undefined) return [];
        const { part, parts } = place;
        return [{ block, hostId: host, part, parts, version }];
      });
      if (rows.length > 0) yield rowsOf("run_event", EVENT_COLUMNS, rows);
    }
    return again;
  }

  /** Returns the blocks that the boots' runs have. */
  async function* events(
    boots: readonly ShippedBoot[],
    version: bigint,
  ): AsyncGenerator<Request, readonly BlockFacts[]> {
    const hosts = new Map(boots.map(({ boot }) => [boot.runId, boot.hostId]));
    const sent: BlockFacts[] = [];
    let runs: ReadonlySet<RunId> = new Set(hosts.keys());
    for (let look = 0; look < LOOKS && runs.size > 0; look++) {
      const blocks = await store.eventBlocks([...runs]);
      const again = yield* blocksOf(blocks, hosts, version);
      for (const block of blocks) if (!again.has(block.runId)) sent.push(block);
      runs = again;
    }
    if (runs.size > 0) throw new Error(`events of ${runs.size} runs are being packed anew all the time`);
    return sent;
  }

  async function* requests({ boots, replaced }: Batch, versionOf: VersionOf): AsyncGenerator<Request> {
    const newest = boots.at(-1)?.revision ?? replaced.at(-1)?.revision ?? 0n;
    yield* texts();
    const blocks = yield* events(boots, versionOf(newest));
    const rows = boots.map((each): SentBoot => ({ ...each, version: versionOf(each.revision), labels }));
    // The server had all of their events before it was sent them.
    if (rows.length > 0)
      yield { ...rowsOf("boot", BOOT_COLUMNS, rows), taken: () => shipped.remember(blocks) };
    const gone = replaced.map(({ id, revision, hostId: host, kernelBootId }) => ({
      ...{ host_id: host, kernel_boot_id: kernelBootId, boot_id: id },
      ...{ version: versionOf(revision).toString(), is_deleted: 1 },
    }));
    if (gone.length > 0)
      yield { table: "boot", columns: GONE_COLUMNS, format: "JSONEachRow", rows: lines(gone) };
  }

  const insert = ({ table, columns, format, rows }: Request) =>
    engine.insert(
      `INSERT INTO ${database}.${table} (${columns.map((name) => `\`${name}\``).join(", ")}) FORMAT ${format}`,
      rows,
      signal,
    );

  return {
    get damaged() {
      return damaged;
    },
    async prepare(batch, versionOf) {
      const source = requests(batch, versionOf);
      const next = async () => (await source.next()).value as Request | undefined; // it returns nothing
      const first = await next();
      return {
        async send(meanwhile) {
          let largest = 0;
          for (let request = first; request !== undefined; ) {
            largest = Math.max(largest, request.rows.length);
            const { sent, taken } = insert(request);
            await sent;
            const making = next().then(async (made) => {
              if (made === undefined) await meanwhile();
              return made;
            });
            // Whatever comes of one, the other works on the same store.
            await Promise.allSettled([taken, making]);
            await taken;
            request.taken?.();
            request = await making;
          }
          return largest;
        },
      };
    },
  };
}
