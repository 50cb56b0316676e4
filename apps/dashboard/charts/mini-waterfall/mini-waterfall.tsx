import { formatDuration } from "@hacotaki/core";
import { memo, useMemo } from "react";
import { At } from "../at.tsx";
import { percent } from "../percent.ts";
import type { MiniBar, MiniGeometry } from "./layout.ts";

const HEIGHT = 16;
const BAR_Y = 3;
const BAR_END = 13;
/** Of the drawing that is stretched over the chart's width. */
const UNITS = 10_000;

const units = (fraction: number) => Math.round(fraction * UNITS);
/** A hatch is a pattern: stretched it would be another one. */
const isHatched = ({ group, state }: MiniBar) => group === "unattributed" || state === "failed";

type Look = {
  readonly key: string;
  readonly group: string;
  readonly state: MiniBar["state"];
  /** Neighbours of one group are told apart by lightness. */
  readonly isDarker: boolean;
  readonly bars: MiniBar[];
};

/** Bars by how they look: drawn as one path each, since a list has some fifty boots in sight and is scrolled. */
function looksOf(bars: readonly MiniBar[]): readonly Look[] {
  const looks = new Map<string, Look>();
  for (const [index, bar] of bars.entries()) {
    if (isHatched(bar)) continue;
    const isDarker = index % 2 === 1;
    const key = `${bar.group} ${bar.state} ${isDarker}`;
    const look = looks.get(key) ?? { key, group: bar.group, state: bar.state, isDarker, bars: [] };
    look.bars.push(bar);
    looks.set(key, look);
  }
  return [...looks.values()];
}

const boxes = (bars: readonly MiniBar[]) =>
  bars
    .map(({ x, width }) => `M${units(x)} ${BAR_Y}h${units(width)}v${BAR_END - BAR_Y}h-${units(width)}z`)
    .join("");
/** Where each bar begins: a line two pixels wide, so that the shortest is seen too. */
const hairs = (bars: readonly MiniBar[]) => bars.map(({ x }) => `M${units(x)} ${BAR_Y}V${BAR_END}`).join("");

const STRETCHED = {
  width: "100%",
  height: HEIGHT,
  viewBox: `0 0 ${UNITS} ${HEIGHT}`,
  preserveAspectRatio: "none",
} as const;

/** A boot in the height of a line of text. The row beside it says the same in words. */
export function MiniWaterfall({ geometry }: { readonly geometry: MiniGeometry }) {
  const { bars, exec, ready, died, beyondNs } = geometry;
  return (
    <svg className="mini" width="100%" height={HEIGHT} aria-hidden="true">
      <MiniBars bars={bars} />
      {exec !== undefined && (
        <line className="at-exec" x1={percent(exec)} x2={percent(exec)} y1={0} y2={HEIGHT} />
      )}
      {ready !== undefined && (
        <line className="at-ready" x1={percent(ready)} x2={percent(ready)} y1={0} y2={HEIGHT} />
      )}
      {died !== undefined && (
        <At x={died}>
          <path className="at-death" d="M1 4l8 8M9 4l-8 8" />
        </At>
      )}
      {beyondNs !== undefined && <Beyond ns={beyondNs} />}
    </svg>
  );
}

/** Of the figure at a broken end, px: where it ends before it, how wide a character is, what is left free around it. */
const FIGURE_END = 13;
const FIGURE_CHARACTER = 7;
const FIGURE_MARGIN = 3;

/** The scale's end, broken, and how long the boot is that goes on behind it. */
function Beyond({ ns }: { readonly ns: bigint }) {
  const figure = formatDuration(ns);
  const width = figure.length * FIGURE_CHARACTER + 2 * FIGURE_MARGIN;
  return (
    <At x={1}>
      <path className="break-gap" d="M-5 16l4-16" />
      <path className="beyond" d="M-8 16l4-16M-2 16l4-16" />
      <rect className="beyond-ground" x={-FIGURE_END - width + FIGURE_MARGIN} width={width} height={16} />
      <text className="beyond-figure" x={-FIGURE_END} y={12} textAnchor="end">
        {figure}
      </text>
    </At>
  );
}

function MiniBars({ bars }: { readonly bars: readonly MiniBar[] }) {
  const looks = useMemo(() => looksOf(bars), [bars]);
  return (
    <>
      <svg {...STRETCHED}>
        <MiniPaths looks={looks} />
      </svg>
      <svg x="1" {...STRETCHED}>
        <MiniHairs looks={looks} />
      </svg>
      {bars.filter(isHatched).map(({ slug, group, state, x, width }) => (
        <rect
          key={slug}
          className={`bar g-${group}`}
          data-state={state}
          x={percent(x)}
          width={percent(width)}
          y={BAR_Y}
          height={BAR_END - BAR_Y}
        />
      ))}
    </>
  );
}

const MiniPaths = memo(function MiniPaths({ looks }: { readonly looks: readonly Look[] }) {
  return looks.map(({ key, group, state, isDarker, bars }) => (
    <path
      key={key}
      className={`bar g-${group}`}
      data-state={state}
      data-darker={isDarker || undefined}
      d={boxes(bars)}
    />
  ));
});
const MiniHairs = memo(function MiniHairs({ looks }: { readonly looks: readonly Look[] }) {
  return looks.map(({ key, group, isDarker, bars }) => (
    <path key={key} className={`hair g-${group}`} data-darker={isDarker || undefined} d={hairs(bars)} />
  ));
});
