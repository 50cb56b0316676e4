import { foldedText } from "@hacotaki/core";

const isSubsequence = (needle: string, text: string) => {
  let at = 0;
  for (const letter of needle) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
};

/** Letters apart are searched in what a person can survey only. */
const MAX_FUZZY_LENGTH = 60;

function wordScore(word: string, text: string): number {
  if (text.startsWith(word)) return 4;
  if (text.includes(` ${word}`)) return 3;
  if (text.includes(word)) return 2;
  return word.length > 1 && text.length <= MAX_FUZZY_LENGTH && isSubsequence(word, text) ? 1 : 0;
}

/** How well a text answers a query, all of whose words must be in it somehow; 0 is not at all. */
export function matchScore(query: string, text: string): number {
  const words = foldedText(query).split(/\s+/).filter(Boolean);
  const folded = foldedText(text);
  const scores = words.map((word) => wordScore(word, folded));
  if (scores.includes(0)) return 0;
  return 1 + scores.reduce((sum, score) => sum + score, 0);
}

/** Whether all of what was typed is the beginning of the name, or of a word in it: "we" and "fr" of "web-front". */
export function beginsWord(query: string, name: string): boolean {
  const begun = foldedText(query.trim());
  if (begun === "") return false;
  const folded = foldedText(name);
  for (let at = folded.indexOf(begun); at >= 0; at = folded.indexOf(begun, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1] ?? "")) return true;
  return false;
}

/** What a control is found by: what it does in words, and what is written on it where these words are others. */
export function commandName(
  written: string,
  title: string,
  joined: (name: string, value: string) => string,
): string {
  if (title === "" || !/\p{L}{2}/u.test(written)) return title || written;
  const said = foldedText(title);
  const isSaid = foldedText(written)
    .split(/\s+/)
    .every((word) => said.includes(word));
  return isSaid ? title : joined(written, title);
}

/** Those that answer the query, best first; equals in the order given. */
export const bestMatches = <Item>(query: string, items: readonly Item[], textOf: (item: Item) => string) =>
  items
    .map((item) => ({ item, score: matchScore(query, textOf(item)) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item);

/** The page of this site that a pasted address means, as a path. */
export function pathOfLink(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^(https?:\/\/|\/)/.test(trimmed)) return undefined;
  const base = "http://localhost";
  if (!URL.canParse(trimmed, base)) return undefined;
  const { pathname, search } = new URL(trimmed, base);
  return /^\/(|live|collector|images|compare|containers(\/[^/]+)?|boots\/[^/]+)$/.test(pathname)
    ? pathname + search
    : undefined;
}
