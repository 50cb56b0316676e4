import { type Boot } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { durationFormat, OFFSETS, PathTotal, SpanFigures } from "../boot/span-figures.tsx";
import { spanRowsOf } from "../boot/span-rows.ts";
import { useSpanName } from "../ui/span-name.ts";

/** The waterfall's data as figures, adding up to the nanosecond. */
export function SharedSpanTable({ boot }: { boot: Boot }) {
  const spanName = useSpanName();
  const t = useTranslations("spans");
  const { rows, pathNs, wholeNs } = spanRowsOf(boot, undefined);
  const format = durationFormat(rows);
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
                {spanName(row.label)}
              </th>
              <SpanFigures {...{ row, format, wholeNs }} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <PathTotal {...{ format, pathNs, wholeNs }} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
