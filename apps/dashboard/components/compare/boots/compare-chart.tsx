"use client";

import {
  compareHref,
  formatDuration,
  UP_TO_START,
  type ColumnFormat,
  type CompareView,
  type ComparedRow,
  type ZoomRange,
} from "@hacotaki/core";
import { clampRange } from "@hacotaki/core/drawing/extent";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { useTranslations } from "next-intl";
import { Fragment, useEffect, useMemo, useRef, useState, type PointerEvent } from "react";
import { layoutInstants } from "../../../charts/compare/layout.ts";
import { Ruler } from "../../../charts/ruler/ruler.tsx";
import { writeAddressSoon } from "../../ui/address.ts";
import { useWidth } from "../../ui/use-width.ts";
import { BrushSurface } from "../../ui/gestures/brush-surface.tsx";
import { useZoom, type ZoomSteps } from "../../ui/gestures/use-zoom.ts";
import { CompareFlags } from "./compare-flags.tsx";
import { CompareHead } from "./compare-head.tsx";
import { Measures } from "./compare-measures.tsx";
import { CompareRow, type BarsOver } from "./compare-row.tsx";
import {
  changesFormat,
  largestDelta,
  pairOf,
  type ComparedBoot,
  type ComparedTable,
} from "./compared-table.ts";
import { TableFrame } from "../../ui/table-frame.tsx";

type Props = {
  readonly rows: readonly ComparedRow[];
  readonly boots: readonly ComparedBoot[];
  readonly baseline: number;
  readonly view: CompareView;
  readonly shifts: readonly bigint[];
  /** Where on the axis the ruler counts from. */
  readonly originNs: bigint;
  readonly whole: ZoomRange;
  /** With a scale of its own, the range of each boot. */
  readonly own: readonly ZoomRange[];
  readonly totals: readonly bigint[];
  /** The last pass that all of them know, where not all came up. */
  readonly upTo: string | undefined;
  readonly format: ColumnFormat;
};

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

type ToolsProps = {
  readonly steps: ZoomSteps;
  readonly isFit: boolean;
  readonly onFit: () => void;
  /** The instant under the pointer, from the start of the axis. */
  readonly pointedNs: bigint | undefined;
};

function ZoomTools({ steps, isFit, onFit, pointedNs }: ToolsProps) {
  const t = useTranslations("compare");
  const waterfall = useTranslations("waterfall");
  const step = (sign: string, label: string, action: () => void, key: string) => (
    <button type="button" data-shortcut={key} aria-label={label} title={label} onClick={action}>
      {sign}
    </button>
  );
  return (
    <div className="wf-tools">
      <div className="segments">
        {step("‹", waterfall("panLeft"), steps.left, "<")}
        {step("−", waterfall("zoomOut"), steps.out, "-")}
        {step("+", waterfall("zoomIn"), steps.in, "+")}
        {step("›", waterfall("panRight"), steps.right, ">")}
      </div>
      <div className="segments">
        <button type="button" data-shortcut="0" aria-pressed={isFit} onClick={onFit}>
          {t("fit")}
        </button>
      </div>
      {pointedNs !== undefined && <span className="dim">{formatDuration(pointedNs)}</span>}
    </div>
  );
}

type RowsProps = Pick<Props, "rows"> & { readonly table: ComparedTable; readonly over: BarsOver };

function Rows({ rows, table, over }: RowsProps) {
  const t = useTranslations("compare");
  const { boots, baseline, pair } = table;
  const firstBeside = rows.find(({ onPath }) => !onPath)?.slug;
  const largestNs = largestDelta(rows, boots.length, baseline);
  return (
    <tbody className="wf-body">
      {rows.map((row) => (
        <Fragment key={row.slug}>
          {row.slug === firstBeside && (
            <tr className="compare-group">
              <th scope="rowgroup" colSpan={pair === undefined ? 2 + boots.length : 7}>
                {t("beside")}
              </th>
            </tr>
          )}
          <CompareRow {...{ row, table, over, largestNs }} />
        </Fragment>
      ))}
    </tbody>
  );
}

function Totals({ table, totals, upTo }: Pick<Props, "totals" | "upTo"> & { readonly table: ComparedTable }) {
  const t = useTranslations("compare");
  const before = totals[table.baseline] ?? 0n;
  if (upTo === UP_TO_START) return undefined;
  return (
    <tfoot>
      <tr>
        <th scope="row">{upTo === undefined ? t("total") : t("totalUpTo", { pass: upTo })}</th>
        <td />
        <Measures
          table={table}
          durations={totals}
          delta={(place) => (totals[place] ?? 0n) - before}
          bar={<td />}
        />
      </tr>
    </tfoot>
  );
}

/** Boots row by row: their bars on one axis, their durations, and how each differs from the baseline. */
export function CompareChart(props: Props) {
  const { rows, boots, baseline, view, shifts, originNs, whole, own, totals, upTo, format } = props;
  const t = useTranslations("compare");
  const chart = useRef<HTMLTableElement>(null);
  const { element: track, width } = useWidth();
  const [zoom, setZoom] = useState(view.zoom);
  const [cursor, setCursor] = useState<number>();
  useAddress(view, zoom);
  const isLocked = view.scale === "locked";
  const range = zoom && isLocked ? clampRange(zoom, whole) : whole;
  const { fromNs, toNs } = range;
  const handle = useZoom({ chart, track }, range, whole, (next) =>
    setZoom(isLocked ? clampRange(next, whole) : undefined),
  );
  const ticks = useMemo(
    () => (isLocked ? layoutRuler({ fromNs: fromNs - originNs, toNs: toNs - originNs }, width) : undefined),
    [isLocked, fromNs, toNs, originNs, width],
  );
  const onPointerMove = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    const at = box ? (event.clientX - box.left) / box.width : -1;
    setCursor(at >= 0 && at <= 1 && event.pointerType === "mouse" ? at : undefined);
  };
  const pair = pairOf(boots.length, baseline);
  const table = { boots, baseline, pair, view, format, changes: changesFormat(rows, baseline, pair) };
  const ranges = isLocked ? shifts.map(() => range) : own;
  const instants = layoutInstants(boots, shifts, ranges);
  const origin =
    isLocked && originNs >= fromNs && originNs <= toNs
      ? Number(originNs - fromNs) / Number(toNs - fromNs)
      : undefined;
  const over = { shifts, ranges, ticks, cursor, instants, origin };
  return (
    <>
      {isLocked && (
        <ZoomTools
          steps={handle.steps}
          isFit={zoom === undefined}
          onFit={() => setZoom(undefined)}
          pointedNs={
            cursor === undefined
              ? undefined
              : fromNs - originNs + BigInt(Math.round(Number(toNs - fromNs) * cursor))
          }
        />
      )}
      <TableFrame label={t("table")}>
        <table
          className="data compare-table"
          ref={chart}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setCursor(undefined)}
        >
          <CompareHead
            table={table}
            axis={
              <div className="compare-ruler" ref={track}>
                <span className="sr">{t("chart")}</span>
                {ticks ? (
                  <>
                    <Ruler ticks={ticks} />
                    <CompareFlags {...{ instants, boots, width, origin }} align={view.align} />
                  </>
                ) : (
                  <span className="dim">{t("ownScale")}</span>
                )}
                <svg className="ruler-brush" aria-hidden="true">
                  <BrushSurface group={handle.ruler} isSet={false} />
                </svg>
              </div>
            }
          />
          <Rows {...{ rows, table, over }} />
          <Totals {...{ table, totals, upTo }} />
        </table>
      </TableFrame>
    </>
  );
}
