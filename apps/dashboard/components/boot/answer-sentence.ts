import {
  durationParts,
  formatDuration,
  formatPercent,
  timesFigure,
  headlineDuration,
  type BlameVerdict,
} from "@hacotaki/core";
import type { useTranslations } from "next-intl";
import type { SpanNamer } from "../ui/span-name.ts";

type Translate = ReturnType<typeof useTranslations<"blame">>;

/** A duration beside another one: without its unit where that is the other's. */
function beside(ns: bigint, other: bigint): string {
  const [parts, others] = [durationParts(ns), durationParts(other)];
  const [part] = parts;
  return part && parts.length === 1 && others.length === 1 && others[0]?.unit === part.unit
    ? part.value
    : formatDuration(ns);
}

function underWay(
  t: Translate,
  spanName: SpanNamer,
  { soFarNs, usualNs, in: where }: Extract<BlameVerdict, { kind: "booting" }>,
  isStuck: boolean,
): string | undefined {
  if (soFarNs === undefined) return undefined;
  const isLonger = usualNs !== undefined && usualNs > 0n && soFarNs > usualNs;
  return t("answer.booting", {
    stuck: isStuck ? "yes" : "no",
    times: isLonger ? timesFigure(Number(soFarNs) / Number(usualNs)) : "none",
    duration: headlineDuration(soFarNs),
    usual: usualNs === undefined ? "none" : formatDuration(usualNs),
    span: where === undefined ? "none" : spanName(where.label, 80),
    length: where === undefined ? "" : headlineDuration(where.durationNs),
    spanUsual: where?.usual === undefined ? "none" : formatDuration(where.usual.p50Ns),
  });
}

/** What a reader wants to know first, in a line; undefined where nothing is known of what is usual. */
export function answerSentence(
  t: Translate,
  spanName: SpanNamer,
  verdict: BlameVerdict,
  isStuck = false,
): string | undefined {
  switch (verdict.kind) {
    case "usual":
      return t("answer.usual", {
        duration: formatDuration(verdict.durationNs),
        usual: beside(verdict.usualNs, verdict.durationNs),
      });
    case "slower":
    case "faster": {
      const { kind, of, durationNs, usualNs, causes } = verdict;
      const named = causes.map(({ row, share }) =>
        t("answer.cause", { kind, share: formatPercent(share), label: spanName(row.label, 80) }),
      );
      return t("answer.differs", {
        of,
        times: usualNs > 0n ? timesFigure(Number(durationNs) / Number(usualNs)) : "",
        duration: formatDuration(durationNs),
        usual: beside(usualNs, durationNs),
        hasCauses: named.length > 0 ? "yes" : "no",
        causes: named.join(t("separator")),
      });
    }
    case "booting":
      return underWay(t, spanName, verdict, isStuck);
    case "alone":
    case "failed":
    case "unmeasured":
      return undefined;
  }
}
