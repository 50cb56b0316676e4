"use client";

import {
  labelOfSlug,
  exactDuration,
  formatDuration,
  timesFigure,
  MIN_POPULATION,
  type BootSummary,
  type Population,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState, type RefObject } from "react";
import { layoutMini } from "../../charts/mini-waterfall/layout.ts";
import { ownLength } from "../../charts/mini-waterfall/lengths.ts";
import { linearScale, type MiniScale } from "../../charts/mini-waterfall/scale.ts";
import { readWire } from "../../follow/read-wire.ts";
import { announce } from "../ui/announcer.tsx";
import { useSpanName } from "../ui/span-name.ts";

/** A bar narrower than a pointer is pointed at from so far. */
const REACH_PX = 4;
/** Room that is kept for the words. */
const WIDTH_PX = 340;
const HEIGHT_PX = 32;

/** A pointer in the window. */
export type PointerAt = { readonly target: EventTarget | null; readonly clientX: number };

type Props = {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly boots: readonly BootSummary[];
  /** As the rows have it; each has its own without it. */
  readonly scale: MiniScale | undefined;
  /** Where the pointer is already. */
  readonly from: RefObject<PointerAt | undefined>;
};

/** A bar of a row that is told of, and where the words stand: px of the window. */
type Pointed = {
  readonly boot: BootSummary;
  readonly slug: string;
  readonly left: number;
  readonly top: number;
};

const medians = new Map<string, Promise<ReadonlyMap<string, number>>>();

/** Medians of a container's spans by slug, asked for once; none where they cannot be had. */
function mediansOf(container: string): Promise<ReadonlyMap<string, number>> {
  const known = medians.get(container);
  if (known) return known;
  const asked = readWire<Population>(`/api/population?${new URLSearchParams({ container })}`)
    .then(
      ({ spans }) =>
        new Map(
          spans.flatMap(({ slug, quantiles: { n, p50 } }) =>
            n < MIN_POPULATION ? [] : [[slug, p50] as const],
          ),
        ),
    )
    .catch(() => {
      medians.delete(container);
      return new Map<string, number>();
    });
  medians.set(container, asked);
  return asked;
}

const barsOf = (boot: BootSummary, scale: MiniScale | undefined) =>
  layoutMini(boot, scale ?? linearScale(ownLength(boot, undefined)), undefined).bars;
const chartOf = (row: Element | null | undefined) =>
  row?.querySelector("td.chart svg.mini")?.getBoundingClientRect();
const rowOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>("tr[data-boot]") : null;

/** The bar at a place: the one it is in, or the narrow one next to it. */
function barAt(boot: BootSummary, scale: Props["scale"], x: number, width: number) {
  const away = (from: number, length: number) => Math.max(0, from - x, x - from - length) * width;
  return barsOf(boot, scale)
    .map((bar) => ({ bar, away: away(bar.x, bar.width) }))
    .filter((each) => each.away <= REACH_PX)
    .sort((a, b) => a.away - b.away || a.bar.width - b.bar.width)[0]?.bar;
}

/** Follows the pointer over the charts of the rows, and the keys inside of one. */
function usePointed({ table, boots, scale, from }: Props): Pointed | undefined {
  const [pointed, setPointed] = useState<Pointed>();
  const latest = useRef({ boots, scale, pointed });
  latest.current = { boots, scale, pointed };
  useEffect(() => {
    const node = table.current;
    if (!node) return undefined;
    const bootOf = (row: HTMLElement | null) =>
      latest.current.boots.find(({ id }) => id === row?.dataset["boot"]);
    const place = (boot: BootSummary, slug: string, left: number, chart: DOMRect) =>
      setPointed({
        boot,
        slug,
        left: Math.max(4, Math.min(left, window.innerWidth - WIDTH_PX)),
        top: chart.bottom + HEIGHT_PX > window.innerHeight ? chart.top - HEIGHT_PX : chart.bottom + 4,
      });
    const onMove = (event: PointerAt) => {
      const row = rowOf(event.target);
      const [boot, chart] = [bootOf(row), chartOf(row)];
      const isOver = chart !== undefined && event.clientX >= chart.left - 2 && event.clientX <= chart.right;
      const bar =
        boot && chart && isOver
          ? barAt(boot, latest.current.scale, (event.clientX - chart.left) / chart.width, chart.width)
          : undefined;
      if (boot && chart && bar) place(boot, bar.slug, event.clientX, chart);
      else setPointed(undefined);
    };
    const clear = () => setPointed(undefined);
    const showBar = (row: HTMLElement | null, at: number) => {
      const [boot, chart] = [bootOf(row), chartOf(row)];
      const bar = boot && barsOf(boot, latest.current.scale)[at];
      if (boot && chart && bar) place(boot, bar.slug, chart.left + bar.x * chart.width, chart);
      return bar !== undefined;
    };
    const onFocus = (event: FocusEvent) => {
      if (event.target instanceof HTMLTableCellElement) showBar(rowOf(event.target), 0);
      else clear();
    };
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step === 0 || !(event.target instanceof HTMLTableCellElement)) return;
      const row = rowOf(event.target);
      const boot = bootOf(row);
      const bars = boot ? barsOf(boot, latest.current.scale) : [];
      const next = bars.findIndex(({ slug }) => slug === latest.current.pointed?.slug) + step;
      // Before the first bar the keys lead back to the row.
      if (next < 0) return;
      event.preventDefault();
      event.stopPropagation();
      showBar(row, next);
    };
    if (from.current !== undefined) onMove(from.current);
    if (document.activeElement?.matches("td.chart")) showBar(rowOf(document.activeElement), 0);
    node.addEventListener("pointermove", onMove);
    node.addEventListener("pointerleave", clear);
    node.addEventListener("focusin", onFocus);
    node.addEventListener("focusout", clear);
    node.addEventListener("keydown", onKey, true);
    window.addEventListener("scroll", clear, { passive: true });
    return () => {
      node.removeEventListener("pointermove", onMove);
      node.removeEventListener("pointerleave", clear);
      node.removeEventListener("focusin", onFocus);
      node.removeEventListener("focusout", clear);
      node.removeEventListener("keydown", onKey, true);
      window.removeEventListener("scroll", clear);
    };
  }, [table, from]);
  return pointed;
}

/** Of the bar that is pointed at: its span, how long it took, and how many times what is usual. */
export default function MiniTips(props: Props) {
  const t = useTranslations("mini");
  const spanName = useSpanName();
  const pointed = usePointed(props);
  const [usual, setUsual] = useState<{ container: string; medians: ReadonlyMap<string, number> }>();
  const container = pointed?.boot.container;
  useEffect(() => {
    if (container === undefined) return undefined;
    let isStale = false;
    void mediansOf(container).then((found) => {
      if (!isStale) setUsual({ container, medians: found });
    });
    return () => {
      isStale = true;
    };
  }, [container]);
  const span = pointed?.boot.spans.find(({ slug }) => slug === pointed.slug);
  const median = usual?.container === container && span ? usual?.medians.get(span.slug) : undefined;
  const ns = span?.durationNs;
  const times =
    ns === undefined || median === undefined || median === 0 || span?.state !== "closed"
      ? undefined
      : t("timesUsual", {
          times: timesFigure(Number(ns) / median),
          usual: formatDuration(BigInt(Math.round(median))),
        });
  const words =
    span &&
    [spanName(labelOfSlug(span.slug)), ns === undefined ? t("open") : exactDuration(ns), times].filter(
      Boolean,
    );
  const spoken = words?.join(", ");
  const isByKeys = pointed !== undefined && document.activeElement?.matches("td.chart") === true;
  useEffect(() => {
    if (isByKeys && spoken !== undefined) announce(spoken);
  }, [isByKeys, spoken]);
  if (!pointed || !span || !words) return undefined;
  return (
    <div className={`mini-tip g-${span.group}`} style={{ left: pointed.left, top: pointed.top }}>
      <strong>
        <i className="swatch" />
        {words[0]}
      </strong>{" "}
      {words[1]}
      {times !== undefined && <span className="dim"> {times}</span>}
    </div>
  );
}
