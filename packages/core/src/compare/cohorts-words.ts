import { configuredBy } from "../domain/oci.ts";
import type { AttributeDifference } from "../statistics/population.ts";
import { chosenPercent, formatDuration, formatPercent, visibleText } from "../words/format.ts";
import type { CohortComparison, ComparedMeasure } from "./cohorts.ts";
import type { CohortFindings } from "./findings.ts";

const MOST_NAMED = 4;
const MINUS = "\u2212";

/** A statistic as a duration is printed, ns. */
export const roundedNs = (ns: number) => BigInt(Math.round(ns));

/** A difference in words: "24.8 ms slower". */
export const differenceText = (ns: bigint) =>
  ns === 0n ? "no difference" : `${formatDuration(ns < 0n ? -ns : ns)} ${ns > 0n ? "slower" : "faster"}`;

/** A p-value in two digits, never as nothing. */
export function pText(p: number | undefined): string {
  if (p === undefined) return "–";
  if (p < 0.0001) return "< .0001";
  return p >= 0.9995 ? "1" : p.toPrecision(2);
}

/** An attribute as text tells of it: a bundle's config.json is no haco file. */
export const attributeName = (attribute: string, value: string | undefined): string =>
  attribute === "haco-file" && configuredBy(value) === "bundle" ? "configuration" : attribute;

/** What is more frequent among the candidate's boots. */
export const attributeText = ({ attribute, value, selectedShare, restShare }: AttributeDifference) =>
  `${attributeName(attribute, value)} ${value === undefined ? "not known" : visibleText(value, 60)}: ${formatPercent(selectedShare)} of B, ${formatPercent(restShare)} of A`;

const count = (n: number) => (n === 1 ? "1 boot" : `${n} boots`);

function signedDuration(given: number): string {
  const ns = roundedNs(given);
  return `${ns > 0n ? "+" : ns < 0n ? MINUS : ""}${formatDuration(ns < 0n ? -ns : ns)}`;
}

function named(what: string, measures: readonly ComparedMeasure[]): string {
  if (measures.length === 0) return "";
  const shown = measures
    .slice(0, MOST_NAMED)
    .map(({ label, shift }) => `${visibleText(label, 80)} ${signedDuration(shift?.estimate ?? 0)}`);
  const more = measures.length > MOST_NAMED ? `, and ${measures.length - MOST_NAMED} more` : "";
  return ` ${what}: ${shown.join(", ")}${more}.`;
}

function ofBoot(boot: ComparedMeasure, { alpha }: CohortComparison["options"]): string {
  if (boot.verdict === "too-few" || !boot.shift) return "too few boots to compare their durations.";
  if (boot.verdict === "same") return "the boot as a whole is not told from chance, or hardly differs (~).";
  const { estimate, low, high } = boot.shift;
  return `${differenceText(roundedNs(estimate))} (${chosenPercent(1 - alpha)} interval ${signedDuration(low)} to ${signedDuration(high)}).`;
}

/** Which cohort is slower, by how much, and where; or why that cannot be told. */
export function cohortSentence(comparison: CohortComparison, findings: CohortFindings): string {
  const { baseline, candidate, options } = comparison;
  const { boot, slower, faster, needed } = findings;
  const sizes = `${count(candidate)} against ${count(baseline)} of the baseline`;
  if (needed !== undefined)
    return `${sizes} are too few. With ${needed} or more on each side a difference could be told from chance at alpha ${options.alpha}.`;
  if (!boot) return `${sizes}: none of them has a boot duration.`;
  return `${sizes}: ${ofBoot(boot, options)}${named("Slower", slower)}${named("Faster", faster)}`;
}

/** What the columns mean. */
export function cohortLegend({ options, measures }: CohortComparison): string {
  const tests = measures.filter(({ p }) => p !== undefined).length;
  if (tests === 0) return "A is the baseline, B the candidate; medians. Nothing was tested.";
  return `A is the baseline, B the candidate; medians. SHIFT is the median of all differences between a boot of B and one of A (Hodges and Lehmann); B>A is the chance that the boot of B takes longer. ~ is not told from chance at alpha ${options.alpha} (Mann and Whitney, corrected by Holm for ${tests === 1 ? "1 test" : `${tests} tests`}), or less than ${chosenPercent(options.minChange)} of the median.`;
}
