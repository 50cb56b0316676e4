import { ALL_CALLS, isExpanded, type Boot, type Expanded, type ShownDetail } from "@hacotaki/core";
import { callPart, insideRows } from "@hacotaki/core/drawing/inside";

/**
 * The expanded rows after opening or closing one: a span by its slug, its shorter calls by the slug and `ALL_CALLS`. `all`
 * are the spans that have an inside: what "all" means while one of them is closed. Undefined where none is open.
 */
export function toggled(
  expanded: Expanded | undefined,
  row: string,
  all: readonly string[],
): Expanded | undefined {
  const open = expanded === "all" ? all : (expanded ?? []);
  // Closing a span closes what is below it.
  const next = open.includes(row)
    ? open.filter((each) => each !== row && each !== row + ALL_CALLS)
    : [...open, row];
  return next.length === 0 ? undefined : next;
}

/**
 * Rows that have to be opened, one after the other, for the row of a call or program to be there: the span's, and the one
 * that its shorter calls share.
 */
export function closedAbove(
  expanded: Expanded | undefined,
  { startAt }: Pick<Boot, "startAt">,
  detail: ShownDetail | undefined,
  slug: string,
  part: string,
): readonly string[] {
  const span = isExpanded(expanded, slug) ? [] : [slug];
  const rows = detail?.inside ? insideRows({ slug }, detail.inside, startAt, expanded) : [];
  const isShared = rows.some(
    (row) =>
      row.kind === "shorter" && !row.isOpen && row.calls.some((call) => callPart(call, startAt) === part),
  );
  return isShared ? [...span, slug + ALL_CALLS] : span;
}

/** Spans that have an inside. */
export const insideSlugs = (detail: ShownDetail | undefined): readonly string[] =>
  detail?.spans.filter(({ calls, helpers }) => calls + helpers > 0).map(({ slug }) => slug) ?? [];
