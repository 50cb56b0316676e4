import type { BootSummary, Group, MiniSpan } from "@hacotaki/core";
import { niceStep } from "@hacotaki/core/drawing/ruler";

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
  /** The boot goes on beyond the scale. */
  readonly cutRight: boolean;
};

const MIN_SCALE_NS = 1_000;

/** The boot path, and the application's start where one was seen; the rest of a container's life is no boot. */
const isDrawn = (span: MiniSpan) => span.onPath || span.slug === "app-start";

function lengthOf(boot: BootSummary, nowNs: bigint | undefined): bigint {
  const end = boot.upAt ?? boot.endAt;
  if (end !== undefined) return end - boot.startAt;
  const known = boot.spans.reduce((last, span) => {
    const spanEnd = span.offsetNs + (span.durationNs ?? 0n);
    return span.onPath && spanEnd > last ? spanEnd : last;
  }, 0n);
  return nowNs !== undefined && nowNs > known ? nowNs : known;
}

/** Length of one scale for all rows: a round number, so that a slightly longer boot does not move the others. */
export function sharedScale(boots: readonly BootSummary[]): bigint {
  const longest = boots.reduce((max, boot) => Math.max(max, Number(lengthOf(boot, undefined))), MIN_SCALE_NS);
  const step = niceStep(longest / 8);
  return BigInt(Math.ceil(longest / step) * step);
}

export const ownScale = (boot: BootSummary, nowNs: bigint | undefined): bigint => {
  const length = lengthOf(boot, nowNs);
  return length > BigInt(MIN_SCALE_NS) ? length : BigInt(MIN_SCALE_NS);
};

/** As long as all that is drawn of a boot: on this scale nothing of it is cut. */
export function drawnScale(boot: BootSummary, nowNs: bigint | undefined): bigint {
  const ends = boot.spans.filter(isDrawn).map((span) => span.offsetNs + (span.durationNs ?? nowNs ?? 0n));
  const ready = boot.readyAt === undefined ? 0n : boot.readyAt - boot.startAt;
  return [...ends, ready].reduce((max, end) => (end > max ? end : max), ownScale(boot, nowNs));
}

/** One boot on a scale. `nowNs` is this moment as an offset from its start, for what is still open. */
export function layoutMini(boot: BootSummary, scaleNs: bigint, nowNs: bigint | undefined): MiniGeometry {
  const fraction = (ns: bigint) => Number(ns) / Number(scaleNs);
  const inside = (ns: bigint | undefined) => {
    const x = ns === undefined ? undefined : fraction(ns - boot.startAt);
    return x === undefined || x > 1 ? undefined : x;
  };
  const bars = boot.spans.filter(isDrawn).flatMap((span): MiniBar[] => {
    const x = fraction(span.offsetNs);
    if (x >= 1) return [];
    const openEnd = nowNs === undefined ? span.offsetNs + scaleNs / 20n : nowNs;
    const end = span.durationNs === undefined ? openEnd : span.offsetNs + span.durationNs;
    const width = Math.max(0, Math.min(1, fraction(end)) - x);
    return [{ slug: span.slug, group: span.group, state: span.state, x: Math.max(0, x), width }];
  });
  return {
    bars,
    exec: inside(boot.upAt),
    ready: inside(boot.readyAt),
    died: boot.outcome === "failed" ? inside(boot.endAt) : undefined,
    cutRight: lengthOf(boot, nowNs) > scaleNs,
  };
}
