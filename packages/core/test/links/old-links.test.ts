import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseCompareView } from "../../src/links/compare-view.ts";
import { parseContainerView } from "../../src/links/container-view.ts";
import { addressToday, LINK_VERSION, OLD_FORMS } from "../../src/links/old-links.ts";
import { parseBootsView, parseBootView, type ParsedView, type SearchParams } from "../../src/index.ts";

const LINKS = new URL("versions/", import.meta.url);
type Kept = { readonly link: string; readonly means: unknown };
const kept = (version: number) =>
  JSON.parse(readFileSync(new URL(`v${version}.json`, LINKS), "utf8")) as readonly Kept[];
const versions = Array.from({ length: LINK_VERSION }, (_, n) => n + 1);

const PAGES: readonly (readonly [RegExp, (params: SearchParams) => ParsedView<unknown>])[] = [
  [/^\/$/, parseBootsView],
  [/^\/boots\/[0-9a-z]{16}$/, parseBootView],
  [/^\/compare$/, parseCompareView],
  [/^\/containers\/[^/]+$/, parseContainerView],
];

/** What a page makes of an address today. */
function read(address: string): ParsedView<unknown> {
  const { pathname, searchParams } = new URL(addressToday(address) ?? address, "http://localhost");
  const parse = PAGES.find(([path]) => path.test(pathname))?.[1];
  if (parse === undefined) throw new Error(`no page at ${pathname}`);
  return parse(Object.fromEntries(searchParams));
}
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? each.toString() : each)),
  );

test.each(
  versions.flatMap((version) => kept(version).map(({ link, means }) => [version, link, means] as const)),
)("a link of version %i means what it meant: %s", (_version, link, means) => {
  const { view, dropped } = read(link);
  expect(dropped).toEqual([]);
  expect(plain(view)).toEqual(means);
});

test("every version has its links", () => {
  expect(readdirSync(LINKS).sort()).toEqual(versions.map((version) => `v${version}.json`));
});

test.each([
  ["/boot/0123456789abcdef?span=exec", "/boots/0123456789abcdef?span=exec"],
  ["/boots/O123456789ABCDEF", "/boots/0123456789abcdef"],
  ["/boots?container=web", "/?container=web"],
  ["/container/web%20server", "/containers/web%20server"],
  ["/container", "/containers"],
])("%s leads to %s", (old, today) => {
  expect(addressToday(old)).toBe(today);
});

test("an address of today leads nowhere else, nor does one that is none", () => {
  for (const { link } of kept(LINK_VERSION)) expect(addressToday(link), link).toBeUndefined();
  for (const address of ["/boots/0123456789abcdef", "/boots/x", "/boot/x", "/nothing", "/live", "/s/x"])
    expect(addressToday(address), address).toBeUndefined();
});

test("no form leads away from here, and none in a circle", () => {
  for (const path of ["/boot//evil.example", "/container//evil.example", "/container/..%2f..%2fevil"]) {
    const today = addressToday(path);
    if (today !== undefined) expect(new URL(today, "http://localhost").host).toBe("localhost");
  }
  for (const { until } of OLD_FORMS) expect(until).toBeLessThan(LINK_VERSION);
  for (const address of ["/boot/0123456789abcdef", "/boots", "/container/web"])
    expect(addressToday(addressToday(address) ?? "")).toBeUndefined();
});
