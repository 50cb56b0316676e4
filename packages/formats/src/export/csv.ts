import type { Cell, Row } from "./rows.ts";

/**
 * Spreadsheets take a cell that begins with one of these for a formula, and run it
 * (OWASP, "CSV Injection"): an apostrophe before it makes it text again.
 */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

function cellText(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  // A NUL ends the text in many readers; what is no Unicode would not survive UTF-8.
  const text = cell.toWellFormed().replaceAll("\0", "\u{fffd}");
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** Rows as CSV by RFC 4180 (CRLF, header, UTF-8), inert in spreadsheets. All rows have the keys of the first. */
export function* csv(rows: Iterable<Row>): Generator<string> {
  let columns: readonly string[] | undefined;
  for (const row of rows) {
    if (columns === undefined) {
      columns = Object.keys(row);
      yield `${columns.join(",")}\r\n`;
    }
    yield `${columns.map((column) => cellText(row[column])).join(",")}\r\n`;
  }
}
