import { instant } from "@hacotaki/core";
import type { Session } from "@hacotaki/native";
import type { StoreError } from "@hacotaki/store";
import type { Logger } from "pino";
import { bootNow } from "./clock.ts";
import { createDrops } from "./drops.ts";
import { CollectorError } from "./error.ts";
import type { Written } from "./flusher.ts";
import { createRefusals } from "./refusals.ts";
import type { CollectorState } from "./state.ts";
import { createTargets, type Targets, type TargetsOptions } from "./targets.ts";
import { isTransient } from "./transient.ts";

/** Batches taken in before a write, at most: of more, the rest has its turn afterwards. */
const BATCHES_A_WRITE = 2;
const RETRY_MS = 50;
/** So long a batch that was handed over may take to arrive. */
const ARRIVE_MS = 8;
/** So long a stop waits for a database that refuses; `hacotaki up` gives it 5 s. */
const FAREWELL_MS = 3_000;

/** What reaches the database of the binaries that are attached to. */
export type Writing = {
  readonly targets: Targets;
  /** Writes what is due, with what was lost; `readRing`: after what waits in the ring was taken in. */
  write(readRing: boolean): Written;
  /** Tells all boots under way of events that the ring could not hold since the last look. */
  countDrops(): void;
  /** Writes how far each recording is; a database that refuses hears it the next time. */
  touch(): void;
  /**
   * Takes in and writes what is left, and ends the recordings; a database that refuses is asked again for a while.
   * @throws CollectorError when it went on refusing.
   */
  finish(): Promise<void>;
};

type WritingOptions = Omit<TargetsOptions, "droppedOf"> & {
  readonly session: Session;
  readonly log: Logger;
  readonly onState: (state: CollectorState) => void;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The binaries attached to, and the writing of what they do. */
export function createWriting(options: WritingOptions): Writing {
  const { session, log, onState } = options;
  const drops = createDrops(
    () => session.stats().dropped,
    () => [...targets.all()][0]?.pipeline.recording,
  );
  const targets = createTargets({ ...options, droppedOf: drops.of });
  const tellRefusal = createRefusals({ log, onState });

  function countDrops(): void {
    const loss = drops.look();
    if (loss === undefined) return;
    const { count, from } = loss;
    for (const { pipeline } of targets.all()) pipeline.lose("dropped", from, Number(count));
    onState({ kind: "dropped", count });
    log.warn({ count: Number(count) }, "events dropped: the ring buffer was full");
  }

  function write(readRing: boolean): Written {
    const reached = readRing ? session.flush({ mostBatches: BATCHES_A_WRITE }) : undefined;
    countDrops();
    let refusal: Error | undefined;
    let isRest = false;
    for (const { pipeline } of targets.all()) {
      if (!pipeline.flush(reached === undefined ? undefined : instant(reached))) refusal ??= pipeline.refusal;
      if (pipeline.hasRest) isRest = true;
    }
    tellRefusal(refusal);
    return { isRefused: refusal !== undefined, isRest };
  }

  function touch(): void {
    for (const target of targets.all())
      try {
        targets.touch(target);
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
  }

  async function finish(): Promise<void> {
    session.flush();
    // What the drain thread handed over is delivered on the next turns of the event loop.
    await pause(ARRIVE_MS);
    countDrops();
    for (const { pipeline } of targets.all())
      if (pipeline.hasLiving) pipeline.lose("collector-away", bootNow());
    await endAll(targets);
  }

  return { targets, write, countDrops, touch, finish };
}

async function endAll(targets: Targets): Promise<void> {
  const end = performance.now() + FAREWELL_MS;
  for (;;)
    try {
      for (const target of targets.all()) targets.end(target, "stopped");
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (performance.now() > end) throw unwritten(targets, error);
      await pause(RETRY_MS);
    }
}

function unwritten(targets: Targets, cause: StoreError): Error {
  const left = [...targets.all()].reduce((sum, { pipeline }) => sum + pipeline.waitingEvents, 0);
  return new CollectorError("failed", `stopped with ${left} events unwritten: ${cause.message}`, { cause });
}
