import {
  formatDuration,
  timesFigure,
  headlineDuration,
  heldAgainst,
  MIN_POPULATION,
  usualOf,
  verdictOf,
  type Boot,
  type Population,
} from "@hacotaki/core";
import type { useTranslations } from "next-intl";
import { longestSpans, placeOf } from "../ui/boot-facts.ts";
import type { SpanNamer } from "../ui/span-name.ts";

const NAMED = 2;
/** Only a multiple from here on is worth a word. */
const NOTABLE_TIMES = 1.5;

/** One sentence a person could paste into a ticket. */
export function bootSentence(
  t: ReturnType<typeof useTranslations<"boot">>,
  spanName: SpanNamer,
  boot: Boot,
  population: Population | undefined,
): string {
  const verdict = verdictOf(boot);
  // What a container went on with after the death that explains a failure was not before it.
  const until = verdict.kind === "failed" ? boot.startAt + verdict.afterNs : undefined;
  const spansBefore = boot.spans.filter(
    (span) => until === undefined || span.state === "open" || span.endAt <= until,
  );
  const named = longestSpans(spansBefore, NAMED).map(({ span, ns }) => {
    const usual = usualOf(population?.spans.find(({ slug }) => slug === span.slug));
    const times = usual && heldAgainst(ns, usual).times;
    const unusual =
      times === undefined || times < NOTABLE_TIMES
        ? ""
        : ` (${t("timesUsual", { times: timesFigure(times) })})`;
    return `${spanName(span.label)} ${headlineDuration(ns)}${unusual}`;
  });
  const boots = population?.boot;
  const usual =
    boots === undefined || boots.n < MIN_POPULATION
      ? "none"
      : t("usually", { duration: formatDuration(BigInt(Math.round(boots.p50))), n: boots.n });
  const spans = named.length === 0 ? "none" : named.join(t("separator"));
  const partial = boot.losses.map((loss) => t(`loss.${loss}`)).join("; ");
  switch (verdict.kind) {
    case "booting":
      return verdict.where
        ? t("summaryBooting", { span: spanName(verdict.where.label) })
        : t("summaryBootingStart");
    case "failed":
      return t("summaryFailed", {
        where: verdict.where ? spanName(verdict.where.label) : "—",
        place: placeOf(verdict.where),
        duration: headlineDuration(verdict.afterNs),
        spans,
      });
    case "partial":
      return t("summaryPartial", { why: partial });
    case "up": {
      const { durationNs, readyNs, by } = verdict;
      if (durationNs === undefined) return t("summaryPartial", { why: partial });
      const duration = headlineDuration(durationNs);
      if (readyNs !== undefined)
        return t("summaryReady", { duration, ready: headlineDuration(readyNs), spans, usual });
      return t(by === "phase" ? "summaryText" : "summaryUp", { duration, spans, usual });
    }
  }
}
