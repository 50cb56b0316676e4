import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { messageBody } from "@hacotaki/core";
import { version } from "@hacotaki/layout";
import type { DueMessage } from "@hacotaki/store";
import { ForbiddenAddress, guardedLookup, isAllowedHost } from "./addresses.ts";

export type Sent =
  | { readonly kind: "sent" }
  | {
      readonly kind: "failed";
      /** In words, without the address, which is often a secret. */
      readonly problem: string;
      /** The receiver says that it is gone for good. */
      readonly isLasting?: true;
      /** The receiver says when it wants to be asked again. */
      readonly retryAfterMs?: number;
    };

/** From the first packet to the answer's head. */
export const ANSWER_MS = 10_000;
const MOST_RETRY_AFTER_S = 3_600;

const failed = (problem: string, more: { isLasting?: true; retryAfterMs?: number } = {}): Sent => ({
  kind: "failed",
  problem,
  ...more,
});

/** What a receiver checks with its copy of the secret: see docs/alerts.md. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;

function headersOf({ id, message }: DueMessage, secret: string, body: string, nowMs: number) {
  return {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "User-Agent": `hacotaki/${version()}`,
    "Hacotaki-Delivery": id,
    "Hacotaki-Event": message.kind,
    "Hacotaki-Signature": signatureOf(secret, Math.floor(nowMs / 1_000), body),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there: the connection was refused",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up just now",
  ECONNRESET: "it hung up without an answer",
  EPIPE: "it hung up without an answer",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  EPERM: "this process may not connect to it: see IPAddressAllow in docs/alerts.md",
  EACCES: "this process may not connect to it: see IPAddressAllow in docs/alerts.md",
  ETIMEDOUT: "it did not answer in time",
};

function reasonOf(error: unknown): string {
  if (error instanceof ForbiddenAddress) return `it ${error.message}`;
  if (!(error instanceof Error)) return "it cannot be reached";
  if (error.name === "TimeoutError") return `it did not answer within ${ANSWER_MS / 1_000} s`;
  if (error.name === "AbortError") return "the dashboard was stopped meanwhile";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return REASONS[code] ?? `it cannot be reached (${code === "" ? error.name : code})`;
}

function retryAfterMs(header: string | undefined): number | undefined {
  const seconds = header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
  return seconds === undefined ? undefined : Math.min(seconds, MOST_RETRY_AFTER_S) * 1_000;
}

function judge(status: number, retryAfter: string | undefined): Sent {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status >= 300 && status < 400)
    return failed(
      `it leads elsewhere (status ${status}): redirects are not followed, name the address itself`,
    );
  const after = retryAfterMs(retryAfter);
  return failed(`it answers with status ${status}`, {
    ...(status === 410 ? { isLasting: true } : {}),
    ...(after === undefined ? {} : { retryAfterMs: after }),
  });
}

/** Sends a message once. What the receiver answers is not read beyond its status: nobody is shown it. Never throws. */
export async function send(due: DueMessage, nowMs: number, stopping: AbortSignal): Promise<Sent> {
  if (due.to === undefined) return failed("the webhook was removed", { isLasting: true });
  const url = URL.parse(due.to.url);
  if (url === null) return failed("its address is none", { isLasting: true });
  if (!isAllowedHost(url.hostname)) return failed("it leads to an address that messages are never sent to");
  const body = messageBody(due.message, due.to.body);
  const signal = AbortSignal.any([AbortSignal.timeout(ANSWER_MS), stopping]);
  const options = {
    method: "POST",
    headers: headersOf(due, due.to.secret, body, nowMs),
    lookup: guardedLookup,
    agent: false as const,
    signal,
  };
  try {
    return await new Promise<Sent>((resolve, reject) => {
      const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options, (response) => {
        const { statusCode = 0, headers } = response;
        response.on("error", () => undefined);
        response.destroy();
        resolve(judge(statusCode, headers["retry-after"]));
      });
      request.on("error", (error) => reject(signal.reason instanceof Error ? signal.reason : error));
      request.end(body);
    });
  } catch (error) {
    return failed(reasonOf(error));
  }
}
