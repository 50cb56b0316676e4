import { svgElement } from "@hacotaki/formats/picture/document";
import { fitted, marked, px } from "@hacotaki/formats/picture/markup";
import { DEFINITIONS, fixedStyle, LIGHT } from "@hacotaki/formats/picture/theme";
import type { Verdict } from "@hacotaki/formats/picture/verdict";

/** What link previews are made for: 1200 × 630 pixels. */
export const CARD = { widthPx: 1200, heightPx: 630 } as const;
export const CHART = { left: 64, width: 1072, top: 292, height: 270 } as const;

const FOOT_Y = 604;
/** Plex Sans in semi-bold: a figure's advance at 88 pixels. */
const FIGURE_PX = 88;
const advance = (text: string) =>
  [...text].reduce(
    (sum, character) => sum + (/[\d]/.test(character) ? 0.62 : /[ .]/.test(character) ? 0.28 : 0.75),
    0,
  );

const STYLE = [
  ".hp .title{font-size:46px}",
  `.hp .number{font-size:${FIGURE_PX}px}`,
  ".hp .words{font-size:34px}",
  ".hp .big{font-size:60px}",
  ".hp .line{font-size:26px}",
  // Grid lines end where a label stands.
  `.hp .label{font-size:20px}.hp .clear{paint-order:stroke;stroke:${LIGHT.paper};stroke-width:7px;stroke-linejoin:round}`,
  ".hp .cross{stroke-width:4px}",
  ".hp .foot{font-size:18px}",
  `.hp .middle{text-anchor:middle}.hp .usual{fill:${LIGHT.line}}`,
  `.hp .curve{fill:none;stroke-width:4px;stroke:#1c4fb0}.hp .curve.baseline{stroke:${LIGHT["ink-2"]};stroke-dasharray:12 7}`,
].join("");

export const text = (x: number, y: number, classes: string, content: string) =>
  `<text x="${px(x)}" y="${px(y)}" class="${classes}">${marked(content)}</text>`;
export const line = (x1: number, y1: number, x2: number, y2: number, classes: string) =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${classes}"/>`;
export const cross = (x: number, y: number, size: number) =>
  `<path class="cross" d="M${px(x - size)} ${px(y - size)}l${size * 2} ${size * 2}m0-${size * 2}l-${size * 2} ${size * 2}"/>`;

/** What a card says above its chart. */
export type Card = {
  readonly title: string;
  readonly verdict: Verdict;
  /** What the verdict comes from. */
  readonly because: string;
  readonly chart: string;
  readonly foot: string;
};

const TONES = { plain: "", bad: " bad", warn: " warn" } as const;

function drawVerdict({ figure, words, tone }: Verdict): string {
  const sign = tone === "bad" ? cross(CHART.left + 17, 172, 17) : "";
  const left = CHART.left + (tone === "bad" ? 54 : 0);
  if (figure === undefined)
    return sign + text(left, 194, `strong big${TONES[tone]}`, fitted(words, CHART.width - 60, 58));
  const after = left + advance(figure) * FIGURE_PX + 28;
  return (
    sign +
    text(left, 200, `strong number${TONES[tone]}`, figure) +
    text(
      after,
      200,
      `words${tone === "plain" ? " ink2" : TONES[tone]}`,
      fitted(words, CHART.left + CHART.width - after, 32),
    )
  );
}

/** A card as SVG: who, how long, why, and the chart that shows it. */
export function drawCard({ title, verdict, because, chart, foot }: Card): string {
  const markup = [
    text(CHART.left, 96, "strong title", fitted(title, 860, 46)),
    `<g transform="translate(1108 58)"><rect width="28" height="28" rx="5" fill="#1c4fb0"/><path d="M4.4 7h8.8v3.5H4.400zM9.600 12.200h10.500v3.500H9.600zM17.500 17.500h6.100v3.500h-6.100z" fill="#fff"/></g>`,
    text(1096, 80, "line ink2 end", "Hacotaki"),
    drawVerdict(verdict),
    text(CHART.left, 252, "line ink2", fitted(because, CHART.width, 25)),
    chart,
    text(CHART.left, FOOT_Y, "foot ink3", fitted(foot, CHART.width, 17)),
  ].join("");
  const shared = `<style>${fixedStyle(LIGHT)}${STYLE}</style>${DEFINITIONS}`;
  return svgElement({ markup, ...CARD }, title, shared);
}
