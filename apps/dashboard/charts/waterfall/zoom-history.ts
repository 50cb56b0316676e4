/**
 * Where a page stands among the ranges that were looked at: each is an entry of the browser's own history, numbered from
 * the first, so that its Back and ours are the same.
 */
export type ZoomHistory = {
  /** The number of the entry shown, */
  readonly at: number;
  /** and of the last one that can be gone forward to, as far as this page knows. */
  readonly last: number;
};

/** What an entry of the browser's history says of itself. */
type EntryState = { readonly zoomStep?: unknown } | null | undefined;

/** The number of an entry: the first one, and any that another page made, is 0. */
export const stepOf = (state: unknown): number => {
  const step = (state as EntryState)?.zoomStep;
  return typeof step === "number" && Number.isSafeInteger(step) && step > 0 ? step : 0;
};

export const historyAt = (step: number): ZoomHistory => ({ at: step, last: step });

/** A new range was looked at: what was ahead is forgotten, as the browser forgets it. */
export const visited = ({ at }: ZoomHistory): ZoomHistory => historyAt(at + 1);

/** The browser went to another entry. */
export const wentTo = ({ last }: ZoomHistory, step: number): ZoomHistory => ({
  at: step,
  last: Math.max(last, step),
});
