/**
 * Events become rows so much later at most, while the collector keeps up. Each transaction costs some milliseconds of
 * CPU time beside the boot; a boot takes tens of them.
 */
const FLUSH_MS = 36;
/** What tells nothing of how far a boot is may wait for longer: most of what a write costs is the same for few as for many. */
const LATE_MS = 150;
/** The ring is read so often when nothing else asks for it; before each write it is read in any case. */
export const DRAIN_MS = 25;
/**
 * Writing may take a sixth of the time: under load, what waits is written in larger transactions, a boot less often.
 * A single write that takes long (a checkpoint, the heap's cleaning) is no load: the last few count together.
 */
const PAUSE_FACTOR = 5;
const MAX_PAUSE_MS = LATE_MS;
const WEIGHT_OF_LAST = 1 / 4;
/**
 * Memory, and the size of one transaction, stay bounded however long the pause: forty boots, in a burst of them. What
 * waits for longer outlives its time among the young objects of the heap, where cleaning up after it is cheap.
 */
const MAX_QUEUED_EVENTS = 1_500;
const RETRY_MS = 50;

export type Written = {
  /** The database takes nothing at the moment. */
  readonly isRefused: boolean;
  /** Whether events are left that others may yet overtake, and among them some that tell how far a boot is. */
  readonly rest: "none" | "late" | "urgent";
};

export type FlusherOptions = {
  /** Writes what is due; `readRing`: takes in first what waits in the ring, which may call `onBatch`. */
  readonly write: (readRing: boolean) => Written;
  /** Runs what a timer does, and deals with what it throws. */
  readonly guard: (work: () => void) => () => void;
};

/** When what was collected is written: not at each batch, but in few transactions that are each on time. */
export type Flusher = {
  /**
   * A batch with so many events has come, the first of which happened so long ago; urgent are those that may tell how far
   * a boot is.
   */
  onBatch(events: number, ageMs: number, isUrgent: boolean): void;
  /** Writes what is due at once. */
  now(): void;
  stop(): void;
};

export function createFlusher({ write, guard }: FlusherOptions): Flusher {
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let queued = 0;
  let pause = FLUSH_MS;
  let usualMs = 0;
  let isWriting = false;
  /** Whether what came since the last write is worth writing soon. */
  let isUrgent = false;

  const pauseNow = () => (isUrgent ? pause : LATE_MS);

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    dueAt = Number.POSITIVE_INFINITY;
  }

  function later(ms: number): void {
    const at = performance.now() + ms;
    if (at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(
      guard(() => flush(true)),
      ms,
    );
  }

  function writeOnce(readRing: boolean): Written {
    isWriting = true;
    try {
      return write(readRing);
    } finally {
      isWriting = false;
      queued = 0;
    }
  }

  function flush(readRing: boolean): void {
    stop();
    const start = performance.now();
    const { isRefused, rest } = writeOnce(readRing);
    usualMs += WEIGHT_OF_LAST * (performance.now() - start - usualMs);
    pause = Math.min(MAX_PAUSE_MS, Math.max(FLUSH_MS, PAUSE_FACTOR * usualMs));
    isUrgent = rest === "urgent";
    if (isRefused) later(RETRY_MS);
    else if (rest !== "none") later(pauseNow());
  }

  return {
    onBatch(events, ageMs, isPressing) {
      queued += events;
      isUrgent ||= isPressing;
      if (isWriting) return;
      // Older than that is what queues behind a collector that does not keep up.
      if (queued < MAX_QUEUED_EVENTS) later(pauseNow() - Math.min(DRAIN_MS, Math.max(0, ageMs)));
      else flush(false);
    },
    now: () => flush(true),
    stop,
  };
}
