import type { IncomingMessage, ServerResponse } from "node:http";
import { isUserName, utcNow } from "@hacotaki/core";
import { isPasswordOf, NO_PASSWORD } from "@hacotaki/store";
import { leadTo } from "../form.ts";
import type { Keeping } from "../notebook.ts";
import { createBackoff } from "./backoff.ts";
import { networkOf } from "./client-address.ts";
import type { Principal } from "./principal.ts";
import { noSessionCookie, sessionCookie, sessionToken } from "./session-cookie.ts";
import { safeNext } from "./safe-next.ts";

const SESSION_S = 14 * 86_400;
const LONGEST_ADDRESS_WAIT_MS = 900_000;
/** Short, because anybody can make somebody else wait. */
const LONGEST_USER_WAIT_MS = 60_000;
/** Each takes 128 MiB and a thread while it is computed. */
const MAX_TRIES_AT_ONCE = 2;
const MAX_TRIES_WAITING = 20;

type Refused = { readonly wrong: true } | { readonly waitS: number } | { readonly busy: true };

/** Lets few work at once, and few wait. */
function createGate() {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (inside >= MAX_TRIES_AT_ONCE) {
      if (waiting.length >= MAX_TRIES_WAITING) return undefined;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    inside += 1;
    try {
      return await work();
    } finally {
      inside -= 1;
      waiting.shift()?.();
    }
  };
}

const refusedHref = (refused: Refused, next: string) => {
  const query = new URLSearchParams();
  if ("wrong" in refused) query.set("wrong", "");
  if ("busy" in refused) query.set("busy", "");
  if ("waitS" in refused) query.set("wait", String(refused.waitS));
  if (next !== "/") query.set("next", next);
  return `/login?${query}`;
};

export type Login = {
  readonly login: (
    form: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
    from: { readonly address: string; readonly isSecure: boolean },
  ) => Promise<void>;
  readonly logout: (principal: Principal, response: ServerResponse, isSecure: boolean) => Promise<void>;
};

export function createLogin(keeping: Keeping): Login {
  const byAddress = createBackoff(LONGEST_ADDRESS_WAIT_MS, Date.now);
  const byUser = createBackoff(LONGEST_USER_WAIT_MS, Date.now);
  const gate = createGate();

  /** The user's name, or why not. A name that nobody has takes as long as a wrong password. */
  async function judge(given: string, password: string, address: string): Promise<string | Refused> {
    const typed = given.trim().toLowerCase();
    const name = isUserName(typed) ? typed : "";
    const network = networkOf(address);
    const wait = Math.max(byAddress.waitMs(network), byUser.waitMs(name));
    if (wait > 0) return { waitS: Math.ceil(wait / 1000) };
    // Counted before it is known to have failed: many at once are many tries.
    byAddress.fail(network);
    byUser.fail(name);
    const user = name === "" ? undefined : keeping.read((notebook) => notebook.findUser(name));
    const isRight = await gate(() => isPasswordOf(user?.password ?? NO_PASSWORD, password));
    if (isRight === undefined) {
      byAddress.forgive(network, "one");
      byUser.forgive(name, "one");
      return { busy: true };
    }
    if (!isRight || user === undefined) return { wrong: true };
    byAddress.forgive(network, "one");
    byUser.forgive(name, "all");
    return user.name;
  }

  return {
    async login(form, request, response, { address, isSecure }) {
      const next = safeNext(form.get("next"));
      const judged = await judge(form.get("name") ?? "", form.get("password") ?? "", address);
      if (typeof judged !== "string") return leadTo(response, refusedHref(judged, next));
      const now = utcNow();
      const before = sessionToken(request, isSecure);
      const token = await keeping.write((notebook) => {
        const old = before === undefined ? undefined : notebook.findSession(before, now);
        if (old) notebook.endSession(old.hash);
        return notebook.openSession(judged, now, now + BigInt(SESSION_S) * 1_000_000_000n);
      });
      leadTo(response, next, [sessionCookie(token, SESSION_S, isSecure)]);
    },
    async logout(principal, response, isSecure) {
      const session = principal.kind === "user" ? principal.session : undefined;
      if (session !== undefined) await keeping.write((notebook) => notebook.endSession(session));
      leadTo(response, "/login", [noSessionCookie(isSecure)]);
    },
  };
}
