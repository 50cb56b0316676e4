"use client";

import { bootHref, bootsHref, bootsQuery, formatDuration, type BootsView } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useRef, useState, type PointerEvent, type ReactNode } from "react";
import { durationAt, timeAt, type Axis, type AxisTick, type Domain } from "../../charts/scatter/axes.ts";
import { HEIGHT, nearestPoint, WIDTH, type ScatterGeometry } from "../../charts/scatter/layout.ts";
import { percent } from "../../charts/percent.ts";
import { Link } from "../ui/link.tsx";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { areaAt, EDGES, PART_OF, REACH_PX, withArea } from "./box.ts";
import { BrushBox, type Handle } from "./brush-box.tsx";
import { ChartGrid, DurationLabels, TimeLabels } from "./chart-axes.tsx";
import type { PointedBoot, PointerPlace } from "./scatter-points.tsx";
import { fetchBoots } from "./fetch-boots.ts";
import { useBox } from "./use-box.ts";
import { BrushSurface } from "../ui/gestures/brush-surface.tsx";
import type { Area, Edge } from "../ui/gestures/brushing.ts";
import { useBrush } from "../ui/gestures/use-brush.ts";

type Props = {
  readonly view: BootsView;
  readonly axis: Axis;
  readonly domain: Domain;
  /** Boots longer than the axis, and the longest of them. */
  readonly beyond: { readonly n: number; readonly longestNs: bigint };
  readonly scatter: ScatterGeometry;
  /** They, drawn. */
  readonly marks: ReactNode;
  /** Columns and rows of the cells. */
  readonly grid: { readonly columns: number; readonly rows: number };
  readonly histogram: { readonly all: string; readonly inside: string };
  readonly times: readonly AxisTick[];
  readonly durations: readonly AxisTick[];
  readonly dates: Dates;
};

const ScatterPoints = lazy(() => import("./scatter-points.tsx"));

const isOfDurations = (edge: Edge) => edge === "top" || edge === "bottom";
const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** Opens what was clicked on: a cell narrows the list, a boot is asked for by its surroundings. */
function useOpen({ view, axis, domain, scatter, grid }: Props, go: (view: BootsView) => void) {
  const router = useRouter();
  return async (at: { x: number; y: number }, size: { width: number; height: number }): Promise<void> => {
    const clicked = areaAt(scatter, grid, at, size);
    if (clicked === undefined) return undefined;
    const narrow = withArea(view, clicked.area, EDGES, { domain, axis });
    if (clicked.kind === "cell") return go(narrow);
    const found = await fetchBoots(bootsQuery(narrow)).catch(() => undefined);
    const boots = found?.boots ?? [];
    if (boots.length === 1 && boots[0] !== undefined) return router.push(bootHref(boots[0].id));
    return go(narrow);
  };
}

/** What a pointer over the plot points at, in words. */
function usePointed({ axis, domain, scatter, dates }: Props) {
  const outcome = useTranslations("outcome");
  const [pointed, setPointed] = useState<string>();
  return {
    pointed,
    onHover(event: PointerEvent<SVGSVGElement>) {
      const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
      const at = { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
      const near =
        scatter.kind === "points" ? nearestPoint(scatter, at, { width, height }, REACH_PX) : undefined;
      const { x, y } = near ?? { x: clamp(at.x), y: clamp(at.y) };
      const time = wallTimeText(timeAt(x, domain), dates, "full") ?? "";
      const duration = formatDuration(durationAt(y, domain, axis));
      setPointed(near ? `${time} · ${duration} · ${outcome(near.outcome)}` : `${time} · ${duration}`);
    },
    onLeave: () => setPointed(undefined),
  };
}

/** Scatter and histogram over one axis of durations. What is brushed goes to the address, and from there to the list. */
// oxlint-disable-next-line eslint/max-lines-per-function -- two charts over the same axes and box
export function BootsCharts(props: Props) {
  const { view, axis, domain, beyond, scatter, marks, histogram, times, durations, dates } = props;
  const t = useTranslations("charts");
  const box = useBox(view, { domain, axis });
  const { area, isSet, move, clear } = box;
  const router = useRouter();
  const open = useOpen(props, box.go);
  const { pointed, onHover, onLeave } = usePointed(props);
  const walker = useRef<SVGRectElement>(null);
  const [wantsPoints, setWantsPoints] = useState(false);
  const [boot, setBoot] = useState<PointedBoot>();
  const from = useRef<PointerPlace>(undefined);
  const hasPoints = scatter.kind === "points";
  const words = (edge: Edge, at: Area) =>
    edge === "left" || edge === "right"
      ? (wallTimeText(timeAt(at[edge], domain), dates, "full") ?? "")
      : `${edge === "top" && at.top === 0 && beyond.n > 0 ? "> " : ""}${formatDuration(durationAt(at[edge], domain, axis))}`;
  const [brushed, setBrushed] = useState<Area>();
  const onEnd = () => setBrushed(undefined);
  const plot = useBrush("xy", {
    area,
    onBrush: (next) => setBrushed(next.area),
    onBrushed: (next) => box.goTo(next.area, next.edges),
    onEnd,
    onClick: (at, size, kind) => {
      if (kind === "edges") return;
      if (boot) router.push(bootHref(boot.id));
      else void open(at, size);
    },
  });
  const bars = useBrush("y", {
    area: { ...area, left: 0, right: 1 },
    onBrush: ({ area: { top, bottom } }) => setBrushed({ ...area, top, bottom }),
    onBrushed: (next) => box.goTo(next.area, next.edges.filter(isOfDurations)),
    onEnd,
  });
  const isTall = view.box?.minDuration !== undefined || view.box?.maxDuration !== undefined;
  const isBrushing = brushed !== undefined;
  const shown = brushed ?? area;
  const handle = (edge: Edge): Handle => ({ edge, label: t(PART_OF[edge]), text: words(edge, shown) });
  return (
    <div className="boots-charts" data-kind={scatter.kind}>
      <p className="pointed" aria-hidden="true">
        {boot && !isBrushing
          ? boot.text
          : isSet || isBrushing
            ? `${words("left", shown)} – ${words("right", shown)} · ${words("bottom", shown)} – ${words("top", shown)}`
            : (pointed ?? t(scatter.kind === "cells" ? "hintCells" : "hint"))}
      </p>
      {beyond.n > 0 && <BeyondAxis {...{ view, domain, beyond }} d={scatter.beyond} />}
      <DurationLabels ticks={durations} />
      <svg
        className="plot"
        role="group"
        aria-label={t("scatter")}
        onPointerEnter={() => setWantsPoints(true)}
        onPointerMove={(event) => {
          from.current = event;
          onHover(event);
        }}
        onPointerLeave={() => {
          from.current = undefined;
          onLeave();
        }}
      >
        <ChartGrid {...{ times, durations }} />
        {marks}
        <Crosses crosses={scatter.crosses} />
        {hasPoints && (
          <rect
            ref={walker}
            className="walker"
            width="100%"
            height="100%"
            role="slider"
            tabIndex={0}
            aria-label={t("oneByOne")}
            aria-valuemin={0}
            aria-valuemax={boot?.n ?? 0}
            aria-valuenow={boot ? boot.at + 1 : 0}
            aria-valuetext={boot?.text ?? t("oneByOneHint")}
            onFocus={() => setWantsPoints(true)}
          />
        )}
        <Suspense>
          {hasPoints && wantsPoints && (
            <ScatterPoints {...{ view, axis, domain, dates, walker, from }} onPointed={setBoot} />
          )}
        </Suspense>
        <BrushSurface group={plot} isSet={isSet}>
          <BrushBox
            area={shown}
            isSet={isSet || isBrushing || box.isKeyed}
            handles={EDGES.map(handle)}
            onMove={move}
            onClear={clear}
          />
        </BrushSurface>
      </svg>
      <svg className="bars" role="group" aria-label={t("histogram")}>
        <HistogramBars all={histogram.all} inside={isSet ? histogram.inside : undefined} />
        <BrushSurface group={bars} isSet={isTall}>
          <BrushBox
            area={{ ...shown, left: 0, right: 1 }}
            isSet={isTall || isBrushing}
            handles={[]}
            onMove={move}
            onClear={clear}
          />
        </BrushSurface>
      </svg>
      <Rug d={scatter.rug} label={t("rug")} />
      <TimeLabels ticks={times} />
      {isSet && (
        <button type="button" className="button clear-box" onClick={clear}>
          {t("clear")}
        </button>
      )}
    </div>
  );
}

const HistogramBars = ({ all, inside }: { all: string; inside: string | undefined }) => (
  <svg viewBox={`0 0 100 ${HEIGHT}`} width="100%" height="100%" preserveAspectRatio="none" aria-hidden="true">
    <path className="all" d={all} />
    {inside !== undefined && <path className="inside" d={inside} />}
  </svg>
);

/** Failed boots, each at its start and its death. */
const Crosses = ({ crosses }: { crosses: ScatterGeometry["crosses"] }) => (
  <g className="crosses" aria-hidden="true">
    {crosses.map(({ x, y }) => (
      <svg key={`${x} ${y}`} x={percent(x)} y={percent(y)} overflow="visible">
        <path d="M-3.5 -3.5l7 7M-3.5 3.5l7 -7" />
      </svg>
    ))}
  </g>
);

/** What is longer than the axis: broken off above it, when each began, how many and how long. */
function BeyondAxis({
  view,
  domain,
  beyond: { n, longestNs },
  d,
}: Pick<Props, "view" | "domain" | "beyond"> & { readonly d: string }) {
  const t = useTranslations("charts");
  const limitNs = BigInt(Math.round(domain.max));
  return (
    <>
      <span className="beyond-limit" aria-hidden="true">
        &gt; {formatDuration(limitNs)}
      </span>
      <svg
        className="beyond-ticks"
        viewBox={`0 0 ${WIDTH} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("beyond")}
      >
        <path d={d} />
      </svg>
      <Link
        className="beyond-count"
        href={bootsHref({ ...view, box: { ...view.box, minDuration: limitNs + 1n } })}
        scroll={false}
        title={t("beyondMeans", { n, limit: formatDuration(limitNs), longest: formatDuration(longestNs) })}
      >
        {t("beyondCount", { n, longest: formatDuration(longestNs) })}
      </Link>
    </>
  );
}

/** When boots with nothing to draw began. */
const Rug = ({ d, label }: { d: string; label: string }) => (
  <svg className="rug" viewBox={`0 0 ${WIDTH} 1`} preserveAspectRatio="none" role="img" aria-label={label}>
    <path d={d} />
  </svg>
);
