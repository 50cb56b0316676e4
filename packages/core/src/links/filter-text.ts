import type { BootFilter } from "../domain/filter.ts";
import { filterQuery, parseBootFilter } from "./permalink.ts";

/** A filter as its link has it, without a question mark. */
export const filterText = (filter: BootFilter) => filterQuery(filter).toString();

/** What a link's text says of a filter, and the names of the parts that make no sense and were left out. */
export function readFilterText(text: string): {
  readonly filter: BootFilter;
  readonly bad: readonly string[];
} {
  const parameters = new URLSearchParams(text);
  const known = Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]),
  );
  const { view, dropped } = parseBootFilter(known);
  const read = new Set(filterQuery(view).keys());
  const strange = Object.keys(known).filter((name) => !read.has(name) && !dropped.includes(name));
  return { filter: view, bad: [...dropped, ...strange] };
}

/** The filter of a link's text; undefined with the names of the parts that make no sense. */
export function parseFilterText(
  text: string,
): { readonly filter: BootFilter } | { readonly bad: readonly string[] } {
  const { filter, bad } = readFilterText(text);
  return bad.length > 0 ? { bad } : { filter };
}
