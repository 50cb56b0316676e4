import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const PREFIX = "/_next/static/";
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
};
const IS_TEXT = /^(text\/|image\/svg)/;
/** Of 11: the last two take ten times as long and save two per cent. */
const BROTLI_QUALITY = 9;

const brotli = (content: Buffer) =>
  promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    },
  });
/** How a text is made smaller, by the name that browsers have for it. */
export const ENCODERS = {
  br: brotli,
  gzip: (content: Buffer) => promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
} as const;
type Encoding = keyof typeof ENCODERS | "identity";

/** The best of what a request accepts; a refusal ("br;q=0") is heeded. */
export function encodingFor(accepted: string | undefined): Encoding {
  const offers = (accepted ?? "").split(",").map((offer) => offer.trim().toLowerCase());
  const isOffered = (name: string) =>
    offers.some(
      (offer) => /^([a-z]+)$|;\s*q=(?!0(\.0*)?$)/.test(offer) && offer.split(";", 1)[0]?.trim() === name,
    );
  return (["br", "gzip"] as const).find(isOffered) ?? "identity";
}

/**
 * Answers for the files of the build, whose names change with their content: read and compressed when they are first
 * asked for, and kept in memory (some 2 MB). The framework would compress each anew for every visitor, while the page
 * waits for its style sheet. False where the request is for something else.
 */
export function serveStaticFiles(
  built: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const files = new Map(
    readdirSync(built, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [PREFIX + relative(built, file).split(sep).join("/"), file] as const;
      }),
  );
  const kept = new Map<string, Promise<Buffer>>();
  const contentOf = (path: string, file: string, encoding: Encoding): Promise<Buffer> => {
    const key = `${encoding} ${path}`;
    const reading = kept.get(key);
    if (reading) return reading;
    const made = readFile(file).then((content) =>
      encoding === "identity" ? content : ENCODERS[encoding](content),
    );
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    return made;
  };
  return async (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "";
    const file = files.get(path);
    if (file === undefined || (request.method !== "GET" && request.method !== "HEAD")) return false;
    const type = TYPES[extname(file)] ?? "";
    const encoding = IS_TEXT.test(type) ? encodingFor(request.headers["accept-encoding"]) : "identity";
    const content = await contentOf(path, file, encoding);
    response.writeHead(200, {
      "Content-Type": type,
      "Content-Length": content.length,
      "Cache-Control": "public, max-age=31536000, immutable",
      Vary: "Accept-Encoding",
      ...(encoding === "identity" ? {} : { "Content-Encoding": encoding }),
    });
    response.end(request.method === "HEAD" ? undefined : content);
    return true;
  };
}
