import type { BootId } from "../domain/boot.ts";

/** Which boots a budget looks at: the newest so many, or those since a moment (UTC ns). */
export type FiguresWindow = { readonly boots: number } | { readonly since: bigint };

/** What a budget wants to know of the newest boots of a container, or of each container where none is named. */
export type BudgetQuestion = {
  readonly container?: string;
  readonly window: FiguresWindow;
  /** "boot", "ready", or the slug of a span: of those that came up. None: only how many failed. */
  readonly measure?: string;
  /** 0 to 1: 0.95 is the p95, 1 the longest. */
  readonly quantile?: number;
};

/** What the boots of one container tell. */
export type BudgetFigures = {
  readonly container: string;
  /** Boots in the window: of a measure those that have it, else all that are over. */
  readonly n: number;
  readonly failed: number;
  /** The quantile of the measure, ns. */
  readonly value?: number;
  /** The boot that took longest, or of failed ones the newest. */
  readonly boot?: BootId;
  /** When the oldest boot of the window began, UTC ns. */
  readonly since?: bigint;
};
