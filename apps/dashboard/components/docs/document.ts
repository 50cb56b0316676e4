import GithubSlugger from "github-slugger";
import { lexer, type MarkedToken, type Token, type Tokens } from "marked";

export type Heading = { readonly depth: number; readonly text: string; readonly anchor: string };

/** A page of the documentation, read: what stands in it, and where addresses with a # lead to. */
export type Document = {
  readonly title: string;
  readonly blocks: readonly Token[];
  /** Those below the title, in their order. */
  readonly headings: readonly Heading[];
  /** Of headings, and of rows of tables: those of their terms, `glossary-lane` for the lane below "Glossary". */
  readonly anchors: ReadonlyMap<Token | Tokens.TableCell, readonly string[]>;
};

/** The text of tokens without its marks. */
const plainText = (tokens: readonly Token[]): string =>
  (tokens as readonly MarkedToken[])
    .map((token) =>
      "tokens" in token && token.tokens !== undefined
        ? plainText(token.tokens)
        : "text" in token
          ? token.text
          : "",
    )
    .join("");

const slugOf = (text: string) => new GithubSlugger().slug(text);

/** The anchors of a row of a table: one for each term that its first cell names. */
const termsOf = (cell: Tokens.TableCell, below: Heading | undefined): readonly string[] =>
  below === undefined
    ? []
    : plainText(cell.tokens)
        .split(", ")
        .map((term) => `${below.anchor}-${slugOf(term)}`);

/** Reads a page. Anchors of headings are GitHub's, so that a link leads to the same place here and there. */
export function readDocument(markdown: string): Document {
  const slugger = new GithubSlugger();
  const blocks = lexer(markdown);
  const headings: Heading[] = [];
  const anchors = new Map<Token | Tokens.TableCell, readonly string[]>();
  for (const block of blocks as readonly MarkedToken[])
    if (block.type === "heading") {
      const text = plainText(block.tokens);
      const heading = { depth: block.depth, text, anchor: slugger.slug(text) };
      headings.push(heading);
      anchors.set(block, [heading.anchor]);
    } else if (block.type === "table")
      for (const [first] of block.rows)
        if (first !== undefined) anchors.set(first, termsOf(first, headings.at(-1)));
  const [title, ...below] = headings;
  return { title: title?.text ?? "", blocks, headings: below, anchors };
}

/** Every link of a piece of a page, in its order. */
function linksIn(tokens: readonly Token[]): readonly string[] {
  return (tokens as readonly MarkedToken[]).flatMap((token): readonly string[] => {
    if (token.type === "link") return [token.href];
    if (token.type === "table") return token.rows.flat().flatMap((cell) => linksIn(cell.tokens));
    if (token.type === "list") return linksIn(token.items);
    return "tokens" in token && token.tokens !== undefined ? linksIn(token.tokens) : [];
  });
}

/** Addresses of the pages that the index leads to, in its order. */
export const linkedPages = (index: Document): readonly string[] => [
  ...new Set(
    linksIn(index.blocks).flatMap((href) => {
      const address = pageAddress(href, "")?.split("#", 1)[0];
      return address === undefined || address === "" ? [] : [address];
    }),
  ),
];

/** Where the file of a page lies in the repository, which its links are relative to. */
const folderOf = (address: string) =>
  address === "changelog" ? "/" : address.startsWith("decisions/") ? "/docs/decisions/" : "/docs/";

/**
 * What a link on the page of an address leads to below /docs, such as `share` or `waterfall#glossary`; "" is the index.
 * Undefined where it leads to what the repository alone has.
 */
export function pageAddress(href: string, on: string): string | undefined {
  const { pathname, hash } = new URL(href, `http://docs${folderOf(on)}`);
  if (pathname === "/CHANGELOG.md") return `changelog${hash}`;
  const page = /^\/docs\/((?:decisions\/)?[^/]+)\.md$/.exec(pathname)?.[1];
  return page === undefined ? undefined : `${page === "README" ? "" : page}${hash}`;
}
