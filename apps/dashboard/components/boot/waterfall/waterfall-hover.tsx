"use client";

import type { Population } from "@hacotaki/core";
import { instantAt } from "@hacotaki/core/drawing/extent";
import { rowKey } from "@hacotaki/core/drawing/rows";
import { lazy, Suspense, useEffect, useRef, useState, type RefObject } from "react";
import { placeIn } from "../../ui/gestures/place-in.ts";
import { hitAt, type Hit } from "../../../charts/waterfall/hit.ts";
import { keyAt } from "./row-clicks.ts";
import type { useDrawing, Drawn } from "./use-drawing.ts";

/** What it says is loaded with the first thing pointed at. */
const HoverCard = lazy(() => import("./hover-card.tsx"));

/** Calls that share a row are told of within so many px. */
const NEAR_PX = 2n;

type Props = {
  readonly chart: RefObject<HTMLElement | null>;
  readonly track: RefObject<HTMLElement | null>;
  readonly drawn: Drawn;
  readonly drawing: ReturnType<typeof useDrawing>;
  readonly population: Population | undefined;
};

/** What is pointed at, or has the focus, and where on the screen its card is to stand. */
type Pointed = { readonly hit: Hit; readonly x: number; readonly y: number };

const hitOfKey = (key: string, { geometry }: Props["drawing"]): Hit | undefined => {
  const row = geometry.find((each) => rowKey(each.row) === key)?.row;
  if (row === undefined) return undefined;
  switch (row.kind) {
    case "lane":
      return { kind: "lane", lane: row.lane };
    case "span":
      return { kind: "span", slug: row.span.slug };
    case "shorter":
      return { kind: "shorter", row, calls: row.calls };
    case "call":
    case "helper":
      return { kind: "part", row };
  }
};

function pointedBy(event: PointerEvent, { track, drawn, drawing }: Props): Pointed | undefined {
  if (event.pointerType !== "mouse" || event.buttons !== 0) return undefined;
  const key = keyAt({ target: event.target ?? document });
  const ruler = track.current;
  const body = event.target instanceof Element ? event.target.closest<HTMLElement>(".wf-body") : undefined;
  if (!body || !ruler) return undefined;
  const widthPx = ruler.clientWidth;
  const xPx = placeIn(event, ruler).x;
  const [x, y] = [event.clientX, event.clientY];
  // Over its name a row is meant as a whole.
  if (xPx < 0) {
    const hit = key === undefined ? undefined : hitOfKey(key, drawing);
    return hit && { hit, x, y };
  }
  const row = drawing.geometry.find((each) => rowKey(each.row) === key);
  const place = { xPx, yPx: placeIn(event, body).y };
  const at = drawn.boot.startAt + instantAt(drawn.range, xPx / Math.max(1, widthPx));
  const nearNs = ((drawn.range.toNs - drawn.range.fromNs) * NEAR_PX) / BigInt(Math.max(1, widthPx));
  const hit = hitAt(row, drawing.arrows, place, { widthPx, heightPx: body.clientHeight }, at, nearNs);
  return hit && { hit, x, y };
}

/** A row that the keyboard has come to: its card stands at its name, under it. */
function focusedIn(event: FocusEvent, { drawing }: Props): Pointed | undefined {
  const row = event.target;
  if (!(row instanceof HTMLElement) || !row.matches("[data-key]:focus-visible")) return undefined;
  const hit = hitOfKey(row.dataset["key"] ?? "", drawing);
  const { left, bottom } = row.getBoundingClientRect();
  return hit && { hit, x: left + 24, y: bottom - 8 };
}

const isSame = (a: Pointed | undefined, b: Pointed | undefined) =>
  a === b || (a !== undefined && b !== undefined && a.x === b.x && a.y === b.y);

/** Tells of whatever is pointed at or has the focus. Kept out of the chart's own state: nothing else is drawn for it. */
export function WaterfallHover(props: Props) {
  const { chart, drawn, population } = props;
  const [pointed, setPointed] = useState<Pointed>();
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const element = chart.current;
    if (!element) return undefined;
    const show = (next: Pointed | undefined) => setPointed((old) => (isSame(old, next) ? old : next));
    const stop = new AbortController();
    const { signal } = stop;
    const hide = () => show(undefined);
    element.addEventListener("pointermove", (event) => show(pointedBy(event, latest.current)), { signal });
    for (const type of ["pointerleave", "pointerdown", "wheel"])
      element.addEventListener(type, hide, { signal, passive: true });
    element.addEventListener("focusin", (event) => show(focusedIn(event, latest.current)), { signal });
    element.addEventListener("focusout", hide, { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide(), { signal });
    return () => stop.abort();
  }, [chart]);
  return (
    pointed && (
      <Suspense>
        <HoverCard {...pointed} {...{ drawn, population }} />
      </Suspense>
    )
  );
}
