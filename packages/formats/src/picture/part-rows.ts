import { exactDuration, formatDuration, partText, spanLabel, visibleText, type Boot } from "@hacotaki/core";
import { densityPath } from "@hacotaki/core/drawing/density";
import { sharedCounts } from "@hacotaki/core/drawing/inside";
import type { RowGeometry } from "@hacotaki/core/drawing/waterfall";
import { marked, px } from "./markup.ts";
import { MARGIN, MIDDLE, ROW, text, type Place } from "./shapes.ts";

/** Height of a call's or helper's bar, px. */
const PART = 8;

export type NamedRow = Extract<RowGeometry, { kind: "bar" | "part" | "offscreen" }>["row"];

/** A call or a helper: what, how long, and how it ended. */
export function partTitle(boot: Boot, row: Extract<NamedRow, { kind: "call" | "helper" }>): string {
  const { startAt, endAt } = row.kind === "call" ? row.call : row.helper;
  const length = endAt === undefined ? "open" : exactDuration(endAt - startAt);
  const result = row.kind === "call" && row.call.result !== undefined ? ` = ${row.call.result}` : "";
  return marked(
    `${nameOf(row)}${result}: ${length}, ${exactDuration(startAt - boot.startAt)} after the start`,
    400,
  );
}

/** What stands in the first column. */
export const nameOf = (row: NamedRow) =>
  visibleText(row.kind === "span" ? spanLabel(row.span) : partText(row), 200);

const INDENT = 12;
/** Where the first column begins to be written, px; `depth` is 0 of a span. */
export const nameLeft = (depth: number) => MARGIN + 22 + INDENT * depth;

/** A system call or a helper: a thinner bar below its span's. */
export function drawPart(
  { part }: Extract<RowGeometry, { kind: "part" }>,
  { left, width }: Place,
  y: number,
  title: string,
): string {
  const x = left + part.x * width;
  const end = x + Math.max(2, part.width * width);
  const { place, text: duration } = part.outer;
  const isAfter = place === "after";
  const from = isAfter ? end + 6 : left + part.outer.x * width - 6;
  const words = part.error === undefined ? duration : `${duration} ${part.error}`;
  return (
    `<g><title>${title}</title>` +
    `<rect class="${part.state === "open" ? `f-${part.group}` : `g-${part.group}`}" opacity="0.75" x="${px(x)}" y="${px(y + MIDDLE - PART / 2)}" width="${px(end - x)}" height="${PART}"/>` +
    text(
      from,
      y + MIDDLE + 4,
      `figure ${place === "inside" ? `on-${part.group}` : "ink2"}${isAfter ? "" : " end"}`,
      marked(words),
    ) +
    "</g>"
  );
}

/** The shorter calls of a span, in one row. */
export function drawShorter(
  { row, group, density, isIdle, ns }: Extract<RowGeometry, { kind: "shorter" }>,
  { left, width }: Place,
  y: number,
): string {
  const { shorter, idle } = sharedCounts(row.calls);
  const told = [
    ...(shorter === 0 ? [] : [`${shorter} shorter ${shorter === 1 ? "call" : "calls"}`]),
    ...(idle === 0 ? [] : [`${idle} idle ${idle === 1 ? "wait" : "waits"}`]),
  ];
  const words = `${told.join(", ")}, ${formatDuration(ns)}`;
  return (
    text(nameLeft(row.depth), y + MIDDLE + 4, "small ink2", words) +
    (density === undefined
      ? ""
      : `<path class="g-${group}" opacity="${isIdle ? 0.25 : 0.75}" transform="translate(${px(left)} ${px(y + 4)})" d="${densityPath(density, { width, height: ROW - 8 }, 1)}"><title>${words}</title></path>`)
  );
}
