import {
  exactDuration,
  formatInColumn,
  visibleText,
  type Boot,
  type ColumnFormat,
  type Mark,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { InTurn, partsInTurn } from "../ui/in-turn.tsx";

/** Instants are in one unit on all tables of a boot, fine enough to tell apart marks of one moment. */
const OFFSETS = { unit: "ms", decimals: 3 } as const satisfies ColumnFormat;

function Rows({ boot, marks }: { boot: Boot; marks: readonly Mark[] }) {
  const lane = useTranslations("lane");
  return marks.map((mark) => (
    <tr key={`${mark.at}-${mark.seq}-${mark.tgid}-${mark.name}`}>
      <td className="number" title={exactDuration(mark.at - boot.startAt)}>
        {formatInColumn(mark.at - boot.startAt, OFFSETS)}
      </td>
      <td>{visibleText(mark.name, 80)}</td>
      <td className="number">{mark.flag}</td>
      <td className="code">{mark.text === undefined ? "" : visibleText(mark.text, 500)}</td>
      <td>{lane(mark.lane)}</td>
    </tr>
  ));
}

/** Marks of a boot, a page of them: `below` leads on. */
export function MarkTable({ boot, marks, below }: { boot: Boot; marks: readonly Mark[]; below?: ReactNode }) {
  const t = useTranslations("boot.markTable");
  if (marks.length === 0) return <p className="dim">{t("none")}</p>;
  return (
    <>
      <div className="scroller" tabIndex={0}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t("at")} <span className="unit">{OFFSETS.unit}</span>
              </th>
              <th scope="col">{t("name")}</th>
              <th scope="col" className="number">
                {t("flag")}
              </th>
              <th scope="col">{t("text")}</th>
              <th scope="col">{t("lane")}</th>
            </tr>
          </thead>
          <tbody>
            {partsInTurn(marks).map((part) => (
              <InTurn key={part.from}>
                <Rows boot={boot} marks={part.rows} />
              </InTurn>
            ))}
          </tbody>
        </table>
      </div>
      {below}
    </>
  );
}
