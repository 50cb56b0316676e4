import {
  pairSentence,
  compareBoots,
  conclusionOf,
  judgeBoots,
  type Boot,
  type ComparedBoots,
  type Conclusion,
  type JudgedLimit,
  type Limit,
} from "@hacotaki/core";

/** Boots held against the first of them; everything that any of the forms prints. */
export type BootsReport = {
  readonly boots: readonly Boot[];
  readonly compared: ComparedBoots;
  /** One for each boot after the first. */
  readonly sentences: readonly string[];
  readonly judged: readonly { readonly candidate: number; readonly limits: readonly JudgedLimit[] }[];
  /** Undefined where no limit was set: two boots alone tell of no regression. */
  readonly conclusion: Conclusion | undefined;
  readonly permalink: string | undefined;
};

export function bootsReport(
  boots: readonly Boot[],
  limits: readonly Limit[],
  permalink: string | undefined,
): BootsReport {
  const compared = compareBoots(boots);
  const candidates = boots.slice(1).map((_, place) => place + 1);
  const judged = candidates.map((candidate) => ({
    candidate,
    limits: judgeBoots(boots, compared, { baseline: 0, candidate }, limits),
  }));
  return {
    boots,
    compared,
    sentences: candidates.map((candidate) => pairSentence(compared, 0, candidate)),
    judged,
    conclusion: limits.length === 0 ? undefined : conclusionOf(judged.flatMap((each) => each.limits)),
    permalink,
  };
}
