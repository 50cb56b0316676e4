"use client";

import { formatDuration, type Boot, type DrawnMarks, type ZoomRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import {
  brushOf,
  keyedBrush,
  layoutMinimap,
  movedBrush,
  type BrushPart,
} from "../../../charts/minimap/layout.ts";
import { MinimapChart } from "../../../charts/minimap/minimap.tsx";
import { percent } from "../../../charts/percent.ts";
import { centred, instantAt, isWithin, partOf } from "@hacotaki/core/drawing/extent";
import { fractionAt, MIN_DRAG_PX } from "../../ui/fraction-at.ts";
import type { Frame, SetRange } from "../../ui/use-zoom.ts";

type Props = {
  readonly boot: Boot;
  readonly marks: DrawnMarks;
  readonly nowNs: bigint | undefined;
  readonly domain: ZoomRange;
  readonly range: ZoomRange;
  /** What is told in words, which need not follow each frame of a zoom. */
  readonly rangeAtRest: ZoomRange;
  readonly isInteractive: boolean;
  readonly onRange: SetRange;
};

type Drag = { readonly part: BrushPart | undefined; readonly at: number; readonly range: ZoomRange };

const isBrushPart = (text: string | undefined): text is BrushPart =>
  text === "from" || text === "to" || text === "middle";
const partAt = (target: EventTarget): BrushPart | undefined => {
  const part =
    target instanceof Element ? target.closest<SVGElement>("[data-part]")?.dataset["part"] : undefined;
  return isBrushPart(part) ? part : undefined;
};

let drags = 0;

/** Dragging in the strip: an edge, the middle, or a new frame; a click goes there. */
function useBrush({ range, domain, onRange }: Pick<Props, "range" | "domain" | "onRange">) {
  const [frame, setFrame] = useState<Frame>();
  const drag = useRef<Drag>(undefined);
  const isAll = isWithin(domain, range);
  const end = () => {
    drag.current = undefined;
    setFrame(undefined);
  };
  return {
    frame,
    handlers: {
      onPointerDown(event: PointerEvent) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drags += 1;
        const part = partAt(event.target);
        drag.current = {
          // All is shown: there is nothing to move, but something to frame.
          part: part === "middle" && isAll ? undefined : part,
          at: fractionAt(event.clientX, event.currentTarget),
          range,
        };
      },
      onPointerMove(event: PointerEvent) {
        const { current } = drag;
        if (!current) return;
        const here = fractionAt(event.clientX, event.currentTarget);
        if (current.part === undefined)
          setFrame({ from: Math.min(current.at, here), to: Math.max(current.at, here) });
        else {
          const by = instantAt(domain, here) - instantAt(domain, current.at);
          if (by !== 0n) onRange(movedBrush(current.range, domain, current.part, by), `brush-${drags}`);
        }
      },
      onPointerUp(event: PointerEvent) {
        const { current } = drag;
        if (!current) return;
        const here = fractionAt(event.clientX, event.currentTarget);
        const { width } = event.currentTarget.getBoundingClientRect();
        const isClick = Math.abs(here - current.at) * width < MIN_DRAG_PX;
        if (isClick && current.part !== "from" && current.part !== "to")
          onRange(centred(current.range, instantAt(domain, here)));
        else if (current.part === undefined) onRange(partOf(domain, current.at, here));
        end();
      },
      onPointerCancel: end,
    },
  };
}

/** The whole boot above the ruler, with the shown range as a brush on it. */
export function WaterfallMinimap({
  boot,
  marks,
  nowNs,
  domain,
  range,
  rangeAtRest,
  isInteractive,
  onRange,
}: Props) {
  const t = useTranslations("waterfall");
  const { fromNs, toNs } = domain;
  const map = useMemo(
    () => layoutMinimap({ boot, ...marks, domain: { fromNs, toNs }, nowNs }),
    [boot, marks, fromNs, toNs, nowNs],
  );
  const brush = brushOf(range, domain);
  const { frame, handlers } = useBrush({ range, domain, onRange });
  const height = map.heightPx;
  const shown = formatDuration(rangeAtRest.toNs - rangeAtRest.fromNs);
  const slider = (part: BrushPart, label: string, now: bigint, text: string) =>
    isInteractive
      ? {
          role: "slider",
          tabIndex: 0,
          "aria-label": label,
          "aria-valuemin": Number(fromNs),
          "aria-valuemax": Number(toNs),
          "aria-valuenow": Number(now),
          "aria-valuetext": text,
          "data-part": part,
          onKeyDown: (event: KeyboardEvent) => {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const next = keyedBrush(range, domain, part, { key: event.key, isCoarse: event.shiftKey });
            if (!next) return;
            event.preventDefault();
            onRange(next, `keys-${part}`);
          },
        }
      : {};
  const handle = (part: "from" | "to", x: number, now: bigint) => (
    <svg x={percent(x)} overflow="visible">
      <g
        className="mm-handle"
        {...slider(part, t(part === "from" ? "brushFrom" : "brushTo"), now, formatDuration(now))}
      >
        <rect className="mm-hit" x={part === "from" ? -20 : -4} y="0" width="24" height={height} />
        <line y1="0" y2={height} />
        <rect className="mm-grip" x={-3} y={height / 2 - 8} width="6" height="16" rx="2" />
      </g>
    </svg>
  );
  return (
    <div className="mm">
      <p className="mm-note">{t("shownOf", { shown, whole: formatDuration(toNs - fromNs) })}</p>
      <div className="mm-track" {...handlers}>
        <MinimapChart map={map} />
        <svg className="mm-brush" width="100%" height={height} role="group" aria-label={t("overview")}>
          <rect className="mm-out" x="0" width={percent(brush.from)} y="0" height={height} />
          <rect
            className="mm-out"
            x={percent(brush.to)}
            width={percent(1 - brush.to)}
            y="0"
            height={height}
          />
          <rect
            className="mm-middle"
            x={percent(brush.from)}
            width={percent(Math.max(brush.to - brush.from, 0))}
            y="0.5"
            height={height - 1}
            {...slider(
              "middle",
              t("brushMiddle"),
              rangeAtRest.fromNs,
              t("brushRange", {
                from: formatDuration(rangeAtRest.fromNs),
                to: formatDuration(rangeAtRest.toNs),
              }),
            )}
          />
          {handle("from", brush.from, rangeAtRest.fromNs)}
          {handle("to", brush.to, rangeAtRest.toNs)}
          {frame && (
            <rect
              className="mm-frame"
              x={percent(frame.from)}
              width={percent(frame.to - frame.from)}
              y="0"
              height={height}
            />
          )}
        </svg>
      </div>
    </div>
  );
}
