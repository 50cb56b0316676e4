import {
  alertMessage,
  judgeFigures,
  judgeStuck,
  MIN_POPULATION,
  omitUndefined,
  questionOf,
  takeTurn,
  utcNow,
  type Alert,
  type Fire,
  type Firing,
  type Judged,
  type Judgement,
  type Quantiles,
  type Statistics,
  type StuckBoot,
  type Turn,
  type UsualFigures,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { bootUsual, isStuck } from "../../components/ui/stuck.ts";
import type { Database } from "../database.ts";
import type { Keeping } from "../notebook.ts";

/**
 * After a change alerts are looked at so much later at the earliest, and no more often. A look takes no more than a
 * twentieth of the time, however many boots and alerts there are.
 */
const PACE = { soonMs: 2_000, restFactor: 20 };
const LONGEST_REST_MS = 60_000;
/** Without a change: windows of time move on, boots become stuck, alerts are edited elsewhere. */
const IDLE_MS = 15_000;
/** Boots under way that are looked at: more are a flood, of which these tell enough. */
const MOST_BOOTING = 200;
/** Firings opened in one look; the rest follow at the next. */
const MOST_FIRES = 50;

export type AlertWatch = {
  /** What the last look found of an alert; undefined before the first. */
  standing(id: number): readonly Judgement[] | undefined;
  /** Looks again soon: something was changed. */
  soon(): void;
  /** Settles with the look that is under way. */
  close(): Promise<void>;
};

export type AlertLog = (event: "fired" | "resolved", firing: Firing) => void;

type Options = {
  readonly database: Database;
  readonly statistics: Statistics;
  readonly keeping: Keeping;
  /** Where people see this dashboard. */
  readonly origin: () => string;
  readonly log: AlertLog;
  readonly onError: (error: unknown) => void;
  /** A message was queued. */
  readonly onMessage: () => void;
  readonly pace?: { readonly soonMs: number; readonly restFactor: number };
};

async function stuckBoots(reader: StoreReader, statistics: Statistics): Promise<readonly StuckBoot[]> {
  const { boots } = await reader.listBoots({ filter: { outcomes: ["booting"] }, limit: MOST_BOOTING });
  const now = utcNow();
  const names = [...new Set(boots.map(({ container }) => container))];
  const usual = new Map(
    await Promise.all(
      names.map(
        async (container) => [container, bootUsual(await statistics.population({ container }))] as const,
      ),
    ),
  );
  return boots.flatMap(({ id, container, wallTime }): StuckBoot[] =>
    wallTime !== undefined && isStuck(now - wallTime, usual.get(container)) ? [{ container, boot: id }] : [],
  );
}

const usualOf = (quantiles: Quantiles | undefined): UsualFigures | undefined =>
  quantiles === undefined || quantiles.n < MIN_POPULATION
    ? undefined
    : { n: quantiles.n, p50: quantiles.p50, p95: quantiles.p95 };

/** What the boots before those that broke a budget took. */
async function usualBefore(
  statistics: Statistics,
  { alert, judgement }: Fire,
): Promise<UsualFigures | undefined> {
  const { rule } = alert.budget;
  if (rule.kind !== "duration" || judgement.since === undefined) return undefined;
  const { container, since } = judgement;
  const population = await statistics.population({ container, until: since - 1n });
  if (rule.measure === "boot") return usualOf(population.boot);
  if (rule.measure === "ready") return usualOf(population.ready);
  return usualOf(population.spans.find(({ slug }) => slug === rule.measure)?.quantiles);
}

/** Holds budgets against boots as they come: what is broken is opened as a firing, what is kept again is closed. */
// oxlint-disable-next-line eslint/max-lines-per-function -- the wiring of one look, read from top to bottom
export function watchAlerts(options: Options): AlertWatch {
  const { database, statistics, keeping, origin, log, onError, onMessage, pace = PACE } = options;
  let standings: ReadonlyMap<number, readonly Judgement[]> = new Map();
  let keptSince: Turn["keptSince"] = new Map();
  let timer: NodeJS.Timeout | undefined;
  let restUntil = 0;
  let looking: Promise<void> | undefined;
  let isClosed = false;
  /** Something changed while a look was under way. */
  let again = false;

  async function judge(
    alerts: readonly Alert[],
    reader: StoreReader,
  ): Promise<readonly Judged[] | undefined> {
    const now = utcNow();
    const asked = alerts.flatMap((alert) => {
      const question = questionOf(alert, now);
      return question === undefined ? [] : [{ alert, question }];
    });
    const figures = await statistics.budgets(asked.map(({ question }) => question));
    if (figures === undefined) return undefined;
    const isStuckAsked = alerts.some(({ budget }) => budget.rule.kind === "stuck");
    const stuck = isStuckAsked ? await stuckBoots(reader, statistics) : [];
    return alerts.map((alert): Judged => {
      const place = asked.findIndex((each) => each.alert === alert);
      if (place === -1) return { alert, judgements: judgeStuck(alert, stuck) };
      return { alert, judgements: (figures[place] ?? []).map((each) => judgeFigures(alert.budget, each)) };
    });
  }

  const told = (kind: "firing" | "resolved", webhook: string | undefined) =>
    webhook === undefined
      ? undefined
      : { webhook, messageOf: (firing: Firing) => alertMessage(kind, firing, origin()) };

  async function fire(each: Fire): Promise<void> {
    const { alert, judgement } = each;
    const firing = {
      alertId: alert.id,
      container: judgement.container,
      budget: alert.budget,
      firedAt: utcNow(),
      value: judgement.value ?? 0,
      n: judgement.n,
      ...omitUndefined({
        usual: await usualBefore(statistics, each),
        since: judgement.since,
        boot: judgement.boot,
      }),
    };
    const opened = await keeping.write((notebook) =>
      notebook.openFiring(firing, told("firing", alert.webhook)),
    );
    if (opened !== undefined) log("fired", opened);
  }

  async function resolve(firing: Firing, alerts: readonly Alert[]): Promise<void> {
    const now = utcNow();
    const webhook =
      alerts.find(({ id }) => id === firing.alertId)?.webhook ??
      keeping.read((notebook) => notebook.firingWebhook(firing.id));
    const isOurs = await keeping.write((notebook) =>
      notebook.resolveFiring(firing, now, told("resolved", webhook)),
    );
    if (isOurs) log("resolved", { ...firing, resolvedAt: now });
  }

  async function look(): Promise<void> {
    const state = database.state();
    if (state.kind !== "open") return;
    const kept = keeping.read((notebook) => ({ alerts: notebook.alerts(), open: notebook.openFirings() }));
    if (kept === undefined || kept.alerts.length + kept.open.length === 0) {
      standings = new Map();
      return;
    }
    const judged = await judge(kept.alerts, state.reader);
    if (judged === undefined) return;
    standings = new Map(judged.map(({ alert, judgements }) => [alert.id, judgements]));
    const turn = takeTurn(judged, kept.open, keptSince, utcNow());
    keptSince = turn.keptSince;
    for (const each of turn.fire.slice(0, MOST_FIRES)) await fire(each);
    for (const firing of turn.resolve) await resolve(firing, kept.alerts);
    if (turn.fire.length + turn.resolve.length > 0) onMessage();
  }

  function run(): void {
    timer = undefined;
    const since = performance.now();
    looking = look()
      .catch((error: unknown) => {
        if (database.fail(error) === undefined) onError(error);
      })
      .finally(() => {
        restUntil =
          performance.now() + Math.min(LONGEST_REST_MS, pace.restFactor * (performance.now() - since));
        looking = undefined;
        if (!again) return;
        again = false;
        soon();
      });
  }

  function soon(): void {
    if (looking !== undefined) again = true;
    if (isClosed || timer !== undefined || looking !== undefined) return;
    timer = setTimeout(run, Math.max(pace.soonMs, restUntil - performance.now()));
    timer.unref();
  }

  const idle = setInterval(soon, IDLE_MS);
  idle.unref();
  database.onChange(soon);
  soon();
  return {
    standing: (id) => standings.get(id),
    soon,
    async close() {
      isClosed = true;
      clearInterval(idle);
      clearTimeout(timer);
      await looking;
    },
  };
}
