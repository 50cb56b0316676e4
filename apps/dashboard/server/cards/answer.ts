import type { ShareSnapshot, Statistics } from "@hacotaki/core";
import type { Database } from "../database.ts";
import type { Keeping } from "../notebook.ts";
import { openReader, RequestProblem } from "../routes/problem.ts";
import type { Asked } from "../routes/asked.ts";
import { findCard } from "./find.ts";
import { createPixels } from "./pixels.ts";
import { drawShareCard } from "./share-card.ts";

const MAX_AGE_S = 60;

export const noSuchCard = () => new RequestProblem(404, "There is no such card.");

export type Cards = {
  /** Answers /cards/…: the picture that a chat shows beside a link to a page. */
  answer(asked: Asked): Promise<void>;
  /** Answers with the picture of a share, which the door of shares let pass. */
  answerShared(snapshot: ShareSnapshot, asked: Asked): Promise<void>;
};

export function createCards(database: Database, statistics: Statistics, keeping: Keeping): Cards {
  const pixelsOf = createPixels();

  async function send(svg: string, caching: string, { request, response }: Asked): Promise<void> {
    const { key, png } = pixelsOf(svg);
    const etag = `"${key}"`;
    const headers = { ETag: etag, "Cache-Control": caching };
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, headers).end();
    const bytes = await png();
    response.writeHead(200, { ...headers, "Content-Type": "image/png", "Content-Length": bytes.length });
    response.end(bytes);
  }

  return {
    async answer(asked) {
      const svg = await findCard({ reader: openReader(database), statistics, keeping }, asked.url);
      if (svg === undefined) throw noSuchCard();
      await send(svg, `private, max-age=${MAX_AGE_S}`, asked);
    },
    // Once a share is revoked, its picture is to be had from nowhere: nobody may keep it.
    answerShared: (snapshot, asked) => send(drawShareCard(snapshot), "private, no-store", asked),
  };
}
