import { parseBootId } from "../domain/boot-id.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { baselineNameProblem, baselineNoteProblem, type Baseline } from "../keeping/baseline.ts";
import { valueText } from "../words/format.ts";
import { filterText, parseFilterText } from "./filter-text.ts";

const MAX_INT64 = 2n ** 63n - 1n;
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
  ...omitUndefined({ note }),
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
    return { problem: `schema ${valueText(fields["schema"])} is not known to this version` };
  const { name, note, boot, filter, saved_at_ns: savedAt } = fields;
  if (typeof name !== "string") return { problem: "name: is missing" };
  const nameProblem = baselineNameProblem(name);
  if (nameProblem !== undefined) return { problem: `name: ${nameProblem}` };
  if (note !== undefined && (typeof note !== "string" || baselineNoteProblem(note) !== undefined))
    return { problem: "note: is no text, or too long" };
  if (typeof savedAt !== "string" || !isInt64(savedAt))
    return { problem: "saved_at_ns: is no whole number of ns" };
  const base = { name, ...omitUndefined({ note }), savedAt: BigInt(savedAt) };
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
