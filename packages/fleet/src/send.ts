import type { BootId, RunId } from "@hacotaki/core";
import type { BlockFacts, Shipment, ShippedBoot, SpoolReader } from "@hacotaki/store";
import { BOOT_COLUMNS, type SentBoot } from "./boot-row.ts";
import { timesOf, type RowTimes } from "./boot-instants.ts";
import { compressed, createPacking, type Engine } from "./engine.ts";
import { EVENT_COLUMNS, type EventPart } from "./event-rows.ts";
import { eventsBeside, isForBeside, type EventsBeside } from "./events-beside.ts";
import { createEventsShipped, type PlannedBlock } from "./events-shipped.ts";
import { createBlock, type Column } from "./native/block.ts";

/** Bytes of events that are read and sent in one go, as stored; of one block at least. */
const EVENT_BYTES = 4 << 20;
/** Times that blocks are looked up again which a collector packed anew meanwhile. */
const LOOKS = 5;
/** As many rows are packed together. A request is as large as the server likes it: of what is packed, compressed bytes are held. */
const ROWS_A_BLOCK = 2_000;
/** Bytes of rows of boots after which a request ends with the boots that are read by then. */
const MOST_BYTES = 32 << 20;
/** Boots that are read in one go. */
const PAGE = 500;
/** Marks that a boot's row has; all of them are among its events. */
const MARKS_A_BOOT = 500;
/** Texts of haco files in one go. */
const TEXTS = 64;

/** What has been read of a batch. */
export type Batch = {
  readonly since: bigint;
  /** All changes up to here. */
  readonly revision: bigint;
  readonly ids: readonly BootId[];
  /** Ids of boots that turned out to be others. */
  readonly replaced: number;
  /** Boots whose rows make no sense. */
  readonly damaged: readonly BootId[];
};
type Reading = {
  -readonly [Key in keyof Batch]: Batch[Key] extends readonly BootId[] ? BootId[] : Batch[Key];
};

type Place = {
  readonly store: Pick<SpoolReader, "shipment" | "eventBlocks" | "packedBlocks" | "hacoTextsAfter">;
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
  /** Compressed; of so many `bytes`. */
  readonly rows: Buffer;
  readonly bytes: number;
  /** To be called once the server has them. */
  readonly taken?: () => void;
};

type VersionOf = (revision: bigint) => bigint;

/** A batch of which the first request is made; the others are as it is sent. */
export type Delivery = {
  readonly batch: Batch;
  /**
   * Sends events first and boots last, where they are not one row: a boot that is there has its events. The next request is
   * made while the server takes one, and `meanwhile` called while it takes the last. Returns bytes of the largest request.
   * Throws what the engine throws.
   */
  send(meanwhile: () => Promise<void>): Promise<number>;
};

export type Sender = {
  /** Of what changed after a revision, about so many boots. */
  prepare(since: bigint, boots: number, versionOf: VersionOf): Promise<Delivery>;
  /** Events of so many blocks were left out, because they are damaged. */
  readonly damaged: number;
};

/** Rows of a request that grows. */
type Growing<Row> = {
  readonly isEmpty: boolean;
  /** Of what is packed. */
  readonly bytes: number;
  add(rows: readonly Row[]): Promise<void>;
  /** To be called once. */
  end(): Promise<Request>;
};

function createGrowing<Row>(table: string, columns: readonly Column<Row>[]): Growing<Row> {
  const packing = createPacking();
  let block = createBlock(columns);
  let bytes = 0;
  async function pack(): Promise<void> {
    const packed = block.end();
    block = createBlock(columns);
    bytes += packed.length;
    await packing.add(packed);
  }
  return {
    get isEmpty() {
      return bytes === 0 && block.rows === 0;
    },
    get bytes() {
      return bytes;
    },
    async add(rows) {
      block.add(rows);
      if (block.rows >= ROWS_A_BLOCK) await pack();
    },
    async end() {
      if (block.rows > 0) await pack();
      const names = columns.map(({ name }) => name);
      return { table, columns: names, format: "Native", rows: await packing.end(), bytes };
    },
  };
}

/** Of few rows. */
const jsonOf = async (
  table: string,
  columns: readonly string[],
  rows: readonly object[],
): Promise<Request> => {
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const bytes = Buffer.from(lines);
  return { table, columns, format: "JSONEachRow", rows: await compressed(bytes), bytes: bytes.length };
};

/** Rows of `run_event` that wait until they are worth a request: a small part costs the server as much as a large one. */
type Far = { rows: Growing<EventPart>; bytes: number };
const noneFar = (): Far => ({ rows: createGrowing("run_event", EVENT_COLUMNS), bytes: 0 });

/** A boot, and when anything of it was. */
type TimedBoot = ShippedBoot & { readonly times: RowTimes };
type Sent = { readonly blocks: BlockFacts[]; readonly beside: Map<BootId, EventsBeside> };
type Looking = {
  readonly boots: ReadonlyMap<RunId, readonly TimedBoot[]>;
  readonly version: bigint;
  readonly sent: Sent;
  readonly far: Far;
  readonly again: Set<RunId>;
};

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
      const request = await jsonOf("haco_text", ["host_id", "digest", "text"], rows);
      yield { ...request, taken: () => (textsUpTo = last.key) };
    }
  }

  /** Blocks as they are now; of runs that were packed anew since they were looked for, `again` is told. */
  async function readBlocks(group: readonly PlannedBlock[], again: Set<RunId>) {
    const { blocks, damaged: unreadable, gone } = await store.packedBlocks(group.map(({ facts }) => facts));
    for (const { runId } of gone) again.add(runId);
    damaged += unreadable.length;
    const planned = new Map(group.map((each) => [each.facts.key, each]));
    return blocks.flatMap((block) => {
      const place = planned.get(block.key);
      return place === undefined ? [] : { block, part: place.part, parts: place.parts };
    });
  }

  async function* sendFar(far: Far): AsyncGenerator<Request> {
    if (far.rows.isEmpty) return;
    const { rows } = far;
    Object.assign(far, noneFar());
    yield rows.end();
  }

  /** Events of boots; what the boots' own rows will hold of them is added to `sent`. */
  async function* blocksOf(
    blocks: readonly BlockFacts[],
    { boots, version, sent, far: waiting, again }: Looking,
  ): AsyncGenerator<Request> {
    const runs = [...Map.groupBy(blocks, ({ runId }) => runId)];
    const mayBeBeside = (run: RunId, ofRun: readonly BlockFacts[]) =>
      boots.get(run)?.length === 1 && isForBeside(ofRun);
    const near = runs.flatMap(([run, ofRun]) => (mayBeBeside(run, ofRun) ? ofRun : []));
    const far = runs.flatMap(([run, ofRun]) => (mayBeBeside(run, ofRun) ? [] : ofRun));
    const planned = [...shipped.missing(far), ...near.map((facts) => ({ facts, part: 0, parts: 1 }))];
    const tried = new Set(near.map(({ key }) => key));
    for (const group of inGroups(planned)) {
      for (const each of await readBlocks(group, again)) {
        const [found] = boots.get(each.block.runId) ?? [];
        if (found === undefined) continue;
        const { boot, times } = found;
        const events = tried.has(each.block.key) ? eventsBeside(boot, times, each.block) : undefined;
        if (events !== undefined) {
          sent.beside.set(boot.id, events);
          continue;
        }
        await waiting.rows.add([{ ...each, hostId: boot.hostId, version }]);
        waiting.bytes += each.block.bytes.length;
      }
      if (waiting.bytes > EVENT_BYTES) yield* sendFar(waiting);
    }
    for (const block of far) if (!again.has(block.runId)) sent.blocks.push(block);
  }

  /** Returns the blocks that `run_event` has then, and what the boots' own rows are to hold. */
  async function* events(
    timed: readonly TimedBoot[],
    version: bigint,
    far: Far,
  ): AsyncGenerator<Request, Sent> {
    const boots = Map.groupBy(timed, ({ boot }) => boot.runId);
    const sent: Sent = { blocks: [], beside: new Map() };
    let runs: ReadonlySet<RunId> = new Set(boots.keys());
    for (let look = 0; look < LOOKS && runs.size > 0; look++) {
      const again = new Set<RunId>();
      const blocks = await store.eventBlocks([...runs]);
      yield* blocksOf(blocks, { boots, version, sent, far, again });
      runs = again;
    }
    if (runs.size > 0) throw new Error(`events of ${runs.size} runs are being packed anew all the time`);
    return sent;
  }

  /** The next boots: `batch` goes as far as they do. */
  async function read(batch: Reading, boots: number): Promise<Shipment> {
    const limit = Math.min(PAGE, boots - batch.ids.length);
    const page = await store.shipment(batch.revision, { limit, marks: MARKS_A_BOOT });
    for (const { boot } of page.boots) batch.ids.push(boot.id);
    batch.damaged.push(...page.damaged);
    batch.replaced += page.replaced.length;
    batch.revision = page.revision;
    return page;
  }

  async function* requests(batch: Reading, most: number, versionOf: VersionOf): AsyncGenerator<Request> {
    const rows = createGrowing("boot", BOOT_COLUMNS);
    const gone: object[] = [];
    const blocks: BlockFacts[] = [];
    const far = noneFar();
    // Some at a time: what is packed of a boot is a tenth of what it is read as.
    for (let isMore = true; isMore && batch.ids.length < most && rows.bytes < MOST_BYTES; ) {
      const before = batch.revision;
      const { boots, replaced, revision } = await read(batch, most);
      yield* texts();
      const timed = boots.map((each) => ({ ...each, times: timesOf(each.boot) }));
      const sent = yield* events(timed, versionOf(revision), far);
      blocks.push(...sent.blocks);
      await rows.add(
        timed.map((each): SentBoot => {
          const beside = sent.beside.get(each.boot.id);
          const row = { ...each, version: versionOf(each.revision), labels };
          return beside === undefined ? row : { ...row, events: beside };
        }),
      );
      for (const { id, revision: at, hostId: host, kernelBootId } of replaced)
        gone.push({
          ...{ host_id: host, kernel_boot_id: kernelBootId, boot_id: id },
          ...{ version: versionOf(at).toString(), is_deleted: 1 },
        });
      isMore = revision > before && boots.length + replaced.length > 0;
    }
    yield* sendFar(far);
    // The server had all of their events before it was sent them.
    if (!rows.isEmpty) yield { ...(await rows.end()), taken: () => shipped.remember(blocks) };
    if (gone.length > 0) yield jsonOf("boot", GONE_COLUMNS, gone);
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
    async prepare(since, boots, versionOf) {
      const batch: Reading = { since, revision: since, ids: [], replaced: 0, damaged: [] };
      const source = requests(batch, boots, versionOf);
      const next = async () => (await source.next()).value as Request | undefined; // it returns nothing
      const first = await next();
      return {
        batch,
        async send(meanwhile) {
          let largest = 0;
          for (let request = first; request !== undefined; ) {
            largest = Math.max(largest, request.bytes);
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
