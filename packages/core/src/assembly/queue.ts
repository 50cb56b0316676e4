import type { BootEvent } from "../domain/event.ts";
import { compareBigints, type Instant } from "../domain/time.ts";

/** Events that have come in and wait for their turn, in any order. */
export type Queue = { events: BootEvent[] };

export const newQueue = (): Queue => ({ events: [] });

/** One by one: the arguments of a call are bounded by the stack, events by nothing. */
export function enqueue({ events: waiting }: Queue, events: readonly BootEvent[]): void {
  for (const event of events) waiting.push(event);
}

/**
 * Takes out what is due at `until`, or everything: in the order of instants, and of `seq` within one. What is not due yet is
 * not put in order: it may be much.
 */
export function dequeue(queue: Queue, until?: Instant): readonly BootEvent[] {
  const due: BootEvent[] = [];
  const later: BootEvent[] = [];
  for (const event of queue.events) (until === undefined || event.at <= until ? due : later).push(event);
  queue.events = later;
  return due.sort((a, b) => compareBigints(a.at, b.at) || a.seq - b.seq);
}

/** Where the earliest loss that waits begins, if it does so before an instant; else that instant. */
export const earliestLoss = ({ events }: Queue, or: Instant): Instant =>
  events.reduce((first, event) => (event.kind === "loss" && event.from < first ? event.from : first), or);
