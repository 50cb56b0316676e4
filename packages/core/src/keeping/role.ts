/** What a user may do: look; also keep, write and share; also everything else. Each may do what those before it may. */
export const ROLES = ["viewer", "editor", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What an API token opens: /metrics alone, or everything that is read by programs. */
export const TOKEN_SCOPES = ["metrics", "read"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const parseRole = (text: string): Role | undefined => ROLES.find((role) => role === text);
export const parseTokenScope = (text: string): TokenScope | undefined =>
  TOKEN_SCOPES.find((scope) => scope === text);

/** Whether somebody of role `has` may do what needs `least`. */
export const roleReaches = (has: Role, least: Role): boolean => ROLES.indexOf(has) >= ROLES.indexOf(least);

/** Names go into logs, headers and command lines: what is plain there. */
export const isUserName = (text: string): boolean => /^[a-z0-9][a-z0-9._@-]{0,63}$/i.test(text);
