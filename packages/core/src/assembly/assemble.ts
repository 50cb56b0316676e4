import type { BootEvent, Source } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";
import { createChangesBound } from "./bound-changes.ts";
import { createCauseTeller } from "./causes.ts";
import type { Changes, LivingProcess } from "./changes.ts";
import { find } from "./find.ts";
import { forget, giveUp } from "./forget.ts";
import { gatherChanges } from "./gather.ts";
import { createOciAssembler, type OciAssembler } from "./oci/gather.ts";
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

export function createAssembler(source: Source): Assembler {
  const assembly = newAssembly(source);
  const oci = createOciAssembler(source);
  const bound = createChangesBound();
  const tellCauses = createCauseTeller();
  // Bound first: what a boot's time went to is told from what is stored of it.
  const gather = () => tellCauses(bound(both(gatherChanges(assembly), oci.gather())));
  return {
    push: (events) => enqueue(assembly.queue, events),
    advance(until) {
      for (const event of dequeue(assembly.queue, until)) route(assembly, oci, event);
      const changes = gather();
      forget(assembly);
      oci.forget();
      return changes;
    },
    finish() {
      for (const event of dequeue(assembly.queue)) route(assembly, oci, event);
      for (const run of assembly.runs) giveUp(assembly, run);
      oci.giveUp();
      return gather();
    },
    living: () => [...livingOf(assembly), ...oci.living()],
    get now() {
      return assembly.now;
    },
  };
}

/** Of one process haconiwa's boots are told first: what OCI runtimes do within them is a program's like any other. */
function route(assembly: Assembly, oci: OciAssembler, event: BootEvent): void {
  const isHaconiwas =
    event.kind === "probe" || (event.kind === "exec" && event.traced) || find(assembly, event) !== undefined;
  if (event.kind === "loss" || (!isHaconiwas && oci.isOf(event))) oci.take(event);
  else if (isHaconiwas && (event.kind === "exec" || event.kind === "exit") && oci.isOf(event))
    oci.take(event);
  if (isHaconiwas || event.kind === "loss" || !oci.isOf(event)) take(assembly, event);
}

const both = (a: Changes, b: Changes): Changes =>
  b.runs.length + b.boots.length + b.events.length === 0
    ? a
    : {
        ...a,
        runs: [...a.runs, ...b.runs],
        boots: [...a.boots, ...b.boots],
        events: [...a.events, ...b.events],
      };

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
