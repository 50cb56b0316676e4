import { isoWallTime } from "../words/json.ts";
import type { Alert, Firing } from "./alert.ts";
import { budgetText } from "./budget.ts";
import { firingText } from "./message.ts";

export type AlertJson = {
  readonly id: number;
  readonly container: string | null;
  readonly budget: string;
  readonly webhook: string | null;
  readonly madeAt: string | null;
  /** Containers. */
  readonly broken: readonly string[];
};

export type FiringJson = {
  readonly id: number;
  readonly alert: number;
  readonly container: string;
  readonly budget: string;
  readonly text: string;
  readonly firedAt: string | null;
  readonly resolvedAt: string | null;
  /** Its id. */
  readonly boot: string | null;
};

const iso = (ns: bigint | undefined) => (ns === undefined ? null : (isoWallTime(ns) ?? null));

/** An alert as programs read it; `open` are the firings that are not over. */
export const alertJson = (
  { id, container, budget, webhook, madeAt }: Alert,
  open: readonly Firing[],
): AlertJson => ({
  id,
  container: container ?? null,
  budget: budgetText(budget),
  webhook: webhook ?? null,
  madeAt: iso(madeAt),
  broken: open.filter(({ alertId }) => alertId === id).map((firing) => firing.container),
});

export const firingJson = (firing: Firing): FiringJson => ({
  id: firing.id,
  alert: firing.alertId,
  container: firing.container,
  budget: budgetText(firing.budget),
  text: firingText(firing),
  firedAt: iso(firing.firedAt),
  resolvedAt: iso(firing.resolvedAt),
  boot: firing.boot ?? null,
});
