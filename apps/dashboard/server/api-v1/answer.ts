import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isoWallTime, visibleText, type GoneBoot } from "@hacotaki/core";
import type { z } from "zod";
import type { Database } from "../database.ts";
import { ExportsUnavailable } from "../exports/client.ts";
import { openApi } from "./openapi.ts";
import { ApiProblem } from "./problem.ts";
import { ROUTES, type Answer, type Beside, type Route } from "./routes.ts";
import type { Problem } from "./schemas.ts";

const SILENCE_MS = 300_000;

type Texts = Readonly<Record<string, string>>;

const patternOf = ({ path }: Route) => new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]{1,200})")}$`);
const PATTERNS = ROUTES.map((route) => ({ route, pattern: patternOf(route) }));

function routeOf(pathname: string): { readonly route: Route; readonly parameters: Texts } {
  for (const { route, pattern } of PATTERNS) {
    const match = pattern.exec(pathname);
    if (match) return { route, parameters: { ...match.groups } };
  }
  throw new ApiProblem(404, "No such resource", {
    detail: "GET /api/v1/openapi.json lists which there are.",
  });
}

/** Checks what came against its schema; the message names each wrong parameter. A repeated one is wrong as well. */
function checked(schema: z.ZodObject, given: Iterable<readonly [string, string]>, title: string): Texts {
  const errors: { parameter: string; detail: string }[] = [];
  const texts: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of given) {
    if (name in texts) errors.push({ parameter: name, detail: "given more than once" });
    texts[name] = value;
  }
  const parsed = schema.safeParse({ ...texts });
  if (!parsed.success)
    for (const { path, message, code, ...issue } of parsed.error.issues)
      if (code === "unrecognized_keys" && "keys" in issue)
        for (const parameter of issue.keys) errors.push({ parameter, detail: "no such parameter" });
      else errors.push({ parameter: path.join("."), detail: message });
  if (errors.length > 0) throw new ApiProblem(400, title, { errors });
  return texts;
}

async function find(database: Database, beside: Beside, url: URL): Promise<Answer> {
  if (url.pathname === "/api/v1/openapi.json") return { kind: "json", body: openApi() };
  const { route, parameters } = routeOf(url.pathname);
  checked(route.parameters, Object.entries(parameters), "No such resource");
  const query = checked(route.query, url.searchParams, "Bad parameters");
  const state = database.state();
  if (state.kind !== "open")
    throw new ApiProblem(503, "The database cannot be read now", {
      detail: state.kind === "absent" ? "There is none yet." : state.message,
    });
  return route.answer(state.reader, parameters, query, url.origin, beside);
}

const problemOf = (error: unknown, database: Database): Problem => {
  if (error instanceof ApiProblem) return error.problem;
  const state = database.fail(error);
  if (state === undefined) throw error;
  return { type: "about:blank", title: "The database cannot be read now", status: 503 };
};

/** What was not found because retention deleted it is gone, which is another answer than not there. */
function orGone(problem: Problem, gone: GoneBoot | undefined): Problem {
  if (problem.status !== 404 || gone === undefined) return problem;
  const when = isoWallTime(gone.goneAt) ?? "";
  return {
    type: "about:blank",
    title: "This boot is gone",
    status: 410,
    detail: `A boot of ${visibleText(gone.container)}, deleted ${when} to save space.`,
  };
}

/** Answers a request for something under /api/v1. `goneBoot` says whether its boot was deleted. */
export async function answerApiV1(
  database: Database,
  beside: Beside,
  request: IncomingMessage,
  response: ServerResponse,
  goneBoot: () => GoneBoot | undefined,
): Promise<void> {
  response.setHeader("Cache-Control", "no-store");
  const body = request.method === "HEAD" ? undefined : "wanted";
  let answer: Answer;
  try {
    answer = await find(
      database,
      beside,
      new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`),
    );
  } catch (error) {
    sendProblem(orGone(problemOf(error, database), goneBoot()), body !== undefined, response);
    return;
  }
  if (answer.kind === "json") {
    response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" });
    response.end(body && JSON.stringify(answer.body));
    return;
  }
  await sendFile(answer, body !== undefined, response);
}

/** Sends a file no faster than it is taken. Nothing is said of it before its first part is there. */
async function sendFile(
  { mediaType, name, parts }: Extract<Answer, { kind: "file" }>,
  isWanted: boolean,
  response: ServerResponse,
): Promise<void> {
  const head = { "Content-Type": mediaType, "Content-Disposition": `attachment; filename="${name}"` };
  if (!isWanted) return void response.writeHead(200, head).end();
  // A boot of hundreds of thousands of events is read for longer than an idle connection may live.
  response.socket?.setTimeout(SILENCE_MS);
  let first: IteratorResult<Uint8Array>;
  try {
    first = await parts.next();
  } catch (error) {
    if (!(error instanceof ExportsUnavailable)) throw error;
    sendProblem({ type: "about:blank", title: error.message, status: 503 }, true, response);
    return;
  }
  response.writeHead(200, head);
  await pipeline(
    Readable.from(startingWith(first, parts), { objectMode: false, highWaterMark: 1 }),
    response,
  );
}

async function* startingWith(
  first: IteratorResult<Uint8Array>,
  parts: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let part = first; part.done !== true; part = await parts.next()) yield part.value;
  } finally {
    await parts.return(undefined);
  }
}

function sendProblem(problem: Problem, isWanted: boolean, response: ServerResponse): void {
  response.writeHead(problem.status, { "Content-Type": "application/problem+json" });
  response.end(isWanted ? JSON.stringify(problem) : undefined);
}
