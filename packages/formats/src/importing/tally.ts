import type { BootId, RunId } from "@hacotaki/core";
import type { BootKey } from "./known-runs.ts";
import type { Line } from "../input/lines.ts";
import type { FormatName } from "../readers/reader.ts";
import type { ImportOptions, ImportProgress, ImportReport, RejectedLine } from "./report.ts";

const REJECT_LIMIT = 100;
const EXCERPT = 200;
const MAX_IDS = 1_000;
const PROGRESS_NS = 100_000_000n;

/** Counts what an import came to, and tells of it on the way. */
export function createTally(options: ImportOptions) {
  const counts = { bytes: 0, lines: 0, events: 0, ignored: 0, rejected: 0 };
  const rejectedLines: RejectedLine[] = [];
  const limit = options.rejectLimit ?? REJECT_LIMIT;
  /** Every boot of the file, by the run it belongs to. */
  const boots = new Map<BootId, RunId>();
  let toldAt: bigint | undefined;

  const progress = (): ImportProgress => {
    const { bytes, lines, events, rejected } = counts;
    return { bytes, lines, events, boots: boots.size, rejected };
  };

  return {
    counts,
    boots,
    line({ bytes }: Line): void {
      counts.lines++;
      counts.bytes += bytes;
    },
    reject({ number, text }: Line, reason: string): void {
      counts.rejected++;
      if (rejectedLines.length >= limit) return;
      const rejected = { line: number, reason, excerpt: (text ?? "").slice(0, EXCERPT) };
      rejectedLines.push(rejected);
      options.onRejected?.(rejected);
    },
    tell(isLast: boolean): void {
      if (options.onProgress === undefined) return;
      const now = options.now();
      if (!isLast && toldAt !== undefined && now - toldAt < PROGRESS_NS) return;
      toldAt = now;
      options.onProgress(progress());
    },
    /** A boot that was derived of less than the store knows may turn out to be another one. */
    settle(derived: ReadonlyMap<RunId, readonly BootKey[]>): void {
      for (const [id, runId] of boots) {
        const now = derived.get(runId);
        if (now === undefined || now.some((boot) => boot.id === id)) continue;
        boots.delete(id);
        for (const boot of now) boots.set(boot.id, boot.runId);
      }
    },
    report: (
      facts: Pick<ImportReport, "recording" | "wasCancelled"> & { readonly format: FormatName | undefined },
      isKnown: (runId: RunId) => boolean,
    ): ImportReport => {
      let knownBoots = 0;
      for (const runId of boots.values()) if (isKnown(runId)) knownBoots++;
      return {
        ...progress(),
        ...facts,
        knownBoots,
        ignored: counts.ignored,
        rejectedLines,
        bootIds: [...boots.keys()].slice(0, MAX_IDS),
      };
    },
  };
}
