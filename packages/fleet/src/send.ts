import type { RunId } from "@hacotaki/core";
import type { BlockFacts, ReplacedBoot, ShippedBoot, SpoolReader } from "@hacotaki/store";
import { bootRow } from "./boot-row.ts";
import type { Engine } from "./engine.ts";
import { EVENT_COLUMNS, eventRow } from "./event-rows.ts";
import { createEventsShipped, type PlannedBlock } from "./events-shipped.ts";

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

export type Sender = {
  /**
   * Sends events first and boots last: a boot that is there has its events. Returns bytes of the boots' rows.
   * Throws what the engine throws.
   */
  send(batch: Batch, versionOf: (revision: bigint) => bigint): Promise<number>;
  /** Events of so many blocks were left out, because they are damaged. */
  readonly damaged: number;
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

const encoder = new TextEncoder();
const line = (row: object): Uint8Array => encoder.encode(`${JSON.stringify(row)}\n`);

// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over one place
export function createSender({ store, engine, database, hostId, labels, signal }: Place): Sender {
  const shipped = createEventsShipped();
  let textsUpTo = 0n;
  let damaged = 0;

  const insert = (table: string, columns: readonly string[], format: string, rows: readonly Uint8Array[]) =>
    engine.insert(
      `INSERT INTO ${database}.${table} (${columns.map((name) => `\`${name}\``).join(", ")}) FORMAT ${format}`,
      rows,
      signal,
    );

  async function sendTexts(): Promise<void> {
    for (;;) {
      const texts = await store.hacoTextsAfter(textsUpTo, TEXTS);
      const last = texts.at(-1);
      if (last === undefined) return;
      const host = await hostId();
      const rows = texts.map(({ digest, text }) =>
        line({ host_id: host, digest, text: text.toWellFormed() }),
      );
      await insert("haco_text", ["host_id", "digest", "text"], "JSONEachRow", rows);
      textsUpTo = last.key;
    }
  }

  /** Runs whose blocks were packed anew while they were read. */
  async function sendBlocks(
    blocks: readonly BlockFacts[],
    hosts: ReadonlyMap<RunId, string>,
    version: bigint,
  ): Promise<ReadonlySet<RunId>> {
    const again = new Set<RunId>();
    for (const group of inGroups(shipped.missing(blocks))) {
      const read = await store.packedBlocks(group.map(({ facts }) => facts));
      for (const { runId } of read.gone) again.add(runId);
      damaged += read.damaged.length;
      const planned = new Map(group.map((each) => [each.facts.key, each]));
      const rows = read.blocks.flatMap((block) => {
        const place = planned.get(block.key);
        const host = hosts.get(block.runId);
        if (place === undefined || host === undefined) return [];
        const { part, parts } = place;
        return eventRow({ block, hostId: host, part, parts }, version);
      });
      if (rows.length > 0) await insert("run_event", EVENT_COLUMNS, "TabSeparated", rows);
    }
    shipped.remember(blocks.filter(({ runId }) => !again.has(runId)));
    return again;
  }

  async function sendEvents(boots: readonly ShippedBoot[], version: bigint): Promise<void> {
    const hosts = new Map(boots.map(({ boot }) => [boot.runId, boot.hostId]));
    let runs: ReadonlySet<RunId> = new Set(hosts.keys());
    for (let look = 0; look < LOOKS && runs.size > 0; look++)
      runs = await sendBlocks(await store.eventBlocks([...runs]), hosts, version);
    if (runs.size > 0) throw new Error(`events of ${runs.size} runs are being packed anew all the time`);
  }

  return {
    get damaged() {
      return damaged;
    },
    async send({ boots, replaced }, versionOf) {
      const newest = boots.at(-1)?.revision ?? replaced.at(-1)?.revision ?? 0n;
      await sendTexts();
      await sendEvents(boots, versionOf(newest));
      const rows = boots.map((each) => bootRow(each, { version: versionOf(each.revision), labels }));
      const gone = replaced.map(({ id, revision, hostId: host, kernelBootId }) =>
        line({
          ...{ host_id: host, kernel_boot_id: kernelBootId, boot_id: id },
          ...{ version: versionOf(revision).toString(), is_deleted: 1 },
        }),
      );
      const lines = rows.map(line);
      const [first] = rows;
      if (first !== undefined) await insert("boot", Object.keys(first), "JSONEachRow", lines);
      if (gone.length > 0)
        await insert(
          "boot",
          ["host_id", "kernel_boot_id", "boot_id", "version", "is_deleted"],
          "JSONEachRow",
          gone,
        );
      return lines.reduce((sum, { length }) => sum + length, 0);
    },
  };
}
