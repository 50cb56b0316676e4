import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, KEPT } from "@hacotaki/layout";

/** The documentation that comes with this installation: page by page, as it was written. */
export type Documentation = {
  /** The Markdown of a page by its address below /docs, such as `waterfall` or `decisions/0005-notebook`. */
  page(address: string): string | undefined;
};

const pagesIn = (folder: string, prefix: string) =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => [`${prefix}${name.slice(0, -".md".length)}`, join(at(folder), name)] as const);

/** Knows the pages there are from the start, and reads each when it is asked for: no address becomes a path. */
export function createDocumentation(): Documentation {
  const files = new Map([
    ...pagesIn(KEPT.docs, ""),
    ...pagesIn(join(KEPT.docs, "decisions"), "decisions/"),
    ["changelog", at(KEPT.changelog)] as const,
  ]);
  return {
    page(address) {
      const file = files.get(address);
      return file === undefined ? undefined : readFileSync(file, "utf8");
    },
  };
}
