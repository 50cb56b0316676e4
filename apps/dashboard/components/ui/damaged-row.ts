import type { StoreErrorCode } from "@hacotaki/store";

const DAMAGED: StoreErrorCode = "damaged-row";

/** Whether a database could not make sense of rows: what does not need them can be shown all the same. */
export const isDamagedRow = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === DAMAGED;
