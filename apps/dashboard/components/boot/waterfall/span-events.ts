import type { Boot, BootProcess, Mark, MarkBin, Span } from "@hacotaki/core";

/** What the kernel saw happen within a span. */
export type SpanEvents = {
  /** Processes of the boot that began or executed a program in it, by name, the most frequent first. */
  readonly started: readonly { readonly name: string; readonly count: number }[];
  readonly ended: readonly BootProcess[];
  readonly marks: readonly Mark[];
};

const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1) || path;

export function eventsWithin(boot: Boot, marks: readonly Mark[], span: Span): SpanEvents {
  const until = span.state === "open" ? undefined : span.endAt;
  const isWithin = (at: bigint | undefined) =>
    at !== undefined && at >= span.startAt && (until === undefined || at < until);
  const counts = new Map<string, number>();
  for (const process of boot.processes) {
    if (!isWithin(process.startAt)) continue;
    const name = baseName(process.execFile ?? process.comm ?? "?");
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return {
    started: [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    ended: boot.processes.filter(({ exitAt }) => isWithin(exitAt)),
    marks: marks.filter(({ at }) => isWithin(at)),
  };
}

/** Marks, of those that are only counted, in stretches of time that reach into a span: no fewer than lie in it. */
export function countedWithin(bins: readonly MarkBin[], span: Span): number {
  const until = span.state === "open" ? undefined : span.endAt;
  return bins.reduce(
    (sum, { startAt, endAt, count }) =>
      endAt > span.startAt && (until === undefined || startAt < until) ? sum + count : sum,
    0,
  );
}
