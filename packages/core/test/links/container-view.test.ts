import fc from "fast-check";
import { expect, test } from "vitest";
import {
  containerHref,
  containerOfSegment,
  containersHref,
  CONTAINER_SORTS,
  nearNames,
  parseContainersView,
  parseContainerView,
  type ContainerView,
} from "../../src/links/container-view.ts";

const moment = fc.bigInt(0n, 2n ** 63n - 1n);
const host = fc.string({ minLength: 1, maxLength: 200 }).filter((text) => text.isWellFormed());
const views = fc
  .record({ host, since: moment, until: moment }, { requiredKeys: [] })
  .map((view): ContainerView => {
    const { since, until } = view;
    return since !== undefined && until !== undefined && until < since
      ? { ...view, since: until, until: since }
      : view;
  });
const partsOf = (href: string) => {
  const url = new URL(href, "http://localhost");
  return { path: url.pathname, params: Object.fromEntries(url.searchParams) };
};

test("a view of a container survives its link, to the nanosecond", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), views, (name, view) => {
      const { path, params } = partsOf(containerHref(name, view));
      expect(parseContainerView(params)).toEqual({ view, dropped: [] });
      expect(path.split("/")).toHaveLength(3);
    }),
  );
});

test("a name is one segment of the path, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      const segment = new URL(containerHref(name), "http://localhost").pathname.split("/")[2] ?? "";
      expect(containerOfSegment(segment)).toBe(name);
    }),
  );
  for (const name of [
    "",
    ".",
    "..",
    "...",
    "~",
    "~.",
    "~..",
    "~~",
    "~web",
    "..a",
    "%",
    "%2e",
    "%2E%2E",
    "a/..",
    "/",
    "?",
    "#",
    "\\",
  ]) {
    const { pathname } = new URL(containerHref(name), "http://localhost");
    expect(pathname, name).toMatch(/^\/containers\/[^/]+$/);
    expect(containerOfSegment(pathname.split("/")[2] ?? ""), name).toBe(name);
  }
  expect(containerOfSegment("%zz")).toBe("%zz");
  expect(containerHref("a/b?c#d")).toBe("/containers/a%2Fb%3Fc%23d");
  expect(containerHref("..")).toBe("/containers/~..");
  expect(containerHref("~web")).toBe("/containers/~web");
});

test("moments are read as a form or a link writes them, in UTC", () => {
  const from = (text: string) => parseContainerView({ from: text });
  expect(from("2026-11-23T02:00").view.since).toBe(1_795_399_200_000_000_000n);
  expect(from("2026-11-23T02:00:01.5Z").view.since).toBe(1_795_399_201_500_000_000n);
  expect(containerHref("web", from("2026-11-23T00:00").view)).toBe(
    "/containers/web?from=2026-11-23T00%3A00%3A00Z",
  );
});

test("what is no moment is named and left out, and so is an end before the start", () => {
  for (const text of ["yesterday", "2026-02-31", "2026-11-23T25:00", "1", "2026-11-23"])
    expect(parseContainerView({ from: text })).toEqual({ view: {}, dropped: ["from"] });
  expect(parseContainerView({ from: "2026-11-23T00:00", to: "2026-11-22T00:00" })).toEqual({
    view: { since: 1_795_392_000_000_000_000n },
    dropped: ["to"],
  });
  fc.assert(
    fc.property(fc.string(), fc.string(), (from, to) => {
      parseContainerView({ from, to });
    }),
  );
});

test("the order and the page of the table survive their link, and anything else is its beginning by number of boots", () => {
  for (const sort of CONTAINER_SORTS)
    for (const from of [0, 50, 1_000_000])
      expect(parseContainersView(partsOf(containersHref({ sort, from })).params)).toEqual({ sort, from });
  expect(containersHref({ sort: "boots", from: 0 })).toBe("/containers");
  for (const from of ["-1", "1.5", "x", "99999999"])
    expect(parseContainersView({ sort: "colour", from })).toEqual({ sort: "boots", from: 0 });
});

test("a misspelt name is near the right one, and far from others", () => {
  const names = ["web-frontend", "web-backend", "database", "queue"];
  expect(nearNames("web-frontnd", names, 3)).toEqual(["web-frontend", "web-backend"]);
  expect(nearNames("databse", names, 3)).toEqual(["database"]);
  expect(nearNames("zzz", names, 3)).toEqual([]);
});
