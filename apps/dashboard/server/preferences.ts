import type { IncomingMessage, ServerResponse } from "node:http";
import { PREFERENCES, isPreferenceName } from "../lib/preferences.ts";

const MAX_BODY_BYTES = 1024;
const ONE_YEAR_S = 31_536_000;

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > MAX_BODY_BYTES) return undefined;
  }
  return new URLSearchParams(body);
}

/** The page the form was on; only its path is used, so that nobody can be sent elsewhere. */
function backTo(request: IncomingMessage): string {
  const referer = request.headers.referer;
  if (referer === undefined || !URL.canParse(referer)) return "/";
  const { pathname, search, host } = new URL(referer);
  return host === request.headers.host && !pathname.startsWith("//") ? pathname + search : "/";
}

/** A plain form, so that it works without script; the cookies carry taste, no authority. */
export async function savePreferences(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request);
  if (form === undefined) {
    response
      .writeHead(413, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" })
      .end("Too large.\n");
    return;
  }
  const cookies = [...form].flatMap(([name, value]) =>
    isPreferenceName(name) && (PREFERENCES[name] as readonly string[]).includes(value)
      ? `${name}=${value}; Path=/; Max-Age=${ONE_YEAR_S}; HttpOnly; SameSite=Lax`
      : [],
  );
  response
    .writeHead(303, { Location: backTo(request), "Set-Cookie": cookies, "Cache-Control": "no-store" })
    .end();
}
