import { rowsHtml, type TextRow } from "./text-table-rows.ts";

type Props = { readonly rows: readonly TextRow[] };

/**
 * The body of a table of plain text, written at once. As elements, each of hundreds of cells is made, sent to the browser
 * as data beside its text, and read there: half of what a page with charts takes, for tables that are folded up.
 */
export const TextRows = ({ rows }: Props) => <tbody dangerouslySetInnerHTML={{ __html: rowsHtml(rows) }} />;
