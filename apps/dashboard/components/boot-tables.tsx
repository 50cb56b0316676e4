import {
  bootDuration,
  bootHref,
  columnFormat,
  exactDuration,
  formatInColumn,
  formatShare,
  visibleText,
  type Boot,
  type ColumnFormat,
  type Mark,
} from "@hacotaki/core";
import Link from "next/link";
import { useTranslations } from "next-intl";

const MARKS_SHOWN = 500;
/** Instants are in one unit on all tables of a boot, fine enough to tell apart marks of one moment. */
const OFFSETS = { unit: "ms", decimals: 3 } as const satisfies ColumnFormat;

/** The waterfall's data as figures in one unit, adding up to the nanosecond. */
export function SpanTable({ boot }: { boot: Boot }) {
  const t = useTranslations("boot.spanTable");
  const lane = useTranslations("lane");
  const rows = boot.spans.map((span) => ({
    span,
    startNs: span.startAt - boot.startAt,
    ns: span.state === "open" ? undefined : span.endAt - span.startAt,
  }));
  const pathNs = rows.reduce((sum, { span, ns }) => (span.onPath && ns !== undefined ? sum + ns : sum), 0n);
  const whole = bootDuration(boot) ?? pathNs;
  const format = columnFormat(rows.flatMap(({ span, ns }) => (ns === undefined || !span.onPath ? [] : [ns])));
  return (
    <div className="scroller" tabIndex={0} role="region" aria-label={t("caption")}>
      <table className="data">
        <caption className="dim">{t("caption")}</caption>
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
            <th scope="col">{t("bounds")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ span, startNs, ns }) => (
            <tr key={span.slug} data-path={span.onPath}>
              <th scope="row" className={`g-${span.group}`}>
                <span className="swatch" />
                <Link href={bootHref(boot.id, { span: span.slug, collapsed: [] })} prefetch={false}>
                  {visibleText(span.label)}
                </Link>
              </th>
              <td>{lane(span.lane)}</td>
              <td className="number" title={exactDuration(startNs)}>
                {formatInColumn(startNs, OFFSETS)}
              </td>
              <td className="number">
                {ns === undefined ? (
                  <span className="dim">{t("open")}</span>
                ) : (
                  <data value={ns.toString()} title={exactDuration(ns)}>
                    {formatInColumn(ns, format)}
                  </data>
                )}
              </td>
              <td className="number">
                {span.onPath ? (
                  ns !== undefined && formatShare(ns, whole)
                ) : (
                  <span className="dim">{t("besidePath")}</span>
                )}
              </td>
              <td className="code dim">
                {visibleText(span.from)} –{" "}
                {span.state === "failed"
                  ? t("failed")
                  : span.to === undefined
                    ? t("open")
                    : visibleText(span.to)}
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
            <td className="number">{formatShare(pathNs, whole)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

export function MarkTable({ boot, marks }: { boot: Boot; marks: readonly Mark[] }) {
  const t = useTranslations("boot.markTable");
  const lane = useTranslations("lane");
  const shown = marks.slice(0, MARKS_SHOWN);
  if (shown.length === 0) return <p className="dim">{t("none")}</p>;
  return (
    <div className="scroller">
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
          {shown.map((mark) => (
            <tr key={`${mark.at}-${mark.seq}`}>
              <td className="number" title={exactDuration(mark.at - boot.startAt)}>
                {formatInColumn(mark.at - boot.startAt, OFFSETS)}
              </td>
              <td>{mark.name}</td>
              <td className="number">{mark.flag}</td>
              <td className="code">{mark.text === undefined ? "" : visibleText(mark.text)}</td>
              <td>{lane(mark.lane)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
