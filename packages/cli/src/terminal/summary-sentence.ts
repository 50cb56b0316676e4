import {
  endSentence,
  headlineDuration,
  LOSS_WORDS,
  spanLabel,
  verdictOf,
  verdictSentence,
  visibleText,
  type Boot,
} from "@hacotaki/core";

const slowest = (boot: Boot): string =>
  boot.spans
    .flatMap((span) =>
      span.onPath && span.state !== "open" ? [{ label: spanLabel(span), ns: span.endAt - span.startAt }] : [],
    )
    .sort((a, b) => (a.ns < b.ns ? 1 : a.ns > b.ns ? -1 : 0))
    .slice(0, 2)
    .map(({ label, ns }) => `${visibleText(label, 80)} ${headlineDuration(ns)}`)
    .join(", ");

/** What a person wants to know first of a boot, what happened to it later, and what may be missing. */
export function summaryOf(boot: Boot): string[] {
  const verdict = verdictOf(boot);
  const end = endSentence(verdict, boot.upAt === undefined ? undefined : boot.upAt - boot.startAt);
  const lines = [verdictSentence(verdict, slowest(boot)), ...(end === undefined ? [] : [end])];
  if (boot.losses.length > 0)
    lines.push(`Something may be missing: ${boot.losses.map((loss) => LOSS_WORDS[loss]).join(", ")}.`);
  return lines;
}
