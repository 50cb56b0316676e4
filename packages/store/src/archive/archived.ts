import type { Filed } from "../events/event-codec.ts";

/** A boot on its way into an archive. */
export type ArchivedBoot = {
  readonly key: bigint;
  /** What texts of its events have in common with those of its others. That of a run's first boot is kept. */
  readonly container: string;
  readonly startAt: bigint;
  /** As `packSpans` gives them; null: they stand elsewhere. */
  readonly spans: string | null;
  /** As `packProcesses` gives them; null: they stand elsewhere. */
  readonly processes: Buffer | null;
  /** As `packCauses` gives them. */
  readonly reasons: string | null;
};

/** A run with all its boots, and all its events in order, each under one of these boots or none. */
export type ArchivedRun = {
  readonly key: bigint;
  readonly boots: readonly ArchivedBoot[];
  readonly events: readonly Filed[];
};

/** Both parts of a row. The first byte of each says how the others are to be read. */
export type Archive = { readonly details: Buffer; readonly events: Buffer };

/** Runs of one archive: 256 take next to no more each than these. */
export const MOST_RUNS = 1_024;
/** Boots of one archive: runs have one, as a rule. */
export const MOST_BOOTS = 4_096;
/** Events of one run: to read one of many is to read them all. */
export const MOST_EVENTS = 2_048;

/** Nothing that was written inflates to more. */
export const MOST_BYTES = 64 << 20;
