import {
  bootHref,
  exactDuration,
  formatInColumn,
  formatPercent,
  formatTimes,
  visibleText,
  type BootId,
  type ColumnFormat,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Expected } from "../../charts/expected/expected.tsx";
import { layoutExpected } from "../../charts/expected/layout.ts";
import { Link } from "../ui/link.tsx";
import { useSpanName } from "../ui/span-name.ts";
import { durationFormat, SpanFigures } from "./span-figures.tsx";
import type { SpanRow, SpanRows } from "./span-rows.ts";

/** More rows than this are shown on request: every one of them costs each frame of a zoom. */
export const ROWS_SHOWN = 500;

/** Whether any of them can be held against what is usual. */
export const isHeld = (rows: readonly SpanRow[]) => rows.some(({ usual }) => usual !== undefined);

/** The cells that hold a span against the others. */
function UsualCells({ row, format }: { row: SpanRow; format: ColumnFormat }) {
  const { usual, ns, times } = row;
  if (usual === undefined || ns === undefined)
    return (
      <>
        <td className="number dim">—</td>
        <td />
        <td className="number dim">—</td>
        <td className="number dim">—</td>
      </>
    );
  return (
    <>
      <td className="number" title={exactDuration(usual.p50Ns)}>
        {formatInColumn(usual.p50Ns, format)}
      </td>
      <td className={`expected-cell g-${row.group}`}>
        <Expected geometry={layoutExpected(ns, usual)} />
      </td>
      <td className="number">{times === undefined ? <span className="dim">—</span> : formatTimes(times)}</td>
      <td className="number">
        {usual.percentile === undefined ? (
          <span className="dim">—</span>
        ) : (
          <span title={`n ${usual.n}`}>{formatPercent(usual.percentile)}</span>
        )}
      </td>
    </>
  );
}

function Row({
  row,
  bootId,
  wholeNs,
  format,
  isHeld: areHeld,
}: {
  row: SpanRow;
  bootId: BootId;
  wholeNs: bigint | undefined;
  format: ColumnFormat;
  isHeld: boolean;
}) {
  const t = useTranslations("spans");
  const spanName = useSpanName();
  return (
    <tr data-path={row.onPath}>
      <th scope="row" className={`g-${row.group}`}>
        <span className="swatch" />
        <Link href={bootHref(bootId, { span: row.slug, collapsed: [] })}>{spanName(row.label)}</Link>
      </th>
      <SpanFigures {...{ row, format, wholeNs }} />
      {areHeld && <UsualCells row={row} format={format} />}
      <td className="code dim bounds">
        {visibleText(row.from)} –{" "}
        {row.state === "failed" ? t("failed") : row.to === undefined ? t("open") : visibleText(row.to)}
      </td>
    </tr>
  );
}

type Props = Pick<SpanRows, "rows" | "wholeNs"> & {
  readonly bootId: BootId;
  /** In their order. */
  readonly shown: readonly SpanRow[];
};

/** The body of the table of a boot's spans. */
export const SpanTableRows = ({ bootId, rows, wholeNs, shown }: Props) => (
  <tbody>
    {shown.map((row) => (
      <Row key={row.slug} {...{ row, bootId, wholeNs }} format={durationFormat(rows)} isHeld={isHeld(rows)} />
    ))}
  </tbody>
);
