import {
  formatDuration,
  formatPercent,
  MIN_POPULATION,
  populationText,
  type Boot,
  type Population,
} from "@hacotaki/core";
import { MOST_RECENT } from "../boots/recent-boots.ts";

function comparison(percentile: number, n: number): string {
  if (percentile === 1) return `Slower than all ${n} other boots`;
  if (percentile === 0) return `Faster than all ${n} other boots`;
  return percentile >= 0.5
    ? `Slower than ${formatPercent(percentile)} of ${n} boots`
    : `Faster than ${formatPercent(1 - percentile)} of ${n} boots`;
}

/** Where a boot lies among those of its container; nothing where they are too few. */
export function standingOf(
  { boot, bootPercentile }: Population,
  named: Pick<Boot, "container" | "oci">,
  isCut: boolean,
): string[] {
  if (boot === undefined || boot.n < MIN_POPULATION || bootPercentile === undefined) return [];
  const usual = formatDuration(BigInt(Math.round(boot.p50)));
  const among = isCut ? `, as far as they are among the ${MOST_RECENT} boots stored last` : "";
  return [`${comparison(bootPercentile, boot.n)} of ${populationText(named, 80)}${among}; usually ${usual}.`];
}
