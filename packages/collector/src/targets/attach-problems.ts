import { NativeError } from "@hacotaki/native";
import type { Logger } from "pino";
import type { CollectorState } from "../state.ts";

/** A file that is being written is told as a problem only after this: most copies are whole in a moment. */
const BUSY_TOLD_MS = 2_000;

/** What keeps paths from being attached to; the same of one path is told once. */
export type AttachProblems = {
  /** Whether the file is being written: worth another look soon, and a problem only when it takes long. */
  isBeingWritten(path: string, error: unknown): boolean;
  tell(path: string, error: unknown): void;
  /** The path was attached to. */
  clear(path: string): void;
  /** Whether any path is being written. */
  readonly isBusy: boolean;
};

export function createAttachProblems(options: {
  readonly log: Logger;
  readonly onState: (state: CollectorState) => void;
}): AttachProblems {
  const told = new Map<string, string>();
  /** Paths whose file is being written, and since when (ms). */
  const busy = new Map<string, number>();

  function tell(path: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (told.get(path) === message) return;
    told.set(path, message);
    options.log.warn({ path, err: error }, "cannot attach");
    options.onState({ kind: "problem", message });
  }

  return {
    tell,
    isBeingWritten(path, error) {
      if (!(error instanceof NativeError && error.code === "binary-busy")) {
        busy.delete(path);
        return false;
      }
      const now = performance.now();
      const since = busy.get(path) ?? now;
      busy.set(path, since);
      if (now - since > BUSY_TOLD_MS) tell(path, error);
      return true;
    },
    clear(path) {
      told.delete(path);
      busy.delete(path);
    },
    get isBusy() {
      return busy.size > 0;
    },
  };
}
