import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Endpoint } from "./endpoint.ts";

/** What came of a request. Reasons are for a person. */
export type Sent =
  /** `note` where the receiver took it with a word of its own. */
  | { readonly kind: "taken"; readonly note?: string }
  /** It will never be taken. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "too-large" }
  /** It may be taken later; `afterMs` where the receiver says when. */
  | { readonly kind: "later"; readonly reason: string; readonly afterMs?: number };

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

/** Of an answer to a request that was taken: what the receiver left out of it all the same. */
function noteOf(text: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { partialSuccess } = (answer ?? {}) as {
    readonly partialSuccess?: { readonly rejectedSpans?: unknown; readonly errorMessage?: unknown };
  };
  const rejected = Number(partialSuccess?.rejectedSpans ?? 0);
  const said = partialSuccess?.errorMessage;
  const message = typeof said === "string" ? said : "";
  if (!(rejected > 0) && message === "") return undefined;
  return rejected > 0 ? `${rejected} spans were not taken: ${message}` : message;
}

/** Retry-After, in seconds or as a date. */
function waitOf(answer: Response, now: number): number | undefined {
  const given = answer.headers.get("retry-after");
  if (given === null) return undefined;
  const ms = /^\d{1,9}$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

/** Answers that pass (OTLP specification, "Retryable Response Codes"), and those that a change of settings mends. */
const MAY_PASS = new Set([429, 502, 503, 504, 401, 403, 404, 405]);

async function sentBy(answer: Response): Promise<Sent> {
  const text = await beginningOf(answer);
  if (answer.ok) {
    const note = noteOf(text);
    return note === undefined ? { kind: "taken" } : { kind: "taken", note };
  }
  if (answer.status === 413) return { kind: "too-large" };
  const said = text.trim() === "" ? "" : `: ${text.trim().slice(0, 200)}`;
  const reason = `${answer.status} ${answer.statusText}${said}`;
  if (!MAY_PASS.has(answer.status)) return { kind: "refused", reason };
  const afterMs = waitOf(answer, Date.now());
  return { kind: "later", reason, ...(afterMs === undefined ? {} : { afterMs }) };
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
