import {
  formatDuration,
  formatPercent,
  headlineDuration,
  heldAgainstPopulation,
  MIN_POPULATION,
  visibleText,
  type AgainstRow,
  type Boot,
  type Population,
} from "@hacotaki/core";
import { fitted, px } from "@hacotaki/formats/picture/markup";
import { verdictOf, type Verdict } from "@hacotaki/formats/picture/verdict";
import { layoutExpected } from "../../charts/expected/layout.ts";
import { CHART, drawCard, line, text } from "./frame.ts";

const ROWS = 7;
const ROW = CHART.height / ROWS;
const NAMED = 2;
const NAME = 220;
const FIGURE = 240;
/** Of it, the duration's. */
const DURATION = 130;

const distance = ({ durationNs, usual }: AgainstRow) => {
  const ns = durationNs - (usual?.p50Ns ?? durationNs);
  return ns < 0n ? -ns : ns;
};
const isUnusual = ({ standing }: AgainstRow) => standing === "longer" || standing === "shorter";
const nameOf = ({ of, label }: AgainstRow) => (of === "span" ? visibleText(label, 60) : of);
const apart = (row: AgainstRow) =>
  `${nameOf(row)} ${formatDuration(distance(row))} ${row.durationNs < (row.usual?.p50Ns ?? 0n) ? "below" : "above"} p50`;

/** Each row on a scale of its own, as the page's table has it. */
function drawRow(row: AgainstRow, place: number): string {
  const middle = CHART.top + place * ROW + ROW / 2;
  const left = CHART.left + NAME;
  const width = CHART.width - NAME - FIGURE;
  const label = [
    row.of === "span"
      ? `<rect class="g-${row.group}" x="${CHART.left}" y="${px(middle - 8)}" width="12" height="16"/>`
      : "",
    text(CHART.left + 24, middle + 7, "label", fitted(nameOf(row), NAME - 40, 20)),
    line(left, middle, left + width, middle, "grid"),
  ].join("");
  const percentile = row.usual?.percentile;
  const right = CHART.left + CHART.width;
  const figure = [
    percentile === undefined
      ? ""
      : text(right - DURATION, middle + 7, "label end ink2", formatPercent(percentile)),
    text(right, middle + 7, "label end", formatDuration(row.durationNs)),
  ].join("");
  if (!row.usual) return label + figure;
  const { band, median, actual } = layoutExpected(row.durationNs, row.usual);
  const at = left + actual * width;
  return [
    label,
    `<rect class="usual" x="${px(left + band.x * width)}" y="${px(middle - 9)}" width="${px(Math.max(2, band.width * width))}" height="18"/>`,
    line(left + median * width, middle - 12, left + median * width, middle + 12, "flag hair"),
    `<path class="ink" d="M${px(at)} ${px(middle - 10)}l10 10-10 10-10-10z"/>`,
    figure,
  ].join("");
}

function toldOf(boot: Boot, whole: AgainstRow | undefined, population: Population): Verdict {
  if (whole === undefined) return verdictOf(boot);
  const figure = headlineDuration(whole.durationNs);
  if (population.n < MIN_POPULATION || whole.usual?.percentile === undefined)
    return { tone: "plain", figure, words: "too few other boots to say what is usual" };
  return {
    tone: "plain",
    figure,
    words: `longer than ${formatPercent(whole.usual.percentile)} of ${whole.n} others`,
  };
}

/** The card of one boot held against what is usual: what is out of the ordinary first, then what lasted longest. */
export function drawAgainstCard(boot: Boot, population: Population): string {
  const rows = heldAgainstPopulation(boot, population);
  const whole = rows.find(({ of }) => of === "boot");
  const spans = rows
    .filter(({ of, onPath }) => of === "span" && onPath)
    .toSorted((a, b) => Number(isUnusual(b)) - Number(isUnusual(a)) || (distance(a) < distance(b) ? 1 : -1));
  const unusual = spans.filter(isUnusual);
  const usual = whole?.usual && `usually ${headlineDuration(whole.usual.p50Ns)}`;
  const strange =
    unusual.length === 0
      ? "no span of the boot path is out of the ordinary"
      : `out of the ordinary: ${unusual.slice(0, NAMED).map(apart).join(", ")}${unusual.length > NAMED ? `, and ${unusual.length - NAMED} more` : ""}`;
  const shown = [...(whole ? [whole] : []), ...spans].slice(0, ROWS);
  return drawCard({
    title: boot.container,
    verdict: toldOf(boot, whole, population),
    because: [usual, strange].filter((words) => words !== undefined).join("; "),
    chart: shown.map(drawRow).join(""),
    foot: `boot ${boot.id} · band p5 to p95 of ${population.n} other boots, line p50, diamond this boot, % of others that were shorter`,
  });
}
