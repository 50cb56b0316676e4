import type { BootId } from "./boot.ts";
import type { BootFilter } from "./filter.ts";
import { parseBootId } from "./identity.ts";
import { filterQuery, parseBootFilter } from "./permalink.ts";

/** A boot or a group of boots under a name, to compare others with. */
export type Baseline = {
  readonly name: string;
  readonly note?: string;
  readonly of:
    | { readonly kind: "boot"; readonly id: BootId }
    | { readonly kind: "group"; readonly filter: BootFilter };
  /** Wall time, UTC ns. */
  readonly savedAt: bigint;
};

const MAX_NAME = 80;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_NOTE = 2000;
/** What could be taken for a filter, a path or an option. */
const NAME = /^[^\s=&/@-][^=&/@\p{Cc}\p{Cf}]*$/u;

/** Why a text can be no name of a baseline; undefined when it can. */
export function baselineNameProblem(name: string): string | undefined {
  if (name.trim() !== name || name === "") return "a name is not empty, and has no space at its ends";
  if (name.length > MAX_NAME) return `a name has at most ${MAX_NAME} characters`;
  if (!name.isWellFormed() || !NAME.test(name))
    return "a name has none of = & / @, no control characters, and does not begin with a hyphen";
  return undefined;
}

export const baselineNoteProblem = (note: string): string | undefined =>
  note.length > MAX_NOTE || !note.isWellFormed() ? `a note has at most ${MAX_NOTE} characters` : undefined;

/** The group of a filter as it is at an instant: a baseline does not grow with the boots that come later. */
export const closedAt = (filter: BootFilter, now: bigint): BootFilter =>
  filter.until === undefined ? { ...filter, until: now } : filter;

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

const isInt64 = (text: string) => /^\d{1,19}$/.test(text) && BigInt(text) <= MAX_INT64;

/** The first line of a baseline's file; the raw events of its boots follow. */
export type BaselineLine = {
  readonly event: "baseline";
  readonly schema: 1;
  readonly name: string;
  readonly note?: string;
  readonly boot?: string;
  readonly filter?: string;
  readonly saved_at_ns: string;
};

export const baselineLine = ({ name, note, of, savedAt }: Baseline): BaselineLine => ({
  event: "baseline",
  schema: 1,
  name,
  ...(note === undefined ? {} : { note }),
  ...(of.kind === "boot" ? { boot: of.id } : { filter: filterText(of.filter) }),
  saved_at_ns: savedAt.toString(),
});

/** A baseline of its line, or what is wrong with it. */
export function parseBaselineLine(line: unknown): Baseline | { readonly problem: string } {
  if (typeof line !== "object" || line === null) return { problem: "is no JSON object" };
  const fields = line as Readonly<Record<string, unknown>>;
  if (fields["event"] !== "baseline")
    return { problem: 'has no "event": "baseline": is it a baseline\'s file?' };
  if (fields["schema"] !== 1)
    return { problem: `schema ${String(fields["schema"])} is not known to this version` };
  const { name, note, boot, filter, saved_at_ns: savedAt } = fields;
  if (typeof name !== "string") return { problem: "name: is missing" };
  const nameProblem = baselineNameProblem(name);
  if (nameProblem !== undefined) return { problem: `name: ${nameProblem}` };
  if (note !== undefined && (typeof note !== "string" || baselineNoteProblem(note) !== undefined))
    return { problem: "note: is no text, or too long" };
  if (typeof savedAt !== "string" || !isInt64(savedAt))
    return { problem: "saved_at_ns: is no whole number of ns" };
  const base = { name, ...(note === undefined ? {} : { note }), savedAt: BigInt(savedAt) };
  if (typeof boot === "string" && filter === undefined) {
    const id = parseBootId(boot);
    return id === undefined ? { problem: "boot: is no boot id" } : { ...base, of: { kind: "boot", id } };
  }
  if (typeof filter !== "string" || boot !== undefined)
    return { problem: 'has to have either "boot" or "filter"' };
  const parsed = parseFilterText(filter);
  if ("bad" in parsed) return { problem: `filter: ${parsed.bad.join(", ")} not understood` };
  return { ...base, of: { kind: "group", filter: parsed.filter } };
}
