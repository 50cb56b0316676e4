"use client";

import {
  bootHref,
  durationParts,
  formatDuration,
  visibleText,
  type BootMessage,
  type BootView,
  type Lane,
  type ZoomRange,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from "react";
import { layoutRuler } from "../charts/ruler/layout.ts";
import { GridLines, Ruler } from "../charts/ruler/ruler.tsx";
import { bootExtent, clampRange, wholeExtent } from "../charts/waterfall/extent.ts";
import { layoutFlags, layoutWaterfall, type RowGeometry } from "../charts/waterfall/layout.ts";
import { rowsOf, type WaterfallRow } from "../charts/waterfall/rows.ts";
import { Bar, FlagLines, FlagNames, LaneTrack, Offscreen } from "../charts/waterfall/waterfall.tsx";
import { isUnderWay, offsetNow } from "../lib/boot-facts.ts";
import { clockSkew, useServerNow } from "../live/clock.ts";
import { useBoot } from "../live/use-boot.ts";
import { SpanDetail } from "./span-detail.tsx";
import { useZoom } from "./use-zoom.ts";
import { RangeForm } from "./range-form.tsx";

/** Before the browser has measured: a laptop's width. Only where text fits depends on it. */
const ASSUMED_WIDTH_PX = 860;

const rowKey = (row: WaterfallRow) => (row.kind === "lane" ? `lane:${row.lane}` : row.span.slug);

function useWidth() {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(ASSUMED_WIDTH_PX);
  useLayoutEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, width };
}

/** Selection, zoom and folding, mirrored into the address: the link of the moment shows the same again. */
function useView(initial: BootView, id: BootMessage["boot"]["id"]) {
  const [view, setView] = useState(initial);
  const change = (part: Partial<{ [Key in keyof BootView]: BootView[Key] | undefined }>) =>
    setView((old) => {
      const next = Object.fromEntries(
        Object.entries({ ...old, ...part }).filter(([, value]) => value !== undefined),
      ) as BootView;
      return next;
    });
  const href = bootHref(id, view);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return undefined;
    }
    // Browsers refuse more than some hundred changes of the address in half a minute.
    const timer = setTimeout(() => history.replaceState(undefined, "", href), 80);
    return () => clearTimeout(timer);
  }, [href]);
  return { view, change };
}

type RowProps = {
  readonly geometry: RowGeometry;
  readonly boot: BootMessage["boot"];
  readonly view: BootView;
  readonly isFocusable: boolean;
  readonly isInteractive: boolean;
  readonly onSelect: (slug: string) => void;
  readonly onFold: (lane: Lane) => void;
  readonly onZoomTo: (slug: string) => void;
  readonly onFocus: () => void;
};

const without = (collapsed: readonly Lane[], lane: Lane) => collapsed.filter((each) => each !== lane);
export const folded = (collapsed: readonly Lane[], lane: Lane): readonly Lane[] =>
  collapsed.includes(lane) ? without(collapsed, lane) : [...collapsed, lane];

/** Scripts take over what are plain links without them. */
const handled = (event: MouseEvent, action: () => void) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  action();
};

function Row({
  geometry,
  boot,
  view,
  isFocusable,
  isInteractive,
  onSelect,
  onFold,
  onZoomTo,
  onFocus,
}: RowProps) {
  const t = useTranslations("waterfall");
  const lanes = useTranslations("lane");
  const linkTab = isInteractive ? -1 : undefined;
  const common = { role: "row", tabIndex: isFocusable ? 0 : -1, onFocus, "data-key": rowKey(geometry.row) };
  if (geometry.kind === "lane") {
    const { lane, processes, isOpen, spanCount } = geometry.row;
    const name = lanes(lane);
    const pids = processes.flatMap(({ tgid }) => (tgid === undefined ? [] : [tgid]));
    return (
      <div
        {...common}
        className="wf-line wf-lane"
        aria-level={1}
        {...(spanCount > 0 ? { "aria-expanded": isOpen } : {})}
      >
        <div role="gridcell" className="wf-name">
          <a
            href={bootHref(boot.id, { ...view, collapsed: folded(view.collapsed, lane) })}
            tabIndex={linkTab}
            aria-label={isOpen ? t("fold", { lane: name }) : t("unfold", { lane: name })}
            onClick={(event) => handled(event, () => onFold(lane))}
          >
            <svg
              viewBox="0 0 8 8"
              width="8"
              height="8"
              aria-hidden="true"
              className="chevron"
              data-open={isOpen}
            >
              <path d="M2 1l4 3-4 3z" fill="currentColor" />
            </svg>
            {name}
          </a>
          <span className="pid">
            {pids[0] !== undefined && t("pid", { pid: String(pids[0]) })}
            {pids.length > 1 && ` +${pids.length - 1}`}
          </span>
        </div>
        <div role="gridcell" className="wf-cell">
          <LaneTrack lives={geometry.lives} marks={geometry.marks} startAt={boot.startAt} />
          {geometry.later > 0 && <span className="later">{t("later", { count: geometry.later })}</span>}
          <span className="sr">
            {t("laneRow", { lane: name, count: spanCount })}
            {geometry.row.marks.map(
              (mark) => ` ${t("mark", { name: mark.name, at: formatDuration(mark.at - boot.startAt) })}`,
            )}
          </span>
        </div>
      </div>
    );
  }
  const { span, position, size } = geometry.row;
  const isSelected = view.span === span.slug;
  const label = visibleText(span.label);
  const start = formatDuration(span.startAt - boot.startAt);
  const spoken =
    span.state === "open"
      ? t("openRow", { label, start })
      : t("spanRow", { label, duration: formatDuration(span.endAt - span.startAt), start });
  return (
    <div
      {...common}
      className="wf-line"
      aria-level={2}
      aria-posinset={position}
      aria-setsize={size}
      aria-selected={isSelected}
      onClick={() => onSelect(span.slug)}
      onDoubleClick={() => onZoomTo(span.slug)}
    >
      <div role="gridcell" className={`wf-name g-${span.group}`} data-path={span.onPath}>
        <a
          href={bootHref(boot.id, { ...view, span: span.slug })}
          tabIndex={linkTab}
          onClick={(event) => {
            event.stopPropagation();
            handled(event, () => onSelect(span.slug));
          }}
        >
          <span className="swatch" />
          {label}
        </a>
      </div>
      <div role="gridcell" className="wf-cell">
        {geometry.kind === "bar" ? (
          <Bar bar={geometry.bar} isSelected={isSelected} />
        ) : (
          <Offscreen arrow={geometry.arrow} />
        )}
        <span className="sr">{spoken}</span>
      </div>
    </div>
  );
}

type Props = { readonly initial: BootMessage; readonly view: BootView };

/** The waterfall of one boot, drawn by the server first and then by whoever zooms, selects, or boots. */
export function BootWaterfall({ initial, view: initialView }: Props) {
  const t = useTranslations("waterfall");
  const { boot, marks, now: told } = useBoot(initial);
  const { view, change } = useView(initialView, boot.id);
  const underWay = isUnderWay(boot);
  const skew = useMemo(() => clockSkew(told), [told]);
  const clock = useServerNow(underWay ? (boot.outcome === "booting" ? "frame" : "second") : "rest", skew);
  const nowNs = underWay ? offsetNow(boot, clock ?? told) : undefined;
  const { element: track, width } = useWidth();
  const chart = useRef<HTMLDivElement>(null);
  const [isInteractive, setIsInteractive] = useState(false);
  useEffect(() => setIsInteractive(true), []);
  const [cursor, setCursor] = useState<number>();
  const [focused, setFocused] = useState<string>();

  const whole = wholeExtent({ boot, marks, nowNs });
  const fit = bootExtent({ boot, nowNs });
  const range = view.zoom ? clampRange(view.zoom, whole.toNs > fit.toNs ? whole : fit) : fit;
  const setRange = (next: ZoomRange | undefined) =>
    change({ zoom: next && clampRange(next, whole.toNs > fit.toNs ? whole : fit) });
  const zoom = useZoom(chart, track, range, setRange);

  const rows = useMemo(
    () => rowsOf({ boot, marks, collapsed: view.collapsed }),
    [boot, marks, view.collapsed],
  );
  const ticks = useMemo(
    () => layoutRuler({ fromNs: range.fromNs, toNs: range.toNs }, width),
    [range.fromNs, range.toNs, width],
  );
  const geometry = layoutWaterfall({ boot, rows, range, nowNs, widthPx: width });
  const flags = layoutFlags(boot, range);
  const selected = boot.spans.find(({ slug }) => slug === view.span);
  const focusKey =
    focused !== undefined && rows.some((row) => rowKey(row) === focused)
      ? focused
      : (view.span ?? (rows[0] && rowKey(rows[0])));

  const select = (slug: string | undefined) => change({ span: slug });
  const fold = (lane: Lane) => change({ collapsed: folded(view.collapsed, lane) });
  const zoomTo = (slug: string) => {
    const span = boot.spans.find((each) => each.slug === slug);
    if (!span) return;
    const fromNs = span.startAt - boot.startAt;
    const toNs = span.state === "open" ? (nowNs ?? whole.toNs) : span.endAt - boot.startAt;
    const margin = (toNs - fromNs) / 5n + 10n;
    setRange({ fromNs: fromNs - margin, toNs: toNs + margin });
  };
  const focusRow = (key: string) => {
    setFocused(key);
    [...(chart.current?.querySelectorAll<HTMLElement>("[data-key]") ?? [])]
      .find((each) => each.dataset["key"] === key)
      ?.focus();
    // With the details open, they follow the row.
    const row = rows.find((each) => rowKey(each) === key);
    if (row?.kind === "span" && selected) select(row.span.slug);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = rows.findIndex((row) => rowKey(row) === focusKey);
    const row = rows[index];
    const go = (to: number) => {
      const target = rows[Math.min(rows.length - 1, Math.max(0, to))];
      if (target) focusRow(rowKey(target));
    };
    const actions: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => go(index + 1),
      ArrowUp: () => go(index - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row?.kind === "lane" ? (row.isOpen ? go(index + 1) : fold(row.lane)) : undefined),
      ArrowLeft: () =>
        row?.kind === "span" ? focusRow(`lane:${row.lane}`) : row?.isOpen ? fold(row.lane) : undefined,
      Enter: () => (row?.kind === "span" ? select(row.span.slug) : row && fold(row.lane)),
      " ": () => (row?.kind === "span" ? select(row.span.slug) : row && fold(row.lane)),
      Escape: selected ? () => select(undefined) : undefined,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const readyNs = boot.readyAt === undefined ? undefined : boot.readyAt - boot.startAt;
  const names = {
    exec: t("exec"),
    ready: boot.readyPort === undefined ? t("ready") : t("readyPort", { port: String(boot.readyPort) }),
    died: t("died"),
  };
  const cursorNs =
    cursor === undefined
      ? undefined
      : range.fromNs + BigInt(Math.round(Number(range.toNs - range.fromNs) * cursor));
  return (
    <div className="boot-chart" data-detail={selected !== undefined}>
      <div className="wf-main">
        <div className="wf-tools">
          <div className="segments">
            <button
              type="button"
              data-shortcut="-"
              aria-label={t("zoomOut")}
              title={t("zoomOut")}
              onClick={zoom.out}
            >
              −
            </button>
            <button
              type="button"
              data-shortcut="+"
              aria-label={t("zoomIn")}
              title={t("zoomIn")}
              onClick={zoom.in}
            >
              +
            </button>
            <button
              type="button"
              data-shortcut="0"
              aria-label={t("fitLong")}
              title={t("fitLong")}
              aria-pressed={!view.zoom}
              onClick={() => setRange(undefined)}
            >
              {t("fit")}
            </button>
            <button
              type="button"
              aria-label={t("wholeLong")}
              title={t("wholeLong")}
              onClick={() => setRange(whole)}
            >
              {t("whole")}
            </button>
          </div>
          <RangeForm key={`${range.fromNs}-${range.toNs}`} range={range} onChange={setRange} />
          {readyNs !== undefined && readyNs > range.toNs && (
            <span className="dim">{t("readyLater", { duration: formatDuration(readyNs) })}</span>
          )}
        </div>
        <p className="sr" id="waterfall-help">
          {t("help")}
        </p>
        <div
          className="wf"
          role="treegrid"
          aria-label={t("label", { container: visibleText(boot.container) })}
          aria-describedby="waterfall-help"
          ref={chart}
          onKeyDown={onKeyDown}
          onPointerMove={(event) => {
            const box = track.current?.getBoundingClientRect();
            if (!box) return;
            const at = (event.clientX - box.left) / box.width;
            setCursor(at >= 0 && at <= 1 && event.pointerType === "mouse" ? at : undefined);
          }}
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
              {cursorNs !== undefined && !zoom.frame && <CursorLabel at={cursor ?? 0} ns={cursorNs} />}
            </div>
          </div>
          {geometry.map((row) => (
            <Row
              key={rowKey(row.row)}
              geometry={row}
              boot={boot}
              view={view}
              isFocusable={rowKey(row.row) === focusKey}
              isInteractive={isInteractive}
              onSelect={select}
              onFold={fold}
              onZoomTo={zoomTo}
              onFocus={() => setFocused(rowKey(row.row))}
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
          nowNs={nowNs}
          onClose={() => select(undefined)}
          onZoom={() => zoomTo(selected.slug)}
        />
      )}
    </div>
  );
}

const percentOf = (fraction: number) => `${(fraction * 100).toFixed(3)}%`;

function CursorLine({ at }: { at: number }) {
  return (
    <svg className="cursor" width="100%" height="100%">
      <line x1={percentOf(at)} x2={percentOf(at)} y1="0" y2="100%" />
    </svg>
  );
}

function CursorLabel({ at, ns }: { at: number; ns: bigint }) {
  const text = durationParts(ns, { digits: 6 })
    .map(({ value, unit }) => `${value} ${unit}`)
    .join(" ");
  return (
    <svg className="cursor-label" width="100%" height={28} aria-hidden="true">
      <text x={percentOf(at)} dx={at > 0.8 ? -4 : 4} y={24} textAnchor={at > 0.8 ? "end" : "start"}>
        {text}
      </text>
    </svg>
  );
}

function FrameBox({ from, to }: { from: number; to: number }) {
  return (
    <svg className="frame" width="100%" height="100%">
      <rect x={percentOf(from)} width={percentOf(to - from)} y="0" height="100%" />
    </svg>
  );
}
