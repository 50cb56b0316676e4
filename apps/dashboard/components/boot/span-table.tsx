"use client";

import {
  bootHref,
  exactDuration,
  formatInColumn,
  formatPercent,
  formatTimes,
  visibleText,
  type Boot,
  type BootId,
  type BootView,
  type ColumnFormat,
  type Population,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState, type MouseEvent, type ReactNode } from "react";
import { Expected } from "../../charts/expected/expected.tsx";
import { layoutExpected } from "../../charts/expected/layout.ts";
import { durationFormat, OFFSETS, PathTotal, SpanFigures } from "./span-figures.tsx";
import { sortedRows, spanRowsOf, type SpanRow, type SpanSort } from "./span-rows.ts";
import { useSpanName } from "../ui/span-name.ts";
import { TableFrame } from "../ui/table-frame.tsx";

/** Of more rows than this the rest is shown on request: every one of them costs each frame of a zoom. */
const ROWS_SHOWN = 500;
/** Where a column is first sorted: figures from the largest, the others from the first. */
const startsDescending = (sort: SpanSort) => sort !== "start" && sort !== "name";

type Order = { readonly sort: SpanSort; readonly isDescending: boolean };

/** Head of a column that sorts by it, and back again. */
function Head({
  sort,
  order,
  onOrder,
  isNumber = false,
  children,
}: {
  sort: SpanSort;
  order: Order;
  onOrder: (order: Order) => void;
  isNumber?: boolean;
  children: ReactNode;
}) {
  const isThis = order.sort === sort;
  const sorted = isThis ? (order.isDescending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" className={isNumber ? "number" : undefined} aria-sort={sorted}>
      <button
        type="button"
        className="sort"
        onClick={() => onOrder({ sort, isDescending: isThis ? !order.isDescending : startsDescending(sort) })}
      >
        {children}
        <span aria-hidden="true">{isThis ? (order.isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

/** The cells that hold a span against the others. */
function UsualCells({ row, format }: { row: SpanRow; format: ColumnFormat }) {
  const { usual, ns, times } = row;
  if (usual === undefined || ns === undefined)
    return (
      <>
        <td className="number dim">—</td>
        <td />
        <td className="number dim">—</td>
        <td className="number dim">—</td>
      </>
    );
  return (
    <>
      <td className="number" title={exactDuration(usual.p50Ns)}>
        {formatInColumn(usual.p50Ns, format)}
      </td>
      <td className={`expected-cell g-${row.group}`}>
        <Expected geometry={layoutExpected(ns, usual)} />
      </td>
      <td className="number">{times === undefined ? <span className="dim">—</span> : formatTimes(times)}</td>
      <td className="number">
        {usual.percentile === undefined ? (
          <span className="dim">—</span>
        ) : (
          <span title={`n ${usual.n}`}>{formatPercent(usual.percentile)}</span>
        )}
      </td>
    </>
  );
}

function Row({
  row,
  bootId,
  wholeNs,
  format,
  isHeld,
}: {
  row: SpanRow;
  bootId: BootId;
  wholeNs: bigint | undefined;
  format: ColumnFormat;
  isHeld: boolean;
}) {
  const t = useTranslations("spans");
  const spanName = useSpanName();
  return (
    <tr data-path={row.onPath}>
      <th scope="row" className={`g-${row.group}`}>
        <span className="swatch" />
        <Link href={bootHref(bootId, { span: row.slug, collapsed: [] })}>{spanName(row.label)}</Link>
      </th>
      <SpanFigures {...{ row, format, wholeNs }} />
      {isHeld && <UsualCells row={row} format={format} />}
      <td className="code dim bounds">
        {visibleText(row.from)} –{" "}
        {row.state === "failed" ? t("failed") : row.to === undefined ? t("open") : visibleText(row.to)}
      </td>
    </tr>
  );
}

type Props = {
  readonly boot: Boot;
  readonly view: BootView;
  readonly population: Population | undefined;
};

type HeadsProps = {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** Boots can be held against what is usual. */
  readonly isHeld: boolean;
  readonly unit: string;
};

function Heads({ order, onOrder, isHeld, unit }: HeadsProps) {
  const t = useTranslations("spans");
  const head = { order, onOrder };
  return (
    <thead>
      <tr>
        <Head sort="name" {...head}>
          {t("span")}
        </Head>
        <th scope="col">{t("lane")}</th>
        <Head sort="start" isNumber {...head}>
          {t("starts")} <span className="unit">{OFFSETS.unit}</span>
        </Head>
        <Head sort="duration" isNumber {...head}>
          {t("duration")} <span className="unit">{unit}</span>
        </Head>
        <th scope="col" className="number">
          {t("share")}
        </th>
        {isHeld && (
          <>
            <Head sort="usual" isNumber {...head}>
              {t("usual")} <span className="unit">{unit}</span>
            </Head>
            <th scope="col">{t("expected")}</th>
            <Head sort="times" isNumber {...head}>
              {t("times")}
            </Head>
            <Head sort="percentile" isNumber {...head}>
              {t("percentile")}
            </Head>
          </>
        )}
        <th scope="col">{t("bounds")}</th>
      </tr>
    </thead>
  );
}

/** The waterfall's data as figures in one unit, adding up to the nanosecond, each beside what is usual. */
export function SpanTable({ boot, view, population }: Props) {
  const t = useTranslations("spans");
  const [order, onOrder] = useState<Order>({ sort: "start", isDescending: false });
  const [isAll, setIsAll] = useState(view.allSpans === true);
  const region = useRef<HTMLDivElement>(null);
  const { rows, pathNs, wholeNs } = useMemo(() => spanRowsOf(boot, population), [boot, population]);
  const sorted = useMemo(() => sortedRows(rows, order.sort, order.isDescending), [rows, order]);
  const shown = isAll ? sorted : sorted.slice(0, ROWS_SHOWN);
  const format = durationFormat(rows);
  const isHeld = rows.some(({ usual }) => usual !== undefined);
  const showAll = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setIsAll(true);
    // The link is gone then: reading goes on in the table.
    region.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <p className="dim">{t(isHeld ? "captionHeld" : "caption")}</p>
      <TableFrame label={t("caption")} box={region}>
        <table className="data span-table">
          <Heads {...{ order, onOrder, isHeld }} unit={format.unit} />
          <tbody>
            {shown.map((row) => (
              <Row
                key={row.slug}
                row={row}
                bootId={boot.id}
                wholeNs={wholeNs}
                format={format}
                isHeld={isHeld}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <PathTotal {...{ format, pathNs, wholeNs }} />
              <td colSpan={isHeld ? 5 : 1} />
            </tr>
          </tfoot>
        </table>
      </TableFrame>
      {shown.length < rows.length && (
        <p className="dim">
          {t("firstOf", { shown: String(shown.length), count: String(rows.length) })}{" "}
          <a href={bootHref(boot.id, { ...view, allSpans: true })} onClick={showAll}>
            {t("showAll")}
          </a>
        </p>
      )}
    </>
  );
}
