import {
  bootHref,
  columnFormat,
  exactDuration,
  formatInColumn,
  formatPercent,
  type AgainstRow,
  type BootId,
  type ColumnFormat,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Expected } from "../../../charts/expected/expected.tsx";
import { layoutExpected } from "../../../charts/expected/layout.ts";
import { Link } from "../../ui/link.tsx";
import { useSpanName } from "../../ui/span-name.ts";
import { TableFrame } from "../../ui/table-frame.tsx";

const None = () => <span className="dim">—</span>;

function Figure({ ns, format }: { ns: bigint; format: ColumnFormat }) {
  return (
    <data value={ns.toString()} title={exactDuration(ns)}>
      {formatInColumn(ns, format)}
    </data>
  );
}

function Name({ row, id }: { row: AgainstRow; id: BootId }) {
  const spanName = useSpanName();
  const t = useTranslations("against");
  if (row.of !== "span") return <th scope="row">{t(row.of)}</th>;
  return (
    <th scope="row">
      <span className="swatch" />
      <Link href={bootHref(id, { span: row.slug, collapsed: [] })}>{spanName(row.label)}</Link>
    </th>
  );
}

const ARROWS = { longer: "▲ ", shorter: "▼ " } as const;
const arrowOf = ({ standing }: AgainstRow) =>
  standing === "longer" || standing === "shorter" ? <span aria-hidden="true">{ARROWS[standing]}</span> : null;

/** The boot and each of its spans beside what is usual for them. */
export function AgainstTable({ rows, id }: { rows: readonly AgainstRow[]; id: BootId }) {
  const t = useTranslations("against");
  const isBeside = ({ of, onPath }: AgainstRow) => of === "span" && !onPath;
  const durationsOf = (some: readonly AgainstRow[]) => some.map(({ durationNs }) => durationNs);
  const format = columnFormat(
    durationsOf(rows.filter((row) => !isBeside(row))),
    durationsOf(rows.filter(isBeside)),
  );
  const head = (label: string, unit?: string) => (
    <th scope="col" className="number">
      {label} {unit !== undefined && <span className="unit">{unit}</span>}
    </th>
  );
  return (
    <TableFrame label={t("caption")}>
      <table className="data against-table">
        <thead>
          <tr>
            <th scope="col">{t("span")}</th>
            {head(t("duration"), format.unit)}
            {head(t("expected"), format.unit)}
            {head(t("range"), format.unit)}
            <th scope="col">
              <span className="sr">{t("strip")}</span>
            </th>
            {head(t("percentile"))}
            <th scope="col">{t("verdict")}</th>
            {head(t("n"))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={`${row.of} ${row.slug}`}
              className={row.of === "span" ? `g-${row.group}` : undefined}
              data-of={row.of}
              data-beside={isBeside(row)}
              data-standing={row.standing}
            >
              <Name row={row} id={id} />
              <td className="number">
                <Figure ns={row.durationNs} format={format} />
              </td>
              <td className="number">
                {row.usual ? <Figure ns={row.usual.p50Ns} format={format} /> : <None />}
              </td>
              <td className="number">
                {row.usual ? (
                  <>
                    <Figure ns={row.usual.p5Ns} format={format} /> –{" "}
                    <Figure ns={row.usual.p95Ns} format={format} />
                  </>
                ) : (
                  <None />
                )}
              </td>
              <td className="expected-cell">
                {row.usual && <Expected geometry={layoutExpected(row.durationNs, row.usual)} />}
              </td>
              <td className="number">
                {row.usual?.percentile === undefined ? <None /> : formatPercent(row.usual.percentile)}
              </td>
              <td className="verdict-word">
                {arrowOf(row)}
                {t(`standing.${row.standing}`)}
              </td>
              <td className="number dim">{row.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
