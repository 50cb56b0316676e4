import {
  LANES,
  type Boot,
  type BootMessage,
  type Lane,
  type ShownDetail,
  type Span,
  type ZoomRange,
} from "@hacotaki/core";
import { bootExtent, clampRange, isSameRange, wholeExtent } from "@hacotaki/core/drawing/extent";
import { useMemo } from "react";
import { extentOf, partOf } from "./part-of.ts";
import type { BootViewHandle } from "./use-boot-view.ts";

export type WaterfallRange = {
  /** What a boot is shown at first: up to where it was up. */
  readonly fit: ZoomRange;
  /** All that happened, marks after the boot included. */
  readonly whole: ZoomRange;
  readonly shown: ZoomRange;
  /** As of a moment ago: it need not follow each frame of a zoom. */
  readonly atRest: ZoomRange;
  /** Shows another range within the whole; undefined is the fit. */
  readonly set: (range: ZoomRange | undefined, gesture?: string) => void;
};

/** The range of a boot's waterfall: what the address says of it, kept within what there is. */
export function useWaterfallRange(
  boot: Boot,
  marks: BootMessage["marks"],
  nowNs: bigint | undefined,
  { view, settled, zoomTo }: Pick<BootViewHandle, "view" | "settled" | "zoomTo">,
): WaterfallRange {
  const fit = useMemo(() => bootExtent({ boot, nowNs }), [boot, nowNs]);
  const whole = useMemo(() => {
    const all = wholeExtent({ boot, ...marks, nowNs });
    return all.toNs > fit.toNs ? all : fit;
  }, [boot, marks, nowNs, fit]);
  const shown = useMemo(() => (view.zoom ? clampRange(view.zoom, whole) : fit), [view.zoom, whole, fit]);
  const atRest = useMemo(
    () => (settled.zoom ? clampRange(settled.zoom, whole) : fit),
    [settled.zoom, whole, fit],
  );
  const set: WaterfallRange["set"] = (next, gesture) => {
    const clamped = next && clampRange(next, whole);
    zoomTo(isSameRange(clamped, fit) ? undefined : clamped, gesture);
  };
  return { fit, whole, shown, atRest, set };
}

/** How much air a single row has on both sides, as a part of its length, and how much what several take together. */
const AROUND_ROW = 5n;
const AROUND_MANY = 50n;

/** A range with a little air on both sides: such a part of its length. */
const aired = (fromNs: bigint, toNs: bigint, part: bigint): ZoomRange => {
  const margin = (toNs - fromNs) / part + 10n;
  return { fromNs: fromNs - margin, toNs: toNs + margin };
};

type Stretch = Pick<Span, "startAt"> & { readonly endAt?: bigint };

/** What several spans take together; `end` is where an open one is drawn to. Offsets; undefined of none. */
function hullOf(boot: Boot, spans: readonly Stretch[], end: bigint): ZoomRange | undefined {
  const [first] = spans;
  if (first === undefined) return undefined;
  const froms = spans.map(({ startAt }) => startAt - boot.startAt);
  const tos = spans.map(({ endAt }) => (endAt === undefined ? end : endAt - boot.startAt));
  return {
    fromNs: froms.reduce((least, each) => (each < least ? each : least)),
    toNs: tos.reduce((most, each) => (each > most ? each : most)),
  };
}

/** The container's set-up, from its fork to its exec (or as far as it got); undefined where it was never forked. */
export function rangeOfSetUp(boot: Boot, end: bigint): ZoomRange | undefined {
  const forked = boot.spans.find(({ lane, onPath }) => lane === "container" && onPath);
  if (forked === undefined) return undefined;
  const spans = boot.spans.filter(
    ({ slug, lane, onPath }) => slug === "fork" || (lane === "container" && onPath),
  );
  const hull = hullOf(boot, spans, end);
  return hull && aired(hull.fromNs, hull.toNs, AROUND_MANY);
}

/** What a lane does in a boot: all its spans, as far as they lie in what the boot is shown at first, where any does. */
function rangeOfLane(boot: Boot, lane: Lane, fit: ZoomRange, end: bigint): ZoomRange | undefined {
  const of = <T extends { readonly lane: Lane }>(all: readonly T[]) =>
    all.filter((each) => each.lane === lane);
  const spans = of(boot.spans);
  const lives = of(boot.processes).map(({ startAt, exitAt }) => ({
    startAt,
    ...(exitAt && { endAt: exitAt }),
  }));
  const hull = hullOf(boot, spans.length > 0 ? spans : lives, end);
  if (hull === undefined) return undefined;
  const isInBoot = hull.fromNs < fit.toNs;
  return aired(
    hull.fromNs,
    isInBoot && hull.toNs > fit.toNs && lane !== "application" ? fit.toNs : hull.toNs,
    AROUND_MANY,
  );
}

/** The range around a span, with a little air; `end` is where an open span is drawn to. */
function rangeOfSpan(boot: Boot, slug: string, end: bigint): ZoomRange | undefined {
  const span = boot.spans.find((each) => each.slug === slug);
  if (!span) return undefined;
  const toNs = span.state === "open" ? end : span.endAt - boot.startAt;
  return aired(span.startAt - boot.startAt, toNs, AROUND_ROW);
}

/** The range around a call or helper of a span, whose row is called `slug/part`. */
function rangeOfPart(
  boot: Boot,
  detail: ShownDetail | undefined,
  key: string,
  end: bigint,
): ZoomRange | undefined {
  const [slug = "", part] = key.split("/");
  const found = partOf(boot, detail, slug, part);
  if (found === undefined) return rangeOfSpan(boot, slug, end);
  const { startAt, endAt } = extentOf(found);
  return aired(startAt - boot.startAt, endAt === undefined ? end : endAt - boot.startAt, AROUND_ROW);
}

/** The range of a row of the chart: of a lane (`lane:…`), of a span, or of what ran in a span. */
export const rangeOfRow = (
  boot: Boot,
  detail: ShownDetail | undefined,
  key: string,
  fit: ZoomRange,
  end: bigint,
): ZoomRange | undefined => {
  const lane = LANES.find((each) => key === `lane:${each}`);
  if (lane !== undefined) return rangeOfLane(boot, lane, fit, end);
  return key.includes("/") ? rangeOfPart(boot, detail, key, end) : rangeOfSpan(boot, key, end);
};
