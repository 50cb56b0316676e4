import type { BootId, BootView } from "@hacotaki/core";

/** What links in rows are made of. */
export type Linked = {
  readonly bootId: BootId;
  /** What the row's links show, their own change made. */
  readonly view: BootView;
  /** With script the row is the stop for Tab; without, the link in it. */
  readonly isInteractive: boolean;
};
