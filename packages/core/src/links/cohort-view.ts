import { DEFAULT_COHORT_OPTIONS } from "../compare/cohorts.ts";
import type { BootFilter } from "../domain/filter.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { baselineNameProblem } from "../keeping/baseline.ts";
import { filterText, readFilterText } from "./filter-text.ts";
import { hrefOf, parseSlug, queryOf, readerOf, type ParsedView, type SearchParams } from "./reader.ts";
import { utcClock, type Clock } from "./time-range.ts";

/** One side of a comparison of cohorts: the boots of a filter, or of a baseline that was kept under a name. */
export type CohortSide =
  | { readonly kind: "filter"; readonly filter: BootFilter }
  | { readonly kind: "named"; readonly name: string };

/** What the comparison of two cohorts shows. A side that is not chosen yet is left out. */
export type CohortView = {
  readonly baseline?: CohortSide;
  readonly candidate?: CohortSide;
  /** Of `CohortOptions`, both with at most 6 decimals. */
  readonly alpha: number;
  readonly minChange: number;
  /** Slug of the measure that is shown at large. */
  readonly span?: string;
};

export const LEAST_ALPHA = 0.0001;
export const MOST_ALPHA = 0.5;
export const MOST_MIN_CHANGE = 10;

/** Every boot, where an empty text would be no answer. */
const ALL = "*";
const DECIMALS = 6;
const NUMBER = /^\d{0,3}(?:\.\d{1,6})?$/;

/** A side as links and the command line have it: "@NAME", "*" for every boot, else a filter's text. */
export const cohortSideText = (side: CohortSide): string =>
  side.kind === "named" ? `@${side.name}` : filterText(side.filter) || ALL;

/** The side that a text means, and what in it makes no sense; a name that can be none leaves no side. */
export function parseCohortSide(
  text: string,
  clock: Clock = utcClock(),
): {
  readonly side: CohortSide | undefined;
  readonly bad: readonly string[];
} {
  if (text === ALL) return { side: { kind: "filter", filter: {} }, bad: [] };
  if (text.startsWith("@")) {
    const name = text.slice(1);
    return baselineNameProblem(name) === undefined
      ? { side: { kind: "named", name }, bad: [] }
      : { side: undefined, bad: [text] };
  }
  const { filter, bad } = readFilterText(text, clock);
  // Of a side whose every part makes no sense, all boots would be left: nobody asked for those.
  const side = bad.length > 0 && filterText(filter) === "" ? undefined : { kind: "filter" as const, filter };
  return { side, bad };
}

const numberText = (value: number) => value.toFixed(DECIMALS).replace(/\.?0+$/, "");

/** A number between bounds, with at most 6 decimals. */
export function parseBoundedNumber(text: string, least: number, most: number): number | undefined {
  if (text === "" || !NUMBER.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

/** Names of fields that a form left out because they made no sense: `parseCohortForm` told of them. */
const DROPPED = /^(?:(?:baseline|candidate)-[a-z-]{1,12}|alpha|min-change|span)$/;

export function parseCohortView(params: SearchParams, clock: Clock = utcClock()): ParsedView<CohortView> {
  const told = params["dropped"];
  const before =
    typeof told === "string"
      ? told
          .split(",")
          .slice(0, 24)
          .filter((name) => DROPPED.test(name))
      : [];
  const reader = readerOf(params);
  const { read } = reader;
  const readSide = (name: "baseline" | "candidate"): CohortSide | undefined => {
    const text = read(name, (given) => given);
    if (text === undefined) return undefined;
    const { side, bad } = parseCohortSide(text, clock);
    reader.dropped.push(...(side === undefined ? [name] : bad.map((part) => `${name}: ${part}`)));
    return side;
  };
  const baseline = readSide("baseline");
  const candidate = readSide("candidate");
  const alpha = read("alpha", (text) => parseBoundedNumber(text, LEAST_ALPHA, MOST_ALPHA));
  const minChange = read("min-change", (text) => parseBoundedNumber(text, 0, MOST_MIN_CHANGE));
  const span = read("span", parseSlug);
  const view: CohortView = {
    ...omitUndefined({ baseline, candidate }),
    alpha: alpha ?? DEFAULT_COHORT_OPTIONS.alpha,
    minChange: minChange ?? DEFAULT_COHORT_OPTIONS.minChange,
    ...omitUndefined({ span }),
  };
  return { view, dropped: [...before, ...reader.dropped] };
}

/** Link to a comparison of cohorts; what is as usual is left out, so that equal views have equal links. */
export function cohortHref({ baseline, candidate, alpha, minChange, span }: Partial<CohortView>): string {
  const number = (value: number | undefined, usual: number) =>
    value === undefined || value === usual ? undefined : numberText(value);
  const query = queryOf({
    baseline: baseline && cohortSideText(baseline),
    candidate: candidate && cohortSideText(candidate),
    alpha: number(alpha, DEFAULT_COHORT_OPTIONS.alpha),
    "min-change": number(minChange, DEFAULT_COHORT_OPTIONS.minChange),
    span,
  });
  return hrefOf("/compare", query);
}
