import {
  createRetention,
  openNotebook,
  StoreError,
  type Notebook,
  type Retention,
  type RetentionLimits,
  type StoreWriter,
} from "@hacotaki/store";
import type { Logger } from "pino";
import { steady, type Pace, type Rhythm } from "../rhythm.ts";
import type { CollectorState } from "../state.ts";
import { isTransient } from "../transient.ts";

const LOOK: Pace = { ms: 1_000, restMs: 10_000 };
/** A piece of work takes some 10 ms: boots have the rest of the time. */
const PAUSE = { urgent: steady(5), more: steady(40), idle: LOOK } as const;
/** A notebook that cannot be read is tried again: without it nobody knows what is pinned. */
const RETRY = steady(60_000);
const BUSY = steady(250);
/** So long the notebook is waited for while somebody writes to it; collecting stands still meanwhile. */
const NOTEBOOK_MS = 20;

export type KeepingOptions = {
  readonly store: StoreWriter;
  readonly dbPath: string;
  readonly limits: RetentionLimits;
  readonly log: Logger;
  readonly onState: (state: CollectorState) => void;
  readonly after: Rhythm["after"];
};

/** Keeps the database within limits while the collector writes to it, in pieces between its writes. */
export type Keeping = { stop(): void };

export function createKeeping({ store, dbPath, limits, log, onState, after }: KeepingOptions): Keeping {
  if (limits.keep === undefined && limits.maxBytes === undefined) {
    forgetEarlier(store);
    return { stop: () => undefined };
  }
  let notebook: Notebook | undefined;
  let retention: Retention | undefined;
  let isTold = false;

  function work(): Pace {
    notebook ??= openNotebook(dbPath, { waitMs: NOTEBOOK_MS });
    retention ??= createRetention({
      store,
      notebook,
      limits,
      onNews: (news) => {
        const { maxBytes, bytes, keptRuns, state } = news.facts;
        const boots = news.kind === "deleted" ? news.boots : undefined;
        log.info({ boots, bytes, maxBytes, keptRuns, state }, `retention: ${news.kind}`);
        onState({ kind: "retention", news });
      },
    });
    const pause = PAUSE[retention.work()];
    isTold = false;
    return pause;
  }

  /** What the database or the notebook refuses holds up deleting, never collecting. */
  function refused(error: unknown): Pace {
    if (!(error instanceof StoreError)) throw error;
    const { message } = error;
    if (isTransient(error)) return BUSY;
    if (!isTold) onState({ kind: "problem", message: `nothing is deleted: ${message}` });
    isTold = true;
    log.warn({ err: error }, "retention failed");
    return RETRY;
  }

  function next(): void {
    let pause: Pace;
    try {
      pause = work();
    } catch (error) {
      pause = refused(error);
    }
    after(pause, next);
  }

  after(LOOK, next);
  return { stop: () => notebook?.close() };
}

/** Pages do not go on telling of what an earlier collector was asked to keep. */
function forgetEarlier(store: StoreWriter): void {
  try {
    store.saveRetention(undefined);
  } catch (error) {
    if (!isTransient(error)) throw error;
  }
}
