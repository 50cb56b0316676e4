import { roleReaches, type Role } from "@hacotaki/core";
import type { Need } from "./need.ts";
import type { Principal } from "./principal.ts";

export type Decision =
  | { readonly kind: "allowed" }
  /** Nobody is known to be asking: logging in may help. */
  | { readonly kind: "unknown" }
  | { readonly kind: "forbidden"; readonly least: Role };

/** Who may do what is decided here, for pages, API, downloads and sockets alike, before any of them is asked. */
export function decide(principal: Principal, { least, scope }: Need): Decision {
  if (least === "anyone" || principal.kind === "local") return { kind: "allowed" };
  if (principal.kind === "anonymous") return { kind: "unknown" };
  const isAllowed =
    principal.kind === "user"
      ? roleReaches(principal.role, least)
      : scope !== undefined && (principal.scope === "read" || principal.scope === scope);
  return isAllowed ? { kind: "allowed" } : { kind: "forbidden", least };
}
