import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROUTES } from "../server/api-v1/routes.ts";
import { KEEP_PATHS } from "../server/keep-forms.ts";
import { canonicalPath, decide, needOf } from "../server/access/decide.ts";
import { ANONYMOUS, LOCAL, type Principal } from "../server/access/principal.ts";
import { ACCESS, UNLISTED, UNLISTED_PAGE } from "../server/access/table.ts";

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
  const pages = pagesOf(join(import.meta.dirname, "../app"));
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) expect(Object.keys(ACCESS), page).toContain(page);
});

test("every address of the API has a row of its own, and is read with a token", () => {
  for (const { path } of ROUTES) {
    const route = `GET ${path.replaceAll(/\{(\w+)\}/g, "[$1]")}`;
    expect(ACCESS[route], route).toEqual({ least: "viewer", scope: "read" });
  }
});

test("every form that keeps something has a row of its own, for editors", () => {
  for (const path of KEEP_PATHS) expect(ACCESS[`POST ${path}`], path).toEqual({ least: "editor" });
});

test("each rank may do what those below it may, and tokens read only", () => {
  expect(whoMay("GET /")).toBe("veAL");
  expect(whoMay("HEAD /boots/7vq2")).toBe("veAL");
  expect(whoMay("GET /metrics")).toBe("mrveAL");
  expect(whoMay("GET /api/v1/boots/x/export/otlp")).toBe("rveAL");
  expect(whoMay("POST /api/import")).toBe("eAL");
  expect(whoMay("GET /icon.svg")).toBe("amrveAL");
  expect(whoMay("SOCKET connection")).toBe("veAL");
});

test("what is not listed is for those who may look, and changes nothing", () => {
  expect(needOf("GET", "/nothing/here")).toEqual(UNLISTED_PAGE);
  expect(needOf("GET", "/_next/image")).toEqual(UNLISTED_PAGE);
  expect(needOf("POST", "/boots/7vq2")).toEqual(UNLISTED);
  expect(needOf("DELETE", "/login")).toEqual(UNLISTED);
  expect(needOf("SOCKET", "unheard-of")).toEqual(UNLISTED);
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
