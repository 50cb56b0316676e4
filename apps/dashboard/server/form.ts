import type { IncomingMessage, ServerResponse } from "node:http";
import type { SearchParams } from "@hacotaki/core";
import { SECURE_HEADER } from "../lib/secure-header.ts";

/** A form is small: whoever takes longer holds the connection for its own sake. */
const SLOWEST_MS = 10_000;

/** The fields of a form; undefined when they are longer than allowed, with the connection left open for the answer. */
export async function readForm(
  request: IncomingMessage,
  maxBytes: number,
): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), SLOWEST_MS);
  request.once("close", () => clearTimeout(timer));
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

export const tooLong = (response: ServerResponse): void =>
  void response
    .writeHead(413, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" })
    .end("This is too long.\n");

/** A form's fields as a page has its parameters. */
export const paramsOf = (form: URLSearchParams): SearchParams =>
  Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const all = form.getAll(name);
      return [name, all.length === 1 ? all[0] : all];
    }),
  );

/** The page the form was on; only its path is used, so that nobody can be sent elsewhere. */
export function backTo(request: IncomingMessage): string {
  const referer = request.headers.referer;
  if (referer === undefined || !URL.canParse(referer)) return "/";
  const { pathname, search, host } = new URL(referer);
  return host === request.headers.host && !pathname.startsWith("//") ? pathname + search : "/";
}

const withSecure = (cookie: string) => (/; Secure\b/.test(cookie) ? cookie : `${cookie}; Secure`);

/** Leads on after a change, so that loading the page again does not repeat it. */
export const leadTo = (response: ServerResponse, location: string, cookies: readonly string[] = []): void => {
  const isSecure = response.req.headers[SECURE_HEADER] !== undefined;
  response
    .writeHead(303, {
      Location: location,
      "Set-Cookie": isSecure ? cookies.map(withSecure) : [...cookies],
      "Cache-Control": "no-store",
    })
    .end();
};
