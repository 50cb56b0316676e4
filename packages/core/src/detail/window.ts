import { pathEnd, type Boot } from "../domain/boot.ts";
import { DETAIL_LEVELS, type DetailLevel } from "../domain/detail.ts";
import type { BootEvent, FactEvent } from "../domain/event.ts";
import { instant, type Instant } from "../domain/time.ts";

/** From `from` to `to` as much was seen; no end: until nobody looked any more. */
export type Window = { readonly level: DetailLevel; readonly from: Instant; readonly to?: Instant };

const isLevel = (text: string): text is DetailLevel => DETAIL_LEVELS.some((level) => level === text);
const rank = (level: DetailLevel) => DETAIL_LEVELS.indexOf(level);

/**
 * What the collector says that it saw, and when. Streams of recorders do not say: system calls in them prove that they
 * were seen throughout.
 */
export function windowsOf(boot: Boot, events: readonly BootEvent[]): readonly Window[] {
  const facts = events.filter(
    (event): event is FactEvent => event.kind === "fact" && event.key === "detail" && isLevel(event.value),
  );
  if (facts.length === 0)
    return events.some(({ kind }) => kind === "syscall")
      ? [{ level: "calls", from: instant(boot.startAt) }]
      : [];
  return facts.flatMap(({ at, value }, n): Window[] => {
    const next = facts[n + 1];
    return isLevel(value) && value !== "off"
      ? [{ level: value, from: at, ...(next && { to: next.at }) }]
      : [];
  });
}

/** The most that was seen of a boot path, and since when; undefined `from`: since its start. */
export function levelOf(
  boot: Boot,
  windows: readonly Window[],
): { readonly level: DetailLevel; readonly from?: Instant } {
  const end = pathEnd(boot);
  let best: Window | undefined;
  for (const window of windows) {
    const isWithin =
      (end === undefined || window.from <= end) && (window.to === undefined || window.to > boot.startAt);
    if (isWithin && (best === undefined || rank(window.level) > rank(best.level))) best = window;
  }
  if (best === undefined) return { level: "off" };
  return { level: best.level, ...(best.from > boot.startAt ? { from: best.from } : {}) };
}
