import type { Boot, ShownDetail, ZoomRange } from "@hacotaki/core";

/** Where in a boot a hit of the search lies: an instant, or a stretch of time. Offsets. */
export type FoundPlace = {
  readonly atNs: bigint;
  readonly toNs?: bigint;
  /** Of a span, which is selected, and of what ran in it. */
  readonly slug?: string;
  readonly part?: string;
};

export type FindProps = {
  readonly boot: Boot;
  readonly detail: ShownDetail | undefined;
  readonly text: string | undefined;
  readonly onText: (text: string | undefined) => void;
  /** Shows a hit; undefined ends that. */
  readonly onGo: (place: FoundPlace | undefined) => void;
};

/** A stretch that takes less of what is shown is zoomed to: its bar would hardly be seen. */
const TOLD = 200n;

/**
 * The range in which a place is seen: as long as the one shown, around the place, or around a stretch that is too long
 * or too short for it. Undefined where the place is seen already.
 */
export function rangeWith(
  { fromNs, toNs }: ZoomRange,
  { atNs, toNs: endNs = atNs }: FoundPlace,
): ZoomRange | undefined {
  const [shown, length] = [toNs - fromNs, endNs - atNs];
  const isTold = length === 0n || length * TOLD >= shown;
  if (atNs >= fromNs && endNs <= toNs && isTold) return undefined;
  if (!isTold || length > shown) return { fromNs: atNs - length - 10n, toNs: endNs + length + 10n };
  const middle = (atNs + endNs) / 2n;
  return { fromNs: middle - shown / 2n, toNs: middle - shown / 2n + shown };
}
