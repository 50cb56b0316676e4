import type { IncomingMessage, ServerResponse } from "node:http";
import { escaped } from "../escaped.ts";
import type { Decision } from "./decide.ts";

/** Where to go after logging in: a path of ours. */
export function safeNext(text: string | null): string {
  if (text === null || !text.startsWith("/") || /^\/[/\\]|[\\\p{Cc}]/u.test(text) || text.length > 2048)
    return "/";
  return text;
}

export const loginHref = (next: string) =>
  next === "/" ? "/login" : `/login?next=${encodeURIComponent(safeNext(next))}`;

/**
 * Leads to the login by a step of this page's own: browsers hold a strict cookie back on the way from another site, and
 * send it on this one, so that a link in a chat opens for whoever is logged in.
 */
const stepPage = (href: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url=${escaped(href)}">
<title>Hacotaki</title>
<p><a href="${escaped(href)}">Log in</a> · <a href="${escaped(href)}" lang="ja">ログイン</a></p>
</html>
`;

const isForProgram = (path: string) => path === "/metrics" || path.startsWith("/api/v1/");
export const isPage = ({ method, headers }: IncomingMessage, path: string) =>
  (method === "GET" || method === "HEAD") &&
  headers["rsc"] === undefined &&
  !path.startsWith("/api/") &&
  !path.startsWith("/_next/");

/** Shows a page of ours in place of the one that was asked for, with its own status. */
export function showForbidden(request: IncomingMessage, response: ServerResponse): void {
  request.url = "/forbidden";
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  response.writeHead = (_status: number, ...rest: unknown[]) => writeHead(403, ...rest);
}

/** Answers who may not: nothing of it depends on whether what was asked for is there. */
export function answerRefused(
  decision: Exclude<Decision, { kind: "allowed" }>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isUnknown = decision.kind === "unknown";
  const status = isUnknown ? 401 : 403;
  response.setHeader("Cache-Control", "no-store");
  if (request.method === "POST") response.setHeader("Connection", "close");
  const send = (type: string, body: string) =>
    response.writeHead(status, { "Content-Type": type }).end(request.method === "HEAD" ? undefined : body);
  if (isForProgram(path)) {
    if (isUnknown) response.setHeader("WWW-Authenticate", 'Bearer realm="hacotaki"');
    const detail = isUnknown
      ? "Send a token: Authorization: Bearer …. hacotaki token add NAME makes one."
      : "This token was not made for this.";
    const title = isUnknown ? "Who is asking?" : "Not allowed";
    return void send(
      "application/problem+json",
      JSON.stringify({ type: "about:blank", title, status, detail }),
    );
  }
  if (isUnknown && isPage(request, path))
    return void send("text/html; charset=utf-8", stepPage(loginHref(request.url ?? "/")));
  send(
    "text/plain; charset=utf-8",
    decision.kind === "unknown"
      ? "Log in first.\n"
      : `Your account may not do this: it takes the role ${decision.least}. Whoever runs this dashboard can give it: hacotaki user role.\n`,
  );
}
