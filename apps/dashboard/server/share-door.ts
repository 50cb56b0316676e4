import type { IncomingMessage, ServerResponse } from "node:http";
import { utcNow, type ShareSnapshot } from "@hacotaki/core";
import { makeRoom } from "@hacotaki/store";
import { ADMITTED_HEADER } from "../bridge/server.ts";
import { networkOf } from "./access/client-address.ts";
import { noSuchCard } from "./cards/answer.ts";
import type { Keeping } from "./notebook.ts";
import { RequestProblem } from "./routes/problem.ts";
import type { Asked } from "./routes/asked.ts";

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
    const count = misses.get(address);
    return count && nowMs() - count.since < WINDOW_MS ? count : undefined;
  };
  return {
    isTooMany: (address: string) => (current(address)?.count ?? 0) >= MAX_MISSES,
    miss(address: string): void {
      const count = current(address);
      if (count) {
        count.count += 1;
        return;
      }
      misses.delete(address);
      makeRoom(misses, MAX_ADDRESSES);
      misses.set(address, { count: 1, since: nowMs() });
    },
  };
}

export type ShareDoor = {
  /** Lets the page through, which shows the share or says that there is none. */
  admitPage(asked: Asked): void;
  /** What the picture of a share shows. */
  admitCard(asked: Asked): ShareSnapshot;
};

/**
 * Stands before every page of a share. Whoever tries tokens is turned away for a while, from all shares; a share that is
 * unknown, revoked or expired is looked up and answered in one and the same way. Both throw a problem.
 */
export function createShareDoor(
  keeping: Keeping,
  addressOf: (request: IncomingMessage) => string,
): ShareDoor {
  const misses = createMissCounter(Date.now);
  function open({ request, response, parameters: { token = "" } }: Asked, now: bigint) {
    const address = networkOf(addressOf(request));
    keepInside(response);
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Robots-Tag", "noindex, nofollow");
    response.setHeader("Cache-Control", "private, no-store");
    if (misses.isTooMany(address)) {
      response.setHeader("Retry-After", "60");
      throw new RequestProblem(
        429,
        "Too many links that lead nowhere came from your address. Wait a minute.",
      );
    }
    const opened = keeping.read((notebook) => notebook.openShare(token, now));
    if (opened === undefined) misses.miss(address);
    return opened;
  }
  return {
    admitPage(asked) {
      const now = utcNow();
      const opened = open(asked, now);
      if (opened && asked.request.method === "GET") noteOpening(keeping, opened.share.id, now);
      asked.request.headers[ADMITTED_HEADER] = "admitted";
    },
    admitCard(asked) {
      const opened = open(asked, utcNow());
      if (opened === undefined) throw noSuchCard();
      return opened.snapshot;
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
