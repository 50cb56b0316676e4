import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, KEPT } from "@hacotaki/layout";
import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import { expect, test } from "vitest";
import { linkedPages, pageAddress, readDocument, type Document } from "../document.ts";
import { Markdown } from "../markdown.tsx";

const IN_FOLDER = readdirSync(at(KEPT.docs), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.slice(0, -".md".length));
const read = (page: string) => readDocument(readFileSync(join(at(KEPT.docs), `${page}.md`), "utf8"));
const markup = (document: Document, address: string) =>
  renderToStaticMarkup(createElement(Markdown, { document, address }));
const shown = (markdown: string) => markup(readDocument(markdown), "a");

test("the index leads to every page of the folder", () => {
  const pages = IN_FOLDER.filter((name) => name !== "README" && !name.includes("/"));
  expect([...linkedPages(read("README"))].sort()).toEqual(pages.sort());
});

test("each term of a table has an anchor, below its heading's", () => {
  const anchors = [...read("waterfall").anchors.values()].flat();
  expect(anchors).toEqual(
    expect.arrayContaining([
      "glossary",
      "glossary-span",
      "glossary-instant",
      "glossary-duration",
      "outcomes-ready",
    ]),
  );
  expect(new Set(anchors).size).toBe(anchors.length);
});

test.each([
  ["waterfall.md#glossary", "boots", "waterfall#glossary"],
  ["README.md", "boots", ""],
  ["decisions/0005-notebook.md", "schema", "decisions/0005-notebook"],
  ["../security.md", "decisions/0005-notebook", "security"],
  ["docs/install.md", "changelog", "install"],
  ["../CHANGELOG.md", "install", "changelog"],
  ["../prisma/schema.prisma", "schema", undefined],
  ["../README.md", "README", undefined],
])("the link %s of %s leads to %s", (href, on, leadsTo) => {
  expect(pageAddress(href, on)).toBe(leadsTo);
});

test("markup in a page is text, and none of its addresses runs", () => {
  expect(
    shown("# T\n\nA <img src=x onerror=alert(1)> [b](javascript:alert(1))\n\n<script>alert(1)</script>"),
  ).toBe("<h1>T</h1><p>A &lt;img src=x onerror=alert(1)&gt; b</p>");
});

test.each(IN_FOLDER)("every link that is shown on %s leads to a page, and to a place on it", (page) => {
  const document = read(page);
  const address = page === "README" ? "" : page;
  for (const [, href = ""] of markup(document, address).matchAll(/ href="([^"]+)"/g)) {
    if (/^https?:/.test(href)) continue;
    const { pathname, hash } = new URL(href, `http://docs/docs/${address}`);
    const target = pathname.slice("/docs/".length);
    if (target === "changelog") continue;
    const there = target === address ? document : read(target === "" ? "README" : target);
    if (hash !== "") expect([...there.anchors.values()].flat(), href).toContain(hash.slice(1));
  }
});
