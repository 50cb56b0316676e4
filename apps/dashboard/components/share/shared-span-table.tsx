import {
  columnFormat,
  exactDuration,
  formatInColumn,
  formatShare,
  visibleText,
  type Boot,
  type ColumnFormat,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { spanRowsOf } from "../boot/span-rows.ts";

const OFFSETS = { unit: "ms", decimals: 3 } as const satisfies ColumnFormat;

/** The waterfall's data as figures, adding up to the nanosecond. */
export function SharedSpanTable({ boot }: { boot: Boot }) {
  const t = useTranslations("spans");
  const lane = useTranslations("lane");
  const { rows, pathNs, wholeNs } = spanRowsOf(boot, undefined);
  const format = columnFormat(rows.flatMap(({ onPath, ns }) => (ns === undefined || !onPath ? [] : [ns])));
  return (
    <div className="scroller" tabIndex={0} role="region" aria-label={t("caption")}>
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
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slug} data-path={row.onPath}>
              <th scope="row" className={`g-${row.group}`}>
                <span className="swatch" />
                {visibleText(row.label)}
              </th>
              <td>{lane(row.lane)}</td>
              <td className="number" title={exactDuration(row.startNs)}>
                {formatInColumn(row.startNs, OFFSETS)}
              </td>
              <td className="number">
                {row.ns === undefined ? (
                  <span className="dim">{t("open")}</span>
                ) : (
                  <data value={row.ns.toString()} title={exactDuration(row.ns)}>
                    {formatInColumn(row.ns, format)}
                  </data>
                )}
              </td>
              <td className="number">
                {row.onPath ? (
                  row.ns !== undefined && formatShare(row.ns, wholeNs)
                ) : (
                  <span className="dim">{t("besidePath")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("total")}</th>
            <td />
            <td />
            <td className="number" title={exactDuration(pathNs)}>
              {formatInColumn(pathNs, format)}
            </td>
            <td className="number">{formatShare(pathNs, wholeNs)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
