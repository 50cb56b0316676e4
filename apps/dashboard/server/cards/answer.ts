import type { IncomingMessage, ServerResponse } from "node:http";
import type { ShareSnapshot, Statistics } from "@hacotaki/core";
import type { Database } from "../database.ts";
import type { Keeping } from "../notebook.ts";
import { StatisticsUnavailable } from "../statistics/client.ts";
import { findCard } from "./find.ts";
import { createPixels } from "./pixels.ts";
import { drawShareCard } from "./share-card.ts";

const MAX_AGE_S = 60;

export type Cards = {
  /** Answers /cards/…: the picture that a chat shows beside a link to a page. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Answers with the picture of a share, which the door of shares let pass. */
  answerShared(snapshot: ShareSnapshot, request: IncomingMessage, response: ServerResponse): Promise<void>;
};

export function createCards(database: Database, statistics: Statistics, keeping: Keeping): Cards {
  const pixelsOf = createPixels();
  const refuse = (response: ServerResponse, status: number, reason: string) =>
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
  const unread = (response: ServerResponse) => refuse(response, 503, "The database cannot be read now.");

  async function send(
    svg: string,
    caching: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { key, png } = pixelsOf(svg);
    const etag = `"${key}"`;
    const headers = { ETag: etag, "Cache-Control": caching };
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, headers).end();
    const bytes = await png();
    response.writeHead(200, { ...headers, "Content-Type": "image/png", "Content-Length": bytes.length });
    response.end(request.method === "HEAD" ? undefined : bytes);
  }

  return {
    async answer(request, response) {
      const state = database.state();
      if (state.kind !== "open") return void unread(response);
      const sources = { reader: state.reader, statistics, keeping };
      let svg: string | undefined;
      try {
        svg = await findCard(sources, new URL(request.url ?? "/", "http://localhost"));
      } catch (error) {
        if (!(error instanceof StatisticsUnavailable) && database.fail(error) === undefined) throw error;
        return void unread(response);
      }
      if (svg === undefined) return void refuse(response, 404, "There is no such card.");
      return send(svg, `private, max-age=${MAX_AGE_S}`, request, response);
    },
    // Once a share is revoked, its picture is to be had from nowhere: nobody may keep it.
    answerShared: (snapshot, request, response) =>
      send(drawShareCard(snapshot), "private, no-store", request, response),
  };
}
