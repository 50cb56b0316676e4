import type { Logger } from "pino";
import { asCollectorError } from "./error.ts";

/** A collector's life, and its end when it cannot go on. */
export type Life = {
  /** Settles when collecting cannot go on; never for a clean stop. */
  readonly failed: Promise<never>;
  /** What a timer or an event sets off: does nothing after the end, and what it throws is the end. */
  guard(work: () => void): () => void;
  end(): void;
};

export function createLife(log: Logger): Life {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  let isOver = false;
  // Whoever asks is told; nobody has to.
  failed.catch(() => {});

  const guard = (work: () => void) => () => {
    if (isOver) return;
    try {
      work();
    } catch (error) {
      log.error({ err: error }, "collecting failed");
      reject(asCollectorError(error));
    }
  };

  return {
    failed,
    guard,
    end() {
      isOver = true;
    },
  };
}
