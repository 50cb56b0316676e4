import type { BootFilter, BootsView } from "@hacotaki/core";

export const ROWS_A_PAGE = 50;

/** The filter of a view, as the store takes it. */
export const filterOf = ({ container, host, outcomes, text }: BootsView): BootFilter => ({
  ...(container === undefined ? {} : { container }),
  ...(host === undefined ? {} : { host }),
  ...(outcomes.length === 0 ? {} : { outcomes }),
  ...(text === undefined ? {} : { text }),
});
