import { exactDuration, formatInColumn, visibleText, type Boot, type Mark } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PagedTable } from "./paged-table.tsx";
import { OFFSETS } from "./span-figures.tsx";

type Props = { readonly boot: Boot; readonly marks: readonly Mark[]; readonly below?: ReactNode };

/** Marks of a boot, a page of them: `below` leads on. */
export function MarkTable({ boot, marks, below }: Props) {
  const t = useTranslations("boot.markTable");
  const lane = useTranslations("lane");
  if (marks.length === 0) return <p className="dim">{t("none")}</p>;
  const at = (
    <>
      {t("at")} <span className="unit">{OFFSETS.unit}</span>
    </>
  );
  return (
    <PagedTable
      heads={[
        { label: at, isNumber: true },
        { label: t("name") },
        { label: t("flag"), isNumber: true },
        { label: t("text") },
        { label: t("lane") },
      ]}
      rows={marks}
      below={below}
    >
      {(mark) => (
        <tr key={`${mark.at}-${mark.seq}-${mark.tgid}-${mark.name}`}>
          <td className="number" title={exactDuration(mark.at - boot.startAt)}>
            {formatInColumn(mark.at - boot.startAt, OFFSETS)}
          </td>
          <td>{visibleText(mark.name, 80)}</td>
          <td className="number">{mark.flag}</td>
          <td className="code">{mark.text === undefined ? "" : visibleText(mark.text, 500)}</td>
          <td>{lane(mark.lane)}</td>
        </tr>
      )}
    </PagedTable>
  );
}
