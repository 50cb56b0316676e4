"use client";

import { counted, formatDuration, type Boot, type DrawnMarks, type ZoomRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import {
  brushOf,
  keyedBrush,
  layoutMinimap,
  movedBrush,
  type BrushPart,
} from "../../../charts/minimap/layout.ts";
import { MinimapChart } from "../../../charts/minimap/minimap.tsx";
import { percent } from "../../../charts/percent.ts";
import { centred, happenedUntil, instantAt, isWithin, partOf } from "@hacotaki/core/drawing/extent";
import { BrushSurface } from "../../ui/gestures/brush-surface.tsx";
import { asPart, WHOLE } from "../../ui/gestures/brushing.ts";
import type { SetRange } from "../../ui/gestures/follow-zoom.ts";
import { newGesture } from "../../ui/gestures/new-gesture.ts";
import { useBrush } from "../../ui/gestures/use-brush.ts";
import type { Frame } from "../../ui/gestures/use-zoom.ts";

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

/** Brushing in the strip: an edge, the middle, or a new frame; a click goes there. */
function useMinimapBrush({ range, domain, onRange }: Pick<Props, "range" | "domain" | "onRange">) {
  const [frame, setFrame] = useState<Frame>();
  const begun = useRef<{ readonly range: ZoomRange; readonly gesture: string }>(undefined);
  const { from: left, to: right } = brushOf(range, domain);
  // All is shown: there is nothing to move, but something to frame.
  const isSet = !isWithin(domain, range);
  const group = useBrush("x", {
    area: { ...WHOLE, left, right },
    onBrush({ area, kind, edges }) {
      if (kind === "new") return setFrame({ from: area.left, to: area.right });
      begun.current ??= { range, gesture: newGesture("brush") };
      const { range: before, gesture } = begun.current;
      const now = partOf(domain, area.left, area.right);
      // What was not moved stays as it is, to the nanosecond: an edge, or the length of the whole.
      onRange(
        kind === "move"
          ? movedBrush(before, domain, "middle", now.fromNs - instantAt(domain, brushOf(before, domain).from))
          : {
              fromNs: edges.includes("left") ? now.fromNs : before.fromNs,
              toNs: edges.includes("right") ? now.toNs : before.toNs,
            },
        gesture,
      );
    },
    onBrushed({ area, kind }) {
      if (kind === "new") onRange(partOf(domain, area.left, area.right));
    },
    onEnd() {
      begun.current = undefined;
      setFrame(undefined);
    },
    onClick({ x }, _size, kind) {
      if (kind !== "edges") onRange(centred(range, instantAt(domain, x)));
    },
  });
  return { frame, group, isSet };
}

/** The whole boot above the ruler, with the shown range as a brush on it. */
// oxlint-disable-next-line eslint/max-lines-per-function -- one picture: its gestures, keys and layers speak of the same window
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
  const { frame, group, isSet } = useMinimapBrush({ range, domain, onRange });
  const height = map.heightPx;
  // Room for labels is nothing that happened: it is never told of.
  const untilNs = useMemo(
    () => happenedUntil({ boot, ...marks, nowNs }, { fromNs, toNs }),
    [boot, marks, fromNs, toNs, nowNs],
  );
  const told = (ns: bigint) => formatDuration(ns > untilNs ? untilNs : ns < 0n ? 0n : ns);
  const wholeNs = nowNs === undefined ? untilNs : counted(untilNs);
  const isAll = rangeAtRest.fromNs <= 0n && rangeAtRest.toNs >= untilNs;
  const shownNs = (rangeAtRest.toNs > untilNs ? untilNs : rangeAtRest.toNs) - rangeAtRest.fromNs;
  const note = isAll
    ? t("shownAll", { whole: told(wholeNs) })
    : t("shownOf", { shown: told(shownNs), whole: told(wholeNs) });
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
        {...slider(part, t(part === "from" ? "brushFrom" : "brushTo"), now, told(now))}
      >
        <rect
          className="mm-hit"
          ref={asPart(part === "from" ? "left" : "right")}
          x={part === "from" ? -20 : -4}
          y="0"
          width="24"
          height={height}
        />
        <line y1="0" y2={height} />
        <rect className="mm-grip" x={-3} y={height / 2 - 8} width="6" height="16" rx="2" />
      </g>
    </svg>
  );
  return (
    <div className="mm">
      <p className="mm-note">{note}</p>
      <div className="mm-track">
        <MinimapChart map={map} />
        <svg className="mm-brush" width="100%" height={height} role="group" aria-label={t("overview")}>
          <BrushSurface group={group} isSet={isSet}>
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
              ref={asPart("box")}
              x={percent(brush.from)}
              width={percent(Math.max(brush.to - brush.from, 0))}
              y="0.5"
              height={height - 1}
              {...slider(
                "middle",
                t("brushMiddle"),
                rangeAtRest.fromNs,
                t("brushRange", {
                  from: told(rangeAtRest.fromNs),
                  to: told(rangeAtRest.toNs),
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
          </BrushSurface>
        </svg>
      </div>
    </div>
  );
}
