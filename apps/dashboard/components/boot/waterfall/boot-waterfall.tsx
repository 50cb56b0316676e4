"use client";

import {
  spanLabel,
  wantsInside,
  type Boot,
  type BootMessage,
  type BootView,
  type DetailMessage,
  type MarksMessage,
  type Population,
  type ShownDetail,
  type Span,
  type ZoomRange,
} from "@hacotaki/core";
import { isWithin } from "@hacotaki/core/drawing/extent";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { usePageActions } from "../../ui/page-actions.ts";
import { useWidth } from "../../ui/use-width.ts";
import { useZoom } from "../../ui/gestures/use-zoom.ts";
import { closedAbove, insideSlugs } from "./expanded.ts";
import { rangeWith, type FoundPlace } from "./found-place.ts";
import { historyKeys } from "./history-keys.ts";
import { useDoubleClicks } from "./row-clicks.ts";
import { SpanDetail, type DetailProps } from "./span-detail.tsx";
import { useBoot } from "./use-boot.ts";
import { useInside, type Inside } from "./use-inside.ts";
import { useBootView, type BootViewHandle } from "./use-boot-view.ts";
import { useLayers } from "./use-layers.ts";
import { useMarks } from "./use-marks.ts";
import { useNow } from "./use-now.ts";
import { rangeOfRow, rangeOfSetUp, useWaterfallRange, type WaterfallRange } from "./use-waterfall-range.ts";
import { useEscape } from "./use-escape.ts";
import { useMeasureDrag } from "./waterfall-measure.tsx";
import { WaterfallGrid } from "./waterfall-grid.tsx";
import { WaterfallMinimap } from "./waterfall-minimap.tsx";
import { WaterfallTools } from "./waterfall-tools.tsx";
import { useSpanName } from "../../ui/span-name.ts";

/** Loaded with the first measuring. */
const MeasureStrip = lazy(() => import("./measure-strip.tsx"));

type Props = {
  readonly initial: BootMessage;
  /** The marks over the range that the page begins with, where there are too many to be drawn one by one. */
  readonly detail: MarksMessage | undefined;
  readonly view: BootView;
  /** What is usual, as far as that can be told. */
  readonly population: Population | undefined;
  /** Spans that explain why the boot is not as usual: ns longer, by slug. */
  readonly blamed: ReadonlyMap<string, bigint>;
  /** The inside of its spans: an outline, unless the page shows more of it. */
  readonly inside: DetailMessage | undefined;
};

/** Ways to ranges that buttons, keys and commands lead. All but the first are the same from frame to frame. */
function useWays(
  boot: Boot,
  inside: Inside,
  range: WaterfallRange,
  nowNs: bigint | undefined,
  zoomTo: BootViewHandle["zoomTo"],
) {
  const end = nowNs ?? range.whole.toNs;
  // What is not there is not shown.
  const showIf = (next: ZoomRange | undefined) => next && range.set(next);
  const zoomToRow = (key: string) => showIf(rangeOfRow(boot, inside.detail, key, range.fit, end));
  const ways = {
    zoomToRow,
    showWhole: () => range.set(range.whole),
    showSetUp: () => showIf(rangeOfSetUp(boot, end)),
  };
  const latest = useRef(ways);
  latest.current = ways;
  return {
    zoomToRow: useCallback((key: string) => latest.current.zoomToRow(key), []),
    showSetUp: useCallback(() => latest.current.showSetUp(), []),
    showWhole: useCallback(() => latest.current.showWhole(), []),
    showFit: useCallback(() => zoomTo(undefined), [zoomTo]),
  };
}

/** Whether script runs by now: what the server draws works without. */
function useIsInteractive(): boolean {
  const [isInteractive, setIsInteractive] = useState(false);
  useEffect(() => setIsInteractive(true), []);
  return isInteractive;
}

/** What the search found last, brought into view; all but its place is the same from frame to frame. */
function useFound(
  boot: Boot,
  detail: ShownDetail | undefined,
  range: WaterfallRange,
  { view, selectPart, fold, expand }: BootViewHandle,
) {
  const [found, setFound] = useState<FoundPlace>();
  const show = (place: FoundPlace | undefined) => {
    setFound(place);
    const span = boot.spans.find(({ slug }) => slug === place?.slug);
    if (span) selectPart(span.slug, place?.part);
    if (span && place?.part !== undefined)
      for (const row of closedAbove(view.expanded, boot, detail, span.slug, place.part))
        expand(row, insideSlugs(detail));
    if (span && view.collapsed.includes(span.lane)) fold(span.lane);
    const next = place && rangeWith(range.shown, place);
    // The hits that somebody goes through are one step back.
    if (next) range.set(next, "find");
  };
  const latest = useRef(show);
  latest.current = show;
  return { found, show: useCallback((place: FoundPlace | undefined) => latest.current(place), []) };
}

/** Whether script ran before this drawing: for what the page came with. */
function useHasRun() {
  const hasRun = useRef(false);
  useEffect(() => {
    hasRun.current = true;
  }, []);
  return hasRun;
}

/** Ways to the spans in the palette of commands. */
function useZoomActions(boot: Boot, select: BootViewHandle["select"], zoomToRow: (key: string) => void) {
  const t = useTranslations("waterfall");
  const spanName = useSpanName();
  usePageActions(() =>
    boot.spans.map((span) => ({
      id: `zoom:${span.slug}`,
      label: t("zoomToSpan", { span: spanName(spanLabel(span)) }),
      run: () => {
        select(span.slug);
        zoomToRow(span.slug);
      },
    })),
  );
}

/** Details of the selected span. Not drawn anew for each frame of a zoom: nothing of the range is in them but in links. */
function useDetail(
  {
    boot,
    population,
    nowNs,
    marks,
    inside,
  }: Pick<DetailProps, "boot" | "population" | "nowNs" | "marks" | "inside">,
  { settled: view, view: { part }, select: onSelect, selectPart: onPart }: BootViewHandle,
  span: Span | undefined,
  zoomToRow: (key: string) => void,
) {
  const hasRun = useHasRun();
  return useMemo(
    () =>
      span && (
        <SpanDetail
          {...{ boot, span, population, nowNs, marks, view, onSelect, inside, part, onPart }}
          isArrival={!hasRun.current}
          onZoom={zoomToRow}
        />
      ),
    [boot, span, marks, population, view, nowNs, onSelect, inside, part, onPart, zoomToRow, hasRun],
  );
}

/** Key of the row whose details are open: of a span, or of a part of its inside. */
const selectedKey = (span: Span | undefined, { part }: BootView) =>
  span && (part === undefined ? span.slug : `${span.slug}/${part}`);

/** The waterfall of one boot, drawn by the server first and then by whoever zooms, selects, or boots. */
export function BootWaterfall({
  initial,
  detail: initialDetail,
  view: initialView,
  population,
  blamed,
  inside: initialInside,
}: Props) {
  const message = useBoot(initial);
  const { boot, marks, revision } = message;
  const handle = useBootView(initialView, boot.id);
  const { view, select, measure } = handle;
  const nowNs = useNow(message);
  const { element: track, width: widthPx } = useWidth();
  const chart = useRef<HTMLDivElement>(null);
  const isInteractive = useIsInteractive();

  const range = useWaterfallRange(boot, marks, nowNs, handle);
  const zoom = useZoom({ chart, track }, range.shown, range.whole, range.set);
  const endMeasure = () => measure(undefined);
  const closeDetails = () => select(undefined);
  useEscape(view.measure ? endMeasure : view.span === undefined ? undefined : closeDetails);
  useMeasureDrag({ chart, track }, { boot, range: range.shown, measure });
  const inRange = useMarks(boot.id, { marks, revision }, initialDetail, range);
  const inside = useInside(boot.id, revision, initialInside, wantsInside(view));
  const layers = useLayers(boot, population, view.hidden, inside.detail);
  const selected = useMemo(() => boot.spans.find(({ slug }) => slug === view.span), [boot, view.span]);
  const { zoomToRow, showWhole, showSetUp, showFit } = useWays(boot, inside, range, nowNs, handle.zoomTo);
  const doubleClicks = useDoubleClicks(chart, zoomToRow);
  useZoomActions(boot, select, zoomToRow);
  const { found, show } = useFound(boot, inside.detail, range, handle);
  const detail = useDetail({ boot, population, nowNs, marks: inRange, inside }, handle, selected, zoomToRow);
  const chartOf = { marks: inRange, range: range.shown, widthPx, detail: inside.detail };
  return (
    <div className="boot-chart" data-inside={view.expanded !== undefined || undefined} {...doubleClicks}>
      <div className="wf-main" onKeyDown={historyKeys(handle)}>
        <WaterfallTools
          {...{ boot, zoom, handle }}
          range={range.shown}
          layers={layers.available}
          onFit={showFit}
          onWhole={showWhole}
          onSetUp={showSetUp}
          onRange={range.set}
          onRow={zoomToRow}
          onFound={show}
          selected={selected?.slug}
          detail={inside.detail}
        />
        <WaterfallMinimap
          {...{ boot, marks, nowNs, isInteractive }}
          domain={isWithin(range.shown, range.fit) ? range.fit : range.whole}
          range={range.shown}
          rangeAtRest={range.atRest}
          onRange={range.set}
        />
        <WaterfallGrid
          {...{ zoom, handle, isInteractive, population, found }}
          selected={selectedKey(selected, view)}
          drawn={{ ...chartOf, boot, nowNs, layers, blamed }}
          over={{ chart, track }}
          setRange={range.set}
        />
      </div>
      {view.measure && (
        <Suspense>
          <MeasureStrip
            {...{ boot, nowNs }}
            measure={view.measure}
            range={range.shown}
            onMeasure={measure}
            onZoom={range.set}
          />
        </Suspense>
      )}
      {detail}
    </div>
  );
}
