import type { BootId, Mark, RunId } from "../domain/boot.ts";
import type { LossEvent, Source } from "../domain/event.ts";
import type { Reading } from "../domain/probe.ts";
import type { Instant } from "../domain/time.ts";
import type { FiledEvent, JoinedRuns } from "./changes.ts";
import type { BootDraft, Process, RunDraft } from "./draft.ts";
import { newQueue, type Queue } from "./queue.ts";

/** What was found out since changes were last given out. */
export type Step = {
  readonly events: FiledEvent[];
  readonly marks: Mark[];
  readonly retired: BootId[];
  readonly joined: JoinedRuns[];
  /** Runs that became part of another: events of this step may be filed under them. */
  readonly takenIn: Map<RunId, RunDraft>;
  /** Boots to be derived anew. */
  readonly dirty: Set<BootDraft>;
  /** Runs whose boots are all among them. */
  readonly touched: Set<RunDraft>;
  readonly runs: Set<RunDraft>;
};

export const newStep = (): Step => ({
  events: [],
  marks: [],
  retired: [],
  joined: [],
  takenIn: new Map(),
  dirty: new Set(),
  touched: new Set(),
  runs: new Set(),
});

export type MarkReading = Extract<Reading, { kind: "mark" }>;
export type WaitingMark = { readonly reading: MarkReading; readonly seq: number };

/** Everything an assembler knows. Mutable: each function of this room that is given one may change it. */
export type Assembly = {
  readonly source: Source;
  readonly queue: Queue;
  /** Instant of the newest event taken in. */
  now: Instant | undefined;
  readonly runs: Set<RunDraft>;
  /** Runs that are over, by their ends. */
  ended: { readonly run: RunDraft; readonly at: Instant }[];
  /** The newest losses, for events that come later than the loss they were caught in. */
  readonly losses: LossEvent[];
  /** By tgid: who has it now. */
  readonly live: Map<number, Process>;
  /** bpftrace's text prints no pid: the container process last seen for an hpid. */
  readonly anonymous: Map<number, Process>;
  /** Processes whose birth nobody saw and whose parent is not known. */
  readonly orphans: Set<Process>;
  /** Boots of which the container alone was seen. */
  readonly unclaimed: Set<BootDraft>;
  /** Marks of processes whose part is not known yet. */
  readonly waitingMarks: Map<Process, WaitingMark[]>;
  step: Step;
};

export const newAssembly = (source: Source): Assembly => ({
  source,
  queue: newQueue(),
  now: undefined,
  runs: new Set(),
  ended: [],
  losses: [],
  live: new Map(),
  anonymous: new Map(),
  orphans: new Set(),
  unclaimed: new Set(),
  waitingMarks: new Map(),
  step: newStep(),
});
