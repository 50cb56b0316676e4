import type { BootEvent } from "../domain/event.ts";
import { compareBigints, type Instant } from "../domain/time.ts";

/** Events that have come in and wait for their turn, in any order. */
export type Queue = { events: BootEvent[] };

export const newQueue = (): Queue => ({ events: [] });

/** One by one: the arguments of a call are bounded by the stack, events by nothing. */
export function enqueue({ events: waiting }: Queue, events: readonly BootEvent[]): void {
  for (const event of events) waiting.push(event);
}

/** Takes out what is due at `until`, or everything: in the order of instants, and of `seq` within one. */
export function dequeue(queue: Queue, until?: Instant): readonly BootEvent[] {
  queue.events.sort((a, b) => compareBigints(a.at, b.at) || a.seq - b.seq);
  const later = until === undefined ? -1 : queue.events.findIndex(({ at }) => at > until);
  const due = later === -1 ? queue.events : queue.events.slice(0, later);
  queue.events = later === -1 ? [] : queue.events.slice(later);
  return due;
}

/** Where the earliest loss that waits begins, if it does so before an instant; else that instant. */
export const earliestLoss = ({ events }: Queue, or: Instant): Instant =>
  events.reduce((first, event) => (event.kind === "loss" && event.from < first ? event.from : first), or);
