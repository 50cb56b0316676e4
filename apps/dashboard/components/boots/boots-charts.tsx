"use client";

import {
  bootHref,
  bootsHref,
  bootsQuery,
  decodeWire,
  formatDuration,
  type BootsMessage,
  type BootsView,
  type Wire,
} from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState, type PointerEvent } from "react";
import { percent } from "../../charts/percent.ts";
import {
  durationAt,
  durationFraction,
  timeAt,
  timeFraction,
  type AxisTick,
  type Domain,
} from "../../charts/scatter/axes.ts";
import { HEIGHT, nearestPoint, WIDTH, type ScatterGeometry } from "../../charts/scatter/layout.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { BrushBox, type Handle } from "./brush-box.tsx";
import { useBrush, type Area, type Edge } from "./use-brush.ts";

type Props = {
  readonly view: BootsView;
  readonly domain: Domain;
  readonly scatter: ScatterGeometry;
  /** Columns and rows of the cells. */
  readonly grid: { readonly columns: number; readonly rows: number };
  readonly histogram: { readonly all: string; readonly inside: string };
  readonly times: readonly AxisTick[];
  readonly durations: readonly AxisTick[];
  readonly dates: Dates;
};

const REACH_PX = 12;
/** Keys that follow each other are one brush, and one step of the history. */
const KEYS_MS = 450;

type Box = Pick<BootsView, "since" | "until" | "minDuration" | "maxDuration">;
type Part = keyof Box;
const PART_OF: Readonly<Record<Edge, Part>> = {
  left: "since",
  right: "until",
  top: "maxDuration",
  bottom: "minDuration",
};
const EDGES = ["left", "right", "top", "bottom"] as const;

const clamp = (value: number) => Math.min(1, Math.max(0, value));

function areaOf(view: Box, domain: Domain, axis: BootsView["axis"]): Area {
  const time = (ns: bigint | undefined, otherwise: number) =>
    ns === undefined ? otherwise : clamp(timeFraction(ns, domain));
  const length = (ns: bigint | undefined, otherwise: number) =>
    ns === undefined ? otherwise : clamp(durationFraction(Number(ns), domain, axis));
  return {
    left: time(view.since, 0),
    right: time(view.until, 1),
    top: length(view.maxDuration, 0),
    bottom: length(view.minDuration, 1),
  };
}

/** A view with another box; an edge at the end of its axis narrows nothing. */
function withArea(view: BootsView, area: Area, edges: readonly Edge[], domain: Domain): BootsView {
  const next: { -readonly [Key in keyof BootsView]: BootsView[Key] } = { ...view };
  for (const edge of edges) {
    const end = edge === "left" || edge === "top" ? 0 : 1;
    const at = area[edge];
    if (at === end && view.zoom === "all") delete next[PART_OF[edge]];
    else
      next[PART_OF[edge]] =
        edge === "left" || edge === "right" ? timeAt(at, domain) : durationAt(at, domain, view.axis);
  }
  return next;
}

function withoutBox(view: BootsView): BootsView {
  const { since: _since, until: _until, minDuration: _min, maxDuration: _max, ...rest } = view;
  return { ...rest, zoom: "all" };
}

/** Scatter and histogram over one axis of durations. What is brushed goes to the address, and from there to the list. */
export function BootsCharts({ view, domain, scatter, grid, histogram, times, durations, dates }: Props) {
  const t = useTranslations("charts");
  const outcome = useTranslations("outcome");
  const router = useRouter();
  const [pointed, setPointed] = useState<string>();
  const [keyed, setKeyed] = useState<Area>();
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const href = bootsHref(view);
  const isSet = Object.values(PART_OF).some((part) => view[part] !== undefined);
  useEffect(() => {
    setKeyed(undefined);
    return () => clearTimeout(typing.current);
  }, [href]);
  const area = keyed ?? areaOf(view, domain, view.axis);
  const go = (next: BootsView) => {
    if (bootsHref(next) !== href) router.push(bootsHref(next), { scroll: false });
  };
  const clear = () => {
    clearTimeout(typing.current);
    setKeyed(undefined);
    go(withoutBox(view));
  };

  function move(edge: Edge, to: number): void {
    const limits = {
      left: [0, area.right],
      right: [area.left, 1],
      top: [0, area.bottom],
      bottom: [area.top, 1],
    } as const;
    const [least, most] = limits[edge];
    const next = { ...area, [edge]: Math.min(most, Math.max(least, to)) };
    setKeyed(next);
    clearTimeout(typing.current);
    typing.current = setTimeout(() => go(withArea(view, next, EDGES, domain)), KEYS_MS);
  }

  const words = (edge: Edge, at: Area) =>
    edge === "left" || edge === "right"
      ? (wallTimeText(timeAt(at[edge], domain), dates, "full") ?? "")
      : formatDuration(durationAt(at[edge], domain, view.axis));

  async function openAt(x: number, y: number, rect: { width: number; height: number }): Promise<void> {
    if (scatter.kind === "cells") {
      const column = Math.min(grid.columns - 1, Math.floor(x * grid.columns));
      const row = Math.min(grid.rows - 1, Math.floor(y * grid.rows));
      const cell = {
        left: column / grid.columns,
        right: (column + 1) / grid.columns,
        top: row / grid.rows,
        bottom: (row + 1) / grid.rows,
      };
      return go(withArea(view, cell, EDGES, domain));
    }
    const point = nearestPoint(scatter.paths, { x, y }, rect, REACH_PX);
    if (point === undefined) return undefined;
    // The drawing is rounded: the boots around it are asked for, and the only one is opened.
    const around = {
      left: clamp(point.x - 1 / WIDTH),
      right: clamp(point.x + 1 / WIDTH),
      top: clamp(point.y - 1.5 / HEIGHT),
      bottom: clamp(point.y + 1.5 / HEIGHT),
    };
    const narrow = withArea(view, around, EDGES, domain);
    const answer = await fetch(`/api/boots?${bootsQuery(narrow)}`, { cache: "no-store" });
    const { boots } = decodeWire<BootsMessage>((await answer.json()) as Wire<BootsMessage>);
    if (boots.length === 1 && boots[0] !== undefined) return router.push(bootHref(boots[0].id));
    return go(narrow);
  }

  const plotSize = useRef({ width: 1, height: 1 });
  const plot = useBrush({
    area,
    isVerticalOnly: false,
    onBrush: (next, edge) => go(withArea(view, next, edge === undefined ? EDGES : [edge], domain)),
    onClick: (x, y) => void openAt(x, y, plotSize.current),
  });
  const bars = useBrush({
    area,
    isVerticalOnly: true,
    onBrush: (next) => go(withArea(view, next, ["top", "bottom"], domain)),
    onClick: () => undefined,
  });
  const shown = plot.isDragging ? plot.area : bars.isDragging ? bars.area : area;
  const handle = (edge: Edge): Handle => ({ edge, label: t(PART_OF[edge]), text: words(edge, shown) });

  function onHover(event: PointerEvent<SVGSVGElement>): void {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    plotSize.current = { width, height };
    const at = { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
    const near =
      scatter.kind === "points" ? nearestPoint(scatter.paths, at, { width, height }, REACH_PX) : undefined;
    const { x, y } = near ?? { x: clamp(at.x), y: clamp(at.y) };
    const time = wallTimeText(timeAt(x, domain), dates, "full") ?? "";
    const duration = formatDuration(durationAt(y, domain, view.axis));
    setPointed(near ? `${time} · ${duration} · ${outcome(near.outcome)}` : `${time} · ${duration}`);
  }

  return (
    <div className="boots-charts" data-kind={scatter.kind}>
      <p className="pointed" aria-hidden="true">
        {isSet || plot.isDragging || bars.isDragging
          ? `${words("left", shown)} – ${words("right", shown)} · ${words("bottom", shown)} – ${words("top", shown)}`
          : (pointed ?? t(scatter.kind === "cells" ? "hintCells" : "hint"))}
      </p>
      <svg className="axis-y" aria-hidden="true">
        {durations.map(({ at, label }) => (
          <text key={label} x="100%" y={percent(at)} dx={-8} dy={4} textAnchor="end">
            {label}
          </text>
        ))}
      </svg>
      <svg
        className="plot"
        role="group"
        aria-label={t("scatter")}
        {...plot.handlers}
        onPointerMove={(event) => {
          onHover(event);
          plot.handlers.onPointerMove(event);
        }}
        onPointerLeave={() => setPointed(undefined)}
      >
        <g className="grid-lines" aria-hidden="true">
          {durations.map(({ at, label }) => (
            <line key={label} x1="0" x2="100%" y1={percent(at)} y2={percent(at)} />
          ))}
          {times.map(({ at }) => (
            <line key={at} x1={percent(at)} x2={percent(at)} y1="0" y2="100%" />
          ))}
        </g>
        <svg
          className="marks"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          width="100%"
          height="100%"
          preserveAspectRatio="none"
          overflow="visible"
          aria-hidden="true"
        >
          {scatter.paths.map(({ outcome: each, level, inside, d }) => (
            <path key={`${each} ${level} ${inside}`} data-outcome={each} data-level={level} d={d} />
          ))}
        </svg>
        <BrushBox
          area={shown}
          isSet={isSet || plot.isDragging || bars.isDragging || keyed !== undefined}
          handles={EDGES.map(handle)}
          onMove={move}
          onClear={clear}
        />
      </svg>
      <svg className="bars" role="group" aria-label={t("histogram")} {...bars.handlers}>
        <svg
          viewBox={`0 0 100 ${HEIGHT}`}
          width="100%"
          height="100%"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path className="all" d={histogram.all} />
          {isSet && <path className="inside" d={histogram.inside} />}
        </svg>
        <BrushBox
          area={{ ...shown, left: 0, right: 1 }}
          isSet={
            view.minDuration !== undefined ||
            view.maxDuration !== undefined ||
            bars.isDragging ||
            plot.isDragging
          }
          handles={[]}
          onMove={move}
          onClear={clear}
        />
      </svg>
      <svg
        className="rug"
        viewBox={`0 0 ${WIDTH} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("rug")}
      >
        <path d={scatter.rug} />
      </svg>
      <svg className="axis-x" aria-hidden="true">
        {times.map(({ at, label }) => (
          <text
            key={at}
            x={percent(at)}
            y={14}
            textAnchor={at < 0.04 ? "start" : at > 0.96 ? "end" : "middle"}
          >
            {label}
          </text>
        ))}
      </svg>
      {isSet && (
        <button type="button" className="button clear-box" onClick={clear}>
          {t("clear")}
        </button>
      )}
    </div>
  );
}
