import { rankErrorText, type Sample } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Notice } from "./notice.tsx";

/** Says where statistics are of a sample, and how far off their ranks may be. */
export function SampleNotice({ sample }: { readonly sample: Sample | undefined }) {
  const t = useTranslations("database");
  if (sample === undefined) return undefined;
  const { oneIn, n } = sample;
  return <Notice tone="plain">{t("sampled", { oneIn, n, error: rankErrorText(n) })}</Notice>;
}
