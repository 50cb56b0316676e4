/** East Asian wide and full-width characters, and emoji, take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Characters that are each a grapheme of one column: ASCII, Latin, punctuation, arrows, boxes, bars, our ticks. */
const SIMPLE =
  /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2713\u2717]*$/;

let segmenter: Intl.Segmenter | undefined;
/** Made for the first text that needs it: that takes as long as all the rest of a short command. */
const graphemesOf = (text: string) =>
  (segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text);

const columnsOf = (grapheme: string) => (WIDE.test(grapheme) ? 2 : 1);

/** Columns that a text without control characters takes. */
export function displayWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += columnsOf(segment);
  return width;
}

/** Columns of the widest of any number of texts: spread into a call, hundred thousands would overflow the stack. */
export const widestOf = (texts: Iterable<string>): number => {
  let widest = 0;
  for (const text of texts) widest = Math.max(widest, displayWidth(text));
  return widest;
};

/** At most `columns` wide, with an ellipsis where something was cut. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (SIMPLE.test(text)) return columns > 0 ? `${text.slice(0, columns - 1)}…` : "";
  let width = 0;
  let kept = "";
  for (const { segment } of graphemesOf(text)) {
    width += columnsOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns > 0 ? `${kept}…` : "";
}

const padding = (text: string, columns: number) => " ".repeat(Math.max(0, columns - displayWidth(text)));
/** Exactly `columns` wide, text on the left. */
export const fitLeft = (text: string, columns: number) => {
  const cut = truncate(text, columns);
  return cut + padding(cut, columns);
};
/** Exactly `columns` wide, text on the right. */
export const fitRight = (text: string, columns: number) => {
  const cut = truncate(text, columns);
  return padding(cut, columns) + cut;
};

/** Between words, but not between a number and its unit. */
const BREAKS = /(?<!\d) | (?!(?:ns|µs|ms|s|min|h|MiB|GiB)\b)/;

/** Breaks a text between words into lines of at most `columns`. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BREAKS)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
