import { randomBytes } from "node:crypto";
import {
  budgetText,
  firingKey,
  MAX_ALERTS,
  omitUndefined,
  parseBudget,
  parseWebhookBody,
  type Alert,
  type AlertMessage,
  type BootId,
  type Budget,
  type Firing,
  type MessageKind,
  type Webhook,
} from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import { createAlertMessages, type AlertMessages } from "./alert-messages.ts";
import type { Guarded } from "./guarded.ts";

/** Firings kept beyond those that are open: older ones go when another fires. */
const FIRINGS_KEPT = 1_000;
const SECRET_BYTES = 32;

export type Alerts = AlertMessages & {
  /** In the order they were made. */
  alerts(): readonly Alert[];
  /** Undefined where there are `MAX_ALERTS` already. */
  addAlert(alert: Omit<Alert, "id">): number | undefined;
  /** False when there is no such alert. */
  changeAlert(alert: Omit<Alert, "madeAt">): boolean;
  removeAlert(id: number): boolean;
  /** By name, without their secrets. */
  webhooks(): readonly Webhook[];
  /**
   * Returns the secret, which is told here and never again: the one that is given, else a new one. Undefined for a name
   * that is taken.
   */
  addWebhook(webhook: Webhook, secret?: string): string | undefined;
  removeWebhook(name: string): boolean;
  /** Newest first. */
  firings(limit: number): readonly Firing[];
  openFirings(): readonly Firing[];
  /** Which webhook was told of a firing; undefined where none was. */
  firingWebhook(id: number): string | undefined;
  /**
   * Opens a firing, with the message that tells of it where the alert has a webhook, in one transaction. Undefined where
   * one of this alert and container is open already: somebody else was first.
   */
  openFiring(
    firing: Omit<Firing, "id" | "resolvedAt">,
    told?: { readonly webhook: string; readonly messageOf: (firing: Firing) => AlertMessage },
  ): Firing | undefined;
  /** Ends a firing, with its message; false where it was ended already. */
  resolveFiring(
    firing: Firing,
    now: bigint,
    told?: { readonly webhook: string; readonly messageOf: (firing: Firing) => AlertMessage },
  ): boolean;
};

type AlertRow = {
  readonly id: bigint;
  readonly container: string | null;
  readonly budget: string;
  readonly webhook: string | null;
  readonly made_at: bigint;
};
type WebhookRow = {
  readonly name: string;
  readonly url: string;
  readonly body: string;
  readonly made_at: bigint;
};
type FiringRow = {
  readonly id: bigint;
  readonly alert_id: bigint;
  readonly container: string;
  readonly budget: string;
  readonly fired_at: bigint;
  readonly resolved_at: bigint | null;
  readonly value: bigint;
  readonly boots: bigint;
  readonly usual_boots: bigint | null;
  readonly usual_p50: bigint | null;
  readonly usual_p95: bigint | null;
  readonly since: bigint | null;
  readonly boot_id: BootId | null;
};

const FIRING_COLUMNS =
  "id, alert_id, container, budget, fired_at, resolved_at, value, boots, usual_boots, usual_p50, usual_p95, since, boot_id";

/** Undefined for one that a later version wrote: this one cannot judge by it. */
function budgetOf(text: string): Budget | undefined {
  const parsed = parseBudget(text);
  return "budget" in parsed ? parsed.budget : undefined;
}

function alertOf({ id, container, budget: text, webhook, made_at }: AlertRow): Alert[] {
  const budget = budgetOf(text);
  if (budget === undefined) return [];
  const optional = omitUndefined({ container: container ?? undefined, webhook: webhook ?? undefined });
  return [{ id: Number(id), budget, madeAt: made_at, ...optional }];
}

function firingOf(row: FiringRow): Firing[] {
  const budget = budgetOf(row.budget);
  if (budget === undefined) return [];
  const usual =
    row.usual_boots === null
      ? undefined
      : { n: Number(row.usual_boots), p50: Number(row.usual_p50), p95: Number(row.usual_p95) };
  return [
    {
      id: Number(row.id),
      alertId: Number(row.alert_id),
      container: row.container,
      budget,
      firedAt: row.fired_at,
      value: Number(row.value),
      n: Number(row.boots),
      ...omitUndefined({
        resolvedAt: row.resolved_at ?? undefined,
        usual,
        since: row.since ?? undefined,
        boot: row.boot_id ?? undefined,
      }),
    },
  ];
}

const webhookOf = ({ name, url, body, made_at }: WebhookRow): Webhook => ({
  name,
  url,
  body: parseWebhookBody(body) ?? "whole",
  madeAt: made_at,
});

const whole = (value: number) => BigInt(Math.round(value));

// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over one file, each a statement or two
export function createAlerts(connection: Connection, guarded: Guarded): Alerts {
  const messages = createAlertMessages(connection, guarded);

  function insertFiring(firing: Omit<Firing, "id" | "resolvedAt">): Firing | undefined {
    const { alertId, container, budget, firedAt, value, n, usual, since, boot } = firing;
    const id = connection
      .prepare<unknown[], bigint>(
        `INSERT INTO firing (alert_id, container, budget, fired_at, value, boots, usual_boots, usual_p50, usual_p95,
           since, boot_id, open)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (open) DO NOTHING RETURNING id`,
      )
      .pluck()
      .get(
        alertId,
        container,
        budgetText(budget),
        firedAt,
        whole(value),
        n,
        usual?.n ?? null,
        usual === undefined ? null : whole(usual.p50),
        usual === undefined ? null : whole(usual.p95),
        since ?? null,
        boot ?? null,
        firingKey(alertId, container),
      );
    return id === undefined ? undefined : { ...firing, id: Number(id) };
  }

  function forgetOldFirings(): void {
    const old = "SELECT id FROM firing WHERE open IS NULL ORDER BY id DESC LIMIT -1 OFFSET ?";
    connection.prepare(`DELETE FROM alert_message WHERE firing_id IN (${old})`).run(FIRINGS_KEPT);
    connection.prepare(`DELETE FROM firing WHERE id IN (${old})`).run(FIRINGS_KEPT);
  }

  const queue = (
    kind: MessageKind,
    firing: Firing,
    told: { readonly webhook: string; readonly messageOf: (firing: Firing) => AlertMessage } | undefined,
    now: bigint,
  ) => {
    if (told !== undefined)
      messages.queueMessage({
        kind,
        webhook: told.webhook,
        message: told.messageOf(firing),
        now,
        firing: firing.id,
      });
  };

  const open = connection.transaction((...[firing, told]: Parameters<Alerts["openFiring"]>) => {
    const opened = insertFiring(firing);
    if (opened === undefined) return undefined;
    queue("firing", opened, told, firing.firedAt);
    forgetOldFirings();
    return opened;
  });
  const resolve = connection.transaction((...[firing, now, told]: Parameters<Alerts["resolveFiring"]>) => {
    const { changes } = connection
      .prepare("UPDATE firing SET resolved_at = ?, open = NULL WHERE id = ? AND open IS NOT NULL")
      .run(now, firing.id);
    if (changes === 0) return false;
    queue("resolved", { ...firing, resolvedAt: now }, told, now);
    return true;
  });
  const add = connection.transaction(({ container, budget, webhook, madeAt }: Omit<Alert, "id">) => {
    const count = connection.prepare<[], bigint>("SELECT count(*) FROM alert").pluck().get() ?? 0n;
    if (count >= MAX_ALERTS) return undefined;
    const { lastInsertRowid } = connection
      .prepare("INSERT INTO alert (container, budget, webhook, made_at) VALUES (?, ?, ?, ?)")
      .run(container ?? null, budgetText(budget), webhook ?? null, madeAt);
    return Number(lastInsertRowid);
  });

  return {
    ...messages,
    alerts: () =>
      guarded("read", () =>
        connection
          .prepare<[], AlertRow>("SELECT id, container, budget, webhook, made_at FROM alert ORDER BY id")
          .all()
          .flatMap(alertOf),
      ),
    addAlert: (alert) => guarded("write", () => add.immediate(alert)),
    changeAlert: ({ id, container, budget, webhook }) =>
      guarded(
        "write",
        () =>
          connection
            .prepare("UPDATE alert SET container = ?, budget = ?, webhook = ? WHERE id = ?")
            .run(container ?? null, budgetText(budget), webhook ?? null, id).changes > 0,
      ),
    removeAlert: (id) =>
      guarded("write", () => connection.prepare("DELETE FROM alert WHERE id = ?").run(id).changes > 0),
    webhooks: () =>
      guarded("read", () =>
        connection
          .prepare<[], WebhookRow>("SELECT name, url, body, made_at FROM webhook ORDER BY name")
          .all()
          .map(webhookOf),
      ),
    addWebhook: ({ name, url, body, madeAt }, given) =>
      guarded("write", () => {
        const secret = given ?? randomBytes(SECRET_BYTES).toString("base64url");
        const { changes } = connection
          .prepare(
            "INSERT INTO webhook (name, url, secret, body, made_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          )
          .run(name, url, secret, body, madeAt);
        return changes > 0 ? secret : undefined;
      }),
    removeWebhook: (name) =>
      guarded("write", () => connection.prepare("DELETE FROM webhook WHERE name = ?").run(name).changes > 0),
    firings: (limit) =>
      guarded("read", () =>
        connection
          .prepare<[number], FiringRow>(`SELECT ${FIRING_COLUMNS} FROM firing ORDER BY id DESC LIMIT ?`)
          .all(limit)
          .flatMap(firingOf),
      ),
    openFirings: () =>
      guarded("read", () =>
        connection
          .prepare<[], FiringRow>(`SELECT ${FIRING_COLUMNS} FROM firing WHERE open IS NOT NULL ORDER BY id`)
          .all()
          .flatMap(firingOf),
      ),
    firingWebhook: (id) =>
      guarded("read", () =>
        connection
          .prepare<[number], string>("SELECT webhook FROM alert_message WHERE firing_id = ? LIMIT 1")
          .pluck()
          .get(id),
      ),
    openFiring: (firing, told) => guarded("write", () => open.immediate(firing, told)),
    resolveFiring: (firing, now, told) => guarded("write", () => resolve.immediate(firing, now, told)),
  };
}
