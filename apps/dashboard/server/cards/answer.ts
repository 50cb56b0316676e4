import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseBootId, parseCompareView } from "@hacotaki/core";
import { pngOf } from "@hacotaki/formats/picture/raster";
import type { StoreReader } from "@hacotaki/store";
import type { Database } from "../database.ts";
import { drawBootCard } from "./boot-card.ts";
import { drawCompareCard, drawContainerCard } from "./boots-card.ts";

/** Of a container's newest boots. */
const NEWEST = 50;
/** Some 40 kB each. */
const KEPT = 200;
const MAX_AGE_S = 60;

async function compareCard(reader: StoreReader, query: URLSearchParams): Promise<string | undefined> {
  const { view } = parseCompareView(Object.fromEntries(query));
  const found = await reader.findBoots(view.boots);
  const boots = view.boots.flatMap((id) => found.find((boot) => boot.id === id) ?? []);
  if (boots.length === 0) return undefined;
  const baseline = boots.findIndex(({ id }) => id === view.baseline);
  return drawCompareCard(boots, Math.max(0, baseline));
}

/** The card at an address as SVG; undefined where there is none. */
async function drawnAt(reader: StoreReader, { pathname, searchParams }: URL): Promise<string | undefined> {
  const [, , kind, name] = /^\/cards(\/([a-z]+))(?:\/([^/]+))?\.png$/.exec(pathname) ?? [];
  if (kind === "compare" && name === undefined) return compareCard(reader, searchParams);
  if (name === undefined) return undefined;
  if (kind === "boots") {
    const id = parseBootId(name);
    const found = id && (await reader.findBoot(id));
    return found && drawBootCard(found.boot, found.marks);
  }
  if (kind !== "containers") return undefined;
  const container = decodeURIComponent(name);
  const { boots } = await reader.listBoots({ filter: { container }, limit: NEWEST });
  return boots.length === 0 ? undefined : drawContainerCard(container, boots);
}

/**
 * Cards are drawn anew for each request, which takes a few milliseconds; their pixels are kept for as long as nothing in
 * the drawing is different, whatever else was written to the database.
 */
function createPixels() {
  const kept = new Map<string, Promise<Uint8Array>>();
  return (key: string, svg: string): Promise<Uint8Array> => {
    const known = kept.get(key);
    kept.delete(key);
    const png = known ?? pngOf(svg);
    png.catch(() => kept.delete(key));
    kept.set(key, png);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return png;
  };
}

/** Answers /cards/…: the picture that a chat shows beside a link to a page. */
export function createCards(database: Database) {
  const pixels = createPixels();
  const refuse = (response: ServerResponse, status: number, reason: string) =>
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const state = database.state();
    if (state.kind !== "open") return void refuse(response, 503, "The database cannot be read now.");
    let svg: string | undefined;
    try {
      svg = await drawnAt(state.reader, new URL(request.url ?? "/", "http://localhost"));
    } catch (error) {
      if (database.fail(error) === undefined) throw error;
      return void refuse(response, 503, "The database cannot be read now.");
    }
    if (svg === undefined) return void refuse(response, 404, "There is no such card.");
    const key = createHash("sha256").update(svg).digest("base64url");
    const etag = `"${key}"`;
    const headers = { ETag: etag, "Cache-Control": `private, max-age=${MAX_AGE_S}` };
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, headers).end();
    const png = await pixels(key, svg);
    response.writeHead(200, { ...headers, "Content-Type": "image/png", "Content-Length": png.length });
    response.end(request.method === "HEAD" ? undefined : png);
  };
}
