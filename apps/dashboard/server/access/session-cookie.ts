import type { IncomingMessage } from "node:http";

/** With this prefix browsers take the cookie from this very host alone, over TLS alone. */
const SECURE_NAME = "__Host-hacotaki_session";
const PLAIN_NAME = "hacotaki_session";
const nameOf = (isSecure: boolean) => (isSecure ? SECURE_NAME : PLAIN_NAME);

/** The session's token that a browser sent; undefined where there is none, or more than one. */
export function sessionToken(
  { headers }: Pick<IncomingMessage, "headers">,
  isSecure: boolean,
): string | undefined {
  const start = `${nameOf(isSecure)}=`;
  const cookies = (headers.cookie ?? "").split(/;\s*/).filter((cookie) => cookie.startsWith(start));
  return cookies.length === 1 ? cookies[0]?.slice(start.length) : undefined;
}

const attributes = (isSecure: boolean) => `Path=/; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;

export const sessionCookie = (token: string, seconds: number, isSecure: boolean) =>
  `${nameOf(isSecure)}=${token}; Max-Age=${seconds}; ${attributes(isSecure)}`;

export const noSessionCookie = (isSecure: boolean) =>
  `${nameOf(isSecure)}=; Max-Age=0; ${attributes(isSecure)}`;
