"use client";

import { bootHref, type Boot, type BootView, type Population } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState, type MouseEvent, type ReactNode } from "react";
import { TableFrame } from "../ui/table-frame.tsx";
import { durationFormat, OFFSETS, PathTotal } from "./span-figures.tsx";
import { sortedRows, spanRowsOf, type SpanSort } from "./span-rows.ts";
import { isHeld, ROWS_SHOWN, SpanTableRows } from "./span-table-rows.tsx";

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

type Props = {
  readonly boot: Boot;
  readonly view: BootView;
  readonly population: Population | undefined;
  /** The rows by their start, as many as are shown first: drawn by the server. */
  readonly children: ReactNode;
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
export function SpanTable({ boot, view, population, children }: Props) {
  const t = useTranslations("spans");
  const [order, onOrder] = useState<Order>({ sort: "start", isDescending: false });
  const wasAll = view.allSpans === true;
  const [isAll, setIsAll] = useState(wasAll);
  const region = useRef<HTMLDivElement>(null);
  const { rows, pathNs, wholeNs } = useMemo(() => spanRowsOf(boot, population), [boot, population]);
  const sorted = useMemo(() => sortedRows(rows, order.sort, order.isDescending), [rows, order]);
  const shown = isAll ? sorted : sorted.slice(0, ROWS_SHOWN);
  const format = durationFormat(rows);
  const areHeld = isHeld(rows);
  const isAsServed = order.sort === "start" && !order.isDescending && isAll === wasAll;
  const showAll = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setIsAll(true);
    // The link is gone then: reading goes on in the table.
    region.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <p className="dim">{t(areHeld ? "captionHeld" : "caption")}</p>
      <TableFrame label={t("caption")} box={region}>
        <table className="data span-table">
          <Heads {...{ order, onOrder }} isHeld={areHeld} unit={format.unit} />
          {isAsServed ? children : <SpanTableRows bootId={boot.id} {...{ rows, wholeNs, shown }} />}
          <tfoot>
            <tr>
              <PathTotal {...{ format, pathNs, wholeNs }} />
              <td colSpan={areHeld ? 5 : 1} />
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
