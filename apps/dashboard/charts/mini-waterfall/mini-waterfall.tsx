import { formatDuration } from "@hacotaki/core";
import { escaped } from "../escaped.ts";
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

/** What is narrower than a unit is its hair alone. */
const boxes = (bars: readonly MiniBar[]) =>
  bars
    .filter(({ width }) => units(width) > 0)
    .map(({ x, width }) => `M${units(x)} ${BAR_Y}h${units(width)}v${BAR_END - BAR_Y}h-${units(width)}z`)
    .join("");
/** Where each bar begins: a line two pixels wide, so that the shortest is seen too. */
const hairs = (bars: readonly MiniBar[]) => bars.map(({ x }) => `M${units(x)} ${BAR_Y}V${BAR_END}`).join("");

const STRETCHED = `width="100%" height="${HEIGHT}" viewBox="0 0 ${UNITS} ${HEIGHT}" preserveAspectRatio="none"`;

const group = (name: string) => `g-${escaped(name)}`;
const shade = (isDarker: boolean) => (isDarker ? ' data-darker="true"' : "");
const upright = (name: string, x: number) =>
  `<line class="${name}" x1="${percent(x)}" x2="${percent(x)}" y1="0" y2="${HEIGHT}"/>`;
/** Moves what it holds as it is. */
const at = (x: number, html: string) => `<svg x="${percent(x)}" overflow="visible">${html}</svg>`;

function barsHtml(bars: readonly MiniBar[]): string {
  let [paths, lines, hatched] = ["", "", ""];
  for (const look of looksOf(bars)) {
    const d = boxes(look.bars);
    if (d !== "")
      paths += `<path class="bar ${group(look.group)}" data-state="${look.state}"${shade(look.isDarker)} d="${d}"/>`;
    lines += `<path class="hair ${group(look.group)}"${shade(look.isDarker)} d="${hairs(look.bars)}"/>`;
  }
  for (const bar of bars)
    if (isHatched(bar))
      hatched += `<rect class="bar ${group(bar.group)}" data-state="${bar.state}" x="${percent(bar.x)}" width="${percent(bar.width)}" y="${BAR_Y}" height="${BAR_END - BAR_Y}"/>`;
  return `<svg ${STRETCHED}>${paths}</svg><svg x="1" ${STRETCHED}>${lines}</svg>${hatched}`;
}

/** Of the figure at a broken end, px: where it ends before it, how wide a character is, what is left free around it. */
const FIGURE_END = 13;
const FIGURE_CHARACTER = 7;
const FIGURE_MARGIN = 3;

/** The scale's end, broken, and how long the boot is that goes on behind it. */
function beyondHtml(ns: bigint): string {
  const figure = formatDuration(ns);
  const width = figure.length * FIGURE_CHARACTER + 2 * FIGURE_MARGIN;
  return at(
    1,
    '<path class="break-gap" d="M-5 16l4-16"/><path class="beyond" d="M-8 16l4-16M-2 16l4-16"/>' +
      `<rect class="beyond-ground" x="${-FIGURE_END - width + FIGURE_MARGIN}" width="${width}" height="16"/>` +
      `<text class="beyond-figure" x="${-FIGURE_END}" y="12" text-anchor="end">${escaped(figure)}</text>`,
  );
}

function miniHtml({ bars, exec, ready, died, beyondNs }: MiniGeometry): string {
  let html = barsHtml(bars);
  if (exec !== undefined) html += upright("at-exec", exec);
  if (ready !== undefined) html += upright("at-ready", ready);
  if (died !== undefined) html += at(died, '<path class="at-death" d="M1 4l8 8M9 4l-8 8"/>');
  return beyondNs === undefined ? html : html + beyondHtml(beyondNs);
}

/**
 * A boot in the height of a line of text. The row beside it says the same in words. Written as text: as elements, these are
 * a third of what a list consists of.
 */
export function MiniWaterfall({ geometry }: { readonly geometry: MiniGeometry }) {
  return (
    <svg
      className="mini"
      width="100%"
      height={HEIGHT}
      aria-hidden="true"
      dangerouslySetInnerHTML={{ __html: miniHtml(geometry) }}
    />
  );
}
