import type { DetailLevel, DetailRest, Helper, WaitPart } from "./detail.ts";
import type { Lane } from "./phase.ts";
import type { Instant } from "./time.ts";

/** A system call as a page shows it: its arguments as a person reads them. */
export type ShownCall = {
  readonly name: string;
  readonly tgid: number;
  readonly tid: number;
  readonly lane: Lane;
  readonly comm?: string;
  readonly startAt: Instant;
  /** Undefined of one that has not come back. */
  readonly endAt?: Instant;
  /** Names and values, in their order; a text of the program's own (a path, a name) says so. */
  readonly told: readonly (readonly [name: string, value: string, isText?: true])[];
  /** What it returned: a number, or the name of its error. */
  readonly result?: string;
  readonly isError?: true;
  readonly span?: string;
  /** As of `Call`. */
  readonly isIdle?: true;
};

/** What a process did in a part of a span, ns. */
export type ShownPart = Omit<WaitPart, "duration"> & { readonly durationNs: bigint };

/** What is known of the inside of a span. */
export type SpanInside = {
  readonly slug: string;
  /** How many began in it. */
  readonly calls: number;
  readonly helpers: number;
  /** What neither calls nor helpers cover; undefined where nothing of the span was seen. */
  readonly selfNs?: bigint;
  /** Whose waits the parts are, and the parts, which add up to the span; none where no waits were recorded. */
  readonly tgid?: number;
  readonly parts: readonly ShownPart[];
};

/** The inside of a boot's spans as a page shows it; without the calls and helpers themselves it is an outline. */
export type ShownDetail = {
  readonly level: DetailLevel;
  /** Since when it was seen, where that was after the boot's start. */
  readonly seenFrom?: Instant;
  readonly rest?: DetailRest;
  readonly spans: readonly SpanInside[];
  readonly inside?: { readonly calls: readonly ShownCall[]; readonly helpers: readonly Helper[] };
};

/**
 * Spans of which the inside is shown, by their slugs; "all" of them. A slug with `ALL_CALLS` behind it shows the shorter
 * calls one by one as well.
 */
export type Expanded = "all" | readonly string[];
export const ALL_CALLS = ".all";

export const isExpanded = (expanded: Expanded | undefined, slug: string): boolean =>
  expanded === "all" || expanded?.includes(slug) === true;
