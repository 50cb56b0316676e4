import type { BootId, Changes, FiledEvent, Span } from "@hacotaki/core";
import { hacoDigest } from "../packing/digest.ts";
import { packBlocks } from "../events/event-block.ts";
import type { Filed } from "../events/event-codec.ts";
import { incoming } from "../events/incoming.ts";
import { packBoot } from "../packing/packed-boot.ts";
import type { PackedChanges, PackedRun } from "../packing/packed.ts";
import { createKindNumbers } from "../packing/span-kinds.ts";

/** Numbers what comes, from 0. */
function places<Value>() {
  const values: Value[] = [];
  const known = new Map<Value, number>();
  return {
    values,
    of(value: Value): number {
      let place = known.get(value);
      if (place === undefined) {
        place = values.push(value) - 1;
        known.set(value, place);
      }
      return place;
    },
  };
}

function packRun(events: readonly FiledEvent[], bootOf: (id: BootId) => number): PackedRun | undefined {
  const given = incoming(
    events.map(
      ({ bootId, event }): Filed => ({
        event,
        boot: bootId === undefined ? null : BigInt(bootOf(bootId)),
      }),
    ),
  );
  const [earliest] = events;
  if (earliest === undefined || given === undefined) return undefined;
  const digests = new Map<string, string>();
  return {
    runId: earliest.runId,
    at: earliest.event.at,
    count: given.count,
    first: given.first,
    last: given.last,
    blocks: packBlocks(given.events(), {
      isCompact: false,
      digestOf(text) {
        let digest = digests.get(text);
        if (digest === undefined) digests.set(text, (digest = hacoDigest(text)));
        return digest;
      },
    }),
    hacoTexts: [...digests.keys()],
  };
}

/**
 * Makes ready to be written what a step of an assembler brought. Pure.
 * @throws RangeError for a number that no row can hold
 */
export function packChanges({ runs, boots, retired, joined, marks, events }: Changes): PackedChanges {
  const kinds: Span[] = [];
  const numbers = createKindNumbers((span) => kinds.push(span) - 1);
  const bootIds = places<BootId>();
  const groups = Map.groupBy(events, ({ runId }) => runId);
  return {
    runs,
    retired,
    ...(joined && { joined }),
    marks,
    boots: boots.map((boot) => packBoot(boot, numbers.of)),
    kinds,
    events: [...groups.values()].flatMap((group) => packRun(group, bootIds.of) ?? []),
    bootIds: bootIds.values,
  };
}
