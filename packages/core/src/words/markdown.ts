import { visibleText } from "./format.ts";

/** Text from outside, made safe to show in Markdown: everything that it, or HTML inside of it, would take for its own. */
export const escapeMarkdown = (text: string) =>
  visibleText(text, 120).replaceAll(/[\\`*_[\]<>|~&@]/g, "\\$&");

/** As `escapeMarkdown`, for lines that may be longer than a name. */
export const markdownProse = (text: string) => text.split(" ").map(escapeMarkdown).join(" ");

type Cells = readonly string[];
const row = (cells: Cells) => `| ${cells.join(" | ")} |`;

/** A table of cells that are Markdown already. Text stands on the left, figures, from one column on, on the right. */
export const markdownTable = (head: Cells, rows: readonly Cells[], figuresFrom = 1): readonly string[] => [
  row(head),
  row(head.map((_, index) => (index < figuresFrom ? ":--" : "--:"))),
  ...rows.map(row),
];

/** Blank lines let Markdown inside of HTML be Markdown. */
export const markdownFold = (summary: string, lines: readonly string[]): readonly string[] => [
  "<details>",
  `<summary>${summary}</summary>`,
  "",
  ...lines,
  "",
  "</details>",
];
