import { omitUndefined } from "@hacotaki/core";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Endpoint } from "./endpoint.ts";

/** What came of a request. Reasons are for a person. */
export type Sent =
  /** `note` where the receiver took it with a word of its own, and whether it left something out. */
  | { readonly kind: "taken"; readonly note?: string; readonly isPartial?: true }
  /** It will never be taken as it is. */
  | { readonly kind: "refused"; readonly reason: string }
  /**
   * It may be taken later; `afterMs` where the receiver says when. `needsChange`: not by waiting alone, but once
   * somebody changed a setting. `mayBeOfBoots`: the receiver fails over what it was sent, or in general.
   */
  | {
      readonly kind: "later";
      readonly reason: string;
      readonly afterMs?: number;
      readonly needsChange?: true;
      readonly mayBeOfBoots?: true;
    };

const MAX_ANSWER = 64 * 1024;
const LONGEST_WAIT_MS = 3_600_000;
const packed = promisify(gzip);

/** The beginning of an answer: no more is kept, however much comes. */
async function beginningOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= MAX_ANSWER) break;
  }
  return text;
}

/** Of an answer to a request that was taken: what the receiver left out of it all the same. It must not be sent again. */
function takenBy(text: string): Sent {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return { kind: "taken" };
  }
  const { partialSuccess } = (answer ?? {}) as {
    readonly partialSuccess?: { readonly rejectedSpans?: unknown; readonly errorMessage?: unknown };
  };
  const rejected = Number(partialSuccess?.rejectedSpans ?? 0);
  const said = partialSuccess?.errorMessage;
  const message = typeof said === "string" ? said : "";
  if (rejected > 0)
    return {
      kind: "taken",
      note: `${rejected} spans were not taken${message === "" ? "" : `: ${message}`}`,
      isPartial: true,
    };
  return message === "" ? { kind: "taken" } : { kind: "taken", note: message };
}

/** Retry-After, in seconds or as a date. */
function waitOf(answer: Response, now: number): number | undefined {
  const given = answer.headers.get("retry-after");
  if (given === null) return undefined;
  const ms = /^\d{1,9}$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

/** Answers that pass (OTLP specification, "Retryable Response Codes", and 408 and 425, which ask for another try). */
const PASS = new Set([408, 425, 429, 502, 503, 504]);
/** Those that a change of settings mends, here or there. */
const NEED_CHANGE = new Set([401, 403, 404, 405, 407]);

async function sentBy(answer: Response): Promise<Sent> {
  const text = await beginningOf(answer);
  if (answer.ok) {
    // Whatever answers with a page is no receiver: a login, a proxy, a dashboard.
    if (answer.headers.get("content-type")?.startsWith("text/html") === true)
      return { kind: "later", reason: "it answers with a web page: is this a receiver?", needsChange: true };
    return takenBy(text);
  }
  const said = text.trim() === "" ? "" : `: ${text.trim().slice(0, 200)}`;
  const reason = `${answer.status} ${answer.statusText}${said}`;
  if (NEED_CHANGE.has(answer.status)) return { kind: "later", reason, needsChange: true };
  const isFailure = answer.status >= 500;
  if (!isFailure && !PASS.has(answer.status)) return { kind: "refused", reason };
  const afterMs = waitOf(answer, Date.now());
  return {
    kind: "later",
    reason,
    ...omitUndefined({ afterMs }),
    ...(isFailure && !PASS.has(answer.status) ? { mayBeOfBoots: true } : {}),
  };
}

const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? causeOf(error.cause) : error.message;
};

/** Sends one OTLP/JSON request. What goes wrong on the way is an answer as well. */
export async function send(endpoint: Endpoint, body: string, signal: AbortSignal): Promise<Sent> {
  const { url, headers, timeoutMs, isCompressed } = endpoint;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        ...headers,
        "Content-Type": "application/json",
        ...(isCompressed ? { "Content-Encoding": "gzip" } : {}),
      },
      body: isCompressed ? new Uint8Array(await packed(body)) : body,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return await sentBy(answer);
  } catch (error) {
    const isSlow = error instanceof Error && error.name === "TimeoutError";
    return { kind: "later", reason: isSlow ? `no answer within ${timeoutMs} ms` : causeOf(error) };
  }
}
