import { lineDifference } from "./line-difference.ts";

/** A word of a command line, or so many that the boots have in common. */
export type Token = { readonly text: string; readonly differs: boolean } | { readonly fold: number };

/** So many words in common, at least, make a fold; one beside each word that differs is shown. */
const LEAST_FOLD = 3;
const CONTEXT = 1;
const SEPARATOR = "\n";

/** Which words of `own` are not among those of `base`, in their order; all, where there are too many to be held against. */
function differing(base: readonly string[], own: readonly string[]): readonly boolean[] {
  const plain = (words: readonly string[]) =>
    words.map((word) => word.replaceAll(SEPARATOR, " ")).join(SEPARATOR);
  const lines = lineDifference(plain(base), plain(own));
  if (lines === undefined) return own.map(() => true);
  return lines.filter(({ kind }) => kind !== "removed").map(({ kind }) => kind === "added");
}

/** The words of a command line, those that boots have in common folded away unless they stand by one that differs. */
export function foldedTokens(words: readonly string[], differs: readonly boolean[]): readonly Token[] {
  const isNear = words.map((_, place) =>
    differs.slice(Math.max(0, place - CONTEXT), place + CONTEXT + 1).some(Boolean),
  );
  const tokens: Token[] = [];
  let place = 0;
  while (place < words.length) {
    const next = isNear.indexOf(true, place);
    const common = (next === -1 ? words.length : next) - place;
    if (common >= LEAST_FOLD) {
      tokens.push({ fold: common });
      place += common;
      continue;
    }
    tokens.push({ text: words[place] ?? "", differs: differs[place] === true });
    place += 1;
  }
  return tokens;
}

/**
 * Command lines word by word: what each has that the baseline's has not, and what of the baseline's another has not.
 * Undefined where a boot's is not known.
 */
export function differingTokens(
  lines: readonly (readonly string[] | undefined)[],
  baseline: number,
): readonly (readonly boolean[] | undefined)[] {
  const base = lines[baseline];
  if (base === undefined) return lines.map((words) => words?.map(() => false));
  return lines.map((words, place) => {
    if (words === undefined) return undefined;
    if (place !== baseline) return differing(base, words);
    const held = lines.flatMap((other, n) =>
      other === undefined || n === baseline ? [] : [differing(other, base)],
    );
    return words.map((_, n) => held.some((differs) => differs[n]));
  });
}
