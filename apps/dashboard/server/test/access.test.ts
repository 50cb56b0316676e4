import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decide } from "../access/decide.ts";
import { admin, anyone, editor, read, viewer, type Need } from "../access/need.ts";
import { ANONYMOUS, LOCAL, type Principal } from "../access/principal.ts";
import { canonicalPath, findRoute } from "../routes/find.ts";
import { ROUTES } from "../routes/table.ts";

const needOf = (method: string, path: string) => findRoute(method, path).need;
const needs = new Map(ROUTES.map(({ method, path, need }) => [`${method} ${path}`, need]));
const user = (role: "viewer" | "editor" | "admin"): Principal => ({ kind: "user", name: "ada", role });
const ALL: readonly Principal[] = [
  ANONYMOUS,
  { kind: "token", name: "prometheus", scope: "metrics" },
  { kind: "token", name: "ci", scope: "read" },
  user("viewer"),
  user("editor"),
  user("admin"),
  LOCAL,
];
/** Who may, in one letter each: anonymous, metrics token, read token, viewer, editor, admin, local. */
const whoMay = (route: string) => {
  const [method = "", path = ""] = route.split(" ");
  const allowed = ALL.map((each) => decide(each, needOf(method, path)).kind === "allowed");
  return [..."amrveAL"].filter((_, index) => allowed[index]).join("");
};

function pagesOf(folder: string, path = ""): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return pagesOf(join(folder, entry.name), `${path}/${entry.name}`);
    if (/^page\.tsx?$/.test(entry.name)) return [`GET ${path === "" ? "/" : path}`];
    // Files that Next gives an address of their own.
    if (/^(icon|apple-icon|opengraph-image|twitter-image|route|sitemap|robots|manifest)\./.test(entry.name))
      return [`GET ${path}/${entry.name}`];
    return [];
  });
}

test("every page has a row of its own", () => {
  const pages = pagesOf(join(import.meta.dirname, "../../app"));
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) expect([...needs.keys()], page).toContain(page);
});

test("every route has a need, and is found by it: none stands in the shadow of another", () => {
  expect(needs.size).toBe(ROUTES.length);
  for (const route of ROUTES) {
    const path = route.path.replaceAll("[...]", "x").replaceAll(/\[\w+\]/g, "x");
    const found = findRoute(route.method, path);
    expect(found.route, `${route.method} ${route.path}`).toBe(route);
    expect(found.need, route.path).toBe(route.need);
  }
});

test("only what says so itself is for anyone, and what changes something is for editors", () => {
  const paths = (least: Need["least"], method: string) =>
    ROUTES.filter((route) => route.need.least === least && route.method === method).map(({ path }) => path);
  expect(paths("anyone", "GET")).toEqual([
    "/login",
    "/s/[token]",
    "/s/[token]/card.png",
    "/icon.svg",
    "/_next/static/[...]",
    "/healthz",
    "/readyz",
  ]);
  expect(paths("anyone", "POST")).toEqual(["/api/preferences", "/api/login", "/api/logout"]);
  expect(paths("viewer", "POST")).toEqual([]);
  expect(needs.get("POST /api/notes")).toBe(editor);
  expect(needs.get("GET /login")).toBe(anyone);
});

test("every address of the API is read with a token", () => {
  const api = ROUTES.filter(({ path }) => path.startsWith("/api/v1"));
  expect(api.length).toBeGreaterThan(8);
  for (const { path, need, speaks } of api) expect([need, speaks], path).toEqual([read, "problem"]);
});

test("a path that takes another method says which", () => {
  for (const [method, path, allow] of [
    ["POST", "/live", "GET, HEAD"],
    ["GET", "/api/notes", "POST"],
    ["POST", "/api/v1/boots", "GET, HEAD"],
    ["PUT", "/nothing/here", "GET, HEAD"],
  ] as const) {
    const found = findRoute(method, path);
    expect([found.route, found.allow], path).toEqual([undefined, allow]);
  }
});

test("each rank may do what those below it may, and tokens read only", () => {
  expect(whoMay("GET /")).toBe("veAL");
  expect(whoMay("HEAD /boots/7vq2")).toBe("veAL");
  expect(whoMay("GET /metrics")).toBe("mrveAL");
  expect(whoMay("GET /api/v1/boots/x/export/otlp")).toBe("rveAL");
  expect(whoMay("POST /api/import")).toBe("eAL");
  expect(whoMay("GET /alerts")).toBe("veAL");
  expect(whoMay("GET /api/v1/alerts/firings")).toBe("rveAL");
  expect(whoMay("POST /api/alerts")).toBe("AL");
  expect(whoMay("POST /api/webhooks")).toBe("AL");
  expect(whoMay("GET /readyz")).toBe("amrveAL");
  expect(whoMay("GET /icon.svg")).toBe("amrveAL");
  expect(whoMay("SOCKET connection")).toBe("veAL");
});

test("what is not listed is for those who may look, and changes nothing", () => {
  expect(needOf("GET", "/nothing/here")).toEqual(viewer);
  expect(needOf("GET", "/_next/image")).toEqual(viewer);
  expect(needOf("POST", "/boots/7vq2")).toEqual(admin);
  expect(needOf("DELETE", "/login")).toEqual(admin);
  expect(needOf("SOCKET", "unheard-of")).toEqual(admin);
  expect(whoMay("GET /constructor")).toBe("veAL");
});

test("another spelling of a path needs what the path needs", () => {
  expect(canonicalPath("/%63ollector")).toBe("/collector");
  expect(canonicalPath("//api//v1/boots///")).toBe("/api/v1/boots");
  expect(canonicalPath("/")).toBe("/");
  expect(canonicalPath("/containers/a%2Fb%20c")).toBe("/containers/a%2Fb%20c");
});

test("paths with dot segments are nowhere", () => {
  for (const path of ["/_next/static/../../", "/_next/static/%2e%2E/x", "/./login", "/login/..", "/a/."])
    expect(canonicalPath(path), path).toBeUndefined();
  expect(canonicalPath("/containers/...")).toBe("/containers/...");
  expect(canonicalPath("/containers/a..b")).toBe("/containers/a..b");
});
