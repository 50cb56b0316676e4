import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const inFolder = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

const PAGES = inFolder("docs");
const ALL = [...PAGES, ...inFolder("docs/decisions"), "README.md", "CONTRIBUTING.md", "SECURITY.md"];

/** The names that headings have as parts of an address: lower case, spaces to hyphens, signs left out. */
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

test.each(PAGES)("%s says in its first line what it is for, and stands in the index", (page) => {
  const [title, blank, first] = read(page).split("\n");
  expect(title).toMatch(/^# \S/);
  expect(blank).toBe("");
  expect(first).toMatch(/^[\p{L}`].*[.:]/u);
  if (page !== "docs/README.md") expect(read("docs/README.md")).toContain(`(${page.slice("docs/".length)})`);
});

test.each(ALL)("every link of %s to a file leads to one, and to a heading that it has", (page) => {
  for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
    const [path = "", heading] = target.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    expect(existsSync(join(ROOT, file)), `${target} → ${file}`).toBe(true);
    if (heading !== undefined) expect(anchors(read(file)), target).toContain(heading);
  }
});
