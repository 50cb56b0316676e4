import type { StoreErrorCode } from "@hacotaki/store";
import { answerJson } from "./routes/json.ts";
import type { Answer } from "./routes/route.ts";
import type { Services } from "./routes/services.ts";

/** What has to work before pages tell all there is. */
export type HealthCheck = {
  readonly name: "database" | "feed" | "columns";
  readonly isOk: boolean;
  /** Why not, and what helps. Names no file, container or host: probes ask without a login. */
  readonly reason: string | null;
};

const ok = (name: HealthCheck["name"]): HealthCheck => ({ name, isOk: true, reason: null });
const bad = (name: HealthCheck["name"], reason: string): HealthCheck => ({ name, isOk: false, reason });

/** The database was not looked at for so long: the feed of changes stands still. */
const FEED_SILENT_MS = 10_000;
/** A probe waits no longer than this; its next one asks anew. */
const COLUMNS_WAIT_MS = 2_000;
const RETRY_S = "2";

const DATABASE_REASONS: Readonly<Record<StoreErrorCode, string>> = {
  "not-found": "there is no database yet: a collector or an import makes it",
  "not-a-database": "the file is no SQLite database: name another one with --db",
  foreign: "the file is a database of another program: name another one with --db",
  newer: "a newer version has migrated the database: update this dashboard",
  "older-read-only":
    "the database's schema is older than this version: hacotaki record, import or up brings it up to date",
  corrupt: "the database is damaged: hacotaki doctor says more",
  "damaged-row": "what is stored of a boot is damaged: hacotaki check names it",
  "read-only": "the database cannot be opened: check owner and mode of its file and folder",
  locked: "another process holds the database: it passes when that one is done",
  "disk-full": "the disk of the database is full: make room",
  "sqlite-too-old": "the installed SQLite is too old: run npm ci",
  gone: "the database was removed or replaced meanwhile: what is there now is opened by itself",
  unreachable: "the fleet's database does not answer: it is asked again every second",
  denied: "the fleet's database refuses to be read: see its password, rights and the version of its tables",
  failed: "the database cannot be read: the log says why",
};

function databaseCheck({ database }: Pick<Services, "database">): HealthCheck {
  const state = database.state();
  if (state.kind === "open") return ok("database");
  return bad("database", DATABASE_REASONS[state.kind === "absent" ? "not-found" : state.code]);
}

function feedCheck({ database }: Pick<Services, "database">, nowMs: number): HealthCheck {
  const silentMs = nowMs - database.lookedAt();
  if (silentMs <= FEED_SILENT_MS) return ok("feed");
  return bad("feed", `changes were not looked for since ${Math.round(silentMs / 1_000)} s: it was held up`);
}

const after = (ms: number) => new Promise<undefined>((resolve) => setTimeout(resolve, ms, undefined).unref());

async function columnsCheck({ database, statistics }: Pick<Services, "database" | "statistics">) {
  if (database.state().kind !== "open") return bad("columns", "they wait for the database");
  const state = await Promise.race([statistics.state().catch(() => undefined), after(COLUMNS_WAIT_MS)]);
  if (state === undefined) return bad("columns", "the statistics are being started");
  if (state.known >= state.total) return ok("columns");
  return bad("columns", `${state.known} of ${state.total} boots are counted: the rest follows by itself`);
}

/** Everything that a page needs, in the order in which it comes. */
export const readiness = async (
  services: Pick<Services, "database" | "statistics">,
): Promise<readonly HealthCheck[]> => [
  databaseCheck(services),
  feedCheck(services, Date.now()),
  await columnsCheck(services),
];

/** GET /healthz: the process turns. It says nothing of what it needs, so that nobody restarts it for a full disk. */
export const answerAlive: Answer = (_services, { response }) => answerJson(response, { status: "ok" });

/** GET /readyz: 200, or 503 with the reason in words, for load balancers and scripts. */
export const answerReady: Answer = async (services, { response }) => {
  const checks = await readiness(services);
  const failing = checks.filter(({ isOk }) => !isOk);
  if (failing.length === 0) return answerJson(response, { status: "ready", reason: null, checks });
  const reason = failing.map(({ name, reason: why }) => `${name}: ${why}`).join("; ");
  response
    .writeHead(503, {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-store",
      "Retry-After": RETRY_S,
    })
    .end(JSON.stringify({ status: "not-ready", reason, checks }));
};
