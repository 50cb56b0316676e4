export type DifferentLine = { readonly kind: "same" | "removed" | "added"; readonly text: string };
/** Lines that are alike, and far from any that is not. */
export type FoldedLines = { readonly kind: "fold"; readonly count: number };

const MAX_LINES = 2000;
const CONTEXT = 3;

/** Lines of two texts by their longest common subsequence (Wagner & Fischer 1974). Undefined for texts too long for it. */
export function lineDifference(before: string, after: string): readonly DifferentLine[] | undefined {
  const [a, b] = [before.split("\n"), after.split("\n")];
  if (a.length > MAX_LINES || b.length > MAX_LINES) return undefined;
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row)
        row[j] =
          a[i] === b[j]
            ? (common[i + 1]?.[j + 1] ?? 0) + 1
            : Math.max(common[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  const lines: DifferentLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length)
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i] ?? "" });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)))
      lines.push({ kind: "removed", text: a[i++] ?? "" });
    else lines.push({ kind: "added", text: b[j++] ?? "" });
  return lines;
}

/** Changes with three lines around each; a single line between two of them is shown rather than folded. */
export function foldedLines(lines: readonly DifferentLine[]): readonly (DifferentLine | FoldedLines)[] {
  const isNear = lines.map((_, place) =>
    lines.slice(Math.max(0, place - CONTEXT), place + CONTEXT + 1).some(({ kind }) => kind !== "same"),
  );
  const isShown = (place: number) =>
    isNear[place] === true || (isNear[place - 1] !== false && isNear[place + 1] !== false);
  const folded: (DifferentLine | FoldedLines)[] = [];
  for (const [place, line] of lines.entries()) {
    const last = folded.at(-1);
    if (isShown(place)) folded.push(line);
    else if (last?.kind === "fold") folded[folded.length - 1] = { kind: "fold", count: last.count + 1 };
    else folded.push({ kind: "fold", count: 1 });
  }
  return folded;
}
