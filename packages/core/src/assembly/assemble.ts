import type { BootEvent, Source } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";
import type { Changes } from "./changes.ts";
import { forget, giveUp } from "./forget.ts";
import { gatherChanges } from "./gather.ts";
import { isAlive } from "./process.ts";
import { dequeue, enqueue } from "./queue.ts";
import { newAssembly, type Assembly } from "./state.ts";
import { take } from "./take.ts";

/** Events in, boots out. Pure: no clock, no IO; the same events give the same boots however they are batched. */
export type Assembler = {
  /** Queues events, in any order. */
  push(events: readonly BootEvent[]): void;
  /** Takes in every queued event at or before `until`, in the order of their instants. */
  advance(until: Instant): Changes;
  /** End of a stream: takes in the rest; boots still on their way become partial ("stream-ended"). */
  finish(): Changes;
  /** Processes of haconiwa and of containers that nobody has seen exit, to check whether they still live. */
  living(): readonly LivingProcess[];
  /** Instant of the newest event taken in. */
  readonly now: Instant | undefined;
};
export type LivingProcess = { readonly tgid: number; readonly startAt: Instant | undefined };

export function createAssembler(source: Source): Assembler {
  const assembly = newAssembly(source);
  return {
    push: (events) => enqueue(assembly.queue, events),
    advance(until) {
      for (const event of dequeue(assembly.queue, until)) take(assembly, event);
      const changes = gatherChanges(assembly);
      forget(assembly);
      return changes;
    },
    finish() {
      for (const event of dequeue(assembly.queue)) take(assembly, event);
      for (const run of assembly.runs) giveUp(assembly, run);
      return gatherChanges(assembly);
    },
    living: () => livingOf(assembly),
    get now() {
      return assembly.now;
    },
  };
}

const livingOf = ({ runs }: Assembly): LivingProcess[] =>
  [...runs].flatMap(({ processes }) =>
    processes.flatMap((process) =>
      isAlive(process) && process.tgid !== undefined
        ? [{ tgid: process.tgid, startAt: process.exactStart }]
        : [],
    ),
  );

/**
 * Everything derived of one run, from all of its raw events: what a rebuild and a merge write.
 * A live run may still go on; any other stream is over.
 */
export function deriveRun(source: Source, events: readonly BootEvent[]): Changes {
  const assembler = createAssembler(source);
  assembler.push(events);
  const newest = events.reduce<Instant | undefined>(
    (last, { at }) => (last === undefined || at > last ? at : last),
    undefined,
  );
  return source.kind === "live" && newest !== undefined ? assembler.advance(newest) : assembler.finish();
}
