import {
  columnFormat,
  formatDuration,
  formatFraction,
  formatInColumn,
  formatPercent,
  formatTimes,
  headlineDuration,
  populationText,
  visibleText,
  type Blame,
  type BlameCause,
  type BlameRow,
  type BlameVerdict,
  type Boot,
  type ColumnFormat,
  type UsualBlameRow,
} from "@hacotaki/core";
import type { Paint } from "./paint.ts";
import { drawTable, type TableColumn } from "./table.ts";

const LABEL = 40;
const NOTHING = "–";

const boots = (n: number) => (n === 1 ? "1 boot" : `${n} boots`);

function causeText(noun: string, { row, share }: BlameCause): string {
  const times = row.times === undefined ? "" : `, ${formatTimes(row.times)}`;
  return `${formatPercent(share)} of the ${noun} is ${visibleText(row.label, 80)} (${formatDuration(row.durationNs)}, usually ${formatDuration(row.usual.p50Ns)}${times})`;
}

const longestText = ({ label, durationNs, share }: BlameRow) =>
  `${visibleText(label, 80)} ${formatDuration(durationNs)}${share === undefined ? "" : ` (${formatFraction(share)})`}`;

function underWay(
  name: string,
  { soFarNs, usualNs, in: where }: Extract<BlameVerdict, { kind: "booting" }>,
): string {
  const soFar = soFarNs === undefined ? "" : ` for ${headlineDuration(soFarNs)}`;
  const usual = usualNs === undefined ? "" : `, usually done in ${formatDuration(usualNs)}`;
  const place =
    where === undefined
      ? ""
      : `; in ${visibleText(where.label, 80)} for ${headlineDuration(where.durationNs)}${where.usual === undefined ? "" : `, usually ${formatDuration(where.usual.p50Ns)}`}`;
  return `${name} has been booting${soFar}${usual}${place}.`;
}

/** One sentence to paste into a ticket. */
export function blameSentence(boot: Pick<Boot, "container" | "oci">, verdict: BlameVerdict): string {
  const name = populationText(boot, 80);
  switch (verdict.kind) {
    case "unmeasured":
      return `How long ${name} took to boot is not known.`;
    case "booting":
      return underWay(name, verdict);
    case "failed":
      return `${name} failed in ${visibleText(verdict.label, 80)} ${headlineDuration(verdict.afterNs)} after its start.`;
    case "alone": {
      const others =
        verdict.others === 0
          ? "There is no other boot"
          : verdict.others === 1
            ? "There is only 1 other boot"
            : `There are only ${verdict.others} other boots`;
      return `${name} booted in ${headlineDuration(verdict.durationNs)}; longest: ${verdict.longest.map(longestText).join(", ")}. ${others} to compare with.`;
    }
    case "usual":
      return `${name} booted in ${headlineDuration(verdict.durationNs)}, about as usual (p50 ${formatDuration(verdict.usualNs)} of ${boots(verdict.n)}).`;
    case "slower":
    case "faster": {
      const [than, noun] = verdict.kind === "slower" ? ["longer", "excess"] : ["shorter", "saving"];
      const causes = verdict.causes.map((cause) => causeText(noun ?? "", cause)).join(", ");
      const took = verdict.of === "ready" ? "was ready after" : "booted in";
      return `${name} ${took} ${headlineDuration(verdict.durationNs)}, ${formatDuration(verdict.differenceNs)} ${than} than usual (p50 of ${boots(verdict.n)})${causes === "" ? "" : `: ${causes}`}.`;
    }
  }
}

const durations = (
  title: string,
  all: readonly (bigint | undefined)[],
  format: ColumnFormat,
): TableColumn => ({
  title: `${title}/${format.unit}`,
  cells: all.map((ns) => (ns === undefined ? NOTHING : formatInColumn(ns, format))),
  alignRight: true,
});
const labels = (rows: readonly { readonly label: string }[]): TableColumn => ({
  title: "SPAN",
  cells: rows.map(({ label }) => visibleText(label, LABEL)),
});
const figures = (title: string, cells: readonly string[]): TableColumn => ({
  title,
  cells,
  alignRight: true,
});

/** Spans of one boot, those with the most time above what is usual first. */
export function blameTable({ rows }: Pick<Blame, "rows">, paint: Paint): string[] {
  // What goes on is told as everywhere: seconds that count would leave of the others' unit only digits.
  const format = columnFormat(rows.flatMap(({ isOpen, durationNs }) => (isOpen ? [] : [durationNs])));
  const inColumn = ({ isOpen }: BlameRow, ns: bigint) =>
    isOpen ? formatDuration(ns) : formatInColumn(ns, format);
  const isHeld = rows.some(({ usual }) => usual !== undefined);
  const signed = (row: BlameRow, ns: bigint) => `${ns > 0n ? "+" : ""}${inColumn(row, ns)}`;
  const held: readonly TableColumn[] = isHeld
    ? [
        durations(
          "USUAL",
          rows.map(({ usual }) => usual?.p50Ns),
          format,
        ),
        figures(
          `EXCESS/${format.unit}`,
          rows.map((row) => (row.excessNs === undefined ? NOTHING : signed(row, row.excessNs))),
        ),
        figures(
          "×USUAL",
          rows.map(({ times }) => (times === undefined ? NOTHING : formatTimes(times))),
        ),
        figures(
          "PERCENTILE",
          rows.map(({ usual }) =>
            usual?.percentile === undefined ? NOTHING : formatPercent(usual.percentile),
          ),
        ),
      ]
    : [];
  const columns = [
    labels(rows),
    figures(
      `DURATION/${format.unit}`,
      rows.map((row) => inColumn(row, row.durationNs)),
    ),
    ...held,
    figures(
      "SHARE",
      rows.map(({ share }) => (share === undefined ? NOTHING : formatFraction(share))),
    ),
  ];
  return drawTable(
    columns,
    paint,
    rows.map(({ group }) => group),
  );
}

/** Spans of a container's boots, the worst first. */
export function usualBlameTable(rows: readonly UsualBlameRow[], paint: Paint): string[] {
  const format = columnFormat(rows.flatMap(({ p50Ns, p95Ns }) => [p50Ns, p95Ns]));
  const column = (title: string, key: "p50Ns" | "p95Ns" | "spreadNs") =>
    durations(
      title,
      rows.map((row) => row[key]),
      format,
    );
  return drawTable(
    [
      labels(rows),
      column("P50", "p50Ns"),
      column("P95", "p95Ns"),
      column("P95-P50", "spreadNs"),
      figures(
        "SHARE",
        rows.map(({ share }) => (share === undefined ? NOTHING : formatFraction(share))),
      ),
      figures(
        "N",
        rows.map(({ n }) => n.toString()),
      ),
    ],
    paint,
    rows.map(({ group }) => group),
  );
}
