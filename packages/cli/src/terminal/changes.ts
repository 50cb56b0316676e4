import {
  attributeName,
  roundedNs,
  chosenPercent,
  columnFormat,
  DEFAULT_CHANGE_OPTIONS,
  formatInColumn,
  signedInColumn,
  visibleText,
  type ContainerChange,
  type ContainerChanges,
} from "@hacotaki/core";
import { withArrow } from "./delta.ts";
import { fittingColumns, type RankedColumn } from "./fitting-columns.ts";
import type { Paint } from "./paint.ts";
import { drawTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { localTime } from "./wall-time.ts";
import { wrap } from "./width.ts";

const MOST_LABEL = 40;
const MOST_VALUE = 30;

const valueText = (value: string | undefined) =>
  value === undefined ? "not known" : visibleText(value, MOST_VALUE);

/** "kernel 6.1 → 6.18": what changed along with the boots. */
const alongText = ({ attributes }: ContainerChange, { hasBlocks }: Terminal) =>
  attributes
    .map(
      ({ attribute, before, after }) =>
        `${attributeName(attribute, after ?? before)} ${valueText(before)} ${hasBlocks ? "→" : "->"} ${valueText(after)}`,
    )
    .join(", ");

const labelOf = ({ slug, label }: ContainerChange) =>
  slug === "boot" ? "whole boot" : slug === "ready" ? "until ready" : visibleText(label, MOST_LABEL);

function table(changes: readonly ContainerChange[], terminal: Terminal, paint: Paint): string[] {
  const format = columnFormat(
    changes.flatMap(({ before, after }) => [roundedNs(before.p50), roundedNs(after.p50)]),
  );
  const number = (title: string, rank: number, cell: (change: ContainerChange) => string): RankedColumn => ({
    title,
    cells: changes.map(cell),
    alignRight: true,
    rank,
  });
  const shiftOf = ({ shift }: ContainerChange) => roundedNs(shift.estimate);
  const columns: readonly RankedColumn[] = [
    {
      title: "SINCE",
      cells: changes.map(({ after }) => localTime(after.at).slice(0, "2026-11-22 23:20:26".length)),
    },
    {
      title: "SPAN",
      cells: changes.map(labelOf),
      paint: (row, text) => {
        const group = changes[row]?.group;
        return group === undefined ? paint.bold(text) : paint.group(group, text);
      },
    },
    number(`BEFORE/${format.unit}`, 2, ({ before }) => formatInColumn(roundedNs(before.p50), format)),
    number(`AFTER/${format.unit}`, 1, ({ after }) => formatInColumn(roundedNs(after.p50), format)),
    {
      title: `SHIFT/${format.unit}`,
      cells: changes.map((change) =>
        withArrow(shiftOf(change), signedInColumn(shiftOf(change), format), terminal),
      ),
      alignRight: true,
      paint: (row, text) => {
        const change = changes[row];
        return change ? paint.delta(shiftOf(change), text) : text;
      },
    },
    number(
      `${chosenPercent(1 - DEFAULT_CHANGE_OPTIONS.alpha)} INTERVAL`,
      6,
      ({ shift }) =>
        `${signedInColumn(roundedNs(shift.low), format)} … ${signedInColumn(roundedNs(shift.high), format)}`,
    ),
    number("N", 7, ({ before, after }) => `${before.n}:${after.n}`),
    { title: "LAST BEFORE", cells: changes.map(({ before }) => before.boot), rank: 4 },
    { title: "FIRST AFTER", cells: changes.map(({ after }) => after.boot), rank: 3 },
    { title: "ALONG WITH IT", cells: changes.map((change) => alongText(change, terminal)), rank: 5 },
  ];
  return drawTable(fittingColumns(columns, terminal.columns), paint);
}

/** Since when a container's boots take another time, for people. */
export function drawChanges(
  container: string,
  { looked, all, changes, omitted }: ContainerChanges,
  terminal: Terminal,
  paint: Paint,
): string[] {
  const count = changes.length + omitted;
  const found = count === 0 ? "no shift" : count === 1 ? "1 shift" : `${count} shifts`;
  const among = looked < all ? `the newest ${looked} of ${all} boots` : `${looked} boots`;
  const { alpha, minChange, minOfBoot } = DEFAULT_CHANGE_OPTIONS;
  const text = (line: string) => wrap(line, terminal.columns);
  return [
    ...text(`${visibleText(container, 80)}: ${found} of medians among ${among} that came up.`),
    ...(changes.length === 0 ? [] : ["", ...table(changes, terminal, paint)]),
    ...(omitted > 0 ? text(`${omitted} older ones are not shown.`) : []),
    "",
    ...text(
      `Shifts of less than ${chosenPercent(minChange)} of a span, or ${chosenPercent(minOfBoot)} of the usual boot, are left out; where nothing ever changed, at most ${chosenPercent(alpha)} of containers have a false one.`,
    ).map((line) => paint.dim(line)),
  ];
}
