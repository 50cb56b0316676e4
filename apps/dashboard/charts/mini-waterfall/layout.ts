import type { BootSummary, Group, MiniSpan } from "@hacotaki/core";
import { drawnLength, isDrawn, lengthOf } from "./lengths.ts";
import { fractionOn, type MiniScale } from "./scale.ts";

/** `x` and `width` are fractions of the scale. */
export type MiniBar = {
  readonly slug: string;
  readonly group: Group;
  readonly state: MiniSpan["state"];
  readonly x: number;
  readonly width: number;
};
export type MiniGeometry = {
  readonly bars: readonly MiniBar[];
  readonly exec: number | undefined;
  readonly ready: number | undefined;
  readonly died: number | undefined;
  /** The boot goes on beyond the scale: as long as this in all. */
  readonly beyondNs: bigint | undefined;
};

/** One boot on a scale. `nowNs` is this moment as an offset from its start, for what is still open. */
export function layoutMini(boot: BootSummary, scale: MiniScale, nowNs: bigint | undefined): MiniGeometry {
  const fraction = (ns: bigint) => fractionOn(scale, Number(ns));
  const inside = (ns: bigint | undefined) => {
    const x = ns === undefined ? undefined : fraction(ns - boot.startAt);
    return x === undefined || x > 1 ? undefined : x;
  };
  const bars = boot.spans.filter(isDrawn).flatMap((span): MiniBar[] => {
    const x = Math.max(0, fraction(span.offsetNs));
    if (x >= 1) return [];
    const openEnd = nowNs === undefined ? span.offsetNs + scale.toNs / 20n : nowNs;
    const end = span.durationNs === undefined ? openEnd : span.offsetNs + span.durationNs;
    const width = Math.max(0, Math.min(1, fraction(end)) - x);
    return [{ slug: span.slug, group: span.group, state: span.state, x, width }];
  });
  const own = lengthOf(boot, nowNs);
  const drawn = drawnLength(boot, nowNs);
  return {
    bars,
    exec: inside(boot.upAt),
    ready: inside(boot.readyAt),
    died: boot.outcome === "failed" ? inside(boot.endAt) : undefined,
    beyondNs: own > scale.toNs ? own : drawn > scale.toNs ? drawn : undefined,
  };
}
