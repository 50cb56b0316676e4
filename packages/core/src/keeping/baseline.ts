import type { BootId } from "../domain/boot.ts";
import type { BootFilter } from "../domain/filter.ts";

/** A boot or a cohort of boots under a name, to compare others with. */
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

/** The cohort of a filter as it is at an instant: a baseline does not grow with the boots that come later. */
export function closedAt({ time: _time, ...filter }: BootFilter, now: bigint): BootFilter {
  return filter.until === undefined || filter.until > now ? { ...filter, until: now } : filter;
}
