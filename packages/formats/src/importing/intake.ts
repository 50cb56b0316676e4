import {
  compareBigints,
  createAssembler,
  type BootEvent,
  type BootId,
  type Changes,
  type RunId,
  type Source,
} from "@hacotaki/core";
import type { KnownRuns } from "./known-runs.ts";
import type { ImportSink } from "./sink.ts";

/** So many events wait for earlier ones that come late. By number, not by time: one absurd instant must not end the wait. */
const HELD = 2_000;
/** Saved in one transaction, some 15 ms: a server that imports has others to serve. */
const BATCH = 1_000;

type IntakeFacts = {
  readonly source: Source;
  readonly sink: ImportSink;
  readonly knownRuns: KnownRuns;
  readonly boots: Map<BootId, RunId>;
  readonly recording: number;
};

/** The way of one stream's events through the assembler into the store. */
export function createIntake({ source, sink, knownRuns, boots, recording }: IntakeFacts) {
  const assembler = createAssembler(source);
  let held: BootEvent[] = [];

  async function save(changes: Changes): Promise<void> {
    for (const { id, runId } of changes.boots) boots.set(id, runId);
    for (const id of changes.retired) boots.delete(id);
    await sink.save(await knownRuns.unmerged(changes), recording);
  }

  /** Hands all but the newest events on, in the order of their instants. */
  async function release(kept: number): Promise<void> {
    held.sort((a, b) => compareBigints(a.at, b.at) || a.seq - b.seq);
    const due = held.slice(0, held.length - kept);
    held = held.slice(held.length - kept);
    for (let from = 0; from < due.length; from += BATCH) {
      const batch = due.slice(from, from + BATCH);
      const last = batch.at(-1);
      if (last === undefined) return;
      assembler.push(batch);
      await save(assembler.advance(last.at));
    }
  }

  return {
    push(event: BootEvent): void {
      held.push(event);
    },
    /** Saves what need not wait any longer. */
    async advance(): Promise<void> {
      if (held.length >= HELD + BATCH) await release(HELD);
    },
    /** Saves the rest. Only a whole stream says of what has not ended that nobody will see its end. */
    async finish(isWhole: boolean): Promise<void> {
      await release(0);
      if (isWhole) await save(assembler.finish());
      knownRuns.nextStream();
    },
  };
}
export type Intake = ReturnType<typeof createIntake>;
