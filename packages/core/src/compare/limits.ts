import { bootDuration, readyDuration, type Boot } from "../domain/boot.ts";
import type { CohortComparison } from "./cohorts.ts";
import { cohortFindings } from "./findings.ts";
import type { ComparedBoots } from "./rows.ts";

/** How much slower a candidate may be: more is a regression. */
export type Limit = {
  /** "boot", "ready", or the slug of a span. */
  readonly slug: string;
  /** ns, or a part of the baseline's (its median, of a cohort): 0.1 is 10 %. */
  readonly most:
    | { readonly kind: "duration"; readonly ns: bigint }
    | { readonly kind: "share"; readonly share: number };
  /** As it was typed. */
  readonly text: string;
};

/** A limit held against a comparison. */
export type JudgedLimit = {
  readonly limit: Limit;
  /** "unknown": there is too little data to say. */
  readonly state: "exceeded" | "kept" | "unknown";
  /** Candidate minus baseline, ns; undefined where one of them does not have it. */
  readonly delta: number | undefined;
  /** The difference, whatever its size, is told apart from chance. Between two boots nothing is left to chance. */
  readonly isCertain: boolean;
};

export type Conclusion = "regression" | "no-regression" | "not-enough-data";

const isBeyond = (delta: number, baseline: number, { most }: Limit) =>
  delta > (most.kind === "duration" ? Number(most.ns) : most.share * baseline);

function durationsOf(
  { slug }: Limit,
  boots: readonly Boot[],
  compared: ComparedBoots,
): readonly (bigint | undefined)[] | undefined {
  if (slug === "boot") return compared.upTo === undefined ? boots.map(bootDuration) : undefined;
  if (slug === "ready") return boots.map(readyDuration);
  const row = compared.rows.find((each) => each.slug === slug);
  // A span that one side does not have took no time there.
  return row && boots.map((_, place) => row.durations[place] ?? 0n);
}

/** A boot against a baseline: as it was, without a word on whether it was chance. */
export const judgeBoots = (
  boots: readonly Boot[],
  compared: ComparedBoots,
  { baseline, candidate }: { readonly baseline: number; readonly candidate: number },
  limits: readonly Limit[],
): readonly JudgedLimit[] =>
  limits.map((limit): JudgedLimit => {
    const durations = durationsOf(limit, boots, compared);
    const [before, after] = [durations?.[baseline], durations?.[candidate]];
    if (before === undefined || after === undefined)
      return { limit, state: "unknown", delta: undefined, isCertain: false };
    const delta = Number(after - before);
    const state = isBeyond(delta, Number(before), limit) ? "exceeded" : "kept";
    return { limit, state, delta, isCertain: true };
  });

/** A limit of a cohort is exceeded where the shift is beyond it and is told apart from chance. */
export const judgeCohorts = (
  comparison: CohortComparison,
  limits: readonly Limit[],
): readonly JudgedLimit[] =>
  limits.map((limit): JudgedLimit => {
    const measure = comparison.measures.find(({ slug }) => slug === limit.slug);
    const delta = measure?.shift?.estimate;
    if (!measure || delta === undefined || measure.verdict === "too-few")
      return { limit, state: "unknown", delta, isCertain: false };
    const isCertain = (measure.adjusted ?? 1) < comparison.options.alpha;
    const isExceeded = isCertain && isBeyond(delta, measure.baseline?.p50 ?? 0, limit);
    return { limit, state: isExceeded ? "exceeded" : "kept", delta, isCertain };
  });

/** One limit that is exceeded is enough; none may be unknown for the others to be kept. */
export function conclusionOf(judged: readonly JudgedLimit[]): Conclusion {
  if (judged.some(({ state }) => state === "exceeded")) return "regression";
  return judged.some(({ state }) => state === "unknown") ? "not-enough-data" : "no-regression";
}

/** Without limits, whatever of the boot path, of the whole boot or of the way to ready is slower is a regression. */
export function concludeCohorts(comparison: CohortComparison, judged: readonly JudgedLimit[]): Conclusion {
  if (judged.length > 0) return conclusionOf(judged);
  const counts = comparison.measures.filter(
    ({ slug, onPath }) => onPath || slug === "boot" || slug === "ready",
  );
  if (counts.some(({ verdict }) => verdict === "slower")) return "regression";
  return cohortFindings(comparison).needed === undefined ? "no-regression" : "not-enough-data";
}
