import type { Role, TokenScope } from "@hacotaki/core";

/**
 * Who asks. Whoever holds the link of a share is anonymous: the link opens its own page, which anyone may ask for, and
 * nothing else.
 */
export type Principal =
  | { readonly kind: "anonymous" }
  /** Somebody on this very machine, where no login is asked for. */
  | { readonly kind: "local" }
  /** `session` is the hash of the cookie's token; none for users whom a trusted proxy names. */
  | { readonly kind: "user"; readonly name: string; readonly role: Role; readonly session?: string }
  | { readonly kind: "token"; readonly name: string; readonly scope: TokenScope };

export const ANONYMOUS: Principal = { kind: "anonymous" };
export const LOCAL: Principal = { kind: "local" };
