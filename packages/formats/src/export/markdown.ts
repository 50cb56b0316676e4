import {
  bootDuration,
  causeSentence,
  compareBigints,
  escapeMarkdown,
  formatDuration,
  formatShare,
  hooksSentence,
  waySentence,
  isoWallTime,
  markdownProse,
  spanLabel,
  verdictOf,
  verdictSentence,
  type Boot,
  type Span,
} from "@hacotaki/core";
import type { ExportedBoot } from "../exported-boot.ts";

const lengthOf = (span: Span) => (span.state === "open" ? undefined : span.endAt - span.startAt);

const isWhole = (span: Span) => span.onPath && span.state === "closed";

/** The spans of the path that took longest. */
const slowestOf = ({ spans }: Boot): readonly Span[] =>
  spans
    .filter(isWhole)
    .sort((a, b) => compareBigints(lengthOf(b) ?? 0n, lengthOf(a) ?? 0n))
    .slice(0, 3);

/** The verdict, with the spans that took longest. */
function sentence(boot: Boot): string {
  const slowest = slowestOf(boot)
    .map((span) => `${escapeMarkdown(spanLabel(span))} ${formatDuration(lengthOf(span) ?? 0n)}`)
    .join(", ");
  const verdict = verdictOf(boot);
  const text = verdictSentence(verdict, slowest, escapeMarkdown);
  return verdict.kind === "up" || slowest === "" ? text : `${text.slice(0, -1)}; slowest: ${slowest}.`;
}

function* bootMarkdown(exported: ExportedBoot): Generator<string> {
  const { boot, permalink } = exported;
  const total = bootDuration(boot) ?? 0n;
  const when = isoWallTime(boot.wallTime);
  const name = escapeMarkdown(boot.container);
  yield `### Boot of ${permalink === undefined ? name : `[${name}](${permalink})`}\n\n`;
  yield `${sentence(boot)} \`${boot.id}\` on ${escapeMarkdown(boot.hostName)}${when ? `, ${when}` : ""}.\n\n`;
  const hints = [
    causeSentence(verdictOf(boot)),
    boot.oci ? waySentence(boot) : hooksSentence(slowestOf(boot)),
  ];
  for (const hint of hints) if (hint !== undefined) yield `${markdownProse(hint)}\n\n`;
  if (boot.losses.length > 0) yield `Incomplete: ${boot.losses.join(", ")}.\n\n`;
  yield "| span | lane | duration | share |\n|---|---|---:|---:|\n";
  for (const span of boot.spans) {
    const length = lengthOf(span);
    const share = span.onPath && length !== undefined ? formatShare(length, total) : "";
    yield `| ${escapeMarkdown(spanLabel(span))} | ${span.lane} | ${length === undefined ? "open" : formatDuration(length)} | ${share} |\n`;
  }
  yield "\n";
}

/** Boots as Markdown fit for a ticket: a sentence and a table each. */
export function* markdown(boots: Iterable<ExportedBoot>): Generator<string> {
  for (const exported of boots) yield* bootMarkdown(exported);
}
