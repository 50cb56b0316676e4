import {
  exactDuration,
  formatInColumn,
  formatTimes,
  type Boot,
  type ColumnFormat,
  type Population,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { durationFormat, OFFSETS, PathTotal, SpanFigures } from "../boot/span-figures.tsx";
import { spanRowsOf, type SpanRow } from "../boot/span-rows.ts";
import { useSpanName } from "../ui/span-name.ts";
import { TableFrame } from "../ui/table-frame.tsx";

function UsualHeads({ unit }: { unit: string }) {
  const t = useTranslations("spans");
  return (
    <>
      {(["p50", "p95"] as const).map((name) => (
        <th key={name} scope="col" className="number">
          {name} <span className="unit">{unit}</span>
        </th>
      ))}
      <th scope="col" className="number">
        {t("times")}
      </th>
      <th scope="col" className="number">
        n
      </th>
    </>
  );
}

/** What was usual for a span, of how many boots, and how many times that it took. */
function UsualCells({ row: { usual, times }, format }: { row: SpanRow; format: ColumnFormat }) {
  if (usual === undefined) return <td colSpan={4} />;
  return (
    <>
      {[usual.p50Ns, usual.p95Ns].map((ns, place) => (
        <td key={place === 0 ? "p50" : "p95"} className="number" title={exactDuration(ns)}>
          {formatInColumn(ns, format)}
        </td>
      ))}
      <td className="number">{times === undefined ? "—" : formatTimes(times)}</td>
      <td className="number dim">{usual.n}</td>
    </>
  );
}

/** The waterfall's data as figures, adding up to the nanosecond. */
export function SharedSpanTable({ boot, usual }: { boot: Boot; usual: Population | undefined }) {
  const spanName = useSpanName();
  const t = useTranslations("spans");
  const { rows, pathNs, wholeNs } = spanRowsOf(boot, usual);
  const format = durationFormat(rows);
  const isHeld = rows.some((row) => row.usual !== undefined);
  return (
    <TableFrame label={t("caption")}>
      <table className="data span-table">
        <thead>
          <tr>
            <th scope="col">{t("span")}</th>
            <th scope="col">{t("lane")}</th>
            <th scope="col" className="number">
              {t("starts")} <span className="unit">{OFFSETS.unit}</span>
            </th>
            <th scope="col" className="number">
              {t("duration")} <span className="unit">{format.unit}</span>
            </th>
            <th scope="col" className="number">
              {t("share")}
            </th>
            {isHeld && <UsualHeads unit={format.unit} />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slug} data-path={row.onPath}>
              <th scope="row" className={`g-${row.group}`}>
                <span className="swatch" />
                {spanName(row.label)}
              </th>
              <SpanFigures {...{ row, format, wholeNs }} />
              {isHeld && <UsualCells row={row} format={format} />}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <PathTotal {...{ format, pathNs, wholeNs }} />
            {isHeld && <td colSpan={4} />}
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  );
}
