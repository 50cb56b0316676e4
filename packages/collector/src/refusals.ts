import type { Logger } from "pino";
import type { CollectorState } from "./state.ts";

/** A database that refuses for longer is worth telling; imports hold it for moments. */
const HELD_UP_MS = 1_000;

type RefusalsOptions = {
  readonly log: Logger;
  readonly onState: (state: CollectorState) => void;
};

/** Takes, after each write, why the database refused it, if it did: tells once that boots wait, and once that they go on. */
export function createRefusals({ log, onState }: RefusalsOptions): (refusal: Error | undefined) => void {
  let since: number | undefined;
  let isHeldUp = false;
  return (refusal) => {
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
