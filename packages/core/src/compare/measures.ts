import {
  changeFormat,
  columnFormat,
  type Change,
  type ChangeFormat,
  type ColumnFormat,
} from "../words/format.ts";
import { roundedNs } from "./cohorts-words.ts";
import type { ComparedMeasure, Measure } from "./cohorts.ts";

/** The boot, the way to ready, and what lies on the boot path: everything else is beside. */
export const isCounted = ({ slug, onPath }: Pick<Measure, "slug" | "onPath">) =>
  onPath || slug === "boot" || slug === "ready";

/** Told apart from chance. */
export const isTold = ({ verdict }: Pick<ComparedMeasure, "verdict">) =>
  verdict === "slower" || verdict === "faster";

/** How much longer the candidate's boots take than the median of the baseline's. */
export const changeOf = ({ shift, baseline }: Pick<ComparedMeasure, "shift" | "baseline">): Change => ({
  delta: roundedNs(shift?.estimate ?? 0),
  baseline: roundedNs(baseline?.p50 ?? 0),
});

/** How the medians of two cohorts are written: the boot path chooses the unit. */
export function mediansFormat(measures: readonly ComparedMeasure[]): ColumnFormat {
  const medians = (some: readonly ComparedMeasure[]) =>
    some.flatMap(({ baseline, candidate }) => [baseline, candidate].map((side) => roundedNs(side?.p50 ?? 0)));
  return columnFormat(
    medians(measures.filter(isCounted)),
    medians(measures.filter((measure) => !isCounted(measure))),
  );
}

/** How the changes that are told apart from chance are written. */
export const shiftsFormat = (measures: readonly ComparedMeasure[]): ChangeFormat =>
  changeFormat(measures.filter(isTold).map(changeOf));
