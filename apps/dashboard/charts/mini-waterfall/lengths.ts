import type { BootSummary, MiniSpan } from "@hacotaki/core";

const MIN_SCALE_NS = 1_000n;

/** The boot path, and the application's start where one was seen; the rest of a container's life is no boot. */
export const isDrawn = (span: MiniSpan) => span.onPath || span.slug === "app-start";

/** From its start until it was up or dead, or as far as it is known. */
export function lengthOf(boot: BootSummary, nowNs: bigint | undefined): bigint {
  const end = boot.upAt ?? boot.endAt;
  if (end !== undefined) return end - boot.startAt;
  const known = boot.spans.reduce((last, span) => {
    const spanEnd = span.offsetNs + (span.durationNs ?? 0n);
    return span.onPath && spanEnd > last ? spanEnd : last;
  }, 0n);
  return nowNs !== undefined && nowNs > known ? nowNs : known;
}

/** As long as the boot; what its application did then lies beyond. */
export const ownLength = (boot: BootSummary, nowNs: bigint | undefined): bigint => {
  const length = lengthOf(boot, nowNs);
  return length > MIN_SCALE_NS ? length : MIN_SCALE_NS;
};

/** As long as all that is drawn of a boot: on a scale of this length nothing of it is cut. */
export function drawnLength(boot: BootSummary, nowNs: bigint | undefined): bigint {
  const ends = boot.spans.filter(isDrawn).map((span) => span.offsetNs + (span.durationNs ?? nowNs ?? 0n));
  const ready = boot.readyAt === undefined ? 0n : boot.readyAt - boot.startAt;
  return [...ends, ready].reduce((max, end) => (end > max ? end : max), ownLength(boot, nowNs));
}
