import type { IncomingMessage, ServerResponse } from "node:http";
import type { SearchParams } from "@hacotaki/core";
import { SECURE_HEADER } from "../bridge/server.ts";

/** A form is small: whoever takes longer holds the connection for its own sake. */
const SLOWEST_MS = 10_000;

/** The fields of a form, whose length was looked at before. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  const timer = setTimeout(() => request.destroy(), SLOWEST_MS);
  request.once("close", () => clearTimeout(timer));
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

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
