import { formatDuration, visibleText } from "@hacotaki/core";
import { memo } from "react";
import { At } from "../at.tsx";
import { percent } from "../percent.ts";
import type { RowGeometry } from "@hacotaki/core/drawing/waterfall";
import { densityPath, type Density } from "@hacotaki/core/drawing/density";
import type { Flag } from "@hacotaki/core/drawing/flags";
import type { StateGeometry } from "@hacotaki/core/drawing/states";
import type { UnseenGeometry } from "@hacotaki/core/drawing/unseen";
import type {
  BarGeometry,
  LifeGeometry,
  MarkGeometry,
  OffscreenGeometry,
  PartGeometry,
  TextPlace,
} from "@hacotaki/core/drawing/waterfall";
import type { UsualGeometry } from "@hacotaki/core/drawing/usual";
import type { WaitGeometry } from "./waits.ts";

const ROW = 26;
const BAR_Y = 6;
const BAR_HEIGHT = 14;
const MIDDLE = BAR_Y + BAR_HEIGHT / 2;
const TEXT_Y = MIDDLE + 4;
const GAP = 6;

const anchorOf = ({ place }: TextPlace) => (place === "after" ? "start" : "end");
const shiftOf = ({ place }: TextPlace) => (place === "after" ? GAP : -GAP);

/** Under the bar, so that neither hides the other. */
const USUAL_Y = BAR_Y + BAR_HEIGHT + 3;

/** What is usual: a thin bar to the median, a whisker to the 95th percentile. */
export function UsualMarks({ usual: { p50, whisker, cap } }: { usual: UsualGeometry }) {
  return (
    <g className="usual">
      {whisker && (
        <line x1={percent(whisker.x)} x2={percent(whisker.x + whisker.width)} y1={USUAL_Y} y2={USUAL_Y} />
      )}
      {cap !== undefined && (
        <line x1={percent(cap)} x2={percent(cap)} y1={USUAL_Y - 2.5} y2={USUAL_Y + 2.5} />
      )}
      {p50 && <rect x={percent(p50.x)} width={percent(p50.width)} y={USUAL_Y - 1.5} height={3} />}
    </g>
  );
}

/** Along the foot of the bar, with a line of paper between. */
const STATES_HEIGHT = 5;

/** What the process of a span did meanwhile: shares of the bar, not instants. */
function StateStrip({ states, bottom }: { states: readonly StateGeometry[]; bottom: number }) {
  const y = bottom - STATES_HEIGHT;
  const [first, last] = [states[0], states.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return (
    <g className="states">
      <rect
        className="states-ground"
        x={percent(first.x)}
        width={percent(last.x + last.width - first.x)}
        y={y - 1}
        height={STATES_HEIGHT + 1}
      />
      {states.map(({ kind, x, width }) => (
        <rect
          key={kind}
          className={`state-${kind}`}
          x={percent(x)}
          width={percent(width)}
          y={y}
          height={STATES_HEIGHT}
        />
      ))}
    </g>
  );
}

type Upright = { readonly y: number; readonly height: number };

/** The body of a bar; what goes on fades out. */
const Body = ({ of, y, height }: Upright & { of: Pick<BarGeometry, "x" | "width" | "state" | "group"> }) => (
  <rect
    className="bar"
    x={percent(of.x)}
    width={percent(of.width)}
    y={y}
    height={height}
    fill={of.state === "open" ? `url(#fade-${of.group})` : undefined}
  />
);

/** Shows a bar that is thinner than what can be seen. */
const Hair = ({ x, y, height }: Upright & { x: number }) => (
  <line className="hair" x1={percent(x)} x2={percent(x)} y1={y} y2={y + height} transform="translate(1 0)" />
);

/** A span: a bar never thinner than two pixels, its duration beside it; its name stands in the first column. */
export function Bar({ bar, isSelected }: { bar: BarGeometry; isSelected: boolean }) {
  const height = bar.onPath ? BAR_HEIGHT : BAR_HEIGHT - 6;
  const y = MIDDLE - height / 2;
  return (
    <svg
      className={`wf-row g-${bar.group}`}
      width="100%"
      height={ROW}
      aria-hidden="true"
      data-state={bar.state}
      data-path={bar.onPath}
      data-selected={isSelected}
      data-blamed={bar.excess !== undefined || undefined}
      data-states={(!bar.isThin && bar.states.length > 0) || undefined}
    >
      {bar.usual && <UsualMarks usual={bar.usual} />}
      <Body of={bar} y={y} height={height} />
      {!bar.isThin && <StateStrip states={bar.states} bottom={y + height} />}
      {bar.isThin && <Hair x={bar.x} y={y} height={height} />}
      {bar.state === "failed" && (
        <At x={bar.x + bar.width}>
          <path className="death" d={`M-4 ${MIDDLE - 5}l10 10M6 ${MIDDLE - 5}l-10 10`} />
        </At>
      )}
      <At x={bar.outer.x}>
        <text
          className="outer"
          data-place={bar.outer.place}
          x={bar.state === "failed" && bar.outer.place === "after" ? GAP + 6 : shiftOf(bar.outer)}
          y={TEXT_Y}
          textAnchor={anchorOf(bar.outer)}
        >
          {bar.outer.text}
          {bar.excess !== undefined && <tspan className="excess-text"> {bar.excess}</tspan>}
        </text>
      </At>
    </svg>
  );
}

const PART_HEIGHT = 8;

/** A system call or a helper inside of a span: a thinner bar, its duration and how it failed beside it. */
export function PartBar({ part, isSelected }: { part: PartGeometry; isSelected: boolean }) {
  const y = MIDDLE - PART_HEIGHT / 2;
  return (
    <svg
      className={`wf-row wf-part g-${part.group}`}
      width="100%"
      height={ROW}
      aria-hidden="true"
      data-state={part.state}
      data-selected={isSelected}
    >
      <Body of={part} y={y} height={PART_HEIGHT} />
      {part.isThin && <Hair x={part.x} y={y} height={PART_HEIGHT} />}
      <At x={part.outer.x}>
        <text
          className="outer"
          data-place={part.outer.place}
          x={shiftOf(part.outer)}
          y={TEXT_Y}
          textAnchor={anchorOf(part.outer)}
        >
          {part.outer.text}
          {part.error !== undefined && <tspan className="part-error"> {part.error}</tspan>}
        </text>
      </At>
    </svg>
  );
}

/** Many calls in one row: the higher, the more of them lie there. */
export function CallDensity({
  geometry: { density, group, isIdle },
}: {
  geometry: Extract<RowGeometry, { kind: "shorter" }>;
}) {
  return (
    <svg
      className={`wf-row wf-part g-${group}`}
      width="100%"
      height={ROW}
      aria-hidden="true"
      data-idle={isIdle || undefined}
    >
      {density && (
        <svg
          y={DENSITY_Y}
          width="100%"
          height={DENSITY_BOX.height}
          viewBox={`0 0 ${DENSITY_BOX.width} ${DENSITY_BOX.height}`}
          preserveAspectRatio="none"
        >
          <path className="bar" d={densityPath(density, DENSITY_BOX, 2)} />
        </svg>
      )}
    </svg>
  );
}

/** What lies before the inside of spans was seen. */
export const Unseen = ({ x, width }: UnseenGeometry) => (
  <svg className="unseen" width="100%" height="100%" aria-hidden="true">
    <rect x={percent(x)} width={percent(width)} y="0" height="100%" fill="url(#hatch)" />
  </svg>
);

/** A span outside of the range: an arrow towards it. */
export function Offscreen({ arrow }: { arrow: OffscreenGeometry }) {
  const isLeft = arrow.edge === "left";
  return (
    <svg className={`wf-row g-${arrow.group}`} width="100%" height={ROW} aria-hidden="true">
      <svg x={isLeft ? "0%" : "100%"} overflow="visible">
        <path className="arrow" d={isLeft ? `M8 ${MIDDLE - 4}l-5 4 5 4z` : `M-8 ${MIDDLE - 4}l5 4-5 4z`} />
      </svg>
      <text
        className="outer dim"
        x={isLeft ? "0%" : "100%"}
        dx={isLeft ? 14 : -14}
        y={TEXT_Y}
        textAnchor={isLeft ? "start" : "end"}
      >
        {arrow.text}
      </text>
    </svg>
  );
}

const DENSITY_Y = 4;
/** Stretched to the row's width; its height is in pixels. */
const DENSITY_BOX = { width: 1000, height: ROW - 2 * DENSITY_Y } as const;

const DIAMOND = `M0 ${MIDDLE - 5}l4.5 5-4.5 5-4.5-5z`;

/** From who lets go to who waited. Dashed where the instant is only known to be past by then. */
export const WaitArrows = memo(function WaitArrows({ waits }: { waits: readonly WaitGeometry[] }) {
  return (
    <svg className="waits" width="100%" height="100%" aria-hidden="true">
      {waits.map(({ key, certainty, x1, y1, x2, y2, points }) => (
        <g key={key} data-certainty={certainty}>
          <line x1={percent(x1)} y1={percent(y1)} x2={percent(x2)} y2={percent(y2)} />
          <svg x={percent(x2)} y={percent(y2)} overflow="visible">
            <path d={points === "down" ? "M-3.5-1L0 5l3.5-6z" : "M-3.5 1L0-5l3.5 6z"} />
          </svg>
        </g>
      ))}
    </svg>
  );
});

/** The life of a lane's processes as thin lines, its marks as diamonds. */
export function LaneTrack({
  lives,
  marks,
  density,
  densityTitle,
  startAt,
  isTitled = true,
}: {
  lives: readonly LifeGeometry[];
  marks: readonly MarkGeometry[];
  density: Density | undefined;
  /** What the density says in words. */
  densityTitle: string | undefined;
  startAt: bigint;
  /** Whether the browser tells of what is pointed at; a card does it better. */
  isTitled?: boolean;
}) {
  return (
    <svg className="wf-row lane-track" width="100%" height={ROW} aria-hidden="true">
      {lives.map((life) => (
        <g key={life.key}>
          <line
            className="life"
            x1={percent(life.x)}
            x2={percent(life.x + life.width)}
            y1={MIDDLE}
            y2={MIDDLE}
          />
          {life.ended && (
            <line
              className="life-end"
              x1={percent(life.x + life.width)}
              x2={percent(life.x + life.width)}
              y1={MIDDLE - 4}
              y2={MIDDLE + 4}
            />
          )}
        </g>
      ))}
      {density && (
        <svg
          y={DENSITY_Y}
          width="100%"
          height={ROW - 2 * DENSITY_Y}
          viewBox={`0 0 ${DENSITY_BOX.width} ${DENSITY_BOX.height}`}
          preserveAspectRatio="none"
        >
          <path className="mark-density" d={densityPath(density, DENSITY_BOX, 1)}>
            {isTitled && <title>{densityTitle}</title>}
          </path>
        </svg>
      )}
      {marks.map(({ key, x, mark }) => (
        <svg key={key} x={percent(x)} overflow="visible">
          <path className="mark" d={DIAMOND}>
            {isTitled && (
              <title>
                {`${mark.name}${mark.text === undefined ? "" : ` ${visibleText(mark.text)}`} · ${formatDuration(mark.at - startAt)}`}
              </title>
            )}
          </path>
        </svg>
      ))}
    </svg>
  );
}

/** Lines through all rows; the flags stand in the ruler's lower half. */
export function FlagLines({ flags }: { flags: readonly Flag[] }) {
  return (
    <svg className="flag-lines" width="100%" height="100%" aria-hidden="true">
      {flags.map(({ kind, x }) => (
        <line key={kind} className={`flag-${kind}`} x1={percent(x)} x2={percent(x)} y1="0" y2="100%" />
      ))}
    </svg>
  );
}

export function FlagNames({ flags }: { flags: readonly Flag[] }) {
  return (
    <svg className="flag-names" width="100%" height={16} aria-hidden="true">
      {flags.map(({ kind, x, side, name }) => (
        <g key={kind} className={`flag-${kind}`}>
          <line x1={percent(x)} x2={percent(x)} y1="0" y2="16" />
          {name !== undefined && (
            <text
              x={percent(x)}
              dx={side === "right" ? 4 : -4}
              y={11}
              textAnchor={side === "right" ? "start" : "end"}
            >
              {name}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
