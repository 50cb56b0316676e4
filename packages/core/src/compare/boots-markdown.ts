import { bootDuration, type Boot } from "../domain/boot.ts";
import {
  changeFormat,
  formatChange,
  formatInColumn,
  signedInColumn,
  type ChangeFormat,
} from "../words/format.ts";
import { isoWallTime } from "../words/json.ts";
import { escapeMarkdown, markdownFold, markdownProse, markdownTable } from "../words/markdown.ts";
import { comparedFormat, deltaOf, type ComparedBoots } from "./rows.ts";
import { compareLetter, pairSentence } from "./words.ts";

export type ComparedBootsText = {
  readonly title: string;
  readonly boots: readonly Boot[];
  readonly compared: ComparedBoots;
  /** Place of the baseline. */
  readonly baseline: number;
  /** What boots are called besides their letters, by place. */
  readonly labels?: readonly (string | undefined)[];
  /** Said of them besides, each a line of a list. */
  readonly remarks?: readonly string[];
};

const MISSING = "missing";
const arrow = (ns: bigint) => (ns > 0n ? "▲ " : ns < 0n ? "▼ " : "");

/** The unit of the changes: the boot path chooses it. */
const changesOf = ({ rows }: ComparedBoots, baseline: number): ChangeFormat =>
  changeFormat(
    rows.flatMap((row) =>
      row.onPath
        ? row.durations.map((_, place) => ({
            delta: deltaOf(row, baseline, place),
            baseline: row.durations[baseline] ?? 0n,
          }))
        : [],
    ),
  );

/** Boots held against one of them as Markdown fit for a ticket or a pull request: sentences, who is who, and a table to unfold. */
export function comparedBootsMarkdown({
  title,
  boots,
  compared,
  baseline,
  labels = [],
  remarks = [],
}: ComparedBootsText): readonly string[] {
  const format = comparedFormat(compared);
  const others = boots.map((_, place) => place).filter((place) => place !== baseline);
  const changes = changesOf(compared, baseline);
  const base = compareLetter(baseline);
  const cell = (ns: bigint | undefined) => (ns === undefined ? MISSING : formatInColumn(ns, format));
  const line = (
    label: string,
    durations: readonly (bigint | undefined)[],
    delta: (place: number) => bigint,
  ): readonly string[] => [
    label,
    cell(durations[baseline]),
    ...others.flatMap((place) => {
      const share = formatChange({ delta: delta(place), baseline: durations[baseline] ?? 0n }, changes);
      const difference = `${arrow(delta(place))}${signedInColumn(delta(place), format)}`;
      return [cell(durations[place]), `${difference}${share === "" ? "" : ` (${share})`}`];
    }),
  ];
  const path = compared.rows.filter(({ onPath }) => onPath);
  const whole = compared.upTo === undefined ? "**boot**" : `**up to ${escapeMarkdown(compared.upTo)}**`;
  const { totals } = compared;
  const name = (place: number) => {
    const label = labels[place];
    return label === undefined ? compareLetter(place) : `${compareLetter(place)} (${escapeMarkdown(label)})`;
  };
  return [
    `### ${title}`,
    "",
    ...others.map((place) => markdownProse(pairSentence(compared, baseline, place))),
    "",
    ...(remarks.length === 0 ? [] : [...remarks.map((each) => `- ${markdownProse(each)}`), ""]),
    ...markdownTable(
      ["boot", "id", "container", "host", "started", "took"],
      boots.map((boot, place) => {
        const ns = bootDuration(boot);
        return [
          name(place),
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
    ...markdownFold(
      `${path.length} spans`,
      markdownTable(
        [
          "span",
          `${base}/${format.unit}`,
          ...others.flatMap((place) => [
            `${compareLetter(place)}/${format.unit}`,
            `${compareLetter(place)} − ${base}`,
          ]),
        ],
        [
          ...path.map((each) =>
            line(escapeMarkdown(each.label), each.durations, (place) => deltaOf(each, baseline, place)),
          ),
          line(whole, totals, (place) => (totals[place] ?? 0n) - (totals[baseline] ?? 0n)),
        ],
      ),
    ),
  ];
}
