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
/** How soon to look again: what is left is packed a piece at a time; of an hour, what is half a minute late is in time. */
const AGAIN_MS = { more: 50, notNow: 1_000, nothing: 30_000 } as const;

/** Packs old events in the moments in which nothing else is written, a bounded piece at a time. */
export type Compaction = {
  /** Events are being written. */
  onWrite(): void;
  /** Does a piece, if there is any and this is a moment for it. In how many ms to look again. */
  look(): number;
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
      if (isOver) return AGAIN_MS.nothing;
      if (now - writtenAt < QUIET_MS && now - doneAt < AT_LEAST_EVERY_MS) return AGAIN_MS.notNow;
      doneAt = now;
      try {
        return store.compact(utcNow() - AGE_NS) ? AGAIN_MS.more : AGAIN_MS.nothing;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (isTransient(error)) return AGAIN_MS.notNow;
        // Boots are collected nevertheless.
        isOver = true;
        log.error({ err: error }, "old events cannot be packed more tightly");
        return AGAIN_MS.nothing;
      }
    },
  };
}
