"use client";

import {
  visibleText,
  type Boot,
  type BootMessage,
  type BootView,
  type Population,
  type ZoomRange,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState, type MouseEvent, type PointerEvent } from "react";
import { layoutRuler } from "../charts/ruler/layout.ts";
import { GridLines, Ruler } from "../charts/ruler/ruler.tsx";
import { bootExtent, clampRange, wholeExtent } from "../charts/waterfall/extent.ts";
import { layoutFlags, layoutWaterfall } from "../charts/waterfall/layout.ts";
import { rowsOf } from "../charts/waterfall/rows.ts";
import { FlagLines, FlagNames } from "../charts/waterfall/waterfall.tsx";
import { isUnderWay, offsetNow } from "../lib/boot-facts.ts";
import { clockSkew, useServerNow } from "../live/clock.ts";
import { useBoot } from "../live/use-boot.ts";
import { SpanDetail } from "./span-detail.tsx";
import { useBootView } from "./use-boot-view.ts";
import { useTreeKeys } from "./use-tree-keys.ts";
import { useWidth } from "./use-width.ts";
import { useZoom } from "./use-zoom.ts";
import { CursorLabel, CursorLine, FrameBox } from "./waterfall-pointer.tsx";
import { rowKey, WaterfallRow } from "./waterfall-row.tsx";
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

const keyAt = ({ target }: { readonly target: EventTarget }) =>
  target instanceof Element ? target.closest<HTMLElement>("[data-key]")?.dataset["key"] : undefined;

type Props = {
  readonly initial: BootMessage;
  readonly view: BootView;
  /** What is usual, as far as that can be told. */
  readonly population: Population | undefined;
};

/** The waterfall of one boot, drawn by the server first and then by whoever zooms, selects, or boots. */
export function BootWaterfall({ initial, view: initialView, population }: Props) {
  const t = useTranslations("waterfall");
  const { boot, marks, now: told } = useBoot(initial);
  const { view, select, zoomTo, fold } = useBootView(initialView, boot.id);
  const nowNs = useNow(boot, told);
  const { element: track, width } = useWidth();
  const grid = useRef<HTMLDivElement>(null);
  const [isInteractive, setIsInteractive] = useState(false);
  useEffect(() => setIsInteractive(true), []);
  const [cursor, setCursor] = useState<number>();

  const fit = bootExtent({ boot, nowNs });
  const all = wholeExtent({ boot, marks, nowNs });
  const whole = all.toNs > fit.toNs ? all : fit;
  const range = view.zoom ? clampRange(view.zoom, whole) : fit;
  const setRange = (next: ZoomRange | undefined) => zoomTo(next && clampRange(next, whole));
  const zoom = useZoom(grid, track, range, setRange);

  const rows = useMemo(
    () => rowsOf({ boot, marks, collapsed: view.collapsed }),
    [boot, marks, view.collapsed],
  );
  const ticks = useMemo(
    () => layoutRuler({ fromNs: range.fromNs, toNs: range.toNs }, width),
    [range.fromNs, range.toNs, width],
  );
  const geometry = layoutWaterfall({ boot, rows, range, nowNs, widthPx: width });
  const flags = layoutFlags(boot, range, width);
  const selected = boot.spans.find(({ slug }) => slug === view.span);
  const keys = useTreeKeys(grid, rows, selected?.slug, { select, fold });
  const zoomToSpan = (slug: string) => setRange(rangeOfSpan(boot, slug, nowNs ?? whole.toNs));

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
  const onPointerMove = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    const at = box ? (event.clientX - box.left) / box.width : -1;
    setCursor(at >= 0 && at <= 1 && event.pointerType === "mouse" ? at : undefined);
  };
  const names = {
    exec: t(boot.upBy === "phase" ? "execing" : "exec"),
    ready: boot.readyPort === undefined ? t("ready") : t("readyPort", { port: String(boot.readyPort) }),
    died: t("died"),
  };
  return (
    <div className="boot-chart" data-detail={selected !== undefined}>
      <div className="wf-main">
        <WaterfallTools
          boot={boot}
          range={range}
          whole={whole}
          isFit={!view.zoom}
          zoom={zoom}
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
          ref={grid}
          onKeyDown={keys.onKeyDown}
          onFocus={(event) => keys.onFocusKey(keyAt(event))}
          onClick={onClick}
          onDoubleClick={(event) => zoomToSpan(keyAt(event) ?? "")}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setCursor(undefined)}
        >
          <div className="wf-line wf-head" role="row">
            <div role="columnheader" className="wf-name">
              {t("span")}
            </div>
            <div role="columnheader" className="wf-cell wf-ruler" ref={track} {...zoom.rulerHandlers}>
              <span className="sr">{t("chart")}</span>
              <Ruler ticks={ticks} />
              <FlagNames flags={flags} names={names} />
              {cursor !== undefined && !zoom.frame && (
                <CursorLabel
                  at={cursor}
                  ns={range.fromNs + BigInt(Math.round(Number(range.toNs - range.fromNs) * cursor))}
                />
              )}
            </div>
          </div>
          {geometry.map((row) => (
            <WaterfallRow
              key={rowKey(row.row)}
              geometry={row}
              bootId={boot.id}
              startAt={boot.startAt}
              view={view}
              isFocusable={rowKey(row.row) === keys.current}
              isInteractive={isInteractive}
            />
          ))}
          <div className="wf-overlay" aria-hidden="true">
            <GridLines ticks={ticks} />
            <FlagLines flags={flags} />
            {cursor !== undefined && <CursorLine at={cursor} />}
            {zoom.frame && <FrameBox {...zoom.frame} />}
          </div>
        </div>
      </div>
      {selected && (
        <SpanDetail
          boot={boot}
          span={selected}
          marks={marks}
          population={population}
          view={view}
          nowNs={nowNs}
          onSelect={select}
          onZoom={() => zoomToSpan(selected.slug)}
        />
      )}
    </div>
  );
}
