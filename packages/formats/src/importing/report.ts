import type { BootId } from "@hacotaki/core";
import type { FormatName } from "../readers/reader.ts";

export type RejectedLine = {
  readonly line: number;
  readonly reason: string;
  /** Its beginning, as it is: escape it before it is shown. */
  readonly excerpt: string;
};

export type ImportProgress = {
  /** Of the file; of a compressed one, unpacked. */
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly boots: number;
  readonly rejected: number;
};

export type ImportOptions = {
  /** The file's name, for the recording. */
  readonly name: string;
  /** Detected where it is not given. */
  readonly format?: FormatName;
  /** UTC ns: core and formats read no clock. */
  readonly now: () => bigint;
  /** How many rejected lines are kept with number and reason; all are counted. */
  readonly rejectLimit?: number;
  /** At most ten times a second, and at the end. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Each rejected line that is kept, as it is met. */
  readonly onRejected?: (line: RejectedLine) => void;
  /** What was imported until then stays. */
  readonly signal?: AbortSignal;
};

export type ImportReport = ImportProgress & {
  /** Undefined for an import that was cancelled before its format was known. */
  readonly format: FormatName | undefined;
  /** How many of the boots belong to runs that the store knew before. */
  readonly knownBoots: number;
  /** Well-formed lines that tell nothing of a boot. */
  readonly ignored: number;
  readonly rejectedLines: readonly RejectedLine[];
  /** At most 1,000 of them. */
  readonly bootIds: readonly BootId[];
  /** The last one, where files were joined; undefined when not one event was found. */
  readonly recording: number | undefined;
  readonly wasCancelled: boolean;
};
