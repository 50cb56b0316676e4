import { admin, viewer, type Need } from "../access/need.ts";
import type { Route, Takes } from "./route.ts";
import type { Speech } from "./problem.ts";
import { LONGEST_FORM, ROUTES } from "./table.ts";

/** What the table says of a request. Without a route, what is there does not take this method. */
export type Found = {
  readonly route?: Route;
  readonly parameters: Readonly<Record<string, string>>;
  readonly need: Need;
  readonly speaks: Speech;
  readonly takes: Takes;
  /** As the header of this name has it. */
  readonly allow: string;
};

const patternOf = (path: string) =>
  new RegExp(
    `^${path
      .replaceAll(/[.+*?^$()]/g, String.raw`\$&`)
      .replaceAll(String.raw`[\.\.\.]`, ".+")
      .replaceAll(/\[(\w+)\]/g, "(?<$1>[^/]+)")}$`,
  );
const PATTERNS = ROUTES.map((route) => ({ route, pattern: patternOf(route.path) }));
const NOTHING: Takes = { kind: "nothing" };
const SAFE = new Set(["GET", "HEAD"]);

/**
 * A path as the pages' router reads it: escapes of plain characters undone, no empty segments, no slash at the end. So
 * `/%73hares/` is what `/shares` is. Undefined for paths with dot segments, which browsers never send.
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

const allowOf = (routes: readonly Route[]) =>
  routes.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");

/** Looks up a request, or an event of the live connection. `path` is canonical; the first row that fits it has it. */
export function findRoute(method: string, path: string): Found {
  const asked = method === "HEAD" ? "GET" : method;
  const isEvent = asked === "SOCKET";
  const fits = PATTERNS.flatMap(({ route, pattern }) => {
    const match = (route.method === "SOCKET") === isEvent ? pattern.exec(path) : null;
    return match ? [{ route, parameters: { ...match.groups } }] : [];
  });
  const [first] = fits;
  const there = fits.filter(({ route }) => route.path === first?.route.path).map(({ route }) => route);
  const route = there.find((each) => each.method === asked);
  const shared = { parameters: first?.parameters ?? {}, allow: allowOf(there) };
  if (route) return { ...shared, route, need: route.need, speaks: route.speaks, takes: route.takes };
  return {
    ...shared,
    need: SAFE.has(method) ? viewer : admin,
    speaks: first?.route.speaks ?? "text",
    takes: SAFE.has(method) ? NOTHING : { kind: "form", maxBytes: LONGEST_FORM },
  };
}
