import type { IncomingMessage, ServerResponse } from "node:http";
import { ENCODERS, encodingFor } from "./static-files.ts";

/**
 * Scripts, what makes browsers fetch them early, and the nonces that would let them run. In text and attributes angle
 * brackets and quotes are escaped: what users wrote is never taken for one of these.
 */
const SCRIPT = /<script\b[^>]*>[\s\S]*?<\/script>|<link\b[^>]*\bas="script"[^>]*>| nonce="[^"]*"/g;
/** What the framework's own script asks with for the page's data in place of the page. */
const ROUTER = /^(rsc|next-)/;

/**
 * Lets a page of the framework answer as plain HTML: its script, and the data it carries for it, is taken out. The page
 * is held back until it is whole.
 */
export function answerWithoutScript(request: IncomingMessage, response: ServerResponse): void {
  for (const name of Object.keys(request.headers)) if (ROUTER.test(name)) delete request.headers[name];
  const encoding = encodingFor(request.headers["accept-encoding"]);
  delete request.headers["accept-encoding"];
  const parts: Uint8Array[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === "string") parts.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) parts.push(chunk);
  };
  const writeHead = response.writeHead.bind(response);
  const end = response.end.bind(response);
  const send = async () => {
    const html = Buffer.from(Buffer.concat(parts).toString().replaceAll(SCRIPT, ""));
    const body = encoding === "identity" ? html : await ENCODERS[encoding](html);
    response.removeHeader("Link");
    response.setHeader("Vary", "Accept-Encoding");
    if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
    response.setHeader("Content-Length", body.length);
    writeHead(response.statusCode);
    end(request.method === "HEAD" ? undefined : body);
  };
  // The framework sends the head with the first part of the page.
  response.flushHeaders = () => undefined;
  response.writeHead = (status: number) => {
    response.statusCode = status;
    return response;
  };
  response.write = (chunk: unknown) => {
    keep(chunk);
    return true;
  };
  response.end = (chunk?: unknown) => {
    keep(chunk);
    send().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    return response;
  };
}
