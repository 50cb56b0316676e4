import { eventKey, fullerEvent, type BootId, type FiledEvent, type RunId } from "@hacotaki/core";
import { eventsOfPacked } from "../events/event-block.ts";
import type { Filed } from "../events/event-codec.ts";
import { incoming, type Incoming } from "../events/incoming.ts";
import type { PackedChanges, PackedRun } from "../packing/packed.ts";
import type { Ledger } from "./transaction.ts";

/** The keys of the run and the boot that an event is filed under. */
type Filing = { readonly run: bigint; readonly boot: bigint | null };
type FilingOf = (filed: FiledEvent) => Filing;

export type EventWriter = {
  /** Adds events, in any order; those that are there already change nothing. */
  save(events: readonly FiledEvent[], filingOf: FilingOf): void;
  /** The same of those that were packed. */
  savePacked(changes: Pick<PackedChanges, "events" | "bootIds">, runOf: (packed: PackedRun) => bigint): void;
  /** Files the stored events of a run as these say, perhaps under other runs. */
  refile(run: bigint, events: readonly FiledEvent[], filingOf: FilingOf): void;
};

function grouped(all: readonly { readonly run: bigint; readonly filed: Filed }[]): Map<bigint, Filed[]> {
  const groups = new Map<bigint, Filed[]>();
  for (const { run, filed } of all) {
    const group = groups.get(run);
    if (group === undefined) groups.set(run, [filed]);
    else group.push(filed);
  }
  return groups;
}

export function createEventWriter({ blocks, counters, dictionaries, keys }: Ledger): EventWriter {
  /** Where another run has an event already, that which moves there takes its place, but for what only that one tells. */
  function moveTo(run: bigint, filed: readonly Filed[]): void {
    const there = blocks.all(run);
    const moved = new Map(filed.map((each) => [eventKey(each.event), each]));
    const kept = there.filter(({ event }) => {
      const key = eventKey(event);
      const taking = moved.get(key);
      if (taking !== undefined) moved.set(key, { ...taking, event: fullerEvent(taking.event, event) });
      return taking === undefined;
    });
    blocks.replace(run, [...kept, ...moved.values()]);
    counters.add("events", kept.length - there.length);
  }

  /** With the keys of its boots, and the texts that its facts tell of. */
  function incomingOf(packed: PackedRun, bootIds: readonly BootId[]): Incoming {
    const { count, first, last } = packed;
    const keyOf = (place: bigint | null) => (place === null ? null : keys.boot(bootIds[Number(place)]));
    const blocks = packed.blocks.map(({ slots, ...block }) => ({
      ...block,
      slots: slots.map(([place, held]) => [keyOf(place), held] as const),
    }));
    const texts = new Map(packed.hacoTexts.map((text) => [dictionaries.hacoText(text).digest, text]));
    return {
      count,
      first,
      last,
      events: () => eventsOfPacked(blocks, (digest) => texts.get(digest)),
      blocks,
    };
  }

  return {
    savePacked({ events, bootIds }, runOf) {
      for (const packed of events)
        counters.add("events", blocks.add(runOf(packed), incomingOf(packed, bootIds)));
    },
    save(events, filingOf) {
      const groups = new Map<RunId, { readonly run: bigint; readonly filed: Filed[] }>();
      for (const each of events) {
        const { runId, bootId, event } = each;
        let group = groups.get(runId);
        if (group === undefined) groups.set(runId, (group = { run: filingOf(each).run, filed: [] }));
        group.filed.push({ event, boot: keys.boot(bootId) });
      }
      for (const { run, filed } of groups.values()) {
        const added = incoming(filed);
        if (added !== undefined) counters.add("events", blocks.add(run, added));
      }
    },
    refile(run, events, filingOf) {
      const wanted = new Map(events.map((each) => [eventKey(each.event), each]));
      let isSame = true;
      const filed = blocks.all(run).map((stored) => {
        const found = wanted.get(eventKey(stored.event));
        if (found === undefined) return { run, filed: stored };
        const filing = filingOf(found);
        if (filing.run === run && filing.boot === stored.boot) return { run, filed: stored };
        isSame = false;
        return { run: filing.run, filed: { event: stored.event, boot: filing.boot } };
      });
      if (isSame) return;
      const groups = grouped(filed);
      blocks.replace(run, groups.get(run) ?? []);
      groups.delete(run);
      for (const [other, moved] of groups) moveTo(other, moved);
    },
  };
}
