import type { Usual } from "@hacotaki/core";

/** A duration on a scale from nothing to the longer of itself and p95: fractions of the scale. */
export type ExpectedGeometry = {
  readonly band: { readonly x: number; readonly width: number };
  readonly median: number;
  readonly actual: number;
};

/** Air right of the longest, for the marker. */
const AIR = 1.06;

export function layoutExpected(
  durationNs: bigint,
  { p5Ns, p50Ns, p95Ns }: Pick<Usual, "p5Ns" | "p50Ns" | "p95Ns">,
): ExpectedGeometry {
  const longest = durationNs > p95Ns ? durationNs : p95Ns;
  const scale = Math.max(1, Number(longest) * AIR);
  const x = (ns: bigint) => Number(ns) / scale;
  return {
    band: { x: x(p5Ns), width: x(p95Ns) - x(p5Ns) },
    median: x(p50Ns),
    actual: x(durationNs),
  };
}
