import type { StatisticsState } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Notice } from "./notice.tsx";

/** Says where statistics are of fewer boots than there are. */
export function BoundNotice({ state }: { readonly state: StatisticsState | undefined }) {
  const t = useTranslations("database");
  if (state?.all === undefined) return undefined;
  return <Notice tone="plain">{t("bounded", { total: state.total, all: state.all })}</Notice>;
}
