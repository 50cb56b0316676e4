import {
  causeWords,
  compareBigints,
  headlineDuration,
  LOSS_WORDS,
  omitUndefined,
  verdictOf as judge,
  visibleText,
  type Boot,
  type Span,
  type Where,
} from "@hacotaki/core";

/** What a boot came to: a figure where there is one to judge it by, and words. */
export type Verdict = {
  readonly tone: "plain" | "bad" | "warn";
  readonly figure?: string;
  readonly words: string;
};

const labelOf = (where: Where | undefined) =>
  where === undefined ? undefined : visibleText(where.label, 60);

export function verdictOf(boot: Boot): Verdict {
  const verdict = judge(boot);
  switch (verdict.kind) {
    case "up": {
      const { durationNs, readyNs } = verdict;
      return {
        tone: "plain",
        ...omitUndefined({ figure: durationNs === undefined ? undefined : headlineDuration(durationNs) }),
        words: readyNs === undefined ? "booted" : `booted, ready after ${headlineDuration(readyNs)}`,
      };
    }
    case "failed": {
      const where = labelOf(verdict.where);
      return {
        tone: "bad",
        figure: headlineDuration(verdict.afterNs),
        words: verdict.isNeverBooted
          ? "never booted: the launcher gave up"
          : `failed${where === undefined ? "" : ` in ${where}`}`,
      };
    }
    case "booting": {
      const where = labelOf(verdict.where);
      return { tone: "plain", words: `booting${where === undefined ? "" : `, in ${where}`}` };
    }
    case "partial":
      return { tone: "warn", words: "only partly seen" };
  }
}

/** What may be missing of a boot, in words; undefined for a whole one. */
export const lossesOf = ({ losses }: Pick<Boot, "losses">): string | undefined =>
  losses.length === 0 ? undefined : `incomplete: ${losses.map((loss) => LOSS_WORDS[loss]).join(", ")}`;

export type Slow = { readonly span: Span; readonly label: string; readonly ns: bigint };

/** Spans of the boot path that took longest, longest first. */
export const slowestOf = ({ spans }: Pick<Boot, "spans">, count: number): readonly Slow[] =>
  spans
    .flatMap((span) =>
      span.onPath && span.state === "closed"
        ? [{ span, label: visibleText(span.label, 60), ns: span.endAt - span.startAt }]
        : [],
    )
    .sort((a, b) => compareBigints(b.ns, a.ns))
    .slice(0, count);

/** One sentence on a boot, for people. */
export function sentenceOf(boot: Boot): string {
  const judged = judge(boot);
  const { figure, words } = verdictOf(boot);
  const isNever = judged.kind === "failed" && judged.isNeverBooted;
  const head = isNever ? "Never booted" : words.charAt(0).toUpperCase() + words.slice(1);
  const verdict =
    figure === undefined
      ? head
      : judged.kind === "failed"
        ? `${head} after ${figure}${causeWords(judged)}`
        : head.replace("Booted", `Booted in ${figure}`);
  const slowest = slowestOf(boot, 3).map(({ label, ns }) => `${label} ${headlineDuration(ns)}`);
  const losses = lossesOf(boot);
  return `${verdict}${slowest.length === 0 ? "" : `; slowest: ${slowest.join(", ")}`}${losses === undefined ? "" : `; ${losses}`}.`;
}
