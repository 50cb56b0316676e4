import {
  columnFormat,
  exactDuration,
  formatDuration,
  formatFraction,
  formatInColumn,
  formatPercent,
  formatTimes,
  type BlameRow,
  type ColumnFormat,
  type UsualBlameRow,
} from "@hacotaki/core";
import { Link } from "./link.tsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Delta } from "./delta.tsx";
import { ExcessBar } from "./excess-bar.tsx";
import { useSpanName } from "./span-name.ts";
import { TableFrame } from "./table-frame.tsx";

/** Head of a figure's column, with the unit all its figures are in. */
function NumberHead({ children, unit }: { children: ReactNode; unit?: string }) {
  return (
    <th scope="col" className="number">
      {children} {unit !== undefined && <span className="unit">{unit}</span>}
    </th>
  );
}

function SpanName({
  row,
  href,
}: {
  row: { slug: string; label: string; group: string };
  href: ((slug: string) => string) | undefined;
}) {
  const spanName = useSpanName();
  const label = spanName(row.label);
  return (
    <th scope="row" className={`g-${row.group}`}>
      <span className="swatch" />
      {href === undefined ? label : <Link href={href(row.slug)}>{label}</Link>}
    </th>
  );
}

/** A figure in the unit of its column; in its own where no format is given. */
function Figure({ ns, format }: { ns: bigint | undefined; format: ColumnFormat | undefined }) {
  return (
    <td className="number">
      {ns === undefined ? (
        <span className="dim">—</span>
      ) : (
        <data value={ns.toString()} title={exactDuration(ns)}>
          {format ? formatInColumn(ns, format) : formatDuration(ns)}
        </data>
      )}
    </td>
  );
}

function Share({ share }: { share: number | undefined }) {
  return (
    <td className="number">{share === undefined ? <span className="dim">—</span> : formatFraction(share)}</td>
  );
}

type Props = { readonly rows: readonly BlameRow[]; readonly href?: (slug: string) => string };

/** Spans of one boot, those with the most time above what is usual first. */
export function BlameTable({ rows, href }: Props) {
  const t = useTranslations("blame");
  // What goes on is told as everywhere: seconds that count would leave of the others' unit only digits.
  const format = columnFormat(rows.flatMap(({ isOpen, durationNs }) => (isOpen ? [] : [durationNs])));
  const isHeld = rows.some(({ usual }) => usual !== undefined);
  const isTwoSided = rows.some(({ excessNs = 0n }) => excessNs < 0n);
  const largestNs = rows.reduce((max, { excessNs = 0n }) => {
    const size = excessNs < 0n ? -excessNs : excessNs;
    return size > max ? size : max;
  }, 0n);
  return (
    <TableFrame label={t("caption")}>
      <table className={isHeld ? "data blame-table" : "data blame-table narrow"}>
        <thead>
          <tr>
            <th scope="col">{t("span")}</th>
            <NumberHead unit={format.unit}>{t("duration")}</NumberHead>
            {isHeld && (
              <>
                <NumberHead unit={format.unit}>{t("usualDuration")}</NumberHead>
                <th scope="col" colSpan={2} className="number">
                  {t("excess")} <span className="unit">{format.unit}</span>
                </th>
                <NumberHead>{t("times")}</NumberHead>
                <NumberHead>{t("percentile")}</NumberHead>
              </>
            )}
            <NumberHead>{t("share")}</NumberHead>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slug}>
              <SpanName row={row} href={href} />
              <Figure ns={row.durationNs} format={row.isOpen ? undefined : format} />
              {isHeld && (
                <>
                  <Figure ns={row.usual?.p50Ns} format={format} />
                  <td className="excess-cell">
                    {row.excessNs !== undefined && (
                      <ExcessBar ns={row.excessNs} largestNs={largestNs} isTwoSided={isTwoSided} />
                    )}
                  </td>
                  <td className="number">
                    {row.excessNs === undefined ? (
                      <span className="dim">{t("notKnown")}</span>
                    ) : (
                      <Delta ns={row.excessNs} {...(row.isOpen ? {} : { format })} />
                    )}
                  </td>
                  <td className="number">
                    {row.times === undefined ? <span className="dim">—</span> : formatTimes(row.times)}
                  </td>
                  <td className="number">
                    {row.usual?.percentile === undefined ? (
                      <span className="dim">—</span>
                    ) : (
                      formatPercent(row.usual.percentile)
                    )}
                  </td>
                </>
              )}
              <Share share={row.share} />
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** Spans of a container's boots: what usually takes long, and what sometimes takes longer. */
export function UsualBlameTable({
  rows,
  href,
}: {
  rows: readonly UsualBlameRow[];
  href?: (slug: string) => string;
}) {
  const t = useTranslations("blame");
  const format = columnFormat(rows.flatMap(({ p50Ns, p95Ns }) => [p50Ns, p95Ns]));
  return (
    <TableFrame label={t("usualCaption")}>
      <table className="data blame-table">
        <thead>
          <tr>
            <th scope="col">{t("span")}</th>
            <NumberHead unit={format.unit}>p50</NumberHead>
            <NumberHead unit={format.unit}>p95</NumberHead>
            <NumberHead unit={format.unit}>{t("spread")}</NumberHead>
            <NumberHead>{t("shareOfMedians")}</NumberHead>
            <NumberHead>n</NumberHead>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slug}>
              <SpanName row={row} href={href} />
              <Figure ns={row.p50Ns} format={format} />
              <Figure ns={row.p95Ns} format={format} />
              <Figure ns={row.spreadNs} format={format} />
              <Share share={row.share} />
              <td className="number dim">{row.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
