import type { IncomingMessage, ServerResponse } from "node:http";
import { escaped } from "../../charts/escaped.ts";
import type { Found } from "../routes/find.ts";
import { RequestProblem, tellProblem } from "../routes/problem.ts";
import { loginHref } from "./safe-next.ts";
import type { Decision } from "./decide.ts";

type Refused = Exclude<Decision, { kind: "allowed" }>;

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

/** Shows a page of ours in place of the one that was asked for, with its own status. */
export function showForbidden(request: IncomingMessage, response: ServerResponse): void {
  request.url = "/forbidden";
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  response.writeHead = (_status: number, ...rest: unknown[]) => writeHead(403, ...rest);
}

/** The framework's script asks for the data of a page with this. */
const isForScript = ({ headers }: IncomingMessage) => headers["rsc"] !== undefined;

/** Whether somebody looks at what comes: a page of ours may tell them then. */
export const isLookedAt = (request: IncomingMessage, { speaks, route }: Found) =>
  speaks === "page" && route !== undefined && !isForScript(request);

function problemOf(decision: Refused, { need }: Found): RequestProblem {
  const isForTokens = need.scope !== undefined;
  if (decision.kind === "unknown")
    return new RequestProblem(401, isForTokens ? "Who is asking?" : "Log in first.", {
      detail: isForTokens
        ? "Send a token: Authorization: Bearer …. hacotaki token add NAME makes one."
        : "Log in first.",
    });
  return new RequestProblem(403, "Not allowed", {
    detail: isForTokens
      ? "This token was not made for this."
      : `Your account may not do this: it takes the role ${decision.least}. Whoever runs this dashboard can give it: hacotaki user role.`,
  });
}

/** Answers who may not: nothing of it depends on whether what was asked for is there. */
export function answerRefused(
  decision: Refused,
  found: Found,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isUnknown = decision.kind === "unknown";
  if (isUnknown && found.need.scope !== undefined)
    response.setHeader("WWW-Authenticate", 'Bearer realm="hacotaki"');
  if (!isUnknown || !isLookedAt(request, found))
    return tellProblem(response, found.speaks, problemOf(decision, found).problem);
  response
    .writeHead(401, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" })
    .end(stepPage(loginHref(request.url ?? "/")));
}
