import { formatDuration, formatShare, spanFacts, type Budget, type Firing } from "@hacotaki/core";
import type { useTranslations } from "next-intl";

type Words = ReturnType<typeof useTranslations<"alerts">>;
const whole = (ns: number) => BigInt(Math.round(ns));

/** A budget as it is shown: as it is written, with the sign that it means. */
export const budgetLabel = (text: string): string => text.replace("<=", "≤");

/** What a measure is called. */
const measureName = (measure: string): string => spanFacts(measure)?.label ?? measure;

/** What was found, in words: the value, its limit, and of how many boots. */
export function firingWords(
  t: Words,
  { budget, value, n }: Pick<Firing, "value" | "n"> & { readonly budget: Budget },
): string {
  const { rule } = budget;
  switch (rule.kind) {
    case "duration":
      return t("foundDuration", {
        measure: measureName(rule.measure),
        quantile: rule.quantile,
        value: formatDuration(whole(value)),
        n,
      });
    case "failed":
      return t("foundFailed", { value, n, share: n === 0 ? "0 %" : formatShare(BigInt(value), BigInt(n)) });
    case "stuck":
      return t("foundStuck", { value });
  }
}

export const usualWords = (t: Words, { usual }: Pick<Firing, "usual">): string | undefined =>
  usual &&
  t("usual", { p50: formatDuration(whole(usual.p50)), p95: formatDuration(whole(usual.p95)), n: usual.n });
