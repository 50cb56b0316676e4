import type { Boot } from "@hacotaki/core";

/** The length of time a waterfall shows, from the boot's start. */
export type Window = {
  readonly lengthNs: bigint;
  /** The application listens so late that showing it would leave nothing of the boot itself. */
  readonly isReadyBeyond: boolean;
};

/** An application that takes longer than this many boots to listen is cut off. */
const MOST_BOOTS = 3n;

function lastKnown(boot: Boot): bigint {
  let last = boot.startAt as bigint;
  for (const span of boot.spans) {
    if (!span.onPath) continue;
    const end = span.state === "open" ? span.startAt : span.endAt;
    if (end > last) last = end;
  }
  if (boot.endAt !== undefined && boot.endAt > last) last = boot.endAt;
  return last;
}

export function windowOf(boot: Boot): Window {
  const pathNs = lastKnown(boot) - boot.startAt;
  const isOpen = boot.spans.some((span) => span.onPath && span.state === "open");
  const readyNs = boot.readyAt === undefined ? undefined : boot.readyAt - boot.startAt;
  // An open bar needs room to fade out in.
  const shownNs = isOpen ? pathNs + pathNs / 5n : pathNs;
  const least = shownNs > 0n ? shownNs : 1_000n;
  if (readyNs === undefined || readyNs <= least) return { lengthNs: least, isReadyBeyond: false };
  if (readyNs <= MOST_BOOTS * least) return { lengthNs: readyNs, isReadyBeyond: false };
  return { lengthNs: least + least / 4n, isReadyBeyond: true };
}
