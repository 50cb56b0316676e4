import { formatDuration, formatShare, visibleText } from "../words/format.ts";
import { isoWallTime } from "../words/json.ts";
import { bootHref } from "../links/boot-view.ts";
import { bootsHref, WHOLE_LIST } from "../links/boots-view.ts";
import { cohortHref } from "../links/cohort-view.ts";
import { containerHref } from "../links/container-view.ts";
import type { Firing, MessageKind, UsualFigures, WebhookBody } from "./alert.ts";
import { budgetText, ruleText } from "./budget.ts";

/** What a webhook is sent; fields are added, never changed or taken away, within a version. */
export type AlertMessage = {
  readonly version: 1;
  readonly kind: MessageKind;
  /** Of the firing: "firing" and "resolved" of one have the same. */
  readonly firing: number | null;
  readonly alert: number | null;
  readonly container: string | null;
  readonly budget: string | null;
  /** One line for people. Chats show a field of this name as it is. */
  readonly text: string;
  /** ns of a duration, as a decimal string; else null. */
  readonly valueNs: string | null;
  /** Failed or stuck boots; else null. */
  readonly valueBoots: number | null;
  /** Boots looked at. */
  readonly boots: number | null;
  readonly usual: { readonly boots: number; readonly p50Ns: string; readonly p95Ns: string } | null;
  readonly firedAt: string | null;
  readonly resolvedAt: string | null;
  readonly links: {
    readonly alerts: string;
    readonly container: string | null;
    /** A boot that shows it. */
    readonly boot: string | null;
    /** The boots looked at, the slowest or the failed first. */
    readonly boots: string | null;
    /** They against those before them. */
    readonly comparison: string | null;
  };
};

const whole = (ns: number) => BigInt(Math.round(ns));
const boots = (n: number) => `${n} ${n === 1 ? "boot" : "boots"}`;

const usualText = (usual: UsualFigures | undefined): string =>
  usual === undefined
    ? ""
    : `; usually ${formatDuration(whole(usual.p50))} (p95 ${formatDuration(whole(usual.p95))}, ${boots(usual.n)})`;

/** What is broken, in one line: value, limit, boots looked at, what is usual. */
export function firingText({ budget, container, value, n, usual, boot }: Firing): string {
  const { rule } = budget;
  const name = visibleText(container, 100);
  switch (rule.kind) {
    case "duration":
      return `${name}: ${rule.measure} ${rule.quantile} is ${formatDuration(whole(value))}, more than ${formatDuration(rule.most)} (${boots(n)})${usualText(usual)}`;
    case "failed": {
      const share = "share" in rule.most ? ` (${formatShare(BigInt(value), BigInt(Math.max(1, n)))})` : "";
      return `${name}: ${value} of ${boots(n)} failed${share}; the budget is "${ruleText(rule)}"`;
    }
    case "stuck":
      return `${name}: ${boots(value)} stuck${boot === undefined ? "" : `, such as ${boot}`}`;
  }
}

export const resolvedText = (firing: Firing): string =>
  `${visibleText(firing.container, 100)}: "${budgetText(firing.budget)}" is kept again, ${formatDuration((firing.resolvedAt ?? firing.firedAt) - firing.firedAt)} after it was broken`;

const iso = (ns: bigint | undefined) => (ns === undefined ? null : (isoWallTime(ns) ?? null));

/** The boots looked at against those before them, as a page; undefined where their time is not known. */
export function comparisonHref({ container, since, firedAt }: Firing): string | undefined {
  if (since === undefined) return undefined;
  const cohort = (range: { readonly since?: bigint; readonly until?: bigint }) =>
    ({ kind: "filter", filter: { container, ...range } }) as const;
  return cohortHref({
    baseline: cohort({ until: since - 1n }),
    candidate: cohort({ since, until: firedAt }),
  });
}

/** What is told of a firing. `origin` is where people see the dashboard. */
export function alertMessage(kind: "firing" | "resolved", firing: Firing, origin: string): AlertMessage {
  const { rule } = firing.budget;
  const { usual, container, boot } = firing;
  const isDuration = rule.kind === "duration";
  const list = bootsHref({
    ...WHOLE_LIST,
    container,
    ...(isDuration
      ? { sort: "slowest" as const }
      : { outcomes: [rule.kind === "failed" ? "failed" : "booting"] as const }),
  });
  const comparison = isDuration ? comparisonHref(firing) : undefined;
  return {
    version: 1,
    kind,
    firing: firing.id,
    alert: firing.alertId,
    container,
    budget: budgetText(firing.budget),
    text: kind === "firing" ? firingText(firing) : resolvedText(firing),
    valueNs: isDuration ? String(whole(firing.value)) : null,
    valueBoots: isDuration ? null : firing.value,
    boots: firing.n,
    usual: usual
      ? { boots: usual.n, p50Ns: String(whole(usual.p50)), p95Ns: String(whole(usual.p95)) }
      : null,
    firedAt: iso(firing.firedAt),
    resolvedAt: iso(firing.resolvedAt),
    links: {
      alerts: `${origin}/alerts#firing-${firing.id}`,
      container: `${origin}${containerHref(container)}`,
      boot: boot === undefined ? null : `${origin}${bootHref(boot)}`,
      boots: `${origin}${list}`,
      comparison: comparison === undefined ? null : `${origin}${comparison}`,
    },
  };
}

/** What `hacotaki alerts test` has sent. */
export const testMessage = (origin: string): AlertMessage => ({
  version: 1,
  kind: "test",
  firing: null,
  alert: null,
  container: null,
  budget: null,
  text: "Hacotaki: a test. Alerts come to this place.",
  valueNs: null,
  valueBoots: null,
  boots: null,
  usual: null,
  firedAt: null,
  resolvedAt: null,
  links: { alerts: `${origin}/alerts`, container: null, boot: null, boots: null, comparison: null },
});

/** A message as a receiver takes it. */
export function messageBody(message: AlertMessage, body: WebhookBody): string {
  if (body === "whole") return JSON.stringify(message);
  const link = message.links.boot ?? message.links.container ?? message.links.alerts;
  const sign = message.kind === "firing" ? "🔴 " : message.kind === "resolved" ? "🟢 " : "";
  return JSON.stringify({ text: `${sign}${message.text}\n${link}` });
}
