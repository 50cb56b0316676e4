"use client";

import {
  spanLabel,
  visibleText,
  waitsOf,
  type Boot,
  type BootMessage,
  type BootView,
  type ChartLayer,
  type MarksMessage,
  type Population,
  type Wait,
  type ZoomRange,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import {
  Fragment,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from "react";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { GridLines, Ruler } from "../../../charts/ruler/ruler.tsx";
import {
  bootExtent,
  clampRange,
  isSameRange,
  isWithin,
  panBy,
  wholeExtent,
} from "@hacotaki/core/drawing/extent";
import { layoutFlags } from "@hacotaki/core/drawing/flags";
import { layoutWaterfall } from "@hacotaki/core/drawing/waterfall";
import { indexesOf, rowKey, rowsOf } from "@hacotaki/core/drawing/rows";
import { usualOf } from "@hacotaki/core/drawing/usual";
import { layoutWaits } from "../../../charts/waterfall/waits.ts";
import { FlagLines, FlagNames, WaitArrows } from "../../../charts/waterfall/waterfall.tsx";
import { WINDOWED_FROM } from "../../../charts/waterfall/window.ts";
import { isUnderWay, offsetNow } from "../../ui/boot-facts.ts";
import { usePageActions } from "../../ui/page-actions.ts";
import { clockSkew, useServerNow } from "../../../follow/clock.ts";
import { useBoot } from "./use-boot.ts";
import { useMarks } from "./use-marks.ts";
import { SpanDetail } from "./span-detail.tsx";
import { useBootView } from "./use-boot-view.ts";
import { useRowWindow } from "./use-row-window.ts";
import { useTreeKeys } from "./use-tree-keys.ts";
import { useWidth } from "../../ui/use-width.ts";
import { useZoom } from "../../ui/use-zoom.ts";
import { WaterfallMinimap } from "./waterfall-minimap.tsx";
import { CursorLabel, CursorLine, FrameBox } from "./waterfall-pointer.tsx";
import { WaterfallRow } from "./waterfall-row.tsx";
import { WaterfallTools } from "./waterfall-tools.tsx";

/** This moment as an offset from the start of a boot that goes on; undefined for one that is over. */
function useNow(boot: Boot, told: bigint): bigint | undefined {
  const isGoingOn = isUnderWay(boot);
  const skew = useMemo(() => clockSkew(told), [told]);
  const clock = useServerNow(isGoingOn ? (boot.outcome === "booting" ? "frame" : "second") : "rest", skew);
  return isGoingOn ? offsetNow(boot, clock ?? told) : undefined;
}

/** The range around a span, with a little air. */
function rangeOfSpan(boot: Boot, slug: string, end: bigint): ZoomRange | undefined {
  const span = boot.spans.find((each) => each.slug === slug);
  if (!span) return undefined;
  const fromNs = span.startAt - boot.startAt;
  const toNs = span.state === "open" ? end : span.endAt - boot.startAt;
  const margin = (toNs - fromNs) / 5n + 10n;
  return { fromNs: fromNs - margin, toNs: toNs + margin };
}

/** Waits by the row they end in. */
function byRow(waits: readonly Wait[]): ReadonlyMap<string, readonly Wait[]> {
  const keys = waits.map(({ to }) => to.slug ?? `lane:${to.lane}`);
  return new Map(keys.map((key) => [key, waits.filter((_, index) => keys[index] === key)]));
}

const keyAt = ({ target }: { readonly target: EventTarget }) =>
  target instanceof Element ? target.closest<HTMLElement>("[data-key]")?.dataset["key"] : undefined;

const NONE: readonly Wait[] = [];

type Props = {
  readonly initial: BootMessage;
  /** The marks over the range that the page begins with, where there are too many to be drawn one by one. */
  readonly detail: MarksMessage | undefined;
  readonly view: BootView;
  /** What is usual, as far as that can be told. */
  readonly population: Population | undefined;
};

/** The waterfall of one boot, drawn by the server first and then by whoever zooms, selects, or boots. */
export function BootWaterfall({ initial, detail: initialDetail, view: initialView, population }: Props) {
  const t = useTranslations("waterfall");
  const { boot, marks, revision, now: told } = useBoot(initial);
  const handle = useBootView(initialView, boot.id);
  const { view, settled, select, fold } = handle;
  const nowNs = useNow(boot, told);
  const { element: track, width } = useWidth();
  const grid = useRef<HTMLDivElement>(null);
  const [isInteractive, setIsInteractive] = useState(false);
  useEffect(() => setIsInteractive(true), []);

  const fit = useMemo(() => bootExtent({ boot, nowNs }), [boot, nowNs]);
  const whole = useMemo(() => {
    const all = wholeExtent({ boot, ...marks, nowNs });
    return all.toNs > fit.toNs ? all : fit;
  }, [boot, marks, nowNs, fit]);
  const range = useMemo(() => (view.zoom ? clampRange(view.zoom, whole) : fit), [view.zoom, whole, fit]);
  const rangeAtRest = useMemo(
    () => (settled.zoom ? clampRange(settled.zoom, whole) : fit),
    [settled.zoom, whole, fit],
  );
  const setRange = (next: ZoomRange | undefined, gesture?: string) => {
    const clamped = next && clampRange(next, whole);
    handle.zoomTo(isSameRange(clamped, fit) ? undefined : clamped, gesture);
  };
  const zoom = useZoom({ chart: grid, track }, range, setRange);

  const inRange = useMarks(boot.id, { marks, revision }, initialDetail, {
    shown: range,
    atRest: rangeAtRest,
  });
  const rows = useMemo(
    () => rowsOf({ boot, ...inRange, collapsed: view.collapsed }),
    [boot, inRange, view.collapsed],
  );
  const indexes = useMemo(() => indexesOf(rows), [rows]);
  const ticks = useMemo(() => layoutRuler(range, width), [range, width]);
  const usual = useMemo(() => usualOf(population), [population]);
  const waits = useMemo(() => waitsOf(boot), [boot]);
  const waitsByRow = useMemo(() => byRow(waits), [waits]);
  const isShown = (layer: ChartLayer) => view.hidden?.includes(layer) !== true;
  const layers = useMemo<readonly ChartLayer[]>(
    () => [
      ...(boot.spans.some(({ slug }) => usual.has(slug)) ? (["usual"] as const) : []),
      ...(waits.length > 0 ? (["waits"] as const) : []),
    ],
    [boot, usual, waits],
  );
  const flags = layoutFlags(boot, range, width, {
    exec: t(boot.upBy === "phase" ? "execing" : "exec"),
    ready: boot.readyPort === undefined ? t("ready") : t("readyPort", { port: String(boot.readyPort) }),
    died: t("died"),
  });
  const selected = useMemo(() => boot.spans.find(({ slug }) => slug === view.span), [boot, view.span]);
  const keys = useTreeKeys(grid, { rows, indexes }, selected?.slug, {
    select,
    fold,
    pan: (direction) => setRange(panBy(range, direction / 4)),
  });
  const shown = useRowWindow(grid, rows.length, keys.currentIndex);
  const geometry = layoutWaterfall({
    boot,
    rows: shown.placed.flatMap(({ index }) => rows[index] ?? []),
    range,
    nowNs,
    widthPx: width,
    lines: flags.map(({ x }) => x),
    ...(isShown("usual") ? { usual } : {}),
  });
  const arrows = layoutWaits(isShown("waits") ? waits : NONE, { boot, indexes, range });
  const zoomToSpan = (slug: string) => setRange(rangeOfSpan(boot, slug, nowNs ?? whole.toNs));

  const actions = { zoomToSpan, showWhole: () => setRange(whole) };
  const latest = useRef(actions);
  latest.current = actions;
  const showWhole = useCallback(() => latest.current.showWhole(), []);
  const { zoomTo } = handle;
  const showFit = useCallback(() => zoomTo(undefined), [zoomTo]);
  usePageActions(() =>
    boot.spans.map((span) => ({
      id: `zoom:${span.slug}`,
      label: t("zoomToSpan", { span: visibleText(spanLabel(span)) }),
      run: () => {
        select(span.slug);
        zoomToSpan(span.slug);
      },
    })),
  );
  // Not drawn anew for each frame of a zoom: it shows nothing of the range but in its links.
  const detail = useMemo(
    () =>
      selected && (
        <SpanDetail
          boot={boot}
          span={selected}
          marks={inRange}
          population={population}
          view={settled}
          nowNs={nowNs}
          onSelect={select}
          onZoom={() => latest.current.zoomToSpan(selected.slug)}
        />
      ),
    [boot, selected, inRange, population, settled, nowNs, select],
  );

  // Details that a first click opens may come to lie under the pointer: a second click is still meant for the row.
  const clicked = useRef<string>(undefined);
  const isBeside = ({ target }: MouseEvent) => !(target instanceof Node && grid.current?.contains(target));
  const onClickAnywhere = (event: MouseEvent) => {
    if (event.detail <= 1) clicked.current = keyAt(event);
    else if (clicked.current !== undefined && isBeside(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const onDoubleClick = (event: MouseEvent) => {
    if (!isBeside(event)) zoomToSpan(keyAt(event) ?? "");
    else if (clicked.current !== undefined) zoomToSpan(clicked.current);
  };
  const onClick = (event: MouseEvent) => {
    const key = keyAt(event);
    // Links may be opened elsewhere, as everywhere.
    if (key === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const isOnLink = event.target instanceof Element && event.target.closest("a") !== null;
    const row = rows.find((each) => rowKey(each) === key);
    if (isOnLink) event.preventDefault();
    if (row?.kind === "span") select(row.span.slug);
    else if (row && isOnLink) fold(row.lane);
  };
  /** Steps of the zoom history; where there are none the keys are the browser's. */
  const onHistoryKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    const isBack = event.altKey ? event.key === "ArrowLeft" : event.key === "Backspace" && !event.shiftKey;
    const isForward = event.altKey ? event.key === "ArrowRight" : event.key === "Backspace" && event.shiftKey;
    const step = isBack ? handle.back : isForward ? handle.forward : undefined;
    if (!step) return;
    event.preventDefault();
    step();
  };
  return (
    <div
      className="boot-chart"
      data-detail={selected !== undefined}
      onClickCapture={onClickAnywhere}
      onDoubleClick={onDoubleClick}
    >
      <div className="wf-main" onKeyDown={onHistoryKey}>
        <WaterfallTools
          boot={boot}
          range={range}
          zoom={zoom}
          handle={handle}
          layers={layers}
          onFit={showFit}
          onWhole={showWhole}
          onRange={setRange}
          onSpan={zoomToSpan}
        />
        <WaterfallMinimap
          boot={boot}
          marks={marks}
          nowNs={nowNs}
          domain={isWithin(range, fit) ? fit : whole}
          range={range}
          rangeAtRest={rangeAtRest}
          isInteractive={isInteractive}
          onRange={setRange}
        />
        <p className="sr" id="waterfall-help">
          {t("help")}
        </p>
        <div
          className="wf"
          role="treegrid"
          aria-label={t("label", { container: visibleText(boot.container) })}
          aria-describedby="waterfall-help"
          aria-rowcount={rows.length + 1}
          data-windowed={rows.length >= WINDOWED_FROM}
          ref={grid}
          onKeyDown={keys.onKeyDown}
          onFocus={(event) => keys.onFocusKey(keyAt(event))}
          onClick={onClick}
        >
          <div className="wf-line wf-head" role="row" aria-rowindex={1}>
            <div role="columnheader" className="wf-name">
              {t("span")}
            </div>
            <div role="columnheader" className="wf-cell wf-ruler" ref={track} {...zoom.rulerHandlers}>
              <span className="sr">{t("chart")}</span>
              <Ruler ticks={ticks} />
              <FlagNames flags={flags} />
              {!zoom.frame && <CursorLabel chart={grid} track={track} range={range} />}
            </div>
          </div>
          <div className="wf-body" role="rowgroup">
            {geometry.map((row, place) => {
              const key = rowKey(row.row);
              const { index = 0, gap = 0 } = shown.placed[place] ?? {};
              return (
                <Fragment key={key}>
                  {gap > 0 && <RowGap heightPx={gap * shown.rowPx} />}
                  <WaterfallRow
                    geometry={row}
                    rowIndex={index + 2}
                    bootId={boot.id}
                    startAt={boot.startAt}
                    view={settled}
                    usual={usual.get(key)}
                    waits={waitsByRow.get(key)}
                    isSelected={key === selected?.slug}
                    isFocusable={key === keys.current}
                    isInteractive={isInteractive}
                  />
                </Fragment>
              );
            })}
            {shown.below > 0 && <RowGap heightPx={shown.below * shown.rowPx} />}
            <div className="wf-overlay" aria-hidden="true">
              <GridLines ticks={ticks} />
              <WaitArrows waits={arrows} />
              <FlagLines flags={flags} />
              <CursorLine chart={grid} track={track} />
              {zoom.frame && <FrameBox {...zoom.frame} />}
            </div>
          </div>
        </div>
      </div>
      {detail}
    </div>
  );
}

/** The room of rows that are not drawn. An SVG, whose height may stand in the page without a style. */
const RowGap = ({ heightPx }: { heightPx: number }) => (
  <svg className="wf-gap" width="1" height={heightPx} aria-hidden="true" />
);
