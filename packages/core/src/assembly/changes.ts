import type { Boot, BootId, Mark, Run, RunId } from "../domain/boot.ts";
import type { BootEvent } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";

/** A raw event and the run (and boot, once known) it belongs to. */
export type FiledEvent = { readonly runId: RunId; readonly bootId?: BootId; readonly event: BootEvent };

export type JoinedRuns = { readonly from: RunId; readonly into: RunId };

/** What a step of the assembler brought: everything a store has to write, nothing it wrote before. */
export type Changes = {
  readonly runs: readonly Run[];
  /** Each changed boot once, as it now is. */
  readonly boots: readonly Boot[];
  /** Boots whose identity turned out to be another one (an earlier first phase arrived late): delete them. */
  readonly retired: readonly BootId[];
  /** Runs given out before that turned out to be one: everything of `from` belongs to `into`. */
  readonly joined?: readonly JoinedRuns[];
  readonly marks: readonly Mark[];
  readonly events: readonly FiledEvent[];
};

/** A process that nobody has seen exit. */
export type LivingProcess = { readonly tgid: number; readonly startAt: Instant | undefined };
