import type { ServerResponse } from "node:http";
import { isoWallTime, visibleText, type GoneBoot } from "@hacotaki/core";
import type { Problem } from "../api-v1/schemas.ts";
import type { Database } from "../database.ts";
import { ExportsUnavailable } from "../exports/client.ts";
import { StatisticsUnavailable } from "../statistics/client.ts";

/** How a route says what went wrong: to a program (problem+json), in a line of text, or to whoever looks at a page. */
export type Speech = "problem" | "text" | "page";

/** A request that cannot be answered, in the words of RFC 9457. Thrown by answers, told by the dispatcher. */
export class RequestProblem extends Error {
  readonly problem: Problem;
  constructor(status: number, title: string, more: Pick<Problem, "detail" | "errors"> = {}) {
    super(title);
    this.problem = { type: "about:blank", title, status, ...more };
  }
}

const TRY_AGAIN_S = "5";
const DAMAGED_ROW =
  "What it holds of this is damaged, of others it is not. hacotaki check names it; hacotaki rebuild makes boots anew from their events.";
const UNREAD = "The database cannot be read now";

export const noSuchResource = () =>
  new RequestProblem(404, "No such resource", { detail: "GET /api/v1/openapi.json lists which there are." });

/** The reader of a database that is there. Throws a problem where it is not. */
export function openReader(database: Database) {
  const state = database.state();
  if (state.kind === "open") return state.reader;
  throw new RequestProblem(503, UNREAD, {
    detail: state.kind === "absent" ? "There is no database yet." : state.message,
  });
}

/** What to tell of an error; undefined for one that nobody foresaw. */
export function problemOf(error: unknown, database: Database): Problem | undefined {
  if (error instanceof RequestProblem) return error.problem;
  if (error instanceof StatisticsUnavailable || error instanceof ExportsUnavailable)
    return new RequestProblem(503, error.message).problem;
  const state = database.fail(error);
  if (state === undefined) return undefined;
  const isDamagedRow = state.kind === "broken" && state.code === "damaged-row";
  return new RequestProblem(503, UNREAD, isDamagedRow ? { detail: DAMAGED_ROW } : {}).problem;
}

/** What was not found because retention deleted it is gone, which is another answer than not there. */
export function orGone(problem: Problem, gone: GoneBoot | undefined): Problem {
  if (problem.status !== 404 || gone === undefined) return problem;
  const when = isoWallTime(gone.goneAt) ?? "";
  const detail = `A boot of ${visibleText(gone.container)}, deleted ${when} to save space.`;
  return new RequestProblem(410, "This boot is gone", { detail }).problem;
}

/** Tells what is wrong in the way that the route speaks; where part of an answer is out already, only cuts it off. */
export function tellProblem(response: ServerResponse, speaks: Speech, problem: Problem): void {
  if (response.headersSent) return void response.destroy();
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "no-store");
  // Of a body that came along, nothing may have been read.
  if (response.req.method === "POST") response.setHeader("Connection", "close");
  if (problem.status === 503) response.setHeader("Retry-After", TRY_AGAIN_S);
  const [type, body] =
    speaks === "problem"
      ? ["application/problem+json", JSON.stringify(problem)]
      : ["text/plain; charset=utf-8", `${problem.detail ?? problem.title}\n`];
  response.writeHead(problem.status, { "Content-Type": type }).end(body);
}
