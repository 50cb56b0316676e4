import type { ZoomRange } from "@hacotaki/core";
import { clampRange, isSameRange, MIN_LENGTH_NS, panBy, partOf } from "@hacotaki/core/drawing/extent";
import type { ZoomTransform } from "d3-zoom";

/** Where a chart lies in the element whose gestures d3 follows, px. */
export type Track = { readonly left: number; readonly width: number };
type Across = Pick<ZoomTransform, "k" | "x">;

/**
 * What is shown once `base` was moved and stretched as d3 has it. Every gesture begins at `base` and at d3's identity, so
 * that numbers stay as small as the range: instants are exact to the nanosecond up to 2^53 ns (104 days).
 */
export function rangeOf(base: ZoomRange, { k, x }: Across, { left, width }: Track): ZoomRange {
  // A range that is only moved keeps its length, to the nanosecond.
  if (k === 1) return panBy(base, -x / width);
  const at = (px: number) => ((px - x) / k - left) / width;
  return partOf(base, at(left), at(left + width));
}

/** How d3 has a range in place of `base`. */
export function acrossOf(base: ZoomRange, range: ZoomRange, { left, width }: Track): Across {
  const length = Number(base.toNs - base.fromNs);
  const k = length / Number(range.toNs - range.fromNs);
  return { k, x: left - k * (left + (Number(range.fromNs - base.fromNs) / length) * width) };
}

/** The least and the most that a range may be magnified, to be within the whole and no shorter than clocks can tell. */
export function scalesOf(range: ZoomRange, whole: ZoomRange): [number, number] {
  const length = Number(range.toNs - range.fromNs);
  return [length / Number(whole.toNs - whole.fromNs), Math.max(1, length / Number(MIN_LENGTH_NS))];
}

/** The transform that shows nothing beyond the whole; undefined where the given one does not, either. */
export function constrained(
  base: ZoomRange,
  transform: Across,
  track: Track,
  whole: ZoomRange,
): Across | undefined {
  const wanted = rangeOf(base, transform, track);
  const allowed = clampRange(wanted, whole);
  return isSameRange(wanted, allowed) ? undefined : acrossOf(base, allowed, track);
}
