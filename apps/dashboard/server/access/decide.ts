import { roleReaches, type Role } from "@hacotaki/core";
import type { Principal } from "./principal.ts";
import { ACCESS, UNLISTED, UNLISTED_PAGE, type Need } from "./table.ts";

export type Decision =
  | { readonly kind: "allowed" }
  /** Nobody is known to be asking: logging in may help. */
  | { readonly kind: "unknown" }
  | { readonly kind: "forbidden"; readonly least: Role };

const patternOf = (path: string) =>
  new RegExp(
    `^${path
      .replaceAll(/[.]/g, "\\.")
      .replaceAll(/\[\\\.\\\.\\\.\]/g, ".+")
      .replaceAll(/\[\w+\]/g, "[^/]+")}$`,
  );
const RULES = Object.entries(ACCESS).map(([route, need]) => {
  const [method = "", path = ""] = route.split(" ", 2);
  return { method, pattern: patternOf(path), need };
});

/**
 * A path as the pages' router reads it: escapes of plain characters undone, no empty segments, no slash at the end. So
 * `/%73hares/` needs what `/shares` needs. Undefined for paths with dot segments, which browsers never send.
 */
export function canonicalPath(path: string): string | undefined {
  const plain = path
    .replaceAll(/%([2-7][0-9a-f])/gi, (escape, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16));
      return /[\w.~-]/.test(character) ? character : escape;
    })
    .replaceAll(/\/{2,}/g, "/")
    .replace(/(?<=.)\/$/, "");
  return /\/\.{1,2}(?:\/|$)/.test(plain) ? undefined : plain;
}

/** What a request needs. `path` is canonical. */
export function needOf(method: string, path: string): Need {
  const asked = method === "HEAD" ? "GET" : method;
  const rule = RULES.find((each) => each.method === asked && each.pattern.test(path));
  return rule?.need ?? (asked === "GET" ? UNLISTED_PAGE : UNLISTED);
}

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
