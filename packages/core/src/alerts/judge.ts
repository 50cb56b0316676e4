import type { BootId } from "../domain/boot.ts";
import type { BudgetFigures, BudgetQuestion } from "../statistics/budget-figures.ts";
import { MIN_POPULATION } from "../statistics/population.ts";
import type { Alert, Firing } from "./alert.ts";
import { BUDGET_QUANTILES, figuresWindow, type Budget } from "./budget.ts";

/** A budget held against the boots of one container. */
export type Judgement = {
  readonly container: string;
  /** "unknown": there are too few boots to say. */
  readonly state: "kept" | "broken" | "unknown";
  /** ns of a duration, else boots. */
  readonly value?: number;
  readonly n: number;
  readonly boot?: BootId;
  /** Where the boots looked at begin, UTC ns. */
  readonly since?: bigint;
};

/** A boot that is called stuck. */
export type StuckBoot = { readonly container: string; readonly boot: BootId };

/** What to ask of the boots; undefined where only boots under way tell. */
export function questionOf({ container, budget }: Alert, now: bigint): BudgetQuestion | undefined {
  const { rule } = budget;
  if (rule.kind === "stuck") return undefined;
  return {
    ...(container === undefined ? {} : { container }),
    window: figuresWindow(budget.window, now),
    ...(rule.kind === "duration" ? { measure: rule.measure, quantile: BUDGET_QUANTILES[rule.quantile] } : {}),
  };
}

/** What the boots of a container say of a budget. */
export function judgeFigures({ rule, window }: Budget, figures: BudgetFigures): Judgement {
  const { container, n, failed, boot, since } = figures;
  const shared = {
    container,
    n,
    ...(boot === undefined ? {} : { boot }),
    ...(since === undefined ? {} : { since }),
  };
  if (rule.kind === "duration") {
    const { value } = figures;
    // Nobody boots it any more: what was too slow then is not so now.
    if (n === 0) return { ...shared, state: "boots" in window ? "unknown" : "kept" };
    if (value === undefined || n < MIN_POPULATION)
      return { ...shared, state: "unknown", ...(value === undefined ? {} : { value }) };
    return { ...shared, value, state: value > Number(rule.most) ? "broken" : "kept" };
  }
  if (rule.kind === "stuck") return { ...shared, state: "kept", value: 0 };
  const { most } = rule;
  if ("boots" in most) return { ...shared, value: failed, state: failed > most.boots ? "broken" : "kept" };
  if (n < MIN_POPULATION) return { ...shared, value: failed, state: n === 0 ? "kept" : "unknown" };
  return { ...shared, value: failed, state: failed > most.share * n ? "broken" : "kept" };
}

/** Boots under way against a budget of none that is stuck. */
export function judgeStuck({ container }: Alert, stuck: readonly StuckBoot[]): readonly Judgement[] {
  const wanted = container === undefined ? stuck : stuck.filter((each) => each.container === container);
  const named = container === undefined ? [] : [container];
  const containers = [...new Set([...named, ...wanted.map((each) => each.container)])];
  return containers.map((name): Judgement => {
    const own = wanted.filter((each) => each.container === name);
    const [first] = own;
    return {
      container: name,
      n: own.length,
      value: own.length,
      state: first ? "broken" : "kept",
      ...(first ? { boot: first.boot } : {}),
    };
  });
}

/** Kept for so long before a firing is over: what goes to and fro around its limit is one firing. */
export const RESOLVED_AFTER_NS = 60_000_000_000n;

export type Judged = { readonly alert: Alert; readonly judgements: readonly Judgement[] };
export type Fire = { readonly alert: Alert; readonly judgement: Judgement };

/** An alert and a container as one key. */
export const firingKey = (alertId: number, container: string): string => `${alertId} ${container}`;

export type Turn = {
  readonly fire: readonly Fire[];
  readonly resolve: readonly Firing[];
  /** Since when the budgets of open firings are kept, by `firingKey`, for the next turn. */
  readonly keptSince: ReadonlyMap<string, bigint>;
};

/**
 * What a look at all alerts brings: what is broken and not told of yet fires, once for each container; what is kept
 * again for long enough is resolved, and so is what nobody asks for any more. Where too little is known, things stay as
 * they are.
 */
export function takeTurn(
  judged: readonly Judged[],
  open: readonly Firing[],
  before: Turn["keptSince"],
  now: bigint,
): Turn {
  const isOpen = new Set(open.map(({ alertId, container }) => firingKey(alertId, container)));
  const fire: Fire[] = [];
  for (const { alert, judgements } of judged)
    for (const judgement of judgements)
      if (judgement.state === "broken" && !isOpen.has(firingKey(alert.id, judgement.container)))
        fire.push({ alert, judgement });
  const resolve: Firing[] = [];
  const keptSince = new Map<string, bigint>();
  for (const firing of open) {
    const key = firingKey(firing.alertId, firing.container);
    const own = judged.find(({ alert }) => alert.id === firing.alertId);
    const judgement = own?.judgements.find(({ container }) => container === firing.container);
    if (judgement?.state === "broken" || judgement?.state === "unknown") continue;
    const since = before.get(key) ?? now;
    const isForGood = own === undefined;
    if (isForGood || now - since >= RESOLVED_AFTER_NS) resolve.push(firing);
    else keptSince.set(key, since);
  }
  return { fire, resolve, keptSince };
}
