import { spanFacts } from "../domain/span.ts";
import { durationText, parseDurationText } from "../links/link-values.ts";
import type { FiguresWindow } from "../statistics/budget-figures.ts";

export const BUDGET_QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 } as const;
export type BudgetQuantile = keyof typeof BUDGET_QUANTILES;

/** What boots may take, or how many may fail. */
export type BudgetRule =
  | {
      readonly kind: "duration";
      /** "boot", "ready", or the slug of a span. */
      readonly measure: string;
      readonly quantile: BudgetQuantile;
      /** ns. */
      readonly most: bigint;
    }
  | { readonly kind: "failed"; readonly most: { readonly boots: number } | { readonly share: number } }
  | { readonly kind: "stuck" };

/** Over the newest so many boots, or over those of the last so many ns. */
export type BudgetWindow = { readonly boots: number } | { readonly ns: bigint };
export type Budget = { readonly rule: BudgetRule; readonly window: BudgetWindow };

/** Why a text is no budget. `given` is the part that is not understood. */
export type BudgetProblem = {
  readonly kind: "empty" | "shape" | "measure" | "quantile" | "duration" | "count" | "window";
  readonly given: string;
};

const HOUR = 3_600_000_000_000n;
const DAY = 24n * HOUR;
const DEFAULT_BOOTS = 50;
const MOST_BOOTS = 1_000;
const LEAST_NS = 60_000_000_000n;
const MOST_NS = 31n * DAY;
const MAX_TEXT = 200;

const NO_FAILED = /^no failed boots?$/;
const NO_STUCK = /^(?:no stuck boots?|stuck)$/;
const FAILED = /^failed <= (.+)$/;
const DURATION = /^(\S+) (\S+) <= (.+)$/;

const isMeasure = (text: string): boolean =>
  text === "boot" || text === "ready" || text.split("-and-").every((part) => spanFacts(part) !== undefined);

const isQuantile = (text: string): text is BudgetQuantile => Object.hasOwn(BUDGET_QUANTILES, text);

type Parsed<T> = T | { readonly problem: BudgetProblem };
const wrong = (kind: BudgetProblem["kind"], given: string) => ({ problem: { kind, given } });
const isProblem = <T extends object>(parsed: Parsed<T>): parsed is { readonly problem: BudgetProblem } =>
  "problem" in parsed;

function parseRule(text: string): Parsed<BudgetRule> {
  if (NO_FAILED.test(text)) return { kind: "failed", most: { boots: 0 } };
  if (NO_STUCK.test(text)) return { kind: "stuck" };
  const [, count] = FAILED.exec(text) ?? [];
  if (count !== undefined) {
    const share = /^(\d{1,3}(?:\.\d{1,3})?) ?%$/.exec(count)?.[1];
    if (share !== undefined && Number(share) < 100)
      return { kind: "failed", most: { share: Number(share) / 100 } };
    if (/^\d{1,4}$/.test(count)) return { kind: "failed", most: { boots: Number(count) } };
    return wrong("count", count);
  }
  const [, measure = "", quantile = "", most = ""] = DURATION.exec(text) ?? [];
  if (measure === "") return wrong("shape", text);
  if (!isMeasure(measure)) return wrong("measure", measure);
  if (!isQuantile(quantile)) return wrong("quantile", quantile);
  const ns = parseDurationText(most);
  if (ns === undefined || ns === 0n) return wrong("duration", most);
  return { kind: "duration", measure, quantile, most: ns };
}

function parseWindow(text: string): Parsed<BudgetWindow> {
  const boots = /^(?:the )?(?:last )?(\d{1,4}) boots?$/.exec(text)?.[1];
  if (boots !== undefined)
    return Number(boots) >= 1 && Number(boots) <= MOST_BOOTS
      ? { boots: Number(boots) }
      : wrong("window", text);
  const days = /^(\d{1,2}) ?d$/.exec(text)?.[1];
  const ns = days === undefined ? parseDurationText(text) : BigInt(days) * DAY;
  return ns !== undefined && ns >= LEAST_NS && ns <= MOST_NS ? { ns } : wrong("window", text);
}

/** Without a window: durations over the newest fifty boots, failures over an hour. */
const defaultWindow = ({ kind }: BudgetRule): BudgetWindow =>
  kind === "duration" ? { boots: DEFAULT_BOOTS } : { ns: HOUR };

/**
 * "boot p95 <= 300ms", "pivot-root max <= 20ms over 100 boots", "failed <= 5% over 24h", "no failed boot", "no stuck
 * boot": see docs/alerts.md.
 */
export function parseBudget(
  given: string,
): { readonly budget: Budget } | { readonly problem: BudgetProblem } {
  const text = given
    .trim()
    .replaceAll("≤", " <= ")
    .replaceAll(/<=/g, " <= ")
    .replaceAll(/\s+/g, " ")
    .toLowerCase();
  if (text === "") return wrong("empty", "");
  if (text.length > MAX_TEXT) return wrong("shape", given.slice(0, MAX_TEXT));
  const [ruleText = "", windowText, more] = text.split(" over ");
  if (more !== undefined) return wrong("shape", text);
  const rule = parseRule(ruleText.trim());
  if (isProblem(rule)) return rule;
  if (windowText === undefined) return { budget: { rule, window: defaultWindow(rule) } };
  // What is stuck is stuck now.
  if (rule.kind === "stuck") return wrong("window", windowText);
  const window = parseWindow(windowText.trim());
  return isProblem(window) ? window : { budget: { rule, window } };
}

const percentText = (share: number) => `${Number((share * 100).toFixed(3))}%`;

function windowText(window: BudgetWindow): string {
  if ("boots" in window) return `${window.boots} ${window.boots === 1 ? "boot" : "boots"}`;
  const { ns } = window;
  if (ns % DAY === 0n) return `${ns / DAY}d`;
  if (ns % HOUR === 0n) return `${ns / HOUR}h`;
  return ns % LEAST_NS === 0n ? `${ns / LEAST_NS}min` : durationText(ns);
}

/** The rule as it is written, in one way only. */
export function ruleText(rule: BudgetRule): string {
  switch (rule.kind) {
    case "duration":
      return `${rule.measure} ${rule.quantile} <= ${durationText(rule.most)}`;
    case "stuck":
      return "no stuck boot";
    case "failed":
      if ("share" in rule.most) return `failed <= ${percentText(rule.most.share)}`;
      return rule.most.boots === 0 ? "no failed boot" : `failed <= ${rule.most.boots}`;
  }
}

/** A budget as it is kept and shown: what it says is always whole. */
export const budgetText = ({ rule, window }: Budget): string =>
  rule.kind === "stuck" ? ruleText(rule) : `${ruleText(rule)} over ${windowText(window)}`;

/** Where the boots begin that a budget is about. */
export const figuresWindow = (window: BudgetWindow, now: bigint): FiguresWindow =>
  "boots" in window ? window : { since: now - window.ns };

/** What is wrong with a budget, and what it takes. */
export function budgetProblemText({ kind, given }: BudgetProblem): string {
  const text = JSON.stringify(given);
  switch (kind) {
    case "empty":
      return "say what may be, such as: boot p95 <= 300ms";
    case "shape":
      return `${text} is no budget: write one such as "boot p95 <= 300ms", "no failed boot", "failed <= 5% over 24h" or "no stuck boot"`;
    case "measure":
      return `${text} is nothing that is measured: take boot, ready, or a span such as pivot-root`;
    case "quantile":
      return `${text} is no part of the boots: take p50, p90, p95, p99 or max`;
    case "duration":
      return `${text} is no duration: give a number and a unit, such as 300ms or 1.5s`;
    case "count":
      return `${text} is no number of boots: give one such as 2, or a share such as 5%`;
    case "window":
      return `${text} is no window: give 1 to ${MOST_BOOTS} boots, or 1min to 31d; what is stuck has none`;
  }
}
