import {
  drawnMarks,
  exactDuration,
  formatDuration,
  isoWallTime,
  spanLabel,
  visibleText,
  type Boot,
  type Group,
} from "@hacotaki/core";
import { densityPath } from "@hacotaki/core/drawing/density";
import { bootExtent, clampRange, wholeExtent } from "@hacotaki/core/drawing/extent";
import { layoutFlags, type Flag } from "@hacotaki/core/drawing/flags";
import { rowsOf } from "@hacotaki/core/drawing/rows";
import { layoutRuler, type Tick } from "@hacotaki/core/drawing/ruler";
import { usualOf, type UsualGeometry } from "@hacotaki/core/drawing/usual";
import { layoutWaterfall, type BarGeometry, type RowGeometry } from "@hacotaki/core/drawing/waterfall";
import type { ExportedBoot } from "../exported-boot.ts";
import { fitted, marked, px } from "./markup.ts";
import { drawPart, drawShorter, nameLeft, nameOf, partTitle, type NamedRow } from "./part-rows.ts";
import { line, MARGIN, MIDDLE, ROW, text, type Place } from "./shapes.ts";
import { sentenceOf, verdictOf } from "./verdict.ts";

/** A drawing as it stands in a document: `markup` begins at its own top left corner. */
export type Picture = { readonly markup: string; readonly widthPx: number; readonly heightPx: number };

const NAMES = 176;
/** Calls and helpers have longer names. */
const NAMES_OF_PARTS = 320;
const HEAD = 84;
const RULER = 30;
const LEGEND = 34;
const BAR = 14;
const SIDE_BAR = 8;

const GROUP_NAMES: Readonly<Record<Group, string>> = {
  supervise: "supervise",
  network: "network",
  namespace: "namespace",
  filesystem: "file system",
  limits: "limits",
  identity: "identity",
  security: "security",
  exec: "exec",
  hooks: "hooks",
  engine: "engine",
  unattributed: "unattributed",
};

const cross = (x: number, y: number) => `<path class="cross" d="M${px(x - 4)} ${px(y - 4)}l8 8m0-8l-8 8"/>`;
/** A cross, a dot or half of one: neither colour nor word has to be read alone. */
const sign = (tone: "plain" | "bad" | "warn", x: number, y: number) =>
  tone === "bad"
    ? cross(x, y)
    : tone === "warn"
      ? `<path class="warn" d="M${px(x - 5)} ${px(y + 4)}L${px(x)} ${px(y - 5)}l5 9z"/>`
      : `<circle class="good" cx="${px(x)}" cy="${px(y)}" r="4"/>`;

const fillOf = ({ group, state }: Pick<BarGeometry, "group" | "state">) =>
  state === "failed"
    ? "hatch-bad"
    : group === "unattributed"
      ? "hatch"
      : state === "open"
        ? `f-${group}`
        : `g-${group}`;

function drawTicks(ticks: readonly Tick[], { left, width }: Place, top: number, bottom: number): string {
  return ticks
    .map(({ x, label }) => {
      const at = left + x * width;
      if (label === undefined) return line(at, top + RULER - 4, at, top + RULER, "rule");
      const isNearEdge = x > 0.955;
      return (
        line(at, top + RULER - 9, at, top + RULER, "rule") +
        line(at, top + RULER, at, bottom, "grid") +
        text(at + (isNearEdge ? -3 : 3), top + 12, `figure ink2${isNearEdge ? " end" : ""}`, label)
      );
    })
    .join("");
}

const drawFlags = (flags: readonly Flag[], { left, width }: Place, top: number, bottom: number) =>
  flags
    .map(({ x, side, name }) => {
      const at = left + x * width;
      const words =
        name === undefined
          ? ""
          : text(
              at + (side === "right" ? 4 : -4),
              top + 24,
              `small ink2${side === "left" ? " end" : ""}`,
              marked(name),
            );
      return line(at, top + 15, at, bottom, "flag") + words;
    })
    .join("");

/** What is usual: a thin bar to the median and a whisker to the 95th percentile, under the bar. */
function drawUsual({ p50, whisker, cap }: UsualGeometry, { left, width }: Place, y: number): string {
  const x = (fraction: number) => left + fraction * width;
  return [
    whisker ? line(x(whisker.x), y, x(whisker.x + whisker.width), y, "life") : "",
    cap === undefined ? "" : line(x(cap), y - 2.5, x(cap), y + 2.5, "life"),
    p50
      ? `<rect class="ink3" x="${px(x(p50.x))}" y="${px(y - 1.5)}" width="${px(p50.width * width)}" height="3"/>`
      : "",
  ].join("");
}

function drawBar(bar: BarGeometry, { left, width }: Place, y: number, title: string): string {
  const height = bar.onPath ? BAR : SIDE_BAR;
  const top = y + MIDDLE - height / 2;
  const x = left + bar.x * width;
  const end = x + Math.max(2, bar.width * width);
  const { place } = bar.outer;
  const shift = (place === "after" ? 6 : -6) + (bar.state === "failed" && place === "after" ? 6 : 0);
  const from = place === "after" ? Math.max(end, left + bar.outer.x * width) : left + bar.outer.x * width;
  return (
    `<g><title>${title}</title>` +
    (bar.usual ? drawUsual(bar.usual, { left, width }, y + MIDDLE + BAR / 2 + 3) : "") +
    `<rect class="${fillOf(bar)}"${bar.onPath ? "" : ' opacity="0.75"'} x="${px(x)}" y="${px(top)}" width="${px(end - x)}" height="${height}"/>` +
    (bar.state === "failed" ? cross(end, y + MIDDLE) : "") +
    (bar.inner === undefined || place === "inside"
      ? ""
      : text(x + 7, y + MIDDLE + 4, `small on-${bar.group}`, marked(bar.inner))) +
    text(
      from + shift,
      y + MIDDLE + 4,
      `figure ${place === "inside" ? `on-${bar.group}` : "ink"}${place === "after" ? "" : " end"}`,
      marked(bar.outer.text),
    ) +
    "</g>"
  );
}

function titleOf(boot: Boot, row: NamedRow): string {
  if (row.kind !== "span") return partTitle(boot, row);
  const { span } = row;
  const length = span.state === "open" ? "open" : exactDuration(span.endAt - span.startAt);
  return marked(
    `${visibleText(spanLabel(span), 80)}: ${length}, from ${span.from}${span.to === undefined ? "" : ` to ${span.to}`}, ${exactDuration(span.startAt - boot.startAt)} after the start`,
    300,
  );
}

function drawRow(boot: Boot, geometry: RowGeometry, place: Place, y: number): string {
  const { left, width } = place;
  if (geometry.kind === "shorter") return drawShorter(geometry, place, y);
  if (geometry.kind === "lane") {
    const { row, lives, marks, density, later } = geometry;
    return [
      `<rect class="band" x="${MARGIN}" y="${px(y)}" width="${px(left + width - MARGIN)}" height="${ROW}"/>`,
      text(MARGIN + 6, y + MIDDLE + 4.5, "strong", row.lane),
      ...lives.map((life) => {
        const end = left + (life.x + life.width) * width;
        const from = left + life.x * width;
        return (
          line(from, y + MIDDLE, end, y + MIDDLE, "life") +
          (life.ended ? line(end, y + MIDDLE - 4, end, y + MIDDLE + 4, "life") : "")
        );
      }),
      ...marks.map(({ x, mark }) => {
        const words = `${mark.name}${mark.text === undefined ? "" : ` ${visibleText(mark.text)}`}, ${formatDuration(mark.at - boot.startAt)}`;
        return `<path class="ink" d="M${px(left + x * width)} ${px(y + MIDDLE - 5)}l4.5 5-4.5 5-4.5-5z"><title>${marked(words, 300)}</title></path>`;
      }),
      density === undefined
        ? ""
        : `<path class="ink" opacity="0.7" transform="translate(${px(left)} ${px(y + 4)})" d="${densityPath(density, { width, height: ROW - 8 }, 1)}"><title>${density.count} marks</title></path>`,
      later === 0
        ? ""
        : text(left + width - 6, y + MIDDLE + 4, "small ink2 end halo", `${later} more marks later`),
    ].join("");
  }
  const { row } = geometry;
  const { span } = row;
  const at0 = nameLeft(row.kind === "span" ? 0 : row.depth);
  const [textClass, textPx] = row.kind === "span" ? ["", 13] : ["figure ink2", 12];
  const name = text(at0, y + MIDDLE + 4.5, textClass, marked(fitted(nameOf(row), left - 4 - at0, textPx)));
  const swatch =
    row.kind === "span"
      ? `<rect class="g-${span.group}" x="${MARGIN + 8}" y="${px(y + MIDDLE - 4)}" width="8" height="8"/>`
      : "";
  if (geometry.kind === "part") return swatch + name + drawPart(geometry, place, y, titleOf(boot, row));
  if (geometry.kind === "bar")
    return swatch + name + drawBar(geometry.bar, place, y, titleOf(boot, geometry.row));
  const isLeft = geometry.arrow.edge === "left";
  const at = isLeft ? left + 8 : left + width - 8;
  return [
    swatch,
    name,
    `<g><title>${titleOf(boot, row)}</title>`,
    `<path class="g-${span.group}" d="M${px(at)} ${px(y + MIDDLE - 4)}l${isLeft ? -5 : 5} 4 ${isLeft ? 5 : -5} 4z"/>`,
    text(
      at + (isLeft ? 6 : -6),
      y + MIDDLE + 4,
      `figure ink3${isLeft ? "" : " end"}`,
      marked(geometry.arrow.text),
    ),
    "</g>",
  ].join("");
}

function drawLegend(boot: Boot, y: number): string {
  let x = MARGIN + 6;
  const groups = [...new Set(boot.spans.map(({ group }) => group))].map((group) => {
    const at = x;
    x += 30 + GROUP_NAMES[group].length * 6.3;
    return (
      `<rect class="${group === "unattributed" ? "hatch" : `g-${group}`}" x="${px(at)}" y="${px(y + 13)}" width="10" height="10"/>` +
      text(at + 15, y + 22, "small ink2", GROUP_NAMES[group])
    );
  });
  return groups.join("");
}

function drawHead({ boot }: ExportedBoot, widthPx: number): string {
  const { tone } = verdictOf(boot);
  const facts = [boot.id, boot.hostName, isoWallTime(boot.wallTime)].filter(
    (fact) => fact !== undefined && fact !== "",
  );
  const room = widthPx - 2 * MARGIN;
  return [
    text(MARGIN, 34, "name", marked(fitted(boot.container, room, 18))),
    sign(tone, MARGIN + 5, 53.5),
    text(MARGIN + 18, 58, "", marked(fitted(sentenceOf(boot), room - 18, 12), 400)),
    text(MARGIN, 76, "small ink3", marked(fitted(facts.join(" · "), room, 11))),
  ].join("");
}

const WIDTH = 1120;

/** The waterfall of one boot as the page draws it: ruler, lanes, bars, flags and legend, below a head that names it. */
export function drawBoot(exported: ExportedBoot, { isHeaded = true } = {}): Picture {
  const headPx = isHeaded ? HEAD : 0;
  const { boot, marks } = exported;
  const fit = bootExtent({ boot, nowNs: undefined });
  const all = wholeExtent({ boot, ...drawnMarks(marks), nowNs: undefined });
  const { zoom, usual, detail, expanded } = exported.view ?? {};
  const range = zoom ? clampRange(zoom, all.toNs > fit.toNs ? all : fit) : fit;
  const from = range.fromNs > 0n ? range.fromNs : 0n;
  const drawn = drawnMarks(marks, { from: boot.startAt + from, to: boot.startAt + range.toNs });
  const rows = rowsOf({ boot, ...drawn, collapsed: [], detail, expanded });
  const hasParts = rows.some(({ kind }) => kind !== "lane" && kind !== "span");
  const names = hasParts ? NAMES_OF_PARTS : NAMES;
  const place = { left: MARGIN + names, width: WIDTH - 2 * MARGIN - names };
  const flags = layoutFlags(boot, range, place.width, {
    exec: boot.upBy === "phase" ? "EXECING" : "exec",
    ready: boot.readyPort === undefined ? "ready" : `ready, port ${boot.readyPort}`,
    died: "died",
  });
  const lines = flags.map(({ x }) => x);
  const geometry = layoutWaterfall({
    boot,
    rows,
    range,
    nowNs: undefined,
    widthPx: place.width,
    lines,
    ...(usual ? { usual: usualOf(usual) } : {}),
  });
  const top = headPx + RULER;
  const bottom = top + geometry.length * ROW;
  const lanes = geometry.map((row, index) => ({ row, y: top + index * ROW }));
  const isLane = ({ row }: (typeof lanes)[number]) => row.kind === "lane";
  const drawRowOf = (each: (typeof lanes)[number]) => drawRow(boot, each.row, place, each.y);
  return {
    widthPx: WIDTH,
    heightPx: bottom + LEGEND,
    markup: [
      isHeaded ? drawHead(exported, WIDTH) : "",
      // Lanes first: their bands must not hide the grid.
      ...lanes.filter(isLane).map(drawRowOf),
      drawTicks(layoutRuler(range, place.width), place, headPx, bottom),
      line(place.left, top, place.left + place.width, top, "rule"),
      drawFlags(flags, place, headPx, bottom),
      ...lanes.filter((each) => !isLane(each)).map(drawRowOf),
      drawLegend(boot, bottom),
    ].join(""),
  };
}
