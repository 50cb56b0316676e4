import type { StatisticsState } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { RefreshPage } from "../boots/refresh-page.tsx";
import { BoundNotice } from "../ui/bound-notice.tsx";
import { Notice } from "../ui/notice.tsx";

/** Whether statistics are not there, or not of all boots yet. */
export const isFilling = (state: StatisticsState | undefined): boolean =>
  state === undefined || state.known < state.total;

/** Says so, as long as it is. */
export function FillingNotice({ state }: { readonly state: StatisticsState | undefined }) {
  const t = useTranslations("containers");
  if (!isFilling(state)) return <BoundNotice state={state} />;
  return (
    <Notice tone="plain">
      {state === undefined ? t("noStatistics") : t("filling", { known: state.known, total: state.total })}
      <RefreshPage />
    </Notice>
  );
}
