import type { Logger } from "pino";
import type { CollectorState } from "../state.ts";

/** A database that refuses for longer is worth telling; imports hold it for moments. */
const HELD_UP_MS = 1_000;

type RefusalsOptions = {
  readonly log: Logger;
  readonly onState: (state: CollectorState) => void;
};

/**
 * Takes, after each write, why the database refused it, if it did, and how many events were given up since the last:
 * tells once that boots wait, at once that the first of them did not fit into memory, and once that they go on, after
 * how many more were lost.
 */
export function createRefusals({
  log,
  onState,
}: RefusalsOptions): (refusal: Error | undefined, givenUp: number) => void {
  let since: number | undefined;
  let isHeldUp = false;
  let untold = 0;
  let isLosing = false;

  function tellLoss(): void {
    if (untold === 0) return;
    log.warn({ count: untold }, "events dropped: the database refuses, and no more may wait in memory");
    onState({ kind: "dropped", count: BigInt(untold) });
    untold = 0;
  }

  return (refusal, givenUp) => {
    untold += givenUp;
    if (refusal === undefined || !isLosing) tellLoss();
    isLosing = refusal !== undefined && (isLosing || givenUp > 0);
    if (refusal === undefined) {
      since = undefined;
      if (isHeldUp) onState({ kind: "resumed" });
      isHeldUp = false;
      return;
    }
    since ??= performance.now();
    if (isHeldUp || performance.now() - since < HELD_UP_MS) return;
    isHeldUp = true;
    log.warn({ err: refusal }, "the database refuses; boots wait in memory");
    onState({ kind: "held-up", message: refusal.message });
  };
}
