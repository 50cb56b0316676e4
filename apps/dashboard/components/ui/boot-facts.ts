import {
  bootDuration,
  compareBigints,
  readyDuration,
  type Boot,
  type BootSummary,
  type Span,
} from "@hacotaki/core";

/** The length a boot is judged by, and what it ends with; the reader is told which. */
export type BootLength =
  | { readonly kind: "boot"; readonly ns: bigint }
  | { readonly kind: "died"; readonly ns: bigint }
  | { readonly kind: "booting" }
  | { readonly kind: "unknown" };

type Facts = Pick<Boot, "startAt" | "upAt" | "endAt" | "losses" | "outcome">;

export function bootLength(boot: Facts): BootLength {
  if (boot.outcome === "booting") return { kind: "booting" };
  if (boot.outcome === "failed" && boot.endAt !== undefined)
    return { kind: "died", ns: boot.endAt - boot.startAt };
  const ns = bootDuration(boot);
  return ns === undefined ? { kind: "unknown" } : { kind: "boot", ns };
}

export const readyLength = (boot: Boot | BootSummary) => readyDuration(boot);

/** This moment as an offset from the boot's start, by wall clocks; undefined where the boot carries none. */
export const offsetNow = (boot: Pick<Boot, "wallTime">, nowUtc: bigint): bigint | undefined =>
  boot.wallTime === undefined ? undefined : nowUtc - boot.wallTime;

/** Spans of the boot path that took longest, longest first; the one a boot died in is told of by itself. */
export const longestSpans = (spans: readonly Span[], count: number) =>
  spans
    .flatMap((span) =>
      span.onPath && span.state === "closed" ? [{ span, ns: span.endAt - span.startAt }] : [],
    )
    .sort((a, b) => compareBigints(b.ns, a.ns))
    .slice(0, count);

/** Still happening, as far as known: its open spans grow with the clock. An imported stream has no present. */
export const isUnderWay = (boot: Boot | BootSummary): boolean =>
  boot.sourceKind === "live" &&
  boot.wallTime !== undefined &&
  boot.exitAt === undefined &&
  (boot.outcome === "booting" ||
    ((boot.outcome === "up" || boot.outcome === "ready") && boot.losses.length === 0));

/** A boot dies in a span, or after what it had behind it, where nobody knows in what. */
export const placeOf = (where: { readonly label: string } | undefined): "after" | "in" =>
  where?.label.startsWith("after ") ? "after" : "in";
