import type { Role, TokenScope } from "@hacotaki/core";

/** What a route needs: the least role, and the scope of a token that does as well, if one does. */
export type Need = { readonly least: "anyone" | Role; readonly scope?: TokenScope };

export const anyone: Need = { least: "anyone" };
export const viewer: Need = { least: "viewer" };
export const editor: Need = { least: "editor" };
export const read: Need = { least: "viewer", scope: "read" };
export const metrics: Need = { least: "viewer", scope: "metrics" };
/** For what is no route, and changes nothing: whoever gets so far is told that it is not there. */
export const admin: Need = { least: "admin" };
