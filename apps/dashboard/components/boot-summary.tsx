import { bootDuration, headlineDuration, readyDuration, visibleText, type Boot } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { lastPathSpan, longestSpans, spanName } from "../lib/boot-facts.ts";

const NAMED = 2;

/** One sentence a person could paste into a ticket. */
export function BootSummaryText({ boot }: { boot: Boot }) {
  const t = useTranslations("boot");
  const named = longestSpans(boot.spans, NAMED).map(
    ({ span, ns }) => `${visibleText(span.label)} ${headlineDuration(ns)}`,
  );
  const spans = named.length === 0 ? "none" : named.join(", ");
  const duration = bootDuration(boot);
  const ready = readyDuration(boot);
  const last = lastPathSpan(boot.spans);
  const partial = boot.losses.map((loss) => t(`loss.${loss}`)).join("; ");
  if (boot.outcome === "booting")
    return <>{last ? t("summaryBooting", { span: visibleText(last.label) }) : t("summaryBootingStart")}</>;
  if (boot.outcome === "failed" && boot.endAt !== undefined)
    return (
      <>
        {t("summaryFailed", {
          where: last ? visibleText(spanName(last)) : "—",
          duration: headlineDuration(boot.endAt - boot.startAt),
          spans,
        })}
      </>
    );
  if (duration === undefined || boot.outcome === "partial")
    return <>{t("summaryPartial", { why: partial })}</>;
  if (ready !== undefined)
    return (
      <>
        {t("summaryReady", { duration: headlineDuration(duration), ready: headlineDuration(ready), spans })}
      </>
    );
  return (
    <>
      {t(boot.upBy === "phase" ? "summaryText" : "summaryUp", {
        duration: headlineDuration(duration),
        spans,
      })}
    </>
  );
}
