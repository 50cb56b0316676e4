import { constants, getPriority, setPriority } from "node:os";

/**
 * Lets this thread run when others have nothing to do: where processors are few, a thread that computes for seconds
 * would delay whoever asks for a page. On Linux a priority is a thread's own.
 */
export function standBack(): void {
  // Never back towards the front, which is not everybody's to do.
  setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
}
