import type { CohortComparison, ComparedMeasure } from "./cohorts.ts";

/** What a sentence over two cohorts says; pages and the command line have the words. */
export type CohortFindings = {
  readonly boot: ComparedMeasure | undefined;
  /** Spans of the boot path that are told apart from chance, the largest shift first. */
  readonly slower: readonly ComparedMeasure[];
  readonly faster: readonly ComparedMeasure[];
  /** Boots that each side has to have, at least; undefined where there are enough to tell something. */
  readonly needed: number | undefined;
};

const shiftOf = ({ shift }: ComparedMeasure) => Math.abs(shift?.estimate ?? 0);

export function cohortFindings(comparison: CohortComparison): CohortFindings {
  const spans = comparison.measures.filter(({ onPath }) => onPath);
  const told = (verdict: "slower" | "faster") =>
    spans.filter((measure) => measure.verdict === verdict).sort((a, b) => shiftOf(b) - shiftOf(a));
  return {
    boot: comparison.measures.find(({ slug }) => slug === "boot"),
    slower: told("slower"),
    faster: told("faster"),
    needed: comparison.measures.every(({ verdict }) => verdict === "too-few") ? comparison.enough : undefined,
  };
}
