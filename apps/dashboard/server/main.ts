import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { release } from "node:os";
import { join } from "node:path";
import { budgetText, visibleText } from "@hacotaki/core";
import { at, BUILT, cacheFolder, isInstalled, KEPT, version, WORDS } from "@hacotaki/layout";
import { createDelivery } from "./alerts/delivery.ts";
import { watchAlerts } from "./alerts/watch.ts";
import { clientAddress, networkOf } from "./access/client-address.ts";
import { createIdentify } from "./access/identify.ts";
import { createLogin } from "./access/login.ts";
import { createRateLimit } from "./access/rate-limit.ts";
import { publish } from "../bridge/server.ts";
import { followDatabase, type Database } from "./database.ts";
import { followFleet } from "./fleet-database.ts";
import { parseStore } from "./store-place.ts";
import { followCollectorBeside } from "./collector-beside.ts";
import { createDocumentation } from "./documentation.ts";
import { followEventRates } from "./event-rates.ts";
import { createCards } from "./cards/answer.ts";
import { createExports } from "./exports/client.ts";
import { MAX_SOCKETS, startLiveFeed } from "./live-feed.ts";
import { log } from "./log.ts";
import { followOwnSamples } from "./own-samples.ts";
import { followNotebook } from "./notebook.ts";
import { parseOptions, type ServerOptions } from "./options.ts";
import { ownOrigin } from "./request-guard.ts";
import { createDispatcher } from "./routes/dispatch.ts";
import type { Services } from "./routes/services.ts";
import type { Reach } from "./reach.ts";
import { createShareDoor } from "./share-door.ts";
import { createSharePreviews } from "./share-previews.ts";
import { serveStaticFiles } from "./static-files.ts";
import { followStatistics } from "./statistics/client.ts";
import { warmUp } from "./warm-up.ts";

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
/** Fewer are read from the database within a second. */
const LEAST_BOOTS_KEPT = 20_000;
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

/** As the build worked it out, which takes what only builds have. Next's own standalone servers are told it like this. */
function builtConfiguration(): string {
  const text = readFileSync(join(at(BUILT.pages), "required-server-files.json"), "utf8");
  return JSON.stringify((JSON.parse(text) as { readonly config: unknown }).config);
}

/** The framework, kept from the server's own upgrades: it would proxy absolute targets. */
async function preparePages(isDevelopment: boolean) {
  // React and Next choose their build by this when they are first loaded; pages name the command.
  Object.assign(process.env, {
    NODE_ENV: isDevelopment ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HACOTAKI_COMMAND: WORDS.command,
    HACOTAKI_UP: WORDS.up,
  });
  if (!isDevelopment && !existsSync(join(at(BUILT.pages), "BUILD_ID")))
    exit(1, `The dashboard is not built. ${WORDS.rebuild}`);
  if (isInstalled) process.env["__NEXT_PRIVATE_STANDALONE_CONFIG"] = builtConfiguration();
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
const pollMs = () => (watchers() > 0 ? LIVE_POLL_MS : IDLE_POLL_MS);

async function openDatabase(): Promise<Database> {
  if (options.store === undefined) return followDatabase(options.databasePath, pollMs);
  const parsed = await parseStore(options.store, process.env);
  if (parsed.kind === "wrong") refuseToStart(`--store: ${parsed.reason}.`, WRONG_USAGE);
  return followFleet(parsed.fleet, pollMs);
}
const database = await openDatabase();
const folder = options.keepsColumns ? cacheFolder() : undefined;
const statistics = followStatistics(database, {
  keeping: folder === undefined ? undefined : { folder, leastBoots: LEAST_BOOTS_KEPT },
  onError: (error) => log.error({ event: "statistics-failed", err: error }, "statistics failed"),
  onSaid: ({ event, level, text }) => log[level]({ event }, text),
});
const keeping = followNotebook(options.databasePath, (error) =>
  log.warn({ event: "notebook-unread", err: error }, "the notebook cannot be read"),
);
const { asksLogin, proxies, userHeader, origins, isOpen } = options;
if (asksLogin && userHeader === undefined && !keeping.read((notebook) => notebook.users().length > 0))
  refuseToStart(
    `a login is asked for, and nobody could log in. To see the dashboard from elsewhere without a login, forward its port: ssh -L 7460:127.0.0.1:7460 HOST. Else make a user first: hacotaki user add NAME --role admin --db ${options.databasePath}`,
    LASTING,
  );
const addressOf = (request: IncomingMessage) => clientAddress(request, proxies);
const exports = createExports(database);
const { rates: eventRates } = followEventRates(database, (error) =>
  log.error({ event: "rates-failed", err: error }, "event rates failed"),
);
database.onChange((what) => {
  if (what === "commit") return;
  const { kind, ...more } = database.state();
  const code = "code" in more ? more.code : undefined;
  log[kind === "broken" ? "error" : "info"](
    { event: "database", state: kind, code },
    `the database is ${kind}`,
  );
});

/** People come by the first name that a proxy has for it. */
const publicOrigin = () => origins[0] ?? `http://localhost:${listenPort()}`;
const alertFailed = (error: unknown) => log.error({ event: "alerts-failed", err: error }, "alerts failed");
const delivery = createDelivery(
  keeping,
  (event, { id, webhook, message }, problem) =>
    log[event === "sent" ? "info" : "warn"](
      { event: `alert-${event}`, delivery: id, webhook, kind: message.kind, problem },
      `alert message ${event}${problem === undefined ? "" : `: ${problem}`}`,
    ),
  alertFailed,
);
const alerts = watchAlerts({
  database,
  statistics,
  keeping,
  origin: publicOrigin,
  log: (event, { id, container, budget }) =>
    log.info(
      { event: `alert-${event}`, firing: id, container, budget: budgetText(budget) },
      `alert ${event}: ${visibleText(container, 100)}: ${budgetText(budget)}`,
    ),
  onError: alertFailed,
  onMessage: () => delivery.look(),
});
const ownSamples = followOwnSamples();
const collectorBeside = followCollectorBeside(process);
const sharePreviews = createSharePreviews(Date.now);
publish({
  database,
  keptBeside: options.databasePath,
  statistics,
  keeping,
  alerts,
  eventRates,
  ownSamples,
  sharePreviews,
  collectorBeside,
  installation: {
    version: version(),
    isInstalled,
    runtime: `Node.js ${process.versions.node}, Linux ${release()}, ${process.arch}`,
  },
  documentation: createDocumentation(),
});
const { handle, upgrades } = await preparePages(options.isDevelopment);
const stopping = new AbortController();

function listenPort(): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : options.port;
}

const reach = (): Reach => ({ port: listenPort(), origins, isOpen });
const services: Services = {
  database,
  statistics,
  keeping,
  exports,
  cards: createCards(database, statistics, keeping),
  alerts,
  delivery,
  shareDoor: createShareDoor(keeping, addressOf),
  sharePreviews,
  login: createLogin(keeping),
  pages: handle,
  builtFile: options.isDevelopment
    ? () => Promise.resolve(false)
    : serveStaticFiles(join(at(BUILT.pages), "static")),
  addressOf,
  originOf: (request) => ownOrigin(request, reach()),
  publicOrigin,
  judgeListeners: () => feed.judgeAgain(),
  stopping: stopping.signal,
};
const rateLimit = createRateLimit(Date.now);
const dispatcher = createDispatcher(services, {
  reach,
  identify: createIdentify(keeping, options),
  // On this machine alone there is nobody to share with.
  mayAsk: (network) => !asksLogin || rateLimit.take(network),
  isDevelopment: options.isDevelopment,
});

const server = createServer(
  {
    maxHeaderSize: 16_384,
    connectionsCheckingInterval: 2000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
  },
  dispatcher.answer,
);
server.maxConnections = MAX_CONNECTIONS;
server.setTimeout(IDLE_SOCKET_MS);
if (options.isDevelopment)
  server.on("upgrade", (request, socket, head) => {
    if (request.url?.startsWith("/_next/") && dispatcher.refuseListener(request) === undefined)
      upgrades.emit("upgrade", request, socket, head);
  });
const feed = startLiveFeed({
  http: server,
  database,
  refuse: dispatcher.refuseListener,
  ownerOf: (request) => networkOf(addressOf(request)),
  mostOfOne: asksLogin ? SOCKETS_OF_ONE : MAX_SOCKETS,
  ...(options.isDevelopment ? { alsoAllowed: "/_next/" } : {}),
  onError: (error) => log.error({ event: "feed-failed", err: error }, "live feed failed"),
});
watchers = () => feed.watchers;

function stop(): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  setTimeout(() => server.closeAllConnections(), FAREWELL_MS).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  Promise.allSettled([feed.close(), closed, alerts.close(), delivery.close(), statistics.close()])
    .then(() => {
      exports.close();
      database.close();
      keeping.close();
      process.exit(0);
    })
    .catch((error: unknown) => log.error({ event: "shutdown-failed", err: error }, "shutdown failed"));
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
  void announce();
});

async function announce(): Promise<void> {
  const name = options.address.includes(":") ? `[${options.address}]` : options.address;
  const url = `http://${name}:${listenPort()}`;
  if (!options.isDevelopment) await warmUp({ port: listenPort(), address: options.address });
  process.stdout.write(`Hacotaki dashboard: ${url}\n`);
  process.send?.({ ready: true, url });
  if (isOpen && !origins.some((origin) => origin.startsWith("https:")))
    process.stderr.write(
      "Passwords cross the network readable: put a proxy that speaks TLS before it (docs/access.md).\n",
    );
}
