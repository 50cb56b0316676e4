/** After so long without an event nothing happens: what is done from time to time is done rarely. */
const REST_AFTER_MS = 3_000;

/** In so long; in `restMs` while nothing happens. */
export type Pace = { readonly ms: number; readonly restMs: number };
/** In so long, whatever happens. */
export const steady = (ms: number): Pace => ({ ms, restMs: ms });

/** Done at another time: `dueAt` in ms of the process's clock. */
type Beat = { readonly ms: number; readonly run: () => void; dueAt: number; timer?: NodeJS.Timeout };

/**
 * What a collector does from time to time: often while boots come, rarely at rest; and what can be, together, as each
 * waking costs as much again.
 */
export type Rhythm = {
  /** Something happens: what was put off because nothing did is due as if it had. */
  stir(): void;
  /** About then: with what else is due. */
  after(pace: Pace, work: () => void): void;
  every(pace: Pace, work: () => void): void;
  stop(): void;
};

/** `guard` runs what a timer does, and deals with what it throws. */
export function createRhythm(guard: (work: () => void) => () => void): Rhythm {
  const beats = new Set<Beat>();
  const startedAt = performance.now();
  let stirredAt = startedAt;
  let isAtRest = false;

  /** Until the next multiple of a pace since the start that is not about now. */
  function untilBeat(ms: number): number {
    const left = ms - ((performance.now() - startedAt) % ms);
    return left < ms / 2 ? left + ms : left;
  }

  function wait(beat: Beat, ms: number): void {
    const dueAt = performance.now() + ms;
    if (dueAt >= beat.dueAt) return;
    clearTimeout(beat.timer);
    beat.dueAt = dueAt;
    beat.timer = setTimeout(beat.run, ms);
  }

  function after({ ms, restMs }: Pace, work: () => void): void {
    isAtRest ||= performance.now() - stirredAt > REST_AFTER_MS;
    const run = guard(() => {
      beats.delete(beat);
      work();
    });
    const beat: Beat = { ms, run, dueAt: Number.POSITIVE_INFINITY };
    beats.add(beat);
    wait(beat, untilBeat(isAtRest ? restMs : ms));
  }

  function every(pace: Pace, work: () => void): void {
    after(pace, () => {
      every(pace, work);
      work();
    });
  }

  return {
    stir() {
      stirredAt = performance.now();
      if (!isAtRest) return;
      isAtRest = false;
      for (const beat of beats) wait(beat, beat.ms);
    },
    after,
    every,
    stop() {
      for (const { timer } of beats) clearTimeout(timer);
      beats.clear();
    },
  };
}
