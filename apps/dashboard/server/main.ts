import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { addressToday } from "@hacotaki/core";
import { at, BUILT, KEPT, WORDS } from "@hacotaki/layout";
import { canonicalPath, decide, needOf } from "./access/decide.ts";
import { clientAddress, networkOf } from "./access/client-address.ts";
import { createIdentify } from "./access/identify.ts";
import { createLogin } from "./access/login.ts";
import type { Principal } from "./access/principal.ts";
import { createRateLimit } from "./access/rate-limit.ts";
import { answerRefused, isPage, safeNext, showForbidden } from "./access/turn-away.ts";
import { answerApiV1 } from "./api-v1/answer.ts";
import { publishDatabase } from "../lib/database.ts";
import { publishNotebook } from "../lib/notebook.ts";
import { ORIGIN_HEADER } from "../lib/origin-header.ts";
import { VISITOR_HEADER, visitorText } from "../lib/visitor-header.ts";
import { SECURE_HEADER } from "../lib/secure-header.ts";
import { publishStatistics } from "../lib/statistics.ts";
import { followDatabase } from "./database.ts";
import { followEventRates } from "./event-rates.ts";
import { createCards } from "./cards/answer.ts";
import { answerApi } from "./json-api.ts";
import { createExports } from "./exports/client.ts";
import { leadTo } from "./form.ts";
import { answerKeepForm, isKeepForm } from "./keep-forms.ts";
import { goneBootAt } from "./gone.ts";
import { MAX_SOCKETS, startLiveFeed } from "./live-feed.ts";
import { log } from "./log.ts";
import { answerMetrics } from "./metrics.ts";
import { followNotebook } from "./notebook.ts";
import { followPageStatus } from "./page-status.ts";
import { parseOptions, type ServerOptions } from "./options.ts";
import { savePreferences } from "./preferences.ts";
import { dropInternalHeaders, ownOrigin, refuse, refuseSocket, type Refusal } from "./request-guard.ts";
import type { Reach } from "./reach.ts";
import { setSecurityHeaders } from "./response-headers.ts";
import { answerImport } from "./import.ts";
import { createShareDoor, isSharePath } from "./share-door.ts";
import { serveStaticFiles } from "./static-files.ts";
import { answerWithoutScript } from "./without-script.ts";
import { followStatistics } from "./statistics/client.ts";

const LIVE_POLL_MS = 25;
const IDLE_POLL_MS = 1000;
/** Longest an import may take to arrive; other requests have no body. */
const REQUEST_TIMEOUT_MS = 900_000;
const HEADERS_TIMEOUT_MS = 10_000;
const IDLE_SOCKET_MS = 30_000;
const MAX_CONNECTIONS = 1000;
const SOCKETS_OF_ONE = 50;
/** What `hacotaki up` takes for: starting again would fail again (EX_CONFIG). So would wrong options. */
const LASTING = 78;
const WRONG_USAGE = 2;
/** A connection that outlives this on shutdown is cut. */
const FAREWELL_MS = 1000;

function exit(status: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}

/** For what starting again cannot heal. `hacotaki up` shows the first paragraph of it, as one line. */
function refuseToStart(text: string, status: number): never {
  if (process.send) exit(status, `hacotaki: ${text.split("\n\n", 1)[0]?.replaceAll(/\s+/g, " ")}`);
  exit(WRONG_USAGE, text);
}

function optionsOrExit(): ServerOptions {
  const parsed = parseOptions(process.argv.slice(2), process.env);
  if (parsed.kind === "options") return parsed.options;
  if (parsed.kind === "wrong") refuseToStart(parsed.text, WRONG_USAGE);
  process.stdout.write(parsed.text);
  process.exit(0);
}

function turnAway(response: ServerResponse, { status, reason }: Refusal): void {
  response
    .writeHead(status, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" })
    .end(`${reason}\n`);
}

/** The framework, kept from the server's own upgrades: it would proxy absolute targets. */
async function preparePages(isDevelopment: boolean) {
  // React and Next choose their build by this when they are first loaded.
  Object.assign(process.env, {
    NODE_ENV: isDevelopment ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  if (!isDevelopment && !existsSync(join(at(BUILT.pages), "BUILD_ID")))
    exit(1, `The dashboard is not built. ${WORDS.rebuild}`);
  const upgrades = createServer();
  const { default: next } = await import("next");
  const pages = next({
    dev: isDevelopment,
    dir: at(KEPT.dashboard),
    quiet: !isDevelopment,
    httpServer: upgrades,
  });
  await pages.prepare();
  return { handle: pages.getRequestHandler(), upgrades };
}

const options = optionsOrExit();
/** The database is followed before anyone can watch. */
let watchers = () => 0;
const database = followDatabase(options.databasePath, () => (watchers() > 0 ? LIVE_POLL_MS : IDLE_POLL_MS));
publishDatabase(database);
const statistics = followStatistics(database, (error) => log.error({ err: error }, "statistics failed"));
publishStatistics(statistics);
const keeping = followNotebook(options.databasePath, (error) =>
  log.warn({ err: error }, "the notebook cannot be read"),
);
publishNotebook(keeping);
const { asksLogin, proxies, userHeader, origins, isOpen } = options;
if (asksLogin && userHeader === undefined && !keeping.read((notebook) => notebook.users().length > 0))
  refuseToStart(
    `a login is asked for, and nobody could log in. To see the dashboard from elsewhere without a login, forward its port: ssh -L 7460:127.0.0.1:7460 HOST. Else make a user first: hacotaki user add NAME --role admin --db ${options.databasePath}`,
    LASTING,
  );
const addressOf = (request: IncomingMessage) => clientAddress(request, proxies);
const exports = createExports(database);
const cards = createCards(database, statistics, keeping);
const shareDoor = createShareDoor(keeping, addressOf);
const identify = createIdentify(keeping, options);
const { login, logout } = createLogin(keeping);
const rateLimit = createRateLimit(Date.now);
followEventRates(database, (error) => log.error({ err: error }, "event rates failed"));
const { handle, upgrades } = await preparePages(options.isDevelopment);
const serveStatic = options.isDevelopment ? undefined : serveStaticFiles(join(at(BUILT.pages), "static"));
const stopping = new AbortController();

function listenPort(): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : options.port;
}

const reach = (): Reach => ({ port: listenPort(), origins, isOpen });
const isSecure = (request: IncomingMessage) => ownOrigin(request, reach())?.startsWith("https:") === true;
const pathOf = (request: IncomingMessage) => request.url?.split("?", 1)[0] ?? "/";

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  principal: Principal,
): Promise<void> {
  const path = pathOf(request);
  if (request.method === "POST") {
    if (path === "/api/import" || path === "/api/import/examples")
      return answerImport({ database, request, response, stopping: stopping.signal });
    if (isKeepForm(path)) return answerKeepForm({ database, statistics, keeping }, path, request, response);
    if (path === "/api/login")
      return login(request, response, { address: addressOf(request), isSecure: isSecure(request) });
    if (path === "/api/logout") {
      await logout(principal, response, isSecure(request));
      return feed.judgeAgain();
    }
    if (path === "/api/preferences") return savePreferences(request, response);
    return turnAway(response, { status: 405, reason: "Nothing here takes a POST." });
  }
  if (path.startsWith("/api/v1/"))
    return answerApiV1(database, { statistics, keeping, exports }, request, response, () =>
      goneBootAt(keeping, path),
    );
  followPageStatus(request, response, () => goneBootAt(keeping, path) !== undefined);
  if (path.startsWith("/api/")) return answerApi(database, statistics, request, response);
  if (path.startsWith("/cards/")) return cards.answer(request, response);
  if (path === "/metrics") return answerMetrics(database, statistics, request, response);
  if (isSharePath(path)) {
    const admitted = shareDoor.admit(path, request, response);
    if (admitted === undefined) return;
    if (admitted.kind === "card") return cards.answerShared(admitted.snapshot, request, response);
    answerWithoutScript(request, response);
  }
  if (await serveStatic?.(request, response)) return;
  const today = addressToday(request.url ?? "/");
  if (today !== undefined)
    return void response.writeHead(308, { Location: today, "Cache-Control": "no-store" }).end();
  if (path === "/login" && principal.kind !== "anonymous")
    return leadTo(
      response,
      safeNext(new URL(request.url ?? "/", "http://localhost").searchParams.get("next")),
    );
  request.headers[VISITOR_HEADER] = visitorText(principal);
  const origin = ownOrigin(request, reach());
  if (origin !== undefined) request.headers[ORIGIN_HEADER] = origin;
  // Next tells a layout no path.
  request.headers["x-hacotaki-path"] = path;
  return handle(request, response);
}

/** Asks the one table whether this may be answered, and answers if not. */
async function judge(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = canonicalPath(pathOf(request));
  if (path === undefined) return turnAway(response, { status: 400, reason: "Dots lead nowhere here." });
  // On this machine alone there is nobody to share with.
  if (asksLogin && !rateLimit.take(networkOf(addressOf(request)))) {
    response.setHeader("Retry-After", "1");
    return turnAway(response, { status: 429, reason: "Too many requests from your address: slow down." });
  }
  const principal = identify(request, isSecure(request));
  const decision = decide(principal, needOf(request.method ?? "", path));
  if (decision.kind === "forbidden" && principal.kind === "user" && isPage(request, path))
    showForbidden(request, response);
  else if (decision.kind !== "allowed") return answerRefused(decision, path, request, response);
  return answer(request, response, principal);
}

/** Why somebody may not listen. */
function refuseListener(request: IncomingMessage): string | undefined {
  const refusal = refuseSocket(request, reach());
  if (refusal) return refusal.reason;
  const decision = decide(identify(request, isSecure(request)), needOf("SOCKET", "connection"));
  return decision.kind === "allowed" ? undefined : "Log in first.";
}

const server = createServer(
  {
    maxHeaderSize: 16_384,
    connectionsCheckingInterval: 2000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
  },
  (request, response) => {
    const refusal = refuse(request, reach());
    if (refusal) return turnAway(response, refusal);
    dropInternalHeaders(request);
    const origin = ownOrigin(request, reach()) ?? "";
    setSecurityHeaders(request, response, origin, options.isDevelopment);
    if (isSecure(request)) request.headers[SECURE_HEADER] = "yes";
    judge(request, response).catch((error: unknown) => {
      // Whoever hangs up in the middle of a form is not told, and fills no log.
      if (request.destroyed && !request.complete) return;
      log.error({ err: error, url: request.url }, "request failed");
      if (response.headersSent) response.destroy();
      else turnAway(response, { status: 500, reason: "Something went wrong here; the log says what." });
    });
  },
);
server.maxConnections = MAX_CONNECTIONS;
server.setTimeout(IDLE_SOCKET_MS);
if (options.isDevelopment)
  server.on("upgrade", (request, socket, head) => {
    if (request.url?.startsWith("/_next/") && refuseListener(request) === undefined)
      upgrades.emit("upgrade", request, socket, head);
  });
const feed = startLiveFeed({
  http: server,
  database,
  refuse: refuseListener,
  ownerOf: (request) => networkOf(addressOf(request)),
  mostOfOne: asksLogin ? SOCKETS_OF_ONE : MAX_SOCKETS,
  ...(options.isDevelopment ? { alsoAllowed: "/_next/" } : {}),
  onError: (error) => log.error({ err: error }, "live feed failed"),
});
watchers = () => feed.watchers;

function stop(): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  setTimeout(() => server.closeAllConnections(), FAREWELL_MS).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  Promise.allSettled([feed.close(), closed])
    .then(() => {
      statistics.close();
      exports.close();
      database.close();
      keeping.close();
      process.exit(0);
    })
    .catch((error: unknown) => log.error({ err: error }, "shutdown failed"));
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// The supervisor that forked us is gone: nobody else would end us.
if (process.send) process.on("disconnect", stop);

server.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EADDRINUSE")
    exit(
      1,
      `Port ${options.port} is taken on ${options.address}. Stop what listens there, or choose another with --port.`,
    );
  if (error.code === "EACCES")
    exit(1, `Port ${options.port} needs privileges. Choose one above 1023 with --port.`);
  exit(1, `Cannot listen on ${options.address}:${options.port}: ${error.message}`);
});
server.listen(options.port, options.address, () => {
  const name = options.address.includes(":") ? `[${options.address}]` : options.address;
  const url = `http://${name}:${listenPort()}`;
  process.stdout.write(`Hacotaki dashboard: ${url}\n`);
  process.send?.({ ready: true, url });
  if (isOpen && !origins.some((origin) => origin.startsWith("https:")))
    process.stderr.write(
      "Passwords cross the network readable: put a proxy that speaks TLS before it (docs/access.md).\n",
    );
});
