import type { BootSummary, ChangesMessage } from "@hacotaki/core";

const FINISHED_KEPT = 30;
/** Without a history to compare with, a boot that takes this long is called stuck. */
const STUCK_AFTER_NS = 10_000_000_000n;

/** Boots on their way and the last ones that came to an end, newest first. */
export type Board = { readonly booting: readonly BootSummary[]; readonly finished: readonly BootSummary[] };

const newestFirst = (a: BootSummary, b: BootSummary) => {
  const [first, second] = [a.wallTime ?? 0n, b.wallTime ?? 0n];
  return first > second ? -1 : first < second ? 1 : 0;
};

export function boardOf(boots: readonly BootSummary[]): Board {
  const sorted = [...boots].sort(newestFirst);
  return {
    // Oldest on top: what starts later is added below and moves nothing.
    booting: sorted.filter(({ outcome }) => outcome === "booting").reverse(),
    finished: sorted.filter(({ outcome }) => outcome !== "booting").slice(0, FINISHED_KEPT),
  };
}

export function withChanges({ booting, finished }: Board, { boots, retired }: ChangesMessage): Board {
  const all = new Map([...booting, ...finished, ...boots].map((boot) => [boot.id as string, boot]));
  for (const id of retired) all.delete(id);
  return boardOf([...all.values()]);
}

/** The span a boot is in and how long it has been there. */
export function currentSpan(boot: BootSummary, nowNs: bigint) {
  const span = boot.spans.findLast((each) => each.onPath && each.state === "open");
  return span && { slug: span.slug, forNs: nowNs > span.offsetNs ? nowNs - span.offsetNs : 0n };
}

export const isStuck = (nowNs: bigint) => nowNs > STUCK_AFTER_NS;
