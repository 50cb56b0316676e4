import {
  formatDuration,
  formatFraction,
  formatPercent,
  timesFigure,
  headlineDuration,
  type BlameCause,
  type BlameRow,
  type BlameVerdict,
  type Boot,
} from "@hacotaki/core";
import type { useTranslations } from "next-intl";
import type { PopulationNamer } from "../ui/population-name.ts";
import type { SpanNamer } from "../ui/span-name.ts";

type Translate = ReturnType<typeof useTranslations<"blame">>;

const causeText = (
  t: Translate,
  spanName: SpanNamer,
  kind: "slower" | "faster",
  { row, share }: BlameCause,
) =>
  t(kind === "slower" ? "excessCause" : "savingCause", {
    share: formatPercent(share),
    label: spanName(row.label, 80),
    duration: formatDuration(row.durationNs),
    usual: formatDuration(row.usual.p50Ns),
    times: row.times === undefined ? "" : timesFigure(row.times),
  });

const longestText = ({ label, durationNs, share }: BlameRow, spanName: SpanNamer) =>
  `${spanName(label, 80)} ${formatDuration(durationNs)}${share === undefined ? "" : ` (${formatFraction(share)})`}`;

/** One sentence to paste into a ticket. */
export function blameSentence(
  t: Translate,
  spanName: SpanNamer,
  populationName: PopulationNamer,
  boot: Pick<Boot, "container" | "oci">,
  verdict: BlameVerdict,
): string {
  const name = populationName(boot, 80);
  switch (verdict.kind) {
    case "unmeasured":
      return t("unmeasured", { name });
    case "booting": {
      const { soFarNs, usualNs, in: where } = verdict;
      return t("booting", {
        name,
        soFar: soFarNs === undefined ? "none" : headlineDuration(soFarNs),
        usual: usualNs === undefined ? "none" : formatDuration(usualNs),
        span: where === undefined ? "none" : spanName(where.label, 80),
        length: where === undefined ? "" : headlineDuration(where.durationNs),
        spanUsual: where?.usual === undefined ? "none" : formatDuration(where.usual.p50Ns),
      });
    }
    case "failed":
      return t("failed", {
        name,
        after: headlineDuration(verdict.afterNs),
        label: spanName(verdict.label, 80),
      });
    case "alone":
      return t("alone", {
        name,
        duration: headlineDuration(verdict.durationNs),
        others: verdict.others,
        longest: verdict.longest.map((row) => longestText(row, spanName)).join(t("separator")),
      });
    case "usual":
      return t("asUsual", {
        name,
        duration: headlineDuration(verdict.durationNs),
        usual: formatDuration(verdict.usualNs),
        n: verdict.n,
      });
    case "slower":
    case "faster": {
      const causes = verdict.causes.map((cause) =>
        causeText(t, spanName, verdict.kind as "slower" | "faster", cause),
      );
      return t(verdict.kind, {
        name,
        of: verdict.of,
        duration: headlineDuration(verdict.durationNs),
        difference: formatDuration(verdict.differenceNs),
        n: verdict.n,
        hasCauses: causes.length > 0 ? "yes" : "no",
        causes: causes.join(t("separator")),
      });
    }
  }
}
