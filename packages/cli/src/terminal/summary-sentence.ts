import {
  causeSentence,
  compareBigints,
  endSentence,
  headlineDuration,
  hooksSentence,
  LOSS_WORDS,
  spanLabel,
  verdictOf,
  verdictSentence,
  visibleText,
  waySentence,
  type Boot,
} from "@hacotaki/core";

/** The two spans of the path that took longest. */
const slowestOf = (boot: Boot) =>
  boot.spans
    .flatMap((span) =>
      span.onPath && span.state !== "open" ? [{ span, ns: span.endAt - span.startAt }] : [],
    )
    .sort((a, b) => compareBigints(b.ns, a.ns))
    .slice(0, 2);

/** What a person wants to know first of a boot, what happened to it later, and what may be missing. */
export function summaryOf(boot: Boot): string[] {
  const verdict = verdictOf(boot);
  const end = endSentence(verdict, boot.upAt === undefined ? undefined : boot.upAt - boot.startAt);
  const slowest = slowestOf(boot);
  const longest = slowest
    .map(({ span, ns }) => `${visibleText(spanLabel(span), 80)} ${headlineDuration(ns)}`)
    .join(", ");
  const hooks =
    verdict.kind === "up" && boot.oci === undefined
      ? hooksSentence(slowest.map(({ span }) => span))
      : undefined;
  const way = waySentence(boot);
  const lines = [verdictSentence(verdict, longest), way, causeSentence(verdict), hooks, end].filter(
    (line) => line !== undefined,
  );
  if (boot.losses.length > 0)
    lines.push(`Something may be missing: ${boot.losses.map((loss) => LOSS_WORDS[loss]).join(", ")}.`);
  return lines;
}
