import {
  causeSentence,
  exactDuration,
  formatShare,
  isoWallTime,
  pathLength,
  spanLabel,
  verdictOf,
  visibleText,
} from "@hacotaki/core";
import { drawBoot } from "../picture/boot-picture.ts";
import { labelOf, svgElement } from "../picture/document.ts";
import { marked } from "../picture/markup.ts";
import { DARK, DEFINITIONS, LIGHT, STYLE, type Theme } from "../picture/theme.ts";
import { sentenceOf } from "../picture/verdict.ts";
import type { ExportedBoot } from "../exported-boot.ts";

const variables = (theme: Theme) =>
  `--paper:${theme.paper};--ink:${theme.ink};--dim:${theme["ink-2"]};--line:${theme.line};--focus:${theme["group-filesystem"]}`;

const PAGE = [
  `:root{color-scheme:light dark;${variables(LIGHT)}}`,
  `@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
  'body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--paper);color:var(--ink);font:15px/1.5 "IBM Plex Sans",system-ui,sans-serif}',
  "h1{font-size:1.375rem;margin:0;overflow-wrap:anywhere}h2{font-size:1rem;margin:2rem 0 .5rem}p{margin:.25rem 0}",
  ".dim{color:var(--dim)}",
  // Wider than a phone: it scrolls by itself, also by keyboard.
  ".scroll{overflow-x:auto;margin:1rem 0}.scroll:focus-visible{outline:2px solid var(--focus);outline-offset:2px}",
  ".scroll svg{display:block;margin-left:-24px}a{color:inherit}",
  "table{border-collapse:collapse;font-size:.8125rem;font-variant-numeric:tabular-nums}",
  "th,td{text-align:left;padding:.2rem 1.25rem .2rem 0;border-bottom:1px solid var(--line);white-space:nowrap}",
  "thead th{font-weight:600}th{font-weight:400}.n{text-align:right}",
  "article+article{margin-top:3rem;padding-top:2rem;border-top:1px solid var(--line)}",
  "@media print{.scroll{overflow:visible}.scroll svg{width:100%;height:auto}}",
].join("");

const cell = (content: string, isNumber = false) => `<td${isNumber ? ' class="n"' : ""}>${content}</td>`;
const head = (content: string, isNumber = false) =>
  `<th scope="col"${isNumber ? ' class="n"' : ""}>${content}</th>`;

function* tableOf({ boot }: ExportedBoot): Generator<string> {
  const total = pathLength(boot);
  yield `<div class="scroll" tabindex="0" role="region" aria-label="Spans"><table><thead><tr>`;
  yield [head("Span"), head("Lane"), head("Group"), head("Start", true), head("Duration", true)].join("");
  yield `${head("Share of the boot", true)}${head("Between")}</tr></thead><tbody>`;
  for (const span of boot.spans) {
    const length = span.state === "open" ? undefined : span.endAt - span.startAt;
    yield `<tr><th scope="row">${marked(spanLabel(span))}</th>${cell(span.lane)}${cell(span.group)}`;
    yield cell(exactDuration(span.startAt - boot.startAt), true);
    yield cell(length === undefined ? "open" : exactDuration(length), true);
    yield cell(span.onPath && length !== undefined ? marked(formatShare(length, total)) : "beside it", true);
    yield `${cell(`${marked(span.from)} … ${marked(span.to ?? "")}`)}</tr>`;
  }
  yield "</tbody></table></div>";
}

/** A page of more marks than these is slow to open, and nobody reads it. */
const MARKS_LISTED = 500;

function* marksOf({ boot, marks, marksLeftOut = 0 }: ExportedBoot): Generator<string> {
  if (marks.length === 0) return;
  const total = marks.length + marksLeftOut;
  const listed = marks.slice(0, MARKS_LISTED);
  yield "<h2>Marks</h2>";
  if (total > listed.length)
    yield `<p class="dim">The first ${listed.length} of ${total} marks; the events export has them all.</p>`;
  yield `<div class="scroll" tabindex="0" role="region" aria-label="Marks"><table><thead><tr>`;
  yield `${head("Mark")}${head("Lane")}${head("Start", true)}${head("Text")}</tr></thead><tbody>`;
  for (const mark of listed) {
    yield `<tr><th scope="row">${marked(mark.name)}</th>${cell(mark.lane)}`;
    yield `${cell(exactDuration(mark.at - boot.startAt), true)}${cell(marked(mark.text ?? String(mark.flag)))}</tr>`;
  }
  yield "</tbody></table></div>";
}

function* articleOf(exported: ExportedBoot, isFirst: boolean): Generator<string> {
  const { boot, permalink } = exported;
  const facts = [
    `Boot ${boot.id}`,
    marked(boot.hostName),
    isoWallTime(boot.wallTime),
    boot.furthestPhase === undefined ? undefined : `furthest phase ${marked(boot.furthestPhase)}`,
  ].filter((fact) => fact !== undefined && fact !== "");
  yield `<article><h1>${marked(boot.container)}</h1><p>${marked(sentenceOf(boot), 600)}</p>`;
  const hint = causeSentence(verdictOf(boot));
  if (hint !== undefined) yield `<p>${marked(hint, 600)}</p>`;
  yield `<p class="dim">${facts.join(" · ")}`;
  if (permalink !== undefined) yield ` · <a href="${marked(permalink, 2000)}">where it came from</a>`;
  yield `</p><div class="scroll" tabindex="0" role="region" aria-label="Waterfall">`;
  yield svgElement(drawBoot(exported, { isHeaded: false }), labelOf(exported), isFirst ? DEFINITIONS : "");
  yield "</div><h2>Spans</h2>";
  yield* tableOf(exported);
  yield* marksOf(exported);
  yield "</article>";
}

/** One file that shows boots anywhere: it asks the network for nothing, runs nothing, and follows light and dark. */
export function* html(boots: Iterable<ExportedBoot>): Generator<string> {
  const all = [...boots];
  const title = all.length === 1 && all[0] ? visibleText(all[0].boot.container, 60) : `${all.length} boots`;
  yield '<!doctype html><html lang="en"><head><meta charset="utf-8">';
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  yield '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">';
  yield `<title>${marked(title)} · Hacotaki</title><style>${PAGE}${STYLE}</style></head><body><main>`;
  for (const exported of all) yield* articleOf(exported, exported === all[0]);
  yield "</main></body></html>\n";
}
