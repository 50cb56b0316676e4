import { rankErrorText, type Sample } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Notice } from "./notice.tsx";

type Props = {
  readonly sample: Sample | undefined;
  /** What is told of it; left out: everything. */
  readonly of?: "spans" | "durations";
};

/** Says where statistics are of a sample, and how far off their ranks may be. */
export function SampleNotice({ sample, of }: Props) {
  const t = useTranslations("database");
  if (sample === undefined) return undefined;
  const { oneIn, n } = sample;
  const figures = { oneIn, n, error: rankErrorText(n) };
  const texts = {
    spans: () => t("spansSampled", figures),
    durations: () => t("durationsSampled", figures),
    all: () => t("sampled", figures),
  };
  return <Notice tone="plain">{texts[of ?? "all"]()}</Notice>;
}
