/**
 * Events become rows so much later at most, while the collector keeps up: with a drain of the ring every 5 ms well
 * within 50 ms. Each transaction costs some milliseconds of CPU time beside the boot; a boot takes tens of them.
 */
const FLUSH_MS = 30;
/** Longer than two drains of the ring: without a batch for so long, nothing can overtake what is queued. */
const QUIET_MS = 11;
/** Writing may take a sixth of the time: under load, what waits is written in larger transactions, a boot less often. */
const PAUSE_FACTOR = 5;
const MAX_PAUSE_MS = 150;
/** Memory, and the size of one transaction, stay bounded however long the pause. */
const MAX_QUEUED_EVENTS = 4_000;
const RETRY_MS = 50;

export type FlusherOptions = {
  /** Writes what is due; `all` also takes in events that others may yet overtake. */
  readonly write: (all: boolean) => { readonly isRefused: boolean };
  /** Runs what a timer does, and deals with what it throws. */
  readonly guard: (work: () => void) => () => void;
};

/** When what was collected is written: not at each batch, but in few transactions that are each on time. */
export type Flusher = {
  /** A batch with so many events has come. */
  onBatch(events: number): void;
  /** Writes everything at once. */
  all(): void;
  stop(): void;
};

export function createFlusher({ write, guard }: FlusherOptions): Flusher {
  let timer: NodeJS.Timeout | undefined;
  let lastBatch = 0;
  let queued = 0;
  let pause = FLUSH_MS;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  const later = (ms: number) => {
    timer ??= setTimeout(
      guard(() => flush(performance.now() - lastBatch > QUIET_MS)),
      ms,
    );
  };

  function flush(all: boolean): void {
    stop();
    queued = 0;
    const start = performance.now();
    const { isRefused } = write(all);
    pause = Math.min(MAX_PAUSE_MS, Math.max(FLUSH_MS, PAUSE_FACTOR * (performance.now() - start)));
    if (isRefused) later(RETRY_MS);
    else if (!all) later(pause);
  }

  return {
    onBatch(events) {
      lastBatch = performance.now();
      queued += events;
      if (queued < MAX_QUEUED_EVENTS) later(pause);
      else flush(false);
    },
    all: () => flush(true),
    stop,
  };
}
