import type { Outcome } from "./boot.ts";

/** In filters and links: no phase was reached. */
export const NO_PHASE = "none";

/** Which boots are meant, wherever boots are chosen: the list, its charts, a cohort. Every field narrows. */
export type BootFilter = {
  readonly container?: string;
  /** Id of the host. */
  readonly host?: string;
  /** Any of them; all when empty or left out. */
  readonly outcomes?: readonly Outcome[];
  /** Boot duration, ns, inclusive: a boot without one is left out as soon as either is given. */
  readonly minDuration?: bigint;
  readonly maxDuration?: bigint;
  /** Wall time of the start, UTC ns, inclusive. */
  readonly since?: bigint;
  readonly until?: bigint;
  readonly hacoFile?: string;
  /** The furthest phase they reached, by its constant; `NO_PHASE` for boots that reached none. */
  readonly phase?: string;
  /** Substring of container, host, haco file, command or id. */
  readonly text?: string;
};

/** `span:SLUG` is slowest in that span, of the boots that have it, closed. */
export type BootSort = "newest" | "slowest" | `span:${string}`;
