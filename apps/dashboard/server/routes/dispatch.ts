import type { IncomingMessage, ServerResponse } from "node:http";
import { SECURE_HEADER } from "../../bridge/server.ts";
import { networkOf } from "../access/client-address.ts";
import { decide } from "../access/decide.ts";
import type { Principal } from "../access/principal.ts";
import { answerRefused, isLookedAt, showForbidden } from "../access/turn-away.ts";
import { leadTo } from "../form.ts";
import { goneBoot } from "../gone.ts";
import { log } from "../log.ts";
import type { Reach } from "../reach.ts";
import { dropInternalHeaders, refuse, refuseSocket, shorterAddress } from "../request-guard.ts";
import { setSecurityHeaders } from "../response-headers.ts";
import { canonicalPath, findRoute, type Found } from "./find.ts";
import { showPage } from "./pages.ts";
import { orGone, problemOf, RequestProblem, tellProblem } from "./problem.ts";
import { isSecure, type Services } from "./services.ts";

export type DispatchOptions = {
  readonly reach: () => Reach;
  readonly identify: (request: IncomingMessage, isSecure: boolean) => Principal;
  /** False where this address asked too often. */
  readonly mayAsk: (network: string) => boolean;
  readonly isDevelopment: boolean;
};

export type Dispatcher = {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Why somebody may not listen; undefined when they may. */
  refuseListener(request: IncomingMessage): string | undefined;
};

const pathOf = (request: IncomingMessage) => request.url?.split("?", 1)[0] ?? "/";

/** Judges each request by what the table of routes says of it, and has it answered by whom it names. */
export function createDispatcher(services: Services, options: DispatchOptions): Dispatcher {
  const { reach, identify, mayAsk, isDevelopment } = options;

  async function judge(request: IncomingMessage, response: ServerResponse, found: Found): Promise<void> {
    if (!mayAsk(networkOf(services.addressOf(request)))) {
      response.setHeader("Retry-After", "1");
      response.setHeader("Connection", "close");
      throw new RequestProblem(429, "Too many requests from your address: slow down.");
    }
    const principal = identify(request, isSecure(services, request));
    const url = new URL(request.url ?? "/", services.originOf(request) ?? "http://localhost");
    const asked = { request, response, principal, url, parameters: found.parameters };
    const decision = decide(principal, found.need);
    if (decision.kind === "forbidden" && principal.kind === "user" && isLookedAt(request, found)) {
      showForbidden(request, response);
      return showPage(services, asked);
    }
    if (decision.kind !== "allowed") return answerRefused(decision, found, request, response);
    if (found.route?.answer) return found.route.answer(services, asked);
    response.setHeader("Allow", found.allow);
    throw new RequestProblem(405, `Only ${found.allow} may be asked for here.`);
  }

  function fail(error: unknown, request: IncomingMessage, response: ServerResponse, found: Found): void {
    // Whoever hangs up in the middle of a form is not told, and fills no log.
    if (request.destroyed && !request.complete) return;
    const known = problemOf(error, services.database);
    if (known === undefined)
      log.error({ event: "request-failed", err: error, url: request.url }, "request failed");
    const problem = known ?? new RequestProblem(500, "Something went wrong here; the log says what.").problem;
    const gone = problem.status === 404 ? goneBoot(services.keeping, found.parameters["id"]) : undefined;
    tellProblem(response, found.speaks, orGone(problem, gone));
  }

  return {
    answer(request, response) {
      const { method = "" } = request;
      const path = canonicalPath(pathOf(request));
      const found = findRoute(method, path ?? "");
      const turnAway = (status: number, reason: string) => {
        response.setHeader("Connection", "close");
        tellProblem(response, found.speaks, new RequestProblem(status, reason).problem);
      };
      const refusal = refuse(request, reach(), found.takes);
      const shorter = refusal?.status === 414 ? shorterAddress(request.url ?? "") : undefined;
      if (shorter !== undefined) return leadTo(response, shorter);
      if (refusal?.status === 405) response.setHeader("Allow", found.allow);
      if (refusal) return turnAway(refusal.status, refusal.reason);
      dropInternalHeaders(request);
      const handsOver = found.route?.handsOver === true;
      setSecurityHeaders(request, response, services.originOf(request) ?? "", isDevelopment, handsOver);
      if (isSecure(services, request)) request.headers[SECURE_HEADER] = "yes";
      if (path === undefined) return turnAway(400, "Dots lead nowhere here.");
      judge(request, response, found).catch((error: unknown) => fail(error, request, response, found));
    },
    refuseListener(request) {
      const refusal = refuseSocket(request, reach());
      if (refusal) return refusal.reason;
      const { need } = findRoute("SOCKET", "connection");
      const decision = decide(identify(request, isSecure(services, request)), need);
      return decision.kind === "allowed" ? undefined : "Log in first.";
    },
  };
}
