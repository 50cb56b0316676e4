import type { BootFilter, CohortSide } from "@hacotaki/core";
import type { Notebook } from "@hacotaki/store";

/** Which boots a side means; undefined where it names a baseline that is not there. */
export function filterOfSide(
  side: CohortSide,
  notebook: Pick<Notebook, "findBaseline"> | undefined,
): BootFilter | undefined {
  if (side.kind === "filter") return side.filter;
  const of = notebook?.findBaseline(side.name)?.of;
  // An id is found by the text of a filter.
  return of?.kind === "boot" ? { text: of.id } : of?.filter;
}
