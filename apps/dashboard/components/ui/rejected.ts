import { visibleText, wordsOf, type SearchParams, type TimeRange } from "@hacotaki/core";

const MOST_WORDS = 200;

/** What the parameters that made no sense said, by their names: fields keep it. */
export type Rejected = Readonly<Record<string, string>>;

/** The words of an address's parameters that made no sense. */
export const rejectedOf = (params: SearchParams, dropped: readonly string[]): Rejected =>
  Object.fromEntries(
    dropped.flatMap((name) => {
      const given = params[name];
      const text = typeof given === "string" ? given : (given?.join(",") ?? "");
      return text === "" ? [] : [[name, text.slice(0, MOST_WORDS)]];
    }),
  );

/** Names of what made no sense, each with what it said. */
export const namesWithWords = (dropped: readonly string[], rejected: Rejected): readonly string[] =>
  dropped.map((name) => {
    const words = rejected[name];
    return words === undefined ? name : `${name} “${visibleText(words, 60)}”`;
  });

/** A link with what made no sense in its old place, so that the page tells of it. */
export function withRejected(href: string, rejected: Rejected): string {
  const query = new URLSearchParams(rejected).toString();
  return query === "" ? href : `${href}${href.includes("?") ? "&" : "?"}${query}`;
}

/** Whether an address says in words what names a time for good: its link says the instants. */
export const isSaidForGood = (params: SearchParams, dropped: readonly string[], range: TimeRange): boolean =>
  (params["time"] ?? "") !== "" && !dropped.includes("time") && wordsOf(range) === undefined;
