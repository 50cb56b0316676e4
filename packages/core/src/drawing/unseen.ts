import type { Boot } from "../domain/boot.ts";
import type { ShownDetail } from "../domain/shown-detail.ts";
import type { ZoomRange } from "../domain/time.ts";

/** A stretch of the chart, as fractions of its width. */
export type UnseenGeometry = { readonly x: number; readonly width: number };

/** The part of a boot before its inside was seen, as far as it lies in the range; undefined where there is none. */
export function layoutUnseen(
  { level, seenFrom }: Pick<ShownDetail, "level" | "seenFrom">,
  { startAt }: Pick<Boot, "startAt">,
  { fromNs, toNs }: ZoomRange,
): UnseenGeometry | undefined {
  if (level === "off" || seenFrom === undefined || seenFrom <= startAt) return undefined;
  const fraction = (offset: bigint) =>
    Math.min(1, Math.max(0, Number(offset - fromNs) / Number(toNs - fromNs)));
  const x = fraction(0n);
  const width = fraction(seenFrom - startAt) - x;
  return width > 0 ? { x, width } : undefined;
}
