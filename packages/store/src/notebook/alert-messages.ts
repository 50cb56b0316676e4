import { randomUUID } from "node:crypto";
import {
  omitUndefined,
  parseWebhookBody,
  type AlertMessage,
  type MessageKind,
  type WebhookBody,
} from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

/** What a message is sent with: it leaves the notebook for this alone. */
export type DueMessage = {
  readonly id: string;
  readonly webhook: string;
  readonly message: AlertMessage;
  /** UTC ns. */
  readonly queuedAt: bigint;
  /** Those before this one. */
  readonly tries: number;
  /** Undefined where the webhook was removed meanwhile. */
  readonly to?: { readonly url: string; readonly secret: string; readonly body: WebhookBody };
};

/** How a message fares. Wall times are UTC ns. */
export type MessageState = {
  readonly id: string;
  readonly firing?: number;
  readonly kind: MessageKind;
  readonly webhook: string;
  readonly queuedAt: bigint;
  readonly tries: number;
  readonly nextAt?: bigint;
  readonly sentAt?: bigint;
  readonly givenUpAt?: bigint;
  /** Why the last try failed. */
  readonly problem?: string;
};

export type AlertMessages = {
  /** Returns its id; undefined where a firing was told of so already. */
  queueMessage(message: {
    readonly kind: MessageKind;
    readonly webhook: string;
    readonly message: AlertMessage;
    readonly now: bigint;
    readonly firing?: number;
  }): string | undefined;
  /** Whether one is due: asked often. */
  isMessageDue(now: bigint): boolean;
  /**
   * Takes the message that is due for longest, until `until`: nobody else is given it before. Of one firing the end is
   * not due before its beginning is told.
   */
  takeMessage(now: bigint, until: bigint): DueMessage | undefined;
  messageSent(id: string, now: bigint): void;
  messageFailed(
    id: string,
    problem: string,
    next: { readonly at: bigint } | { readonly givenUpAt: bigint },
  ): void;
  /** Newest first: of these firings, or of all and tests. */
  messages(limit: number): readonly MessageState[];
};

type DueRow = {
  readonly id: string;
  readonly webhook: string;
  readonly message: string;
  readonly queued_at: bigint;
  readonly tries: bigint;
  readonly url: string | null;
  readonly secret: string | null;
  readonly body: string | null;
};
type StateRow = {
  readonly id: string;
  readonly firing_id: bigint | null;
  readonly kind: MessageKind;
  readonly webhook: string;
  readonly queued_at: bigint;
  readonly tries: bigint;
  readonly next_at: bigint | null;
  readonly sent_at: bigint | null;
  readonly given_up_at: bigint | null;
  readonly problem: string | null;
};

/** Tests and whatever else belongs to no firing are forgotten beyond so many. */
const TESTS_KEPT = 100;

const stateOf = (row: StateRow): MessageState => ({
  id: row.id,
  kind: row.kind,
  webhook: row.webhook,
  queuedAt: row.queued_at,
  tries: Number(row.tries),
  ...omitUndefined({
    firing: row.firing_id === null ? undefined : Number(row.firing_id),
    nextAt: row.next_at ?? undefined,
    sentAt: row.sent_at ?? undefined,
    givenUpAt: row.given_up_at ?? undefined,
    problem: row.problem ?? undefined,
  }),
});

/** Due, and not the end of a firing whose beginning is still on its way. */
const IS_DUE = `next_at <= ? AND NOT (kind = 'resolved' AND EXISTS (
  SELECT 1 FROM alert_message AS earlier
  WHERE earlier.firing_id = alert_message.firing_id AND earlier.kind = 'firing' AND earlier.next_at IS NOT NULL))`;

export function createAlertMessages(connection: Connection, guarded: Guarded): AlertMessages {
  const take = connection.transaction((now: bigint, until: bigint): DueMessage | undefined => {
    const row = connection
      .prepare<[bigint], DueRow>(
        `SELECT alert_message.id, webhook, message, queued_at, tries, url, secret, webhook.body AS body
         FROM alert_message LEFT JOIN webhook ON webhook.name = alert_message.webhook
         WHERE ${IS_DUE} ORDER BY next_at, alert_message.rowid LIMIT 1`,
      )
      .get(now);
    if (row === undefined) return undefined;
    connection
      .prepare("UPDATE alert_message SET next_at = ?, tries = tries + 1 WHERE id = ?")
      .run(until, row.id);
    const { url, secret } = row;
    return {
      id: row.id,
      webhook: row.webhook,
      message: JSON.parse(row.message) as AlertMessage, // as queueMessage wrote it
      queuedAt: row.queued_at,
      tries: Number(row.tries),
      ...(url === null || secret === null
        ? {}
        : { to: { url, secret, body: parseWebhookBody(row.body ?? "") ?? "whole" } }),
    };
  });
  return {
    queueMessage: ({ kind, webhook, message, now, firing }) =>
      guarded("write", () => {
        connection
          .prepare(
            `DELETE FROM alert_message WHERE id IN (SELECT id FROM alert_message
               WHERE firing_id IS NULL AND next_at IS NULL ORDER BY rowid DESC LIMIT -1 OFFSET ?)`,
          )
          .run(TESTS_KEPT);
        return connection
          .prepare<unknown[], string>(
            `INSERT INTO alert_message (id, firing_id, kind, webhook, message, queued_at, next_at, tries)
             VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING RETURNING id`,
          )
          .pluck()
          .get(randomUUID(), firing ?? null, kind, webhook, JSON.stringify(message), now, now);
      }),
    isMessageDue: (now) =>
      guarded(
        "read",
        () =>
          connection.prepare(`SELECT 1 FROM alert_message WHERE ${IS_DUE} LIMIT 1`).get(now) !== undefined,
      ),
    takeMessage: (now, until) => guarded("write", () => take.immediate(now, until)),
    messageSent: (id, now) =>
      guarded("write", () => {
        connection
          .prepare("UPDATE alert_message SET sent_at = ?, next_at = NULL, problem = NULL WHERE id = ?")
          .run(now, id);
      }),
    messageFailed: (id, problem, next) =>
      guarded("write", () => {
        const [nextAt, givenUpAt] = "at" in next ? [next.at, null] : [null, next.givenUpAt];
        connection
          .prepare("UPDATE alert_message SET problem = ?, next_at = ?, given_up_at = ? WHERE id = ?")
          .run(problem, nextAt, givenUpAt, id);
      }),
    messages: (limit) =>
      guarded("read", () =>
        connection
          .prepare<[number], StateRow>(
            `SELECT id, firing_id, kind, webhook, queued_at, tries, next_at, sent_at, given_up_at, problem
             FROM alert_message ORDER BY rowid DESC LIMIT ?`,
          )
          .all(limit)
          .map(stateOf),
      ),
  };
}
