"use client";

import {
  compareHref,
  deltaOf,
  exactDuration,
  formatDuration,
  formatInColumn,
  signedShare,
  visibleText,
  type BootId,
  type ColumnFormat,
  type CompareView,
  type ComparedRow,
  type ZoomRange,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Fragment, useEffect, useMemo, useRef, useState, type PointerEvent } from "react";
import { layoutComparedRow } from "../../../charts/compare/layout.ts";
import { percent } from "../../../charts/percent.ts";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { GridLines, Ruler } from "../../../charts/ruler/ruler.tsx";
import { clampRange } from "@hacotaki/core/drawing/extent";
import { writeAddressSoon } from "../../ui/address.ts";
import { Delta } from "../../ui/delta.tsx";
import { ExcessBar } from "../../ui/excess-bar.tsx";
import { Link } from "../../ui/link.tsx";
import { useWidth } from "../../ui/use-width.ts";
import { useZoom } from "../../ui/use-zoom.ts";

export type ComparedBoot = {
  readonly id: BootId;
  readonly letter: string;
  readonly name: string;
  /** What the visitor calls it. */
  readonly label?: string;
};

type Props = {
  readonly rows: readonly ComparedRow[];
  readonly boots: readonly ComparedBoot[];
  readonly baseline: number;
  readonly view: CompareView;
  readonly shifts: readonly bigint[];
  readonly whole: ZoomRange;
  /** With a scale of its own, the range of each boot. */
  readonly own: readonly ZoomRange[];
  readonly totals: readonly bigint[];
  /** The last pass that all of them know, where not all came up. */
  readonly upTo: string | undefined;
  readonly format: ColumnFormat;
};

/** Of many boots bars are thinner, so that rows stay together. */
const MANY = 4;
const barsOf = (boots: number) => (boots > MANY ? { barPx: 6, gapPx: 1 } : { barPx: 9, gapPx: 2 });

const magnitude = (ns: bigint) => (ns < 0n ? -ns : ns);

/** How much longer, as a part of the baseline's; empty where one of them does not have it. */
function relative({ durations }: ComparedRow, baseline: number, candidate: number): string {
  const [before, after] = [durations[baseline], durations[candidate]];
  return before === undefined || after === undefined ? "" : signedShare(after - before, before);
}

const sortedBy = (id: BootId | undefined) => (id === undefined ? {} : { sort: id });

/** The address follows the zoom, once it rests. */
function useAddress(view: CompareView, zoom: ZoomRange | undefined): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return undefined;
    }
    const { zoom: _, ...rest } = view;
    return writeAddressSoon(compareHref(zoom ? { ...rest, zoom } : rest));
  }, [view, zoom]);
}

/** Boots row by row: their bars on one axis, their durations, and how each differs from the baseline. */
export function CompareChart({
  rows,
  boots,
  baseline,
  view,
  shifts,
  whole,
  own,
  totals,
  upTo,
  format,
}: Props) {
  const t = useTranslations("compare");
  const waterfall = useTranslations("waterfall");
  const table = useRef<HTMLTableElement>(null);
  const { element: track, width } = useWidth();
  const [zoom, setZoom] = useState(view.zoom);
  const [cursor, setCursor] = useState<number>();
  useAddress(view, zoom);
  const isLocked = view.scale === "locked";
  const range = zoom && isLocked ? clampRange(zoom, whole) : whole;
  const handle = useZoom({ chart: table, track }, range, (next) =>
    setZoom(isLocked ? clampRange(next, whole) : undefined),
  );
  const ranges = isLocked ? shifts.map(() => range) : own;
  const ticks = useMemo(
    () => (isLocked ? layoutRuler({ fromNs: range.fromNs, toNs: range.toNs }, width) : []),
    [isLocked, range.fromNs, range.toNs, width],
  );
  const candidates = boots.map((_, place) => place).filter((place) => place !== baseline);
  const isPair = candidates.length === 1;
  // What lies beside the path may take any time: it would leave no bar of the path to be seen.
  const largest = rows.reduce((max, row) => {
    if (!row.onPath) return max;
    const most = candidates.reduce((size, candidate) => {
      const delta = magnitude(deltaOf(row, baseline, candidate));
      return delta > size ? delta : size;
    }, 0n);
    return most > max ? most : max;
  }, 0n);
  const { sort: _, ...inPathOrder } = view;
  const { barPx, gapPx } = barsOf(boots.length);
  const height = view.mode === "overlay" ? barPx + 6 : boots.length * (barPx + gapPx) + 4;
  const onPointerMove = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    const at = box ? (event.clientX - box.left) / box.width : -1;
    setCursor(at >= 0 && at <= 1 && event.pointerType === "mouse" ? at : undefined);
  };
  const step = (sign: string, label: string, action: () => void, key: string) => (
    <button type="button" data-shortcut={key} aria-label={label} title={label} onClick={action}>
      {sign}
    </button>
  );
  const took = (ns: bigint | undefined) =>
    ns === undefined ? (
      <span className="dim">{t("missing")}</span>
    ) : (
      <data value={ns.toString()} title={exactDuration(ns)}>
        {formatInColumn(ns, format)}
      </data>
    );
  const difference = (row: ComparedRow, candidate: number) =>
    row.durations[candidate] === undefined && row.durations[baseline] === undefined ? (
      <span className="dim">—</span>
    ) : (
      <Delta ns={deltaOf(row, baseline, candidate)} />
    );
  /** Sorts the rows by this column. */
  const differenceHead = (candidate: number) => (
    <Link
      href={compareHref({ ...view, ...sortedBy(boots[candidate]?.id) })}
      scroll={false}
      replace
      title={t("sortBy")}
    >
      {t("delta", {
        candidate: boots[candidate]?.letter ?? "",
        baseline: boots[baseline]?.letter ?? "",
      })}
      {view.sort === boots[candidate]?.id && <span aria-hidden="true"> ↓</span>}
    </Link>
  );
  const firstBeside = rows.find(({ onPath }) => !onPath)?.slug;
  const cursorLine = cursor !== undefined && (
    <line className="compare-cursor" x1={percent(cursor)} x2={percent(cursor)} y1="0" y2="100%" />
  );
  return (
    <>
      {isLocked && (
        <div className="wf-tools">
          <div className="segments">
            {step("‹", waterfall("panLeft"), handle.steps.left, "<")}
            {step("−", waterfall("zoomOut"), handle.steps.out, "-")}
            {step("+", waterfall("zoomIn"), handle.steps.in, "+")}
            {step("›", waterfall("panRight"), handle.steps.right, ">")}
          </div>
          <div className="segments">
            <button
              type="button"
              data-shortcut="0"
              aria-pressed={zoom === undefined}
              onClick={() => setZoom(undefined)}
            >
              {t("fit")}
            </button>
          </div>
          {cursor !== undefined && (
            <span className="dim">
              {formatDuration(range.fromNs + BigInt(Math.round(Number(range.toNs - range.fromNs) * cursor)))}
            </span>
          )}
        </div>
      )}
      <div className="scroller" tabIndex={0} role="region" aria-label={t("table")}>
        <table
          className="data compare-table"
          ref={table}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setCursor(undefined)}
        >
          <thead>
            <tr>
              <th scope="col">
                {view.sort === undefined ? (
                  t("span")
                ) : (
                  <Link href={compareHref(inPathOrder)} scroll={false} replace>
                    {t("spanOrder")}
                  </Link>
                )}
              </th>
              <th scope="col" className="compare-axis">
                <div ref={track} {...handle.rulerHandlers}>
                  <span className="sr">{t("chart")}</span>
                  {isLocked ? <Ruler ticks={ticks} /> : <span className="dim">{t("ownScale")}</span>}
                </div>
              </th>
              {boots.map(({ id, letter, name, label }, place) => (
                <th
                  key={letter}
                  scope="col"
                  className="number"
                  title={name}
                  aria-sort={!isPair && view.sort === id ? "descending" : undefined}
                >
                  <span className="letter" data-baseline={place === baseline}>
                    {letter}
                  </span>{" "}
                  {isPair || place === baseline ? (
                    <span className="unit">{format.unit}</span>
                  ) : (
                    differenceHead(place)
                  )}
                  {label !== undefined && <span className="compare-label-head">{label}</span>}
                </th>
              ))}
              {isPair && (
                <th
                  scope="col"
                  className="number"
                  aria-sort={view.sort === boots[candidates[0] ?? 0]?.id ? "descending" : undefined}
                >
                  {differenceHead(candidates[0] ?? 0)}
                </th>
              )}
              {isPair && (
                <>
                  <th scope="col" className="number">
                    %
                  </th>
                  <th scope="col">
                    <span className="sr">{t("bar")}</span>
                  </th>
                </>
              )}
            </tr>
          </thead>
          <tbody className="wf-body">
            {rows.map((row) => (
              <Fragment key={row.slug}>
                {row.slug === firstBeside && (
                  <tr className="compare-group">
                    <th scope="rowgroup" colSpan={isPair ? 7 : 2 + boots.length}>
                      {t("beside")}
                    </th>
                  </tr>
                )}
                <tr
                  data-selected={view.span === row.slug}
                  data-beside={!row.onPath}
                  className={`g-${row.group}`}
                >
                  <th scope="row">
                    <span className="swatch" />
                    <Link
                      href={compareHref({ ...view, span: row.slug })}
                      scroll={false}
                      replace
                      aria-current={view.span === row.slug}
                    >
                      {visibleText(row.label)}
                    </Link>
                    {row.isCombined && <span className="dim"> {t("combined")}</span>}
                  </th>
                  <td className="wf-cell">
                    <svg width="100%" height={height} aria-hidden="true">
                      {isLocked && <GridLines ticks={ticks} />}
                      {layoutComparedRow(row, shifts, ranges).map(({ boot, x, width: size }) => (
                        <rect
                          key={boot}
                          className="bar"
                          data-role={boot === baseline ? "baseline" : "candidate"}
                          x={percent(x)}
                          width={percent(size)}
                          y={
                            view.mode === "overlay" ? (boot === baseline ? 2 : 5) : 2 + boot * (barPx + gapPx)
                          }
                          fillOpacity={
                            view.mode === "overlay" && boot !== baseline && view.opacity !== undefined
                              ? view.opacity / 100
                              : undefined
                          }
                          height={view.mode === "overlay" && boot !== baseline ? barPx - 4 : barPx}
                        />
                      ))}
                      {cursorLine}
                    </svg>
                  </td>
                  {row.durations.map((_, place) => (
                    <td key={boots[place]?.letter} className="number">
                      {isPair || place === baseline ? (
                        took(row.durations[place])
                      ) : (
                        <>
                          {difference(row, place)}
                          <span className="compare-took">{took(row.durations[place])}</span>
                        </>
                      )}
                    </td>
                  ))}
                  {isPair && <td className="number">{difference(row, candidates[0] ?? 0)}</td>}
                  {isPair && (
                    <>
                      <td className="number">{relative(row, baseline, candidates[0] ?? 0)}</td>
                      <td className="excess-cell">
                        {row.onPath && (
                          <ExcessBar
                            ns={deltaOf(row, baseline, candidates[0] ?? 0)}
                            largestNs={largest}
                            isTwoSided
                          />
                        )}
                      </td>
                    </>
                  )}
                </tr>
              </Fragment>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{upTo === undefined ? t("total") : t("totalUpTo", { pass: upTo })}</th>
              <td />
              {totals.map((ns, place) => (
                <td key={boots[place]?.letter} className="number">
                  {isPair || place === baseline ? (
                    took(ns)
                  ) : (
                    <>
                      <Delta ns={ns - (totals[baseline] ?? 0n)} />
                      <span className="compare-took">{took(ns)}</span>
                    </>
                  )}
                </td>
              ))}
              {isPair && (
                <td className="number">
                  <Delta ns={(totals[candidates[0] ?? 0] ?? 0n) - (totals[baseline] ?? 0n)} />
                </td>
              )}
              {isPair && (
                <>
                  <td className="number">
                    {signedShare(
                      (totals[candidates[0] ?? 0] ?? 0n) - (totals[baseline] ?? 0n),
                      totals[baseline] ?? 0n,
                    )}
                  </td>
                  <td />
                </>
              )}
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}
