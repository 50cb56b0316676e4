import {
  cohortFindings,
  cohortSideText,
  formatDuration,
  headlineDuration,
  visibleText,
  type CohortComparison,
  type CohortSide,
  type ComparedMeasure,
} from "@hacotaki/core";
import { fitted, px } from "@hacotaki/formats/picture/markup";
import type { Verdict } from "@hacotaki/formats/picture/verdict";
import { layoutEcdf, stepsOf } from "../../charts/ecdf/layout.ts";
import { CHART, drawCard, line, text } from "./frame.ts";

/** Spans named of each direction. */
const NAMED = 3;
const SHARES = [0.05, 0.5, 0.95] as const;
/** Room for the names of the curves, right of them. */
const KEY = 190;
/** Room for the labels of the axis, under it. */
const AXIS = 30;

export type CardSides = { readonly baseline: CohortSide; readonly candidate: CohortSide };

const ns = (duration: number) => BigInt(Math.round(duration));
const magnitude = (duration: number) => headlineDuration(ns(Math.abs(duration)));
const boots = (count: number) => `${count} ${count === 1 ? "boot" : "boots"}`;

/** A side in words: the parts of its filter as its link names them. */
function wordsOf(side: CohortSide): string {
  if (side.kind === "named") return side.name;
  const parts = [...new URLSearchParams(cohortSideText(side).replace(/^\*$/, ""))];
  return parts.length === 0 ? "all boots" : parts.map(([name, value]) => `${name} ${value}`).join(", ");
}

/** The one container that both sides are of, else what each is. */
function titleOf({ baseline, candidate }: CardSides): string {
  const nameOf = (side: CohortSide) =>
    (side.kind === "filter" ? side.filter.container : undefined) ?? wordsOf(side);
  const [before, after] = [nameOf(baseline), nameOf(candidate)];
  return before === after ? after : `${visibleText(after, 40)} against ${visibleText(before, 40)}`;
}

function verdictOf(boot: ComparedMeasure | undefined): Verdict {
  if (boot === undefined || boot.verdict === "too-few" || !boot.baseline || !boot.candidate)
    return { tone: "plain", words: "too few boots to tell" };
  const shift = boot.shift?.estimate ?? 0;
  if (boot.verdict === "same") return { tone: "plain", words: "no difference beyond chance" };
  return {
    tone: "plain",
    figure: `${shift < 0 ? "−" : "+"}${magnitude(shift)}`,
    words: `${boot.verdict}: median ${magnitude(boot.candidate.p50)} against ${magnitude(boot.baseline.p50)}`,
  };
}

const shifts = (measures: readonly ComparedMeasure[]) =>
  measures
    .slice(0, NAMED)
    .map(({ label, shift }) => `${visibleText(label, 40)} ${formatDuration(ns(shift?.estimate ?? 0))}`)
    .join(", ");

/** The distributions of the boots' durations, as the page has them. */
function drawCurves(comparison: CohortComparison, measure: ComparedMeasure | undefined): string {
  const curves = comparison.distributions[measure?.slug ?? "boot"];
  if (!curves || curves.baseline.length + curves.candidate.length === 0) return "";
  const geometry = layoutEcdf(curves, {
    baseline: measure?.baseline?.p50,
    candidate: measure?.candidate?.p50,
  });
  const width = CHART.width - KEY;
  const height = CHART.height - AXIS;
  const bottom = CHART.top + height;
  const shares = SHARES.flatMap((share) => {
    const y = bottom - share * height;
    return [
      line(CHART.left, y, CHART.left + width, y, "rule"),
      text(CHART.left + 2, y - 6, "foot ink3", `p${share * 100}`),
    ];
  });
  const ticks = geometry.ticks.flatMap(({ x, label }) => {
    const at = CHART.left + x * width;
    const anchor = x < 0.04 ? "" : x > 0.96 ? " end" : " middle";
    return [line(at, CHART.top, at, bottom, "grid"), text(at, bottom + 24, `foot ink3${anchor}`, label)];
  });
  const sides = (["baseline", "candidate"] as const).map((side, place) => {
    const median = geometry.medians[side];
    const y = CHART.top + 36 + place * 62;
    const left = CHART.left + width + 24;
    return [
      `<path class="curve ${side}" transform="translate(${CHART.left} ${CHART.top})" d="${stepsOf(geometry[side], width, height)}"/>`,
      median === undefined
        ? ""
        : `<path class="curve ${side}" d="M${px(CHART.left + median * width)} ${bottom - height / 2}V${bottom}"/>`,
      `<path class="curve ${side}" d="M${left} ${y - 6}h40"/>`,
      text(left + 52, y, "label", side),
      text(left + 52, y + 24, "foot ink3", boots(comparison[side])),
    ].join("");
  });
  return [...ticks, ...shares, ...sides].join("");
}

/** The card of two cohorts of boots: what changed beyond chance, over their distributions. */
export function drawCohortsCard(sides: CardSides, comparison: CohortComparison): string {
  const { boot, slower, faster } = cohortFindings(comparison);
  const changes = [
    slower.length === 0 ? undefined : `slower: ${shifts(slower)}`,
    faster.length === 0 ? undefined : `faster: ${shifts(faster)}`,
  ].filter((words) => words !== undefined);
  const because =
    changes.length > 0
      ? changes.join("; ")
      : boot === undefined || boot.verdict === "too-few"
        ? `${boots(comparison.candidate)} against ${boots(comparison.baseline)}`
        : "no span differs by more than chance";
  return drawCard({
    title: titleOf(sides),
    verdict: verdictOf(boot),
    because,
    chart: drawCurves(comparison, boot),
    foot: `baseline ${fitted(wordsOf(sides.baseline), CHART.width / 2, 17)} · candidate ${wordsOf(sides.candidate)}`,
  });
}
