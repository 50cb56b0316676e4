import { visibleText, localSizeText } from "@hacotaki/core";
import type { DatabaseFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Facts } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";

/** Less room than this is worth a warning. */
const SCARCE_BYTES = 1_000_000_000;

type Props = { readonly facts: DatabaseFacts; readonly freeBytes: number | undefined; readonly dates: Dates };

export function DatabaseFactsList({ facts, freeBytes, dates }: Props) {
  const t = useTranslations("collector");
  const number = (value: number) => value.toLocaleString(dates.locale);
  const rows = [
    [t("path"), <code key="path">{visibleText(facts.path, 400)}</code>],
    [
      t("size"),
      `${localSizeText(facts.bytes, dates.locale)} · ${t("wal", { size: localSizeText(facts.walBytes, dates.locale) })}`,
    ],
    [t("free"), freeBytes === undefined ? undefined : localSizeText(freeBytes, dates.locale)],
    [t("retention"), t("keepsAll")],
    [t("boots"), number(facts.boots)],
    [t("rawEvents"), number(facts.events)],
    [t("oldest"), wallTimeText(facts.oldestWallTime, dates, "full")],
    [t("schema"), facts.schemaVersion],
    [t("sqlite"), facts.engineVersion],
  ] as const;
  const scarce = freeBytes !== undefined && freeBytes < SCARCE_BYTES;
  return (
    <>
      {scarce && (
        <Notice tone="warn">
          <p>{t("scarce", { free: localSizeText(freeBytes, dates.locale) })}</p>
        </Notice>
      )}
      <Facts rows={rows} />
    </>
  );
}
