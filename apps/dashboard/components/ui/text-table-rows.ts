import { escaped } from "../../charts/escaped.ts";

/** What a cell shows. Whatever text and address hold, they are shown as text, and followed as an address of ours. */
export type TextCell = {
  readonly text: string;
  /** A path of this server. */
  readonly href?: string;
  /** Names the row. */
  readonly isHead?: boolean;
  readonly isNumber?: boolean;
  /** The colour of a group of spans, before the text. */
  readonly group?: string;
};
export type TextRow = readonly TextCell[];

function cellHtml({ text, href, isHead = false, isNumber = false, group }: TextCell): string {
  // Nothing but a path may be followed: no scheme, no other host.
  if (href !== undefined && !/^\/(?!\/)/.test(href))
    throw new RangeError(`not a path of this server: ${href}`);
  const classes = [...(isNumber ? ["number"] : []), ...(group === undefined ? [] : [`g-${group}`])].join(" ");
  const swatch = group === undefined ? "" : '<span class="swatch"></span>';
  const shown = escaped(text);
  return (
    `<${isHead ? 'th scope="row"' : "td"}${classes === "" ? "" : ` class="${escaped(classes)}"`}>${swatch}` +
    (href === undefined ? shown : `<a href="${escaped(href)}">${shown}</a>`) +
    (isHead ? "</th>" : "</td>")
  );
}

/** Rows of a table as HTML. @throws RangeError for an address that is no path of this server */
export const rowsHtml = (rows: readonly TextRow[]): string =>
  rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("");
