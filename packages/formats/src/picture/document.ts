import { visibleText } from "@hacotaki/core";
import type { ExportedBoot } from "../exported-boot.ts";
import { drawBoot, type Picture } from "./boot-picture.ts";
import { marked, px } from "./markup.ts";
import { DEFINITIONS } from "./theme.ts";
import { sentenceOf } from "./verdict.ts";

/** An SVG element around a drawing. `label` is what a screen reader is told; `shared` stands once in a document. */
export const svgElement = ({ markup, widthPx, heightPx }: Picture, label: string, shared = ""): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" class="hp" width="${px(widthPx)}" height="${px(heightPx)}" viewBox="0 0 ${px(widthPx)} ${px(heightPx)}" role="img" aria-label="${marked(label, 1000)}">` +
  `${shared}<rect class="paper" width="100%" height="100%"/>${markup}</svg>`;

/** A boot in words, for those who see no picture. */
export const labelOf = ({ boot }: ExportedBoot) =>
  `Boot of ${visibleText(boot.container)}. ${sentenceOf(boot)}`;

/** Boots under each other, in one SVG. */
export function svgOf(boots: Iterable<ExportedBoot>, style: string): string {
  const parts: string[] = [];
  const labels: string[] = [];
  let heightPx = 0;
  let widthPx = 1;
  for (const exported of boots) {
    const picture = drawBoot(exported);
    parts.push(`<g transform="translate(0 ${px(heightPx)})">${picture.markup}</g>`);
    labels.push(labelOf(exported));
    heightPx += picture.heightPx;
    widthPx = Math.max(widthPx, picture.widthPx);
  }
  return svgElement(
    { markup: parts.join(""), widthPx, heightPx: Math.max(1, heightPx) },
    labels.join(" "),
    `<style>${style}</style>${DEFINITIONS}`,
  );
}
