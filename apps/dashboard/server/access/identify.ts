import type { IncomingMessage } from "node:http";
import { isUserName, utcNow } from "@hacotaki/core";
import type { Keeping } from "../notebook.ts";
import { plainAddress, valuesOf } from "./client-address.ts";
import { ANONYMOUS, LOCAL, type Principal } from "./principal.ts";
import { sessionToken } from "./session-cookie.ts";

export type AccessOptions = {
  /** False: whoever reaches this is on this machine, and may do all. */
  readonly asksLogin: boolean;
  /** Addresses of proxies that are believed. */
  readonly proxies: readonly string[];
  /** Header in which those proxies name the user, lower case. */
  readonly userHeader?: string;
};

const UNUSED_NS = 60_000_000_000n;

function byToken(keeping: Keeping, authorization: string): Principal {
  const token = /^Bearer +([\w-]{1,200})$/i.exec(authorization)?.[1];
  if (token === undefined) return ANONYMOUS;
  const now = utcNow();
  const found = keeping.read((notebook) => notebook.findApiToken(token, now));
  if (found === undefined) return ANONYMOUS;
  if (found.usedAt === undefined || now - found.usedAt > UNUSED_NS)
    keeping.read((notebook) => notebook.useApiToken(found.name, now));
  return { kind: "token", name: found.name, scope: found.scope };
}

/** Whom a trusted proxy names; somebody without a role of their own may look. */
function byProxy(keeping: Keeping, name: string): Principal {
  if (!isUserName(name)) return ANONYMOUS;
  const known = keeping.read((notebook) => notebook.findUser(name));
  return { kind: "user", name: known?.name ?? name.toLowerCase(), role: known?.role ?? "viewer" };
}

function bySession(keeping: Keeping, token: string): Principal {
  const found = keeping.read((notebook) => notebook.findSession(token, utcNow()));
  return found ? { kind: "user", name: found.name, role: found.role, session: found.hash } : ANONYMOUS;
}

/** Says who asks, anew for each request: what was revoked a moment ago opens nothing. */
export function createIdentify(keeping: Keeping, { asksLogin, proxies, userHeader }: AccessOptions) {
  return (request: IncomingMessage, isSecure: boolean): Principal => {
    if (!asksLogin) return LOCAL;
    const { authorization } = request.headers;
    if (authorization !== undefined) return byToken(keeping, authorization);
    // As it came: of the headers that are for the framework, such as X-Forwarded-User, it is dropped by now.
    const named = userHeader === undefined ? [] : valuesOf(userHeader, request.rawHeaders);
    if (named.length > 0 && proxies.includes(plainAddress(request.socket.remoteAddress ?? "")))
      return named.length === 1 ? byProxy(keeping, named[0] ?? "") : ANONYMOUS;
    const token = sessionToken(request, isSecure);
    return token === undefined ? ANONYMOUS : bySession(keeping, token);
  };
}
