import {
  bootDuration,
  columnFormat,
  deltaOf,
  formatInColumn,
  isoWallTime,
  type ComparedMeasure,
} from "@hacotaki/core";
import { escapeMarkdown } from "@hacotaki/formats";
import { signed, signedShare } from "../terminal/delta.ts";
import { attributeText, pText } from "../terminal/compare-cohorts.ts";
import type { BootsReport } from "./boots-report.ts";
import { letterOf } from "./boots-words.ts";
import { readableFilter, type ChosenCohort, type CohortsReport } from "./cohorts-report.ts";
import { cohortLegend, percentText, roundedNs } from "./cohorts-words.ts";
import { CONCLUSIONS, limitText } from "./limit-words.ts";

const MISSING = "missing";

/** Lines of prose may be longer than a name. */
const prose = (text: string) => text.split(" ").map(escapeMarkdown).join(" ");
const arrow = (ns: bigint) => (ns > 0n ? "▲ " : ns < 0n ? "▼ " : "");

type Cells = readonly string[];
const row = (cells: Cells) => `| ${cells.join(" | ")} |`;
/** Text stands on the left, figures, from one column on, on the right. */
const tableOf = (head: Cells, rows: readonly Cells[], figuresFrom = 1): readonly string[] => [
  row(head),
  row(head.map((_, index) => (index < figuresFrom ? ":--" : "--:"))),
  ...rows.map(row),
];
/** Blank lines let Markdown inside of HTML be Markdown. */
const folded = (summary: string, lines: readonly string[]): readonly string[] => [
  "<details>",
  `<summary>${summary}</summary>`,
  "",
  ...lines,
  "",
  "</details>",
];
/** A list ends with a blank line; no list is nothing. */
const listed = (items: readonly string[]): readonly string[] => (items.length === 0 ? [] : [...items, ""]);
const linkLines = (permalink: string | undefined): readonly string[] =>
  permalink === undefined ? [] : ["", `[Open this comparison](<${permalink}>)`];

/** Boots held against the first of them, fit for a pull request. */
export function bootsMarkdown(report: BootsReport): readonly string[] {
  const { boots, compared, sentences, judged, conclusion, permalink } = report;
  const format = columnFormat(compared.totals);
  const others = boots.slice(1).map((_, index) => index + 1);
  const cell = (ns: bigint | undefined) => (ns === undefined ? MISSING : formatInColumn(ns, format));
  const deltaCell = (delta: bigint, before: bigint | undefined) => {
    const share = signedShare(delta, before ?? 0n);
    return `${arrow(delta)}${signed(delta, format)}${share === "" ? "" : ` (${share})`}`;
  };
  const head = [
    "span",
    `A/${format.unit}`,
    ...others.flatMap((place) => [`${letterOf(place)}/${format.unit}`, `${letterOf(place)} − A`]),
  ];
  const line = (
    label: string,
    durations: readonly (bigint | undefined)[],
    delta: (place: number) => bigint,
  ) => [
    label,
    cell(durations[0]),
    ...others.flatMap((place) => [cell(durations[place]), deltaCell(delta(place), durations[0])]),
  ];
  const path = compared.rows.filter(({ onPath }) => onPath);
  const spans = path.map((each) =>
    line(escapeMarkdown(each.label), each.durations, (place) => deltaOf(each, 0, place)),
  );
  const whole = compared.upTo === undefined ? "**boot**" : `**up to ${escapeMarkdown(compared.upTo)}**`;
  const total = line(
    whole,
    compared.totals,
    (place) => (compared.totals[place] ?? 0n) - (compared.totals[0] ?? 0n),
  );
  return [
    `### ${conclusion === undefined ? "Boots compared" : CONCLUSIONS[conclusion]}`,
    "",
    ...sentences.map(prose),
    "",
    ...listed(
      judged.flatMap(({ candidate, limits }) =>
        limits.map((each) => `- ${letterOf(candidate)}: ${prose(limitText(each))}`),
      ),
    ),
    ...tableOf(
      ["boot", "id", "container", "host", "started", "took"],
      boots.map((boot, place) => {
        const ns = bootDuration(boot);
        return [
          letterOf(place),
          `\`${boot.id}\``,
          escapeMarkdown(boot.container),
          escapeMarkdown(boot.hostName),
          isoWallTime(boot.wallTime) ?? "–",
          ns === undefined ? boot.outcome : `${formatInColumn(ns, format)} ${format.unit}`,
        ];
      }),
      5,
    ),
    "",
    ...folded(`${path.length} spans`, tableOf(head, [...spans, total])),
    ...linkLines(permalink),
  ];
}

function sideLine(letter: string, { name, filter }: ChosenCohort, boots: number): string {
  const told = name === undefined ? "" : `${prose(name)}: `;
  return `- ${letter}: ${told}\`${readableFilter(filter)}\`, ${boots === 1 ? "1 boot" : `${boots} boots`}`;
}

function measureTable(
  { comparison }: CohortsReport,
  measures: readonly ComparedMeasure[],
): readonly string[] {
  const medians = comparison.measures.flatMap(({ baseline, candidate }) =>
    [baseline, candidate].map((side) => roundedNs(side?.p50 ?? 0)),
  );
  const format = columnFormat(medians);
  const median = (side: ComparedMeasure["baseline"]) =>
    side ? formatInColumn(roundedNs(side.p50), format) : "–";
  const shiftCell = ({ verdict, shift, baseline }: ComparedMeasure) => {
    if (verdict === "too-few") return "too few boots";
    if (verdict === "same" || !shift) return "\\~";
    const ns = roundedNs(shift.estimate);
    const share = signedShare(ns, roundedNs(baseline?.p50 ?? 0));
    return `${arrow(ns)}${signed(ns, format)}${share === "" ? "" : ` (${share})`}`;
  };
  return tableOf(
    [
      "span",
      `A/${format.unit}`,
      `B/${format.unit}`,
      `shift/${format.unit}`,
      `${percentText(1 - comparison.options.alpha)} interval`,
      "p",
      "n",
    ],
    measures.map((measure) => [
      measure.slug === "boot" || measure.slug === "ready"
        ? `**${measure.label}**`
        : escapeMarkdown(measure.label),
      median(measure.baseline),
      median(measure.candidate),
      shiftCell(measure),
      measure.shift
        ? `${signed(roundedNs(measure.shift.low), format)} … ${signed(roundedNs(measure.shift.high), format)}`
        : "–",
      escapeMarkdown(pText(measure.adjusted)),
      `${measure.baseline?.n ?? 0} : ${measure.candidate?.n ?? 0}`,
    ]),
  );
}

/** Two cohorts, fit for a pull request: what changed at once, everything else behind a fold. */
export function cohortsMarkdown(report: CohortsReport): readonly string[] {
  const { comparison, baseline, candidate, sentence, judged, conclusion, permalink } = report;
  const limited = new Set(judged.map(({ limit }) => limit.slug));
  const shown = comparison.measures.filter(
    ({ slug, onPath, verdict }) =>
      slug === "boot" || limited.has(slug) || (onPath && (verdict === "slower" || verdict === "faster")),
  );
  return [
    `### ${CONCLUSIONS[conclusion]}`,
    "",
    prose(sentence),
    "",
    ...listed(judged.map((each) => `- ${prose(limitText(each))}`)),
    ...(shown.length === 0 ? [] : [...measureTable(report, shown), ""]),
    ...(comparison.measures.length === 0
      ? []
      : [
          ...folded(`All ${comparison.measures.length} measures`, [
            ...measureTable(report, comparison.measures),
            "",
            prose(cohortLegend(comparison)),
          ]),
          "",
        ]),
    ...folded("What was compared", [
      sideLine("A", baseline, comparison.baseline),
      sideLine("B", candidate, comparison.candidate),
      ...(comparison.shared > 0 ? [`- on both sides: ${comparison.shared}`] : []),
      ...comparison.attributes.map((each) => `- ${prose(attributeText(each))}`),
    ]),
    ...linkLines(permalink),
  ];
}
