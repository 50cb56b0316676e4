import {
  formatDuration,
  headlineDuration,
  summaryOf,
  type CohortSide,
  type SharedSide,
  type ShareSnapshot,
} from "@hacotaki/core";
import { fitted, px } from "@hacotaki/formats/picture/markup";
import { drawBootCard } from "./boot-card.ts";
import { drawCompareCard } from "./boots-card.ts";
import { drawCohortsCard } from "./cohorts-card.ts";
import { CHART, drawCard, line, text } from "./frame.ts";

type SharedBaseline = Extract<ShareSnapshot, { kind: "baseline" }>;

const ROWS = 8;
const ROW = CHART.height / ROWS;
const NAME = 220;
const FIGURE = 130;

const ns = (duration: number) => BigInt(Math.round(duration));

/** What the boots of a cohort usually take: the spans with the longest medians, on one scale. */
function drawBaselineCard({ name, boots, measures }: SharedBaseline): string {
  const whole = measures.find(({ slug }) => slug === "boot");
  const shown = measures
    .filter(({ onPath }) => onPath)
    .toSorted((a, b) => b.quantiles.p50 - a.quantiles.p50)
    .slice(0, ROWS);
  const scale = Math.max(1, ...shown.map(({ quantiles }) => quantiles.p95));
  const left = CHART.left + NAME;
  const width = CHART.width - NAME - FIGURE;
  const x = (duration: number) => left + (duration / scale) * width;
  const rows = shown.map(({ label, group = "unattributed", quantiles: { p5, p50, p95 } }, place) => {
    const middle = CHART.top + place * ROW + ROW / 2;
    return [
      `<rect class="g-${group}" x="${CHART.left}" y="${px(middle - 8)}" width="12" height="16"/>`,
      text(CHART.left + 24, middle + 7, "label", fitted(label, NAME - 40, 20)),
      line(left, middle, left + width, middle, "grid"),
      `<rect class="usual" x="${px(x(p5))}" y="${px(middle - 9)}" width="${px(Math.max(2, x(p95) - x(p5)))}" height="18"/>`,
      line(x(p50), middle - 12, x(p50), middle + 12, "flag hair"),
      text(CHART.left + CHART.width, middle + 7, "label end", formatDuration(ns(p50))),
    ].join("");
  });
  return drawCard({
    title: name,
    verdict: whole
      ? {
          tone: "plain",
          figure: headlineDuration(ns(whole.quantiles.p50)),
          words: `median of ${whole.quantiles.n} ${whole.quantiles.n === 1 ? "boot" : "boots"}`,
        }
      : { tone: "plain", words: `${boots} ${boots === 1 ? "boot" : "boots"}` },
    because: whole
      ? `p5 ${formatDuration(ns(whole.quantiles.p5))}, p95 ${formatDuration(ns(whole.quantiles.p95))}, longest ${formatDuration(ns(whole.quantiles.max))}`
      : "",
    chart: rows.join(""),
    foot: "band p5 to p95, line and figure the median",
  });
}

/** The card of a share: of its snapshot alone, so that it shows nothing that the share does not. */
export function drawShareCard(snapshot: ShareSnapshot): string {
  switch (snapshot.kind) {
    case "boot":
      return drawBootCard(snapshot.shared.boot, snapshot.shared.usual);
    case "comparison":
      return drawCompareCard(
        snapshot.boots.map(({ boot }) => summaryOf(boot)),
        snapshot.baseline,
      );
    case "cohorts": {
      const side = ({ name, filter }: SharedSide): CohortSide =>
        name === undefined ? { kind: "filter", filter } : { kind: "named", name };
      return drawCohortsCard(
        { baseline: side(snapshot.baseline), candidate: side(snapshot.candidate) },
        snapshot.comparison,
      );
    }
    case "baseline":
      return drawBaselineCard(snapshot);
  }
}
