import { createFolderWatch, type Places } from "./folder-watch.ts";

/** So soon again where something may have changed that nobody tells of; and no sooner where much changes. */
const LOOK_MS = 500;
/** What is being written is whole when whoever writes it closes it; its boots may come right after. */
const BUSY_LOOK_MS = 20;

export type LookoutOptions = {
  readonly look: () => void;
  /** What the last look looked at. */
  readonly places: () => Places;
  /** Something is being written: worth another look soon. */
  readonly isBusy: () => boolean;
  /** Runs what a timer does, and deals with what it throws. */
  readonly guard: (work: () => void) => () => void;
};

/** Looks for programs as soon as something has changed where they are or may come. */
export type Lookout = {
  /**
   * Looks now, and from now on watches. To be called now and then as well: not of all that leads to a program the kernel
   * tells (links among its folders, network file systems, mounts).
   */
  now(): void;
  stop(): void;
};

export function createLookout({ look, places, isBusy, guard }: LookoutOptions): Lookout {
  const watch = createFolderWatch(() =>
    again(Math.max(BUSY_LOOK_MS, lookedAt + LOOK_MS - performance.now())),
  );
  let timer: NodeJS.Timeout | undefined;
  let lookedAt = 0;
  let dueAt = Number.POSITIVE_INFINITY;

  function again(ms: number): void {
    const at = performance.now() + ms;
    if (at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(guard(now), ms);
  }

  function now(): void {
    clearTimeout(timer);
    dueAt = Number.POSITIVE_INFINITY;
    look();
    lookedAt = performance.now();
    const { isNew, isWhole } = watch.keep(places());
    if (isBusy()) again(BUSY_LOOK_MS);
    else if (isNew || !isWhole) again(LOOK_MS);
  }

  return {
    now,
    stop() {
      clearTimeout(timer);
      watch.stop();
    },
  };
}
