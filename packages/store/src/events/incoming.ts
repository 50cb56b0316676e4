import type { Filed } from "./event-codec.ts";
import { compareEvents, keyOfEvent } from "./event-order.ts";
import type { EventKey, PackedEvents } from "../packing/packed.ts";

/** Events of one run on their way in, in order and each once. */
export type Incoming = {
  readonly count: number;
  readonly first: EventKey;
  readonly last: EventKey;
  events(): readonly Filed[];
  /** Where somebody packed them already: as they will be stored when none of them is there yet. */
  readonly blocks?: readonly PackedEvents[];
};

/** In order, and each event once: of two the one that came first. */
export function inOrder(filed: readonly Filed[]): readonly Filed[] {
  const isSorted = filed.every(({ event }, n) => {
    const before = filed[n - 1];
    return before === undefined || compareEvents(before.event, event) < 0;
  });
  if (isSorted) return filed;
  const sorted = filed.toSorted((a, b) => compareEvents(a.event, b.event));
  return sorted.filter(({ event }, n) => {
    const before = sorted[n - 1];
    return before === undefined || compareEvents(before.event, event) !== 0;
  });
}

/** Events in any order. Undefined: none. */
export function incoming(filed: readonly Filed[]): Incoming | undefined {
  const events = inOrder(filed);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    count: events.length,
    first: keyOfEvent(first.event),
    last: keyOfEvent(last.event),
    events: () => events,
  };
}
