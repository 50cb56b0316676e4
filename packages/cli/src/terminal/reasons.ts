import {
  columnFormat,
  formatDuration,
  formatFraction,
  formatInColumn,
  MIN_POPULATION,
  REASON_WORDS,
  visibleText,
  type FoundCause,
  type Reason,
  type Reasons,
} from "@hacotaki/core";
import type { Paint } from "./paint.ts";
import { drawTable } from "./table.ts";
import { wrap } from "./width.ts";

type Told = Reasons<FoundCause>;

const counted = (n: number) => (n === 1 ? "" : ` ${n} ×`);

/** What a reason is called, with how many boots there were beside. */
export const reasonLabel = ({ slug, beside }: Pick<Reason, "slug" | "beside">): string =>
  beside === undefined ? REASON_WORDS[slug].label : `${beside} ${REASON_WORDS[slug].label}`;

/** What shows a reason: programs, calls and waits with their durations, or else the spans. */
function evidenceOf({ programs, calls, waits, spans }: FoundCause): readonly string[] {
  const shown = [
    ...programs.map(
      ({ command, program, n, ns }) =>
        `${visibleText(command.join(" ") || program, 80)}${counted(n)} ${formatDuration(ns)}`,
    ),
    ...calls.map(
      ({ name, path, n, ns }) =>
        `${name}${path === undefined || n > 1 ? "" : `(${visibleText(path, 60)})`}${counted(n)} ${formatDuration(ns)}`,
    ),
    ...waits.map(({ frame, ns }) => `waited in ${visibleText(frame, 60)} ${formatDuration(ns)}`),
  ];
  const places = spans.map(({ label, ns }) => `${visibleText(label, 60)} ${formatDuration(ns)}`);
  return [`in ${places.join(", ")}`, ...shown];
}

/** One sentence: the reason that is furthest beyond, and what is left. */
export function reasonsSentence({ kind, reasons, unexplainedNs }: Told): string {
  const [first] = reasons;
  const rest = unexplainedNs > 0n ? ` ${formatDuration(unexplainedNs)} remain unexplained.` : "";
  if (first === undefined)
    return (kind === "slow" ? "No single cause stands out." : "Nothing took longer than expected.") + rest;
  const told = `${reasonLabel(first)}, ${formatDuration(first.actualNs)} where ${formatDuration(first.expectedNs)} ${first.by === "population" ? "are usual" : "are expected"}`;
  const opening = {
    slow: "It was slower than usual, most of all by",
    usual: "It was about as long as usual. In boots of this container it takes long:",
    alone: `Fewer than ${MIN_POPULATION} other boots tell what is usual. It takes long:`,
  }[kind];
  return `${opening} ${told}.${rest}`;
}

/** Every reason in a table, with what shows it and what to do below. */
export function reasonsTable({ reasons }: Told, paint: Paint, columns: number): string[] {
  if (reasons.length === 0) return [];
  const format = columnFormat(reasons.flatMap(({ actualNs, expectedNs }) => [actualNs, expectedNs]));
  const figures = (title: string, of: (reason: Reason<FoundCause>) => string) => ({
    title,
    cells: reasons.map(of),
    alignRight: true,
  });
  const table = drawTable(
    [
      { title: "REASON", cells: reasons.map(reasonLabel) },
      figures(`TOOK/${format.unit}`, ({ actualNs }) => formatInColumn(actualNs, format)),
      figures("EXPECTED", ({ expectedNs }) => formatInColumn(expectedNs, format)),
      figures("OF BOOT", ({ share }) => formatFraction(share)),
    ],
    paint,
  );
  const told = reasons.flatMap((reason) => [
    "",
    paint.bold(reasonLabel(reason)),
    ...evidenceOf(reason.cause).flatMap((line) => wrap(line, columns - 2).map((each) => `  ${each}`)),
    ...wrap(REASON_WORDS[reason.slug].remedy, columns - 2).map((each) => `  ${paint.dim(each)}`),
  ]);
  return [...table, ...told];
}
