import {
  blame,
  formatDuration,
  formatPercent,
  formatTimes,
  isoWallTime,
  spanLabel,
  visibleText,
  type Boot,
  type Population,
} from "@hacotaki/core";
import { bootExtent } from "@hacotaki/core/drawing/extent";
import { rowsOf } from "@hacotaki/core/drawing/rows";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { layoutWaterfall, type BarGeometry } from "@hacotaki/core/drawing/waterfall";
import { fitted, px } from "@hacotaki/formats/picture/markup";
import { lossesOf, slowestOf, verdictOf, type Verdict } from "@hacotaki/formats/picture/verdict";
import { CHART, cross, drawCard, line, text } from "./frame.ts";

/** More rows than these cannot be read in a chat. */
const ROWS = 8;
const ROW = 30;
const BAR = 20;
const GAP = 10;
/** A letter of a label. */
const LETTER_PX = 10.6;
/** Ticks are labelled in letters half as large again as the page's. */
const SCALE = 1.7;

/** The longest spans of the boot path, and the one it died or is in, in the order of their lanes and starts. */
function shownSlugs(boot: Boot): ReadonlySet<string> {
  const path = boot.spans.filter((span) => span.onPath);
  const unfinished = path.filter((span) => span.state !== "closed").map(({ slug }) => slug);
  const slowest = slowestOf(boot, ROWS - Math.min(unfinished.length, ROWS)).map(({ span }) => span.slug);
  return new Set([...unfinished.slice(0, ROWS), ...slowest]);
}

const fillOf = ({ group, state }: BarGeometry) =>
  state === "failed"
    ? "hatch-bad"
    : group === "unattributed"
      ? "hatch"
      : state === "open"
        ? `f-${group}`
        : `g-${group}`;

function drawBar(bar: BarGeometry, label: string, y: number): string {
  const x = CHART.left + bar.x * CHART.width;
  const width = Math.max(3, bar.width * CHART.width);
  const words = `${fitted(label, 400, 20)}  ${bar.outer.text}`;
  const need = words.length * LETTER_PX + 2 * GAP;
  const right = x + width + (bar.state === "failed" ? 8 : 0);
  const middle = y + BAR / 2;
  const rect = `<rect class="${fillOf(bar)}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${BAR}"/>`;
  const death = bar.state === "failed" ? cross(x + width, middle, 7) : "";
  const baseline = middle + 7;
  if (right + need <= CHART.left + CHART.width)
    return rect + death + text(right + GAP, baseline, "label clear", words);
  if (x - need >= CHART.left) return rect + death + text(x - GAP, baseline, "label end clear", words);
  return rect + death + text(x + GAP, baseline, `label on-${bar.group}`, words);
}

function drawChart(boot: Boot): string {
  const slugs = shownSlugs(boot);
  const range = bootExtent({ boot, nowNs: undefined });
  const rows = rowsOf({ boot, marks: [], collapsed: [] }).filter(
    (row) => row.kind === "span" && slugs.has(row.span.slug),
  );
  const geometry = layoutWaterfall({ boot, rows, range, nowNs: undefined, widthPx: CHART.width });
  const bottom = CHART.top + ROWS * ROW + 4;
  const ticks = layoutRuler(range, CHART.width / SCALE).flatMap(({ x, label }) => {
    const at = CHART.left + x * CHART.width;
    if (label === undefined) return [];
    const isLast = x > 0.93;
    return [
      line(at, CHART.top, at, bottom + 8, "rule"),
      text(at + (isLast ? -4 : 6), bottom + 18, `foot ink3${isLast ? " end" : ""}`, label),
    ];
  });
  const execAt = boot.upAt ?? (boot.outcome === "failed" ? boot.endAt : undefined);
  const execX =
    execAt === undefined
      ? undefined
      : Number(execAt - boot.startAt - range.fromNs) / Number(range.toNs - range.fromNs);
  const bars = geometry.map((row, index) =>
    row.kind === "bar"
      ? drawBar(row.bar, visibleText(spanLabel(row.row.span), 60), CHART.top + index * ROW + (ROW - BAR) / 2)
      : "",
  );
  const at = execX === undefined ? undefined : CHART.left + execX * CHART.width;
  return [...ticks, at === undefined ? "" : line(at, CHART.top, at, bottom + 8, "flag"), ...bars].join("");
}

/** A failed boot's figure is no boot duration: it says so. */
function toldOf(boot: Boot): Verdict {
  const { figure, ...verdict } = verdictOf(boot);
  if (figure === undefined || boot.outcome !== "failed") return { ...verdict, ...(figure && { figure }) };
  return verdict.words.startsWith("failed")
    ? { ...verdict, figure, words: `until it ${verdict.words}` }
    : verdict;
}

/** "2.7× usual", of a boot that is not as usual; with what made most of it. */
function unusualOf(boot: Boot, usual: Population | undefined) {
  const { verdict } = blame(boot, usual);
  if (verdict.kind !== "slower" && verdict.kind !== "faster") return undefined;
  const { durationNs, usualNs, n, of, causes } = verdict;
  if (usualNs <= 0n) return undefined;
  const times = `${formatTimes(Number(durationNs) / Number(usualNs))} usual`;
  return {
    words: of === "ready" ? `${times} until ready` : times,
    because: [
      `usually ${formatDuration(usualNs)} (n ${n})`,
      ...causes.map(
        ({ row, share }) =>
          `${formatPercent(share)} of the ${verdict.kind === "slower" ? "excess" : "saving"} is ${visibleText(row.label, 60)}`,
      ),
    ].join("; "),
  };
}

/** The card of one boot, beside what is usual for it where that may be told. */
export function drawBootCard(boot: Boot, usual?: Population): string {
  const unusual = unusualOf(boot, usual);
  const told = toldOf(boot);
  const slowest = slowestOf(boot, 3).map(({ label, ns }) => `${label} ${formatDuration(ns)}`);
  const losses = lossesOf(boot);
  const because = losses ?? (slowest.length === 0 ? "" : `slowest: ${slowest.join(", ")}`);
  const facts = [
    `boot ${boot.id}`,
    boot.hostName === "" ? undefined : `on ${boot.hostName}`,
    isoWallTime(boot.wallTime)?.replace(/\.\d+Z$/, "Z"),
  ];
  return drawCard({
    title: boot.container,
    verdict: unusual ? { ...told, words: `${told.words}, ${unusual.words}` } : told,
    because: losses === undefined && unusual ? unusual.because : because,
    chart: drawChart(boot),
    foot: facts.filter((fact) => fact !== undefined).join(" · "),
  });
}
