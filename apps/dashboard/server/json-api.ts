import type { IncomingMessage, ServerResponse } from "node:http";
import {
  encodeWire,
  filterOf,
  parseBootId,
  parseBootsView,
  parseBootView,
  type BootMessage,
  type BootsMessage,
  type MarksMessage,
  type Statistics,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { marksOver } from "../lib/marks-over.ts";
import { listBoots } from "../lib/list-boots.ts";
import { utcNow } from "../lib/utc-now.ts";
import { changesSince } from "./changes.ts";
import type { Database } from "./database.ts";
import { paletteAnswer } from "./palette.ts";
import { StatisticsUnavailable } from "./statistics/client.ts";

/** More rows than any page of the list has. */
const MAX_IDS = 200;
const MAX_NAME = 4096;

type Answer = { readonly status: number; readonly body: string };

const problem = (status: number, reason: string): Answer => ({ status, body: encodeWire({ error: reason }) });

async function changes(reader: StoreReader, query: URLSearchParams): Promise<Answer> {
  const since = query.get("since") ?? "";
  if (!/^\d{1,18}$/.test(since)) return problem(400, "since: a revision, as a decimal number");
  return { status: 200, body: encodeWire(await changesSince(reader, BigInt(since))) };
}

async function boots(reader: StoreReader, statistics: Statistics, query: URLSearchParams): Promise<Answer> {
  const { view, dropped } = parseBootsView(Object.fromEntries(query));
  if (dropped.length > 0) return problem(400, `not understood: ${dropped.join(", ")}`);
  const page = await listBoots(reader, statistics, view, query.get("after") ?? undefined);
  return { status: 200, body: encodeWire<BootsMessage>(page) };
}

async function boot(reader: StoreReader, given: string): Promise<Answer> {
  const id = parseBootId(given);
  const { revision } = await reader.facts();
  const [found, marks] = id ? await Promise.all([reader.findBoot(id), reader.drawnMarks(id)]) : [];
  if (!found || !marks) return problem(404, "no such boot");
  const { boot } = found;
  return { status: 200, body: encodeWire<BootMessage>({ boot, marks, revision, now: utcNow() }) };
}

/** The marks of a boot over a range of offsets, as the page has it in its address. */
async function marks(reader: StoreReader, given: string, query: URLSearchParams): Promise<Answer> {
  const id = parseBootId(given);
  const { zoom } = parseBootView({ zoom: query.get("zoom") ?? undefined }).view;
  if (zoom === undefined) return problem(400, "zoom: a range of ns from the boot's start, as 0..1000000");
  const boot = id && (await reader.findBoot(id))?.boot;
  const drawn = boot && (await marksOver(reader, boot, zoom));
  return drawn ? { status: 200, body: encodeWire<MarksMessage>(drawn) } : problem(404, "no such boot");
}

/** What differs, of the filter that the list has. */
async function whatDiffers(statistics: Statistics, query: URLSearchParams): Promise<Answer> {
  const { view, dropped } = parseBootsView(Object.fromEntries(query));
  if (dropped.length > 0) return problem(400, `not understood: ${dropped.join(", ")}`);
  return { status: 200, body: encodeWire(await statistics.whatDiffers(filterOf(view))) };
}

async function overview(statistics: Statistics, query: URLSearchParams): Promise<Answer> {
  const { view, dropped } = parseBootsView(Object.fromEntries(query));
  if (dropped.length > 0) return problem(400, `not understood: ${dropped.join(", ")}`);
  const [found, state] = await Promise.all([
    statistics.overview({ filter: filterOf(view), axis: view.axis, zoom: view.zoom === "box" }),
    statistics.state(),
  ]);
  return { status: 200, body: encodeWire({ overview: found, state }) };
}

async function population(statistics: Statistics, query: URLSearchParams): Promise<Answer> {
  const container = query.get("container") ?? "";
  if (container === "" || container.length > MAX_NAME)
    return problem(400, `container: a name of up to ${MAX_NAME} characters`);
  return { status: 200, body: encodeWire(await statistics.population({ container })) };
}

async function percentiles(statistics: Statistics, query: URLSearchParams): Promise<Answer> {
  const given = (query.get("ids") ?? "").split(",");
  const ids = given.flatMap((id) => parseBootId(id) ?? []);
  if (ids.length !== given.length || ids.length > MAX_IDS)
    return problem(400, `ids: up to ${MAX_IDS} ids of boots, with commas between them`);
  return { status: 200, body: encodeWire(await statistics.percentiles(ids)) };
}

async function answer(
  reader: StoreReader,
  statistics: Statistics,
  { pathname, searchParams }: URL,
): Promise<Answer> {
  if (pathname === "/api/overview") return overview(statistics, searchParams);
  if (pathname === "/api/what-differs") return whatDiffers(statistics, searchParams);
  if (pathname === "/api/population") return population(statistics, searchParams);
  if (pathname === "/api/percentiles") return percentiles(statistics, searchParams);
  if (pathname === "/api/palette")
    return { status: 200, body: encodeWire(await paletteAnswer(reader, searchParams.get("q") ?? "")) };
  if (pathname === "/api/changes") return changes(reader, searchParams);
  if (pathname === "/api/boots") return boots(reader, statistics, searchParams);
  const [, id, part] = /^\/api\/boots\/([^/]{1,64})(\/marks)?$/.exec(pathname) ?? [];
  if (id === undefined) return problem(404, "no such resource");
  return part === undefined ? boot(reader, id) : marks(reader, id, searchParams);
}

function unavailable(error: unknown): Answer {
  if (error instanceof StatisticsUnavailable) return problem(503, error.message);
  throw error;
}

/** What pages read after they were loaded. */
export async function answerApi(
  database: Database,
  statistics: Statistics,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const state = database.state();
  const url = new URL(request.url ?? "/", "http://localhost");
  const { status, body } =
    state.kind === "open"
      ? await answer(state.reader, statistics, url).catch(unavailable)
      : problem(503, state.kind === "absent" ? "there is no database yet" : state.message);
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
