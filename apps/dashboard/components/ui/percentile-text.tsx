"use client";

import { formatPercent, type Percentile } from "@hacotaki/core";
import { useTranslations } from "next-intl";

/** "slower than 97 % of 120 boots", or why there is nothing to say. */
export function PercentileText({ percentile, n }: { percentile: Percentile; n: number }) {
  const t = useTranslations("detail.usual");
  if (percentile === undefined) return <>{n === 0 ? t("alone") : t("few", { n })}</>;
  if (percentile === 1) return <>{t("slowest", { n })}</>;
  if (percentile === 0) return <>{t("fastest", { n })}</>;
  return (
    <>
      {percentile >= 0.5
        ? t("slowerThan", { share: formatPercent(percentile), n })
        : t("fasterThan", { share: formatPercent(1 - percentile), n })}
    </>
  );
}
