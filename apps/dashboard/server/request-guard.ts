import type { IncomingMessage } from "node:http";
import { containerOfSegment } from "@hacotaki/core";
import { askedFor, originOf, type Reach } from "./reach.ts";
import type { Takes } from "./routes/route.ts";

/** Why a request is turned away. The reason is for the person at the other end: it says what to do. */
export type Refusal = { readonly status: number; readonly reason: string };

type Request = Pick<IncomingMessage, "method" | "url" | "headers" | "rawHeaders"> & {
  readonly socket: { readonly localAddress?: string };
};

const MAX_URL_LENGTH = 4096;
const SAFE_METHODS = new Set(["GET", "HEAD"]);

/** The origin of our pages, by the Host header; undefined when that is not ours. */
export const ownOrigin = ({ headers, socket }: Pick<Request, "headers" | "socket">, reach: Reach) =>
  originOf(headers.host?.toLowerCase() ?? "", reach, socket.localAddress);

/** Node keeps the first of several Host headers; a proxy in front may have believed the last. */
const countOf = (name: string, rawHeaders: readonly string[]) =>
  rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length;

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function wrongHost(host: string | undefined, hosts: number, reach: Reach): string {
  const own = [`http://localhost:${reach.port}`, `http://127.0.0.1:${reach.port}`, ...reach.origins];
  const answers = reach.isOpen ? "its address, and to names given with --origin" : own.join(", ");
  const wrong = hosts > 1 ? `asked with ${hosts} Host headers` : askedFor(host, reach);
  return `This dashboard answers to ${answers} only: ${wrong}.`;
}

/**
 * A page elsewhere can make a browser connect here under a name of its own (DNS rebinding): the Host header tells.
 * Targets that are no plain path (absolute form, `//host`) are for proxies, which this is not.
 */
function refuseTarget(request: Request, reach: Reach): Refusal | undefined {
  const { url = "", rawHeaders } = request;
  if (url.length > MAX_URL_LENGTH)
    return {
      status: 414,
      reason: `The address is longer than ${MAX_URL_LENGTH} characters. Boots are found by a part of a name, too: look for some words of it in the list.`,
    };
  if (!url.startsWith("/") || url.startsWith("//") || /[\\\p{Cc}]/u.test(url))
    return { status: 400, reason: "The request target has to be a path." };
  if (!isDecodable(url)) return { status: 400, reason: "The address has a broken percent escape." };
  const hosts = countOf("host", rawHeaders);
  if (hosts !== 1 || ownOrigin(request, reach) === undefined)
    return { status: 421, reason: wrongHost(request.headers.host, hosts, reach) };
  return undefined;
}

/** Characters of a name that are looked for instead of all of it. */
const SOUGHT = 100;

/** Where to find the boots of a container whose name is too long for an address; undefined for any other address. */
export function shorterAddress(url: string): string | undefined {
  const segment = /^\/containers\/([^/?#]+)$/.exec(url.split("?", 1)[0] ?? "")?.[1];
  if (segment === undefined || url.length <= MAX_URL_LENGTH) return undefined;
  const beginning = [...containerOfSegment(segment)].slice(0, SOUGHT).join("");
  return `/?q=${encodeURIComponent(beginning.toWellFormed())}`;
}

/** Only pages of this very origin may change something or listen in. The Host header has been judged before. */
function refuseForeignOrigin(request: Request, reach: Reach): Refusal | undefined {
  const { headers } = request;
  const site = headers["sec-fetch-site"];
  const isOwn = headers.origin !== undefined && headers.origin === ownOrigin(request, reach);
  if (isOwn && (site === undefined || site === "same-origin")) return undefined;
  return {
    status: 403,
    reason: "Only the dashboard's own pages may do this (the Origin header says otherwise, or is missing).",
  };
}

/** What other sites may fetch of this one: documents they link to, nothing else. */
function refuseForeignFetch({ headers }: Request): Refusal | undefined {
  const site = headers["sec-fetch-site"];
  const isForeign = site === "cross-site" || site === "same-site";
  if (!isForeign || headers["sec-fetch-mode"] === "navigate") return undefined;
  return { status: 403, reason: "Another site may link here, not load from here." };
}

/** A body where none is expected is a smuggling attempt or a mistake. */
function refuseBody({ headers }: Request): Refusal | undefined {
  const isEmpty = headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0";
  return isEmpty ? undefined : { status: 413, reason: "This request takes no body." };
}

/** A form says how long it is, and is short. Whoever may send it is asked later: no body is read before. */
function refuseForm({ headers }: Request, maxBytes: number): Refusal | undefined {
  if (headers["transfer-encoding"] !== undefined)
    return { status: 411, reason: "A form has to say how long it is (Content-Length)." };
  if (Number(headers["content-length"] ?? "0") > maxBytes)
    return { status: 413, reason: `This form has up to ${maxBytes / 1024} kB.` };
  return undefined;
}

/** Why a request is not even looked up. `takes` is the body that its route takes. */
export function refuse(request: Request, reach: Reach, takes: Takes): Refusal | undefined {
  const target = refuseTarget(request, reach);
  if (target) return target;
  if (SAFE_METHODS.has(request.method ?? "")) return refuseForeignFetch(request) ?? refuseBody(request);
  if (request.method !== "POST") return { status: 405, reason: "Only GET, HEAD and POST are known here." };
  const foreign = refuseForeignOrigin(request, reach);
  if (foreign || takes.kind === "stream") return foreign;
  return takes.kind === "form" ? refuseForm(request, takes.maxBytes) : refuseBody(request);
}

/** Browsers do not apply the same-origin policy to WebSockets: who connects is checked here or nowhere. */
export const refuseSocket = (request: Request, reach: Reach): Refusal | undefined =>
  refuseTarget(request, reach) ?? refuseForeignOrigin(request, reach);

/** Headers only a proxy or the framework itself may set; from outside they could steer its routing. */
const INTERNAL =
  /^(x-hacotaki-|x-forwarded-|x-middleware-|x-invoke-|x-nextjs-|x-vercel-|x-now-|x-matched-path|x-action-|next-action|next-resume|forwarded$|x-real-ip$|x-nonce$|x-prerender-|x-http-method)/;

export function dropInternalHeaders(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers)) if (INTERNAL.test(name)) delete request.headers[name];
}
