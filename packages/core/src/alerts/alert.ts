import type { BootId } from "../domain/boot.ts";
import type { Budget } from "./budget.ts";

/** More than anybody looks after; it bounds what is looked at after each change. */
export const MAX_ALERTS = 100;

/** A budget that somebody wants to hear of. */
export type Alert = {
  readonly id: number;
  /** Undefined: every container, each by itself. */
  readonly container?: string;
  readonly budget: Budget;
  /** Name of the webhook that is told; undefined: pages alone. */
  readonly webhook?: string;
  /** Wall time, UTC ns. */
  readonly madeAt: bigint;
};

export const WEBHOOK_BODIES = ["whole", "text"] as const;
/** What a receiver is sent: everything, or one line of text for chats. */
export type WebhookBody = (typeof WEBHOOK_BODIES)[number];
export const parseWebhookBody = (text: string): WebhookBody | undefined =>
  WEBHOOK_BODIES.find((each) => each === text);

/** A receiver, without its secret, which leaves the notebook for signing alone. */
export type Webhook = {
  readonly name: string;
  readonly url: string;
  readonly body: WebhookBody;
  readonly madeAt: bigint;
};

/** What is usual for what a budget measures: ns, of boots before those that broke it. */
export type UsualFigures = { readonly n: number; readonly p50: number; readonly p95: number };

/** A budget that was broken, from then until it is kept again. */
export type Firing = {
  readonly id: number;
  readonly alertId: number;
  readonly container: string;
  /** As the budget was then. */
  readonly budget: Budget;
  /** Wall times, UTC ns. */
  readonly firedAt: bigint;
  readonly resolvedAt?: bigint;
  /** ns, or boots. */
  readonly value: number;
  /** Boots looked at. */
  readonly n: number;
  readonly usual?: UsualFigures;
  /** When the oldest of them began, UTC ns. */
  readonly since?: bigint;
  /** A boot that shows it. */
  readonly boot?: BootId;
};

export const MESSAGE_KINDS = ["firing", "resolved", "test"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;
export const isWebhookName = (text: string): boolean =>
  text.isWellFormed() && text.trim() === text && NAME.test(text);

const MAX_URL = 2_000;

export type UrlProblem = "shape" | "scheme" | "login" | "fragment" | "length" | "control";

/** An address that messages may be sent to, as a URL parser reads it. Which machines it may lead to is asked when it is used. */
export function parseWebhookUrl(given: string): { readonly url: string } | { readonly problem: UrlProblem } {
  const text = given.trim();
  if (text.length > MAX_URL) return { problem: "length" };
  if (/\p{Cc}|\s/u.test(text) || !text.isWellFormed()) return { problem: "control" };
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return { problem: "shape" };
  if (url.protocol !== "https:" && url.protocol !== "http:") return { problem: "scheme" };
  if (url.username !== "" || url.password !== "") return { problem: "login" };
  if (url.hash !== "") return { problem: "fragment" };
  return { url: url.href };
}

export function urlProblemText(problem: UrlProblem): string {
  switch (problem) {
    case "shape":
      return "this is no address: give one such as https://hooks.example.org/services/T0/B0";
    case "scheme":
      return "give an address that begins with https:// or http://";
    case "login":
      return "give the address without a user and password: the signature says who sends";
    case "fragment":
      return "give the address without what follows a #: it is never sent";
    case "length":
      return `an address has at most ${MAX_URL} characters`;
    case "control":
      return "an address has no spaces and no control characters";
  }
}

/** Where a webhook leads, without the path, which is often a secret itself. */
export const webhookHost = (url: string): string => URL.parse(url)?.host ?? "";
