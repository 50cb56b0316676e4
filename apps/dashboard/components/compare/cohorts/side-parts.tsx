import { configuredBy, durationText, NO_PHASE, visibleText, type BootFilter } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { Dates } from "../../../i18n/wall-time.ts";
import { useRangeText } from "../../ui/range-text.ts";
import { useReasonName } from "../../ui/reason-name.ts";

type Props = {
  readonly filter: BootFilter;
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  readonly dates: Dates;
};

/** A filter in words, on one line. */
export function SideParts({ filter, hosts, dates }: Props) {
  const t = useTranslations("boots");
  const outcome = useTranslations("outcome");
  const cohorts = useTranslations("cohorts");
  const { container, host, outcomes, hacoFile, phase, reason, text, minDuration, maxDuration } = filter;
  const oci = (["runtime", "engine", "image", "pod", "label"] as const).flatMap((part) =>
    filter[part] === undefined ? [] : `${t(part)}: ${visibleText(filter[part], 80)}`,
  );
  const range = useRangeText(filter, dates);
  const reasonName = useReasonName();
  const named = (label: string, value: string | undefined) =>
    value === undefined ? [] : [`${label}: ${visibleText(value, 80)}`];
  const parts = [
    ...named(t("container"), container),
    ...named(t("host"), host && (hosts.find(({ id }) => id === host)?.name ?? host)),
    ...named(t("hostLabel"), filter.hostLabel),
    ...named(t("kernel"), filter.kernel),
    ...named(t("outcome"), outcomes?.map((each) => outcome(each)).join(", ")),
    ...named(t("hacoFile", { of: configuredBy(hacoFile) }), hacoFile),
    ...oci,
    ...named(t("phase"), phase === NO_PHASE ? t("noPhase") : phase),
    ...named(t("reason"), reason && reasonName(reason)),
    ...named(t("text"), text),
    ...(minDuration === undefined ? [] : [`≥ ${durationText(minDuration)}`]),
    ...(maxDuration === undefined ? [] : [`≤ ${durationText(maxDuration)}`]),
    ...named(t("timeRange"), range),
  ];
  return parts.length === 0 ? cohorts("allBoots") : parts.join(" · ");
}
