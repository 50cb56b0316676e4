import { compareHref, deltaOf, type ComparedRow, type ZoomRange } from "@hacotaki/core";
import type { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { useTranslations } from "next-intl";
import { layoutComparedRow } from "../../../charts/compare/layout.ts";
import { percent } from "../../../charts/percent.ts";
import { GridLines } from "../../../charts/ruler/ruler.tsx";
import { ExcessBar } from "../../ui/excess-bar.tsx";
import { Link } from "../../ui/link.tsx";
import { Measures } from "./compare-measures.tsx";
import type { ComparedTable } from "./compared-table.ts";
import { useSpanName } from "../../ui/span-name.ts";

/** What bars of all rows are drawn over. */
export type BarsOver = {
  readonly shifts: readonly bigint[];
  /** The range of each boot. */
  readonly ranges: readonly ZoomRange[];
  /** None where each boot has a scale of its own. */
  readonly ticks: ReturnType<typeof layoutRuler> | undefined;
  /** Where the pointer is, as a fraction. */
  readonly cursor: number | undefined;
};

/** Of many boots bars are thinner, so that rows stay together. */
const MANY = 4;
const barsOf = (boots: number) => (boots > MANY ? { barPx: 6, gapPx: 1 } : { barPx: 9, gapPx: 2 });

/** A bar a boot: below each other, or over each other. */
function Bars({ row, table: { boots, baseline, view }, over }: Omit<Props, "largestNs">) {
  const { shifts, ranges, ticks, cursor } = over;
  const { barPx, gapPx } = barsOf(boots.length);
  const isOverlay = view.mode === "overlay";
  return (
    <svg width="100%" height={isOverlay ? barPx + 6 : boots.length * (barPx + gapPx) + 4} aria-hidden="true">
      {ticks && <GridLines ticks={ticks} />}
      {layoutComparedRow(row, shifts, ranges).map(({ boot, x, width }) => (
        <rect
          key={boot}
          className="bar"
          data-role={boot === baseline ? "baseline" : "candidate"}
          x={percent(x)}
          width={percent(width)}
          y={isOverlay ? (boot === baseline ? 2 : 5) : 2 + boot * (barPx + gapPx)}
          fillOpacity={
            isOverlay && boot !== baseline && view.opacity !== undefined ? view.opacity / 100 : undefined
          }
          height={isOverlay && boot !== baseline ? barPx - 4 : barPx}
        />
      ))}
      {cursor !== undefined && (
        <line className="compare-cursor" x1={percent(cursor)} x2={percent(cursor)} y1="0" y2="100%" />
      )}
    </svg>
  );
}

type Props = {
  readonly row: ComparedRow;
  readonly table: ComparedTable;
  readonly over: BarsOver;
  /** What the longest bar of differences stands for. */
  readonly largestNs: bigint;
};

/** A span as every boot has it: its bars, how long it took, and how that differs. */
export function CompareRow({ row, table, over, largestNs }: Props) {
  const spanName = useSpanName();
  const t = useTranslations("compare");
  const { baseline, pair, view } = table;
  return (
    <tr data-selected={view.span === row.slug} data-beside={!row.onPath} className={`g-${row.group}`}>
      <th scope="row">
        <span className="swatch" />
        <Link
          href={compareHref({ ...view, span: row.slug })}
          scroll={false}
          replace
          aria-current={view.span === row.slug}
        >
          {spanName(row.label)}
        </Link>
        {row.isCombined && <span className="dim"> {t("combined")}</span>}
      </th>
      <td className="wf-cell">
        <Bars {...{ row, table, over }} />
      </td>
      <Measures
        table={table}
        durations={row.durations}
        delta={(place) =>
          row.durations[place] === undefined && row.durations[baseline] === undefined
            ? undefined
            : deltaOf(row, baseline, place)
        }
        bar={
          <td className="excess-cell">
            {pair !== undefined && row.onPath && (
              <ExcessBar ns={deltaOf(row, baseline, pair)} largestNs={largestNs} isTwoSided />
            )}
          </td>
        }
      />
    </tr>
  );
}
