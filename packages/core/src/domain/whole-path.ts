import type { Boot } from "./boot.ts";

/**
 * Why the spans of a boot's path do not cover it from start to end, every nanosecond exactly once; undefined when they do.
 * The rule of `partition`, for boots that were kept.
 */
export function brokenPath({
  startAt,
  endAt,
  spans,
}: Pick<Boot, "startAt" | "endAt" | "spans">): string | undefined {
  let at = startAt;
  let isOpen = false;
  for (const span of spans) {
    if (span.state !== "open" && span.endAt < span.startAt) return `${span.slug} ends before it begins`;
    if (!span.onPath) continue;
    if (isOpen) return `${span.slug} follows a span that has no end`;
    if (span.startAt !== at)
      return `${span.slug} begins ${span.startAt > at ? "after" : "before"} the span before it has ended`;
    isOpen = span.state === "open";
    if (span.state !== "open") at = span.endAt;
  }
  return endAt === undefined || at === endAt ? undefined : "its spans do not end where the boot does";
}
