import { brush, brushX, brushY, type BrushBehavior, type BrushSelection, type D3BrushEvent } from "d3-brush";
import { pointers, select } from "d3-selection";
import {
  MIN_DRAG_PX,
  WHOLE,
  type Area,
  type BrushAxes,
  type Brushing,
  type BrushOptions,
} from "./brushing.ts";
import { yieldToScroll } from "./yield-to-scroll.ts";

const EDGES = ["left", "right", "top", "bottom"] as const;
/** How wide an edge is for a pointer. */
const HANDLE_PX = 12;

type Size = { readonly width: number; readonly height: number };

function behaviorOf(axes: BrushAxes): BrushBehavior<unknown> {
  if (axes === "x") return brushX();
  return axes === "y" ? brushY() : brush();
}

/** An area as d3 has it, px. */
function selectionOf(
  axes: BrushAxes,
  { left, right, top, bottom }: Area,
  { width, height }: Size,
): BrushSelection {
  if (axes === "x") return [left * width, right * width];
  if (axes === "y") return [top * height, bottom * height];
  return [
    [left * width, top * height],
    [right * width, bottom * height],
  ];
}

function areaOf(axes: BrushAxes, selection: BrushSelection, { width, height }: Size): Area {
  const [a, b] = selection;
  if (typeof a === "number" || typeof b === "number") {
    const [from, to] = [Number(a), Number(b)];
    return axes === "x"
      ? { ...WHOLE, left: from / width, right: to / width }
      : { ...WHOLE, top: from / height, bottom: to / height };
  }
  return { left: a[0] / width, right: b[0] / width, top: a[1] / height, bottom: b[1] / height };
}

const typeAt = (target: EventTarget | null): string | undefined =>
  target instanceof Element
    ? select<Element, { type?: string } | undefined>(target).datum()?.type
    : undefined;

type Gesture = {
  readonly kind: Brushing["kind"];
  /** As d3 has it before anything moved. */
  readonly before: Area;
  readonly from: readonly [number, number];
  hasMoved: boolean;
  isOver: boolean;
};

/** What follows a chart's brush until it is told to stop; `rest` shows d3 the area there is. */
export type FollowedBrush = { readonly rest: () => void; readonly stop: () => void };

/**
 * Lets d3 follow pointer and fingers in a `BrushSurface`, over which React draws. Fractions are told, of the surface; no
 * form of an area but an edge that moved is computed anew. Loaded once the page runs: nothing is brushed before.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- gives the chart to d3-brush and takes it back; its handlers share the brush
export function followBrush(
  node: SVGGElement,
  svg: SVGSVGElement,
  axes: BrushAxes,
  options: () => BrushOptions,
): FollowedBrush {
  const surface = select<SVGGElement, unknown>(node);
  const behavior = behaviorOf(axes).handleSize(HANDLE_PX);
  const isGrip = (target: Element) => !["overlay", "selection"].includes(typeAt(target) ?? "");
  const fingers = yieldToScroll(node, isGrip, axes !== "y");
  let size: Size = { width: 1, height: 1 };
  let gesture: Gesture | undefined;

  const atRest = () => {
    if (gesture) return;
    const { area } = options();
    surface.call(behavior.move, area === undefined ? null : selectionOf(axes, area, size));
  };
  const brushingOf = ({ kind, before }: Gesture, selection: BrushSelection): Brushing => {
    const area = areaOf(axes, selection, size);
    return {
      area,
      kind,
      edges: kind === "edges" ? EDGES.filter((edge) => area[edge] !== before[edge]) : EDGES,
    };
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !gesture) return;
    event.stopPropagation();
    gesture.isOver = true;
    options().onEnd?.();
  };
  function onStart({ sourceEvent, mode }: D3BrushEvent<unknown>, at: readonly [number, number]): void {
    const type = typeAt((sourceEvent as Event).target);
    const isNew = type === "overlay" || (sourceEvent as MouseEvent).metaKey;
    gesture = {
      kind: isNew ? "new" : mode === "drag" ? "move" : "edges",
      before: options().area ?? WHOLE,
      from: at,
      hasMoved: false,
      isOver: false,
    };
    window.addEventListener("keydown", onEscape, true);
  }
  function onEnd(selection: BrushSelection | null, isGivenUp: boolean): void {
    window.removeEventListener("keydown", onEscape, true);
    const done = gesture;
    gesture = undefined;
    atRest();
    if (!done || done.isOver) return;
    const { onBrushed, onClick, onEnd: over } = options();
    over?.();
    if (isGivenUp) return;
    const [x, y] = done.from;
    if (done.hasMoved && selection) onBrushed(brushingOf(done, selection));
    else if (!done.hasMoved) onClick?.({ x: x / size.width, y: y / size.height }, size, done.kind);
  }
  behavior.on("start brush end", (event: D3BrushEvent<unknown>) => {
    // Where it is at rest, we told d3 ourselves.
    if (!event.sourceEvent) return;
    const [at] = pointers(event.sourceEvent, node);
    if (event.type === "start" && at) onStart(event, at);
    if (event.type === "end")
      return onEnd(
        event.selection,
        fingers.isScroll() || (event.sourceEvent as Event).type === "touchcancel",
      );
    if (!gesture || gesture.isOver || !at || !event.selection) return;
    gesture.hasMoved ||= Math.hypot(at[0] - gesture.from[0], at[1] - gesture.from[1]) >= MIN_DRAG_PX;
    if (gesture.hasMoved) options().onBrush?.(brushingOf(gesture, event.selection));
  });

  const observer = new ResizeObserver(() => {
    const { width, height } = svg.getBoundingClientRect();
    size = { width: Math.max(1, width), height: Math.max(1, height) };
    surface.call(
      behavior.extent([
        [0, 0],
        [size.width, size.height],
      ]),
    );
    // Which moves of a finger are the page's, the style sheet says.
    surface.style("touch-action", null);
    atRest();
  });
  observer.observe(svg);
  return {
    rest: atRest,
    stop() {
      observer.disconnect();
      fingers.stop();
      window.removeEventListener("keydown", onEscape, true);
      surface.on(".brush", null);
    },
  };
}
