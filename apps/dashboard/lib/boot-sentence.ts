import {
  bootDuration,
  formatDuration,
  formatTimes,
  headlineDuration,
  heldAgainst,
  MIN_POPULATION,
  readyDuration,
  usualOf,
  visibleText,
  type Boot,
  type Population,
} from "@hacotaki/core";
import type { useTranslations } from "next-intl";
import { lastPathSpan, longestSpans, spanName } from "./boot-facts.ts";

const NAMED = 2;
/** Only a multiple from here on is worth a word. */
const NOTABLE_TIMES = 1.5;

/** One sentence a person could paste into a ticket. */
export function bootSentence(
  t: ReturnType<typeof useTranslations<"boot">>,
  boot: Boot,
  population: Population | undefined,
): string {
  const named = longestSpans(boot.spans, NAMED).map(({ span, ns }) => {
    const usual = usualOf(population?.spans.find(({ slug }) => slug === span.slug));
    const times = usual && heldAgainst(ns, usual).times;
    const unusual =
      times === undefined || times < NOTABLE_TIMES
        ? ""
        : ` (${t("timesUsual", { times: formatTimes(times) })})`;
    return `${visibleText(span.label)} ${headlineDuration(ns)}${unusual}`;
  });
  const boots = population?.boot;
  const usual =
    boots === undefined || boots.n < MIN_POPULATION
      ? "none"
      : t("usually", { duration: formatDuration(BigInt(Math.round(boots.p50))), n: boots.n });
  const spans = named.length === 0 ? "none" : named.join(t("separator"));
  const duration = bootDuration(boot);
  const ready = readyDuration(boot);
  const last = lastPathSpan(boot.spans);
  const partial = boot.losses.map((loss) => t(`loss.${loss}`)).join("; ");
  if (boot.outcome === "booting")
    return last ? t("summaryBooting", { span: visibleText(last.label) }) : t("summaryBootingStart");
  if (boot.outcome === "failed" && boot.endAt !== undefined)
    return t("summaryFailed", {
      where: last ? visibleText(spanName(last)) : "—",
      duration: headlineDuration(boot.endAt - boot.startAt),
      spans,
    });
  if (duration === undefined || boot.outcome === "partial") return t("summaryPartial", { why: partial });
  if (ready !== undefined)
    return t("summaryReady", {
      duration: headlineDuration(duration),
      ready: headlineDuration(ready),
      spans,
      usual,
    });
  return t(boot.upBy === "phase" ? "summaryText" : "summaryUp", {
    duration: headlineDuration(duration),
    spans,
    usual,
  });
}
