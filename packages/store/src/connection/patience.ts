import { backoffMs } from "@hacotaki/core";
import { setTimeout as pause } from "node:timers/promises";
import type { StoreWriter } from "../contract.ts";
import { StoreError } from "../error.ts";

/** How long a writer waits for its turn before it gives up: documented in docs/cli.md. */
export const PATIENCE_MS = 60_000;
const PAUSES = { firstMs: 20, longestMs: 500 };
/** A shorter wait is nothing to speak of. */
const TOLD_AFTER_MS = 1_000;

/** Tries a write of one transaction until no other process writes. Reads in `work` are done anew at each try. */
export type Patience = <Result>(work: () => Result) => Promise<Result>;

type Options = {
  /** Somebody waits: told once for each wait that is long enough to be noticed. */
  readonly onWait?: (patienceMs: number) => void;
  /** Ends the waiting, not a write. */
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
};

const isLocked = (error: unknown): error is StoreError =>
  error instanceof StoreError && error.code === "locked";

const gaveUp = (error: StoreError, waitedMs: number) =>
  new StoreError(
    "locked",
    `${error.message.replace(/: another process is writing.*/s, "")}: another process has been writing to it for ${Math.round(waitedMs / 1_000)} s. What was stored before stays; run it again once that process is done, it goes on where it must.`,
    { cause: error },
  );

/**
 * The patience of one piece of work. Once it has run out, the rest is tried once and no more: nobody waits twice for the
 * same process.
 */
export function createPatience({ onWait, signal, patienceMs = PATIENCE_MS }: Options = {}): Patience {
  let isOut = false;
  return async (work) => {
    const since = performance.now();
    let isTold = false;
    for (let tries = 1; ; tries++) {
      try {
        return work();
      } catch (error) {
        if (!isLocked(error) || isOut || signal?.aborted === true) throw error;
        const waitedMs = performance.now() - since;
        if (waitedMs >= patienceMs) {
          isOut = true;
          throw gaveUp(error, waitedMs);
        }
        if (!isTold && waitedMs >= TOLD_AFTER_MS) {
          isTold = true;
          onWait?.(patienceMs);
        }
      }
      await pause(backoffMs(tries, PAUSES), undefined, signal === undefined ? {} : { signal }).catch(
        () => {},
      );
    }
  };
}

/** What an import writes to, each step of which waits for its turn. */
export function patientSink(store: StoreWriter, patience: Patience) {
  return {
    startRecording: (recording: Parameters<StoreWriter["startRecording"]>[0]) =>
      patience(() => store.startRecording(recording)),
    touchRecording: (...args: Parameters<StoreWriter["touchRecording"]>) =>
      patience(() => store.touchRecording(...args)),
    endRecording: (...args: Parameters<StoreWriter["endRecording"]>) =>
      patience(() => store.endRecording(...args)),
    save: (...args: Parameters<StoreWriter["save"]>) => patience(() => store.save(...args)),
    replaceDerived: (...args: Parameters<StoreWriter["replaceDerived"]>) =>
      patience(() => store.replaceDerived(...args)),
    hasRun: (...args: Parameters<StoreWriter["hasRun"]>) => store.hasRun(...args),
    findRun: (...args: Parameters<StoreWriter["findRun"]>) => store.findRun(...args),
    findBoot: (...args: Parameters<StoreWriter["findBoot"]>) => store.findBoot(...args),
  };
}
