import type { IncomingMessage, ServerResponse } from "node:http";
import type { ShareSnapshot } from "@hacotaki/core";
import { SHARE_CARD } from "../lib/share-address.ts";
import { ADMITTED_HEADER } from "../lib/share-header.ts";
import { utcNow } from "../lib/utc-now.ts";
import { networkOf } from "./access/client-address.ts";
import type { Keeping } from "./notebook.ts";

const WINDOW_MS = 60_000;
/** Tokens that open nothing, from one address, within the window. */
const MAX_MISSES = 20;
/** Addresses remembered at once: the oldest is forgotten for the next. */
const MAX_ADDRESSES = 10_000;

type Misses = { count: number; readonly since: number };

/** Counts tokens that opened nothing, by address. */
export function createMissCounter(nowMs: () => number) {
  const misses = new Map<string, Misses>();
  const current = (address: string) => {
    const found = misses.get(address);
    return found && nowMs() - found.since < WINDOW_MS ? found : undefined;
  };
  return {
    isTooMany: (address: string) => (current(address)?.count ?? 0) >= MAX_MISSES,
    miss(address: string): void {
      const found = current(address);
      if (found) {
        found.count += 1;
        return;
      }
      misses.delete(address);
      const [oldest] = misses.keys();
      if (misses.size >= MAX_ADDRESSES && oldest !== undefined) misses.delete(oldest);
      misses.set(address, { count: 1, since: nowMs() });
    },
  };
}

export const isSharePath = (path: string) => path === "/s" || path.startsWith("/s/");

/** What goes through the door: a page, which shows the share or says that there is none; or a share's picture. */
export type Admitted =
  | { readonly kind: "page" }
  | { readonly kind: "card"; readonly snapshot: ShareSnapshot };

export type ShareDoor = {
  /** Undefined when this answered. */
  admit(path: string, request: IncomingMessage, response: ServerResponse): Admitted | undefined;
};

const plain = { "Content-Type": "text/plain; charset=utf-8" };

/**
 * Stands before every page of a share. Whoever tries tokens is turned away for a while, from all shares; a share that is
 * unknown, revoked or expired is looked up and answered in one and the same way.
 */
export function createShareDoor(
  keeping: Keeping,
  addressOf: (request: IncomingMessage) => string,
): ShareDoor {
  const misses = createMissCounter(Date.now);
  return {
    admit(path, request, response) {
      const address = networkOf(addressOf(request));
      keepInside(response);
      response.setHeader("Referrer-Policy", "no-referrer");
      response.setHeader("X-Robots-Tag", "noindex, nofollow");
      response.setHeader("Cache-Control", "private, no-store");
      if (misses.isTooMany(address)) {
        response
          .writeHead(429, { ...plain, "Retry-After": "60" })
          .end("Too many links that lead nowhere came from your address. Wait a minute.\n");
        return undefined;
      }
      const now = utcNow();
      const isCard = path.endsWith(SHARE_CARD);
      const token = path.slice("/s/".length, isCard ? -SHARE_CARD.length : undefined);
      const opened = keeping.read((notebook) => notebook.openShare(token, now));
      if (opened === undefined) misses.miss(address);
      if (isCard && opened) return { kind: "card", snapshot: opened.snapshot };
      if (isCard) {
        response.writeHead(404, plain).end("There is no such card.\n");
        return undefined;
      }
      if (opened && request.method === "GET") noteOpening(keeping, opened.share.id, now);
      request.headers[ADMITTED_HEADER] = "admitted";
      return { kind: "page" };
    },
  };
}

/** The page of a share runs no script, and sends nothing anywhere. */
function keepInside(response: ServerResponse): void {
  const policy = String(response.getHeader("Content-Security-Policy") ?? "");
  response.setHeader(
    "Content-Security-Policy",
    policy
      .replace(/\b(script-src|connect-src|form-action) [^;]*/g, "$1 'none'")
      .replaceAll(/ 'nonce-[^']*'/g, ""),
  );
}

/** A notebook that cannot be written is no reason to show nothing. */
function noteOpening(keeping: Keeping, id: number, now: bigint): void {
  keeping.read((notebook) => notebook.seeShare(id, now));
}
