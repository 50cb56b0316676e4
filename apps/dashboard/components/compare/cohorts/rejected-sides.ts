import {
  COHORT_SIDES,
  cohortHref,
  cohortSideText,
  parseCohortSide,
  type CohortView,
  type SearchParams,
} from "@hacotaki/core";
import { withDropped } from "../../ui/dropped-notice.tsx";
import type { Rejected } from "../../ui/rejected.ts";

const wordsOf = (given: SearchParams[string]) => (typeof given === "string" ? given : undefined);

/** What fields of the sides of a link said that makes no sense, by the fields' names. */
export const rejectedOfSides = (params: SearchParams): Rejected =>
  Object.fromEntries(
    COHORT_SIDES.flatMap((side) => {
      const text = wordsOf(params[side]) ?? "";
      const said = new URLSearchParams(text);
      return parseCohortSide(text).bad.flatMap((part) => {
        const words = said.get(part);
        return words === null ? [] : [[`${side}-${part}`, words]];
      });
    }),
  );

/** The link of what a form chose. What made no sense stays in its side, or is named where it is no part of one. */
export function cohortFormHref(view: CohortView, params: SearchParams, dropped: readonly string[]): string {
  const kept: string[] = [];
  const [path = "", query] = cohortHref(view).split("?");
  const link = new URLSearchParams(query);
  for (const side of COHORT_SIDES) {
    const chosen = view[side];
    if (chosen?.kind !== "filter") continue;
    const text = new URLSearchParams(cohortSideText(chosen).replace("*", ""));
    for (const name of dropped) {
      const words = wordsOf(params[name]);
      if (!name.startsWith(`${side}-`) || words === undefined) continue;
      text.set(name.slice(side.length + 1), words);
      kept.push(name);
    }
    if (text.size > 0) link.set(side, text.toString());
  }
  return withDropped(
    `${path}?${link}`,
    dropped.filter((name) => !kept.includes(name)),
  );
}
