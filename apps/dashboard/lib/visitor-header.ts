import { parseRole, type Role } from "@hacotaki/core";
import type { Principal } from "../server/access/principal.ts";

/** Set by the server for pages: who is looking. From outside it is dropped. */
export const VISITOR_HEADER = "x-hacotaki-visitor";

/** Who looks at a page. Without a name, nobody had to log in. */
export type Visitor = { readonly name?: string; readonly role?: Role };

export const visitorText = (principal: Principal): string =>
  principal.kind === "user"
    ? `${principal.role} ${principal.name}`
    : principal.kind === "local"
      ? "admin"
      : "nobody";

export function parseVisitor(text: string | null): Visitor {
  const [given = "", name] = (text ?? "").split(" ", 2);
  const role = parseRole(given);
  return { ...(role === undefined ? {} : { role }), ...(name === undefined ? {} : { name }) };
}
