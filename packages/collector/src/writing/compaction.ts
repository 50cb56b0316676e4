import { utcNow } from "@hacotaki/core";
import { StoreError, type StoreWriter } from "@hacotaki/store";
import type { Logger } from "pino";
import { isTransient } from "../transient.ts";

/** Events of runs that were first written to so long ago are packed more tightly: few come after. */
const AGE_NS = 3_600_000_000_000n;
/** Nothing was written for so long: what is written now holds up nobody. */
const QUIET_MS = 500;
/** On a host that is never quiet a piece is done so often nevertheless. */
const AT_LEAST_EVERY_MS = 2_000;

/** Packs old events in the moments in which nothing else is written, a bounded piece at a time. */
export type Compaction = {
  /** Events are being written. */
  onWrite(): void;
  /** Does a piece, if this is a moment for it; true when there is more to do. */
  look(): boolean;
};

export function createCompaction({
  store,
  log,
}: {
  readonly store: Pick<StoreWriter, "compact">;
  readonly log: Logger;
}): Compaction {
  let writtenAt = performance.now();
  let doneAt = writtenAt;
  let isOver = false;

  return {
    onWrite() {
      writtenAt = performance.now();
    },
    look() {
      const now = performance.now();
      if (isOver || (now - writtenAt < QUIET_MS && now - doneAt < AT_LEAST_EVERY_MS)) return false;
      doneAt = now;
      try {
        return store.compact(utcNow() - AGE_NS);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (isTransient(error)) return false;
        // Boots are collected nevertheless.
        isOver = true;
        log.error({ err: error }, "old events cannot be packed more tightly");
        return false;
      }
    },
  };
}
