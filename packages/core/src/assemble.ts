import type { Changes } from "./changes.ts";
import type { BootEvent, Source } from "./event.ts";
import type { Instant } from "./time.ts";

/** Events in, boots out. Pure: no clock, no IO; the same events give the same boots however they are batched. */
export type Assembler = {
  /** Queues events, in any order within the slack. */
  push(events: readonly BootEvent[]): void;
  /** Takes in every queued event at or before `until`, in the order of their instants. */
  advance(until: Instant): Changes;
  /** End of a stream: takes in the rest; boots still on their way become partial ("stream-ended"). */
  finish(): Changes;
};
export declare function createAssembler(source: Source): Assembler;
