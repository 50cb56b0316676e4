import { ALL_CALLS, visibleText, type Population } from "@hacotaki/core";
import { panBy } from "@hacotaki/core/drawing/extent";
import { rowKey, type WaterfallRow as Row } from "@hacotaki/core/drawing/rows";
import { useTranslations } from "next-intl";
import { Fragment, lazy, Suspense, useMemo, type MouseEvent, type RefObject } from "react";
import { GridLines, Ruler } from "../../../charts/ruler/ruler.tsx";
import { FlagLines, FlagNames, Unseen, WaitArrows } from "../../../charts/waterfall/waterfall.tsx";
import { WINDOWED_FROM, type RowWindow } from "../../../charts/waterfall/window.ts";
import { BrushSurface } from "../../ui/gestures/brush-surface.tsx";
import type { Zoom } from "../../ui/gestures/use-zoom.ts";
import { insideSlugs } from "./expanded.ts";
import type { FoundPlace } from "./found-place.ts";
import { keyAt } from "./row-clicks.ts";
import type { BootViewHandle } from "./use-boot-view.ts";
import { useDrawing, useRows, type Drawn } from "./use-drawing.ts";
import { useRowWindow } from "./use-row-window.ts";
import { useTreeKeys } from "./use-tree-keys.ts";
import type { WaterfallRange } from "./use-waterfall-range.ts";
import { CursorLabel, CursorLine, FoundLine, FrameBox } from "./waterfall-pointer.tsx";
import { MeasureBand } from "./waterfall-measure.tsx";
import { WaterfallHover } from "./waterfall-hover.tsx";
import { WaterfallRow } from "./waterfall-row.tsx";

/** Only boots with many rows load what follows their scrolling. */
const RowsInSight = lazy(() => import("./rows-in-sight.tsx"));

type Over = {
  /** The grid itself, which scrolls, and the cell that a range is as wide as. */
  readonly chart: RefObject<HTMLDivElement | null>;
  readonly track: RefObject<HTMLDivElement | null>;
};
type Props = {
  readonly drawn: Drawn;
  readonly over: Over;
  readonly zoom: Zoom;
  readonly handle: Pick<
    BootViewHandle,
    "view" | "settled" | "select" | "selectPart" | "fold" | "expand" | "expandAll"
  >;
  readonly setRange: WaterfallRange["set"];
  /** Key of the row whose details are open. */
  readonly selected: string | undefined;
  /** What the search shows. */
  readonly found: FoundPlace | undefined;
  readonly isInteractive: boolean;
  readonly population: Population | undefined;
};

/** What rows do: their details are shown, what is below them is shown or hidden. */
function rowActions(
  insides: readonly string[],
  { select, selectPart, fold, expand }: Pick<BootViewHandle, "select" | "selectPart" | "fold" | "expand">,
) {
  return {
    open(row: Row): void {
      if (row.kind === "lane") return;
      if (row.kind === "call" || row.kind === "helper") selectPart(row.span.slug, row.part);
      else select(row.span.slug);
    },
    toggle(row: Row): void {
      if (row.kind === "lane") fold(row.lane);
      else if (row.kind === "span") expand(row.span.slug, insides);
      else if (row.kind === "shorter") expand(row.span.slug + ALL_CALLS, insides);
    },
  };
}

/**
 * What a click on a row does: details are shown; a lane, or what is below a row, is shown or hidden. Links may be opened
 * elsewhere, as everywhere.
 */
const rowClick =
  (rows: readonly Row[], { open, toggle }: Pick<ReturnType<typeof rowActions>, "open" | "toggle">) =>
  (event: MouseEvent): void => {
    const key = keyAt(event);
    if (key === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const row = rows.find((each) => rowKey(each) === key);
    if (link) event.preventDefault();
    if (row === undefined) return;
    const isToggle = row.kind === "lane" ? link !== null : link?.dataset["toggle"] !== undefined;
    if (isToggle || row.kind === "shorter") toggle(row);
    else open(row);
  };

/** Rows of a waterfall under their ruler: a tree grid whose lanes fold. */
export function WaterfallGrid({
  drawn,
  over,
  zoom,
  handle,
  setRange,
  selected,
  found,
  isInteractive,
  population,
}: Props) {
  const t = useTranslations("waterfall");
  const { boot, range } = drawn;
  const all = useRows(drawn, handle.view);
  const { rows } = all;
  const insides = useMemo(() => insideSlugs(drawn.detail), [drawn.detail]);
  const actions = rowActions(insides, handle);
  const keys = useTreeKeys(over.chart, all, selected, {
    ...actions,
    close: () => handle.select(undefined),
    expandAll: handle.expandAll,
    pan: (direction) => setRange(panBy(range, direction / 4)),
  });
  const seen = useRowWindow(over.chart, rows.length, keys.currentIndex);
  const drawing = useDrawing(drawn, all, seen);
  return (
    <>
      <p className="sr" id="waterfall-help">
        {t("help")}
      </p>
      <Suspense>{seen.watch && <RowsInSight {...seen.watch} />}</Suspense>
      <WaterfallHover {...over} {...{ drawn, drawing, population }} />
      <div
        className="wf"
        role="treegrid"
        aria-label={t("label", { container: visibleText(boot.container) })}
        aria-describedby="waterfall-help"
        aria-rowcount={rows.length + 1}
        data-windowed={rows.length >= WINDOWED_FROM}
        ref={over.chart}
        onKeyDown={keys.onKeyDown}
        onFocus={(event) => keys.onFocusKey(keyAt(event))}
        onClick={rowClick(rows, actions)}
      >
        <div className="wf-line wf-head" role="row" aria-rowindex={1}>
          <div role="columnheader" className="wf-name">
            {t("span")}
          </div>
          <div role="columnheader" className="wf-cell wf-ruler" ref={over.track}>
            <span className="sr">{t("chart")}</span>
            <Ruler ticks={drawing.ticks} />
            <FlagNames flags={drawing.flags} />
            {!zoom.frame && <CursorLabel {...over} range={range} />}
            <svg className="ruler-brush" aria-hidden="true">
              <BrushSurface group={zoom.ruler} isSet={false} />
            </svg>
          </div>
        </div>
        <div className="wf-body" role="rowgroup">
          <Rows
            {...{ drawn, drawing, seen, insides, isInteractive }}
            view={handle.settled}
            selected={selected}
            focusable={keys.current}
          />
          <div className="wf-overlay" aria-hidden="true">
            {drawing.unseen && <Unseen {...drawing.unseen} />}
            <GridLines ticks={drawing.ticks} />
            <WaitArrows waits={drawing.arrows} />
            <FlagLines flags={drawing.flags} />
            {handle.view.measure && <MeasureBand measure={handle.view.measure} range={range} />}
            {found && <FoundLine at={found.atNs} range={range} />}
            <CursorLine {...over} />
            {zoom.frame && <FrameBox {...zoom.frame} />}
          </div>
        </div>
      </div>
    </>
  );
}

type RowsProps = {
  readonly drawn: Drawn;
  readonly drawing: ReturnType<typeof useDrawing>;
  readonly seen: RowWindow & { readonly rowPx: number };
  /** Spans that have an inside. */
  readonly insides: readonly string[];
  readonly view: BootViewHandle["settled"];
  /** Keys of the row whose details are open, and of the one that Tab stops at. */
  readonly selected: string | undefined;
  readonly focusable: string | undefined;
  readonly isInteractive: boolean;
};

/** The rows in sight, with the room of the others around them. */
function Rows({ drawn, drawing, seen, insides, view, selected, focusable, isInteractive }: RowsProps) {
  const { boot, layers } = drawn;
  return (
    <>
      {drawing.geometry.map((row, place) => {
        const key = rowKey(row.row);
        const { index = 0, gap = 0 } = seen.placed[place] ?? {};
        return (
          <Fragment key={key}>
            {gap > 0 && <RowGap heightPx={gap * seen.rowPx} />}
            <WaterfallRow
              geometry={row}
              rowIndex={index + 2}
              bootId={boot.id}
              startAt={boot.startAt}
              view={view}
              usual={layers.usual.get(key)}
              waits={layers.waitsByRow.get(key)}
              isSelected={key === selected}
              isFocusable={key === focusable}
              {...{ isInteractive, insides }}
            />
          </Fragment>
        );
      })}
      {seen.below > 0 && <RowGap heightPx={seen.below * seen.rowPx} />}
    </>
  );
}

/** The room of rows that are not drawn. An SVG, whose height may stand in the page without a style. */
const RowGap = ({ heightPx }: { heightPx: number }) => (
  <svg className="wf-gap" width="1" height={heightPx} aria-hidden="true" />
);
