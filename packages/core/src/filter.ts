import type { Outcome } from "./boot.ts";

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
  /** Substring of container, host, haco file, command or id. */
  readonly text?: string;
};

/** `span:SLUG` is slowest in that span, of the boots that have it, closed. */
export type BootSort = "newest" | "slowest" | `span:${string}`;
