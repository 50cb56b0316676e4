import { visibleText } from "@hacotaki/core";
import type { DatabaseFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../lib/wall-time.ts";
import { Notice } from "./notice.tsx";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function bytesText(bytes: number, locale: string): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const unit = UNITS[power] ?? "byte";
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(
    bytes / 1000 ** power,
  );
}

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
      `${bytesText(facts.bytes, dates.locale)} · ${t("wal", { size: bytesText(facts.walBytes, dates.locale) })}`,
    ],
    [t("free"), freeBytes === undefined ? undefined : bytesText(freeBytes, dates.locale)],
    [t("retention"), t("keepsAll")],
    [t("boots"), number(facts.boots)],
    [t("rawEvents"), number(facts.events)],
    [t("oldest"), wallTimeText(facts.oldestWallTime, dates, "full")],
    [t("schema"), facts.schemaVersion],
    [t("sqlite"), facts.sqliteVersion],
  ] as const;
  const scarce = freeBytes !== undefined && freeBytes < SCARCE_BYTES;
  return (
    <>
      {scarce && (
        <Notice tone="warn">
          <p>{t("scarce", { free: bytesText(freeBytes, dates.locale) })}</p>
        </Notice>
      )}
      <dl className="facts">
        {rows
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
