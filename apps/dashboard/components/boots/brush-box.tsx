import type { KeyboardEvent } from "react";
import { percent } from "../../charts/percent.ts";
import { asPart, type Area, type Edge } from "../ui/gestures/brushing.ts";

export type Handle = { readonly edge: Edge; readonly label: string; readonly text: string };

const STEP = 0.01;
const LEAP = 0.1;
/** Keys of a slider: to the right and up is later and longer. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: STEP,
  ArrowUp: STEP,
  ArrowLeft: -STEP,
  ArrowDown: -STEP,
  PageUp: LEAP,
  PageDown: -LEAP,
  Home: -1,
  End: 1,
};

const isHorizontal = (edge: Edge) => edge === "left" || edge === "right";

/** The box of a chart: what lies outside is dimmed, and every edge is a slider. */
// oxlint-disable-next-line eslint/max-lines-per-function -- four edges of one box, by pointer and by keys
export function BrushBox({
  area,
  isSet,
  handles,
  onMove,
  onClear,
}: {
  area: Area;
  isSet: boolean;
  handles: readonly Handle[];
  /** An edge was moved by a key, to a fraction of the chart. */
  onMove: (edge: Edge, to: number) => void;
  onClear: () => void;
}) {
  function onKeyDown(event: KeyboardEvent, edge: Edge): void {
    if (event.key === "Escape") onClear();
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const by = Math.abs(step) === STEP && event.shiftKey ? step * 10 : step;
    // Durations grow upwards, the drawing downwards.
    onMove(edge, Math.min(1, Math.max(0, area[edge] + (isHorizontal(edge) ? by : -by))));
  }
  const { left, right, top, bottom } = area;
  return (
    <>
      {isSet && (
        <>
          <rect className="dim-outside" x="0" y="0" width={percent(left)} height="100%" />
          <rect className="dim-outside" x={percent(right)} y="0" width={percent(1 - right)} height="100%" />
          <rect
            className="dim-outside"
            x={percent(left)}
            y="0"
            width={percent(right - left)}
            height={percent(top)}
          />
          <rect
            className="dim-outside"
            x={percent(left)}
            y={percent(bottom)}
            width={percent(right - left)}
            height={percent(1 - bottom)}
          />
          <rect
            className="box"
            x={percent(left)}
            y={percent(top)}
            width={percent(right - left)}
            height={percent(bottom - top)}
          />
        </>
      )}
      {handles.map(({ edge, label, text }) => {
        const at = area[edge];
        const middle = isHorizontal(edge) ? (top + bottom) / 2 : (left + right) / 2;
        return (
          <g
            key={edge}
            className="slider"
            role="slider"
            tabIndex={0}
            aria-label={label}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round((isHorizontal(edge) ? at : 1 - at) * 100)}
            aria-valuetext={text}
            aria-orientation={isHorizontal(edge) ? "horizontal" : "vertical"}
            data-axis={isHorizontal(edge) ? "x" : "y"}
            onKeyDown={(event) => onKeyDown(event, edge)}
          >
            <svg
              x={percent(isHorizontal(edge) ? at : middle)}
              y={percent(isHorizontal(edge) ? middle : at)}
              overflow="visible"
            >
              <rect className="reach" ref={asPart(edge)} x={-12} y={-12} width={24} height={24} />
              {isHorizontal(edge) ? (
                <rect className="grip" x={-2.5} y={-10} width={5} height={20} rx={2.5} />
              ) : (
                <rect className="grip" x={-10} y={-2.5} width={20} height={5} rx={2.5} />
              )}
            </svg>
          </g>
        );
      })}
    </>
  );
}
