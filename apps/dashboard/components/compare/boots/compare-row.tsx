import { compareHref, deltaOf, type ComparedRow, type ZoomRange } from "@hacotaki/core";
import type { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { useTranslations } from "next-intl";
import { At } from "../../../charts/at.tsx";
import { layoutComparedRow, type ComparedBar, type ComparedInstant } from "../../../charts/compare/layout.ts";
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
  /** When each boot's program was executed and ready. */
  readonly instants: readonly ComparedInstant[];
  /** What all are aligned on, as a fraction; undefined where it is out of sight. */
  readonly origin: number | undefined;
};

/** Of many boots bars are thinner, so that rows stay together. */
const MANY = 4;
const barsOf = (boots: number) => (boots > MANY ? { barPx: 7, gapPx: 1 } : { barPx: 9, gapPx: 2 });
/** A letter from here on would leave the chart: it stands left of its bar, or in it. */
const NEAR_EDGE = 0.98;

/** A bar's letter, behind its end. */
function Letter({ bar: { x, width }, letter, y }: { bar: ComparedBar; letter: string; y: number }) {
  const isNearEdge = x + width > NEAR_EDGE;
  return (
    <At x={isNearEdge ? x : x + width}>
      <text
        className="compare-letter"
        data-boot={letter}
        data-letter={letter}
        x={isNearEdge && x > 1 - NEAR_EDGE ? -3 : 3}
        y={y}
        textAnchor={isNearEdge && x > 1 - NEAR_EDGE ? "end" : "start"}
      >
        {letter}
      </text>
    </At>
  );
}

/** A bar a boot: below each other, or over each other. */
function Bars({ row, table: { boots, baseline, view }, over }: Omit<Props, "largestNs">) {
  const { shifts, ranges, ticks, cursor, instants, origin } = over;
  const { barPx, gapPx } = barsOf(boots.length);
  const isOverlay = view.mode === "overlay";
  const yOf = (boot: number) => (isOverlay ? (boot === baseline ? 2 : 5) : 2 + boot * (barPx + gapPx));
  const heightOf = (boot: number) => (isOverlay && boot !== baseline ? barPx - 4 : barPx);
  const bars = layoutComparedRow(row, shifts, ranges);
  return (
    <svg width="100%" height={isOverlay ? barPx + 6 : boots.length * (barPx + gapPx) + 4} aria-hidden="true">
      {ticks && <GridLines ticks={ticks} />}
      {origin !== undefined && (
        <line className="compare-origin" x1={percent(origin)} x2={percent(origin)} y1="0" y2="100%" />
      )}
      {instants.map(({ boot, kind, x }) => (
        <line
          key={`${kind} ${boot}`}
          className={`compare-instant ${kind}`}
          data-boot={boots[boot]?.letter}
          x1={percent(x)}
          x2={percent(x)}
          y1={yOf(boot) - 1}
          y2={yOf(boot) + heightOf(boot) + 1}
        />
      ))}
      {bars.map(({ boot, x, width }) => (
        <rect
          key={boot}
          className="bar"
          data-boot={boots[boot]?.letter}
          data-letter={boots[boot]?.letter}
          data-role={boot === baseline ? "baseline" : "candidate"}
          x={percent(x)}
          width={percent(width)}
          y={yOf(boot)}
          fillOpacity={
            isOverlay && boot !== baseline && view.opacity !== undefined ? view.opacity / 100 : undefined
          }
          height={heightOf(boot)}
        />
      ))}
      {!isOverlay &&
        bars.map((bar) => (
          <Letter key={bar.boot} bar={bar} letter={boots[bar.boot]?.letter ?? ""} y={yOf(bar.boot) + barPx} />
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
        {row.isCombined && (
          <span className="dim" title={t("combinedLong")}>
            {" "}
            {t("combined")}
          </span>
        )}
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
