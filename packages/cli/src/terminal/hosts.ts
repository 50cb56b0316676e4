import {
  columnFormat,
  formatDuration,
  formatInColumn,
  visibleText,
  type BootGroup,
  type BootGroups,
  type GroupedBy,
} from "@hacotaki/core";
import type { Paint } from "./paint.ts";
import { drawTable } from "./table.ts";

const MOST_NAME = 40;
/** Spans of a row that are named. */
const MOST_SLOW = 2;
const whole = (ns: number) => BigInt(Math.round(ns));

function nameOf(by: GroupedBy, { key }: BootGroup, names: ReadonlyMap<string, string>): string {
  if (key === "") return "–";
  return visibleText(by === "host" ? (names.get(key) ?? key) : key, MOST_NAME);
}

/** In the unit of the longest; a dash where there is none. */
function durations(title: string, all: readonly (number | undefined)[]) {
  const format = columnFormat(all.flatMap((ns) => (ns === undefined ? [] : whole(ns))));
  return {
    title: `${title}/${format.unit}`,
    cells: all.map((ns) => (ns === undefined ? "–" : formatInColumn(whole(ns), format))),
    alignRight: true,
  };
}

function againstOthers({ boot }: BootGroup): string {
  if (boot?.restP50 === undefined || boot.verdict === "too-few") return "–";
  if (boot.verdict === "same") return "~";
  const ns = whole(boot.p50 - boot.restP50);
  return ns < 0n ? `−${formatDuration(-ns)}` : `+${formatDuration(ns)}`;
}

const slowAt = ({ slow }: BootGroup) =>
  slow
    .slice(0, MOST_SLOW)
    .map(
      ({ label, p50, restP50 }) =>
        `${visibleText(label, MOST_NAME)} +${formatDuration(whole(p50 - restP50))}`,
    )
    .join(", ");

/** Groups of boots, slowest median first, each against all others. */
export function drawHosts(
  by: GroupedBy,
  { groups, omitted }: BootGroups,
  names: ReadonlyMap<string, string>,
  paint: Paint,
): string[] {
  if (groups.length === 0) return ["There are no such boots."];
  const rows = groups.toSorted((a, b) => (b.boot?.p50 ?? -1) - (a.boot?.p50 ?? -1));
  return [
    ...drawTable(
      [
        { title: visibleText(by, MOST_NAME).toUpperCase(), cells: rows.map((row) => nameOf(by, row, names)) },
        { title: "BOOTS", cells: rows.map(({ boots }) => String(boots)), alignRight: true },
        { title: "FAILED", cells: rows.map(({ failed }) => String(failed)), alignRight: true },
        durations(
          "MEDIAN",
          rows.map(({ boot }) => boot?.p50),
        ),
        durations(
          "P95",
          rows.map(({ boot }) => boot?.p95),
        ),
        { title: "AGAINST OTHERS", cells: rows.map(againstOthers), alignRight: true },
        { title: "SLOW AT", cells: rows.map(slowAt) },
      ],
      paint,
    ),
    ...(omitted > 0 ? ["", `${omitted} more, with fewer boots, are not shown.`] : []),
  ];
}
