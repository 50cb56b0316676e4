import { instant, type BootId, type RunId } from "@hacotaki/core";
import { unpackedEvents } from "../src/shipping/unpacked-events.ts";
import type { SpoolReader, StoreWriter } from "../src/index.ts";

type Store = StoreWriter & SpoolReader;

const withoutRevision = <Row extends { readonly revision: bigint }>(row: Row) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== "revision"));

/** All pages of what is read page by page. */
async function pages<Row>(
  read: (after: string | undefined) => Promise<{ rows: readonly Row[]; next?: string } | undefined>,
) {
  const rows: Row[] = [];
  let after: string | undefined;
  do {
    const page = await read(after);
    rows.push(...(page?.rows ?? []));
    after = page?.next;
  } while (after !== undefined);
  return rows;
}

const from = (after: string | undefined) => (after === undefined ? {} : { after });

async function ofBoot(store: Store, id: BootId) {
  const found = await store.findBoot(id);
  return {
    boot: found?.boot,
    events: (await store.eventsOf(id))?.events,
    counted: await store.countEvents(id),
    paged: await pages(async (after) => {
      const page = await store.events(id, { limit: 4, ...from(after) });
      return page && { rows: page.events, ...(page.next === undefined ? {} : { next: page.next }) };
    }),
    searched: await pages((after) =>
      store.searchEvents(id, { words: ["haconiwa"], limit: 3, ...from(after) }),
    ),
    detail: await store.readDetail(id),
    marks: await store.marksOf(id),
    drawn: await store.drawnMarks(id),
    neighbours: await store.neighbours(id),
    siblings: found && (await store.siblings(found.boot.runId, 20)).boots.map((boot) => boot.id),
    siblingIds: found && (await store.siblingIds(found.boot.runId)),
    run: found && store.findRun(found.boot.runId),
    overlapping:
      found &&
      (
        await store.overlapping({
          hostId: found.boot.hostId,
          kernelBootId: found.boot.kernelBootId,
          startAt: found.boot.startAt,
          endAt: instant(found.boot.startAt + 5_000_000_000n),
          limit: 20,
        })
      ).map(withoutRevision),
  };
}

async function shipped(store: Store, runs: readonly RunId[]) {
  const { boots, damaged } = await store.shipment(0n, { limit: 1_000, marks: 50 });
  const facts = await store.eventBlocks(runs);
  const read = await store.packedBlocks(facts);
  const texts = new Map((await store.hacoTextsAfter(0n, 100)).map(({ digest, text }) => [digest, text]));
  const byRun = Map.groupBy(read.blocks, ({ runId }) => runId);
  return {
    boots: boots.map(({ boot, marks }) => ({ boot, marks })).sort((a, b) => (a.boot.id < b.boot.id ? -1 : 1)),
    damaged,
    unread: [...read.damaged, ...read.gone],
    events: runs.map((run) => unpackedEvents(byRun.get(run) ?? [], (digest) => texts.get(digest))),
  };
}

/** What every kind of question about boots answers, but for revisions and keys. */
export async function everythingOf(store: Store) {
  const { boots } = await store.listBoots({ limit: 1_000 });
  const listed = async (query: Parameters<Store["listBoots"]>[0]) =>
    (await store.listBoots(query)).boots.map(withoutRevision);
  const { samples } = await store.samples({ limit: 1_000 });
  const ids = boots.map(({ id }) => id);
  const runs = [...new Set(boots.map(({ runId }) => runId))].sort();
  const facts = await store.facts();
  return {
    newest: await listed({ limit: 1_000 }),
    slowest: await listed({ limit: 1_000, sort: "slowest" }),
    found: await listed({ limit: 1_000, filter: { text: "haco" } }),
    because: await listed({ limit: 1_000, filter: { reason: "evaluate" } }),
    byIds: (await store.findBoots(ids)).map(withoutRevision),
    changed: (await store.changesSince(0n, 1_000)).boots
      .map(withoutRevision)
      .sort((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1)),
    samples: samples.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    changedSamples: (await store.samplesSince(0n, 1_000)).samples.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    containers: await store.containers(),
    counted: { boots: facts.boots, events: facts.events },
    runs: store.runsAfter(undefined, 1_000).map(({ runId, source, events }) => ({ runId, source, events })),
    each: await Promise.all(ids.map((id) => ofBoot(store, id))),
    shipped: await shipped(store, runs),
  };
}
