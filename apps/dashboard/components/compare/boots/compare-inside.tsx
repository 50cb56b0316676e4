import {
  columnFormat,
  comparedInside,
  compareLetter,
  bootHref,
  exactDuration,
  formatInColumn,
  spanLabel,
  visibleText,
  type Boot,
  type ColumnFormat,
  type InsideRow,
  type InsideSum,
  type ShownDetail,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Delta } from "../../ui/delta.tsx";
import { Explained } from "../../ui/explained.tsx";
import { Link } from "../../ui/link.tsx";
import { useSpanName } from "../../ui/span-name.ts";
import { TableFrame } from "../../ui/table-frame.tsx";
import { candidatesOf } from "./compared-table.ts";

/** Rows that differ most: the rest says little. */
const LISTED = 16;

type Props = {
  readonly boots: readonly Boot[];
  /** What ran in the spans of each, where that is known. */
  readonly insides: readonly (ShownDetail | undefined)[];
  readonly baseline: number;
};

/** How often, and how long all of it took: two cells, so that either is right below its like. */
const Sum = ({ sum, format }: { sum: InsideSum | undefined; format: ColumnFormat }) => (
  <>
    <td className="number dim compare-count">{sum === undefined ? undefined : `${sum.count}×`}</td>
    <td className="number">
      {sum === undefined
        ? "—"
        : sum.count > 0 && (
            <data value={sum.ns.toString()} title={exactDuration(sum.ns)}>
              {formatInColumn(sum.ns, format)}
            </data>
          )}
    </td>
  </>
);

/** How the sums of all columns are written: what ran on the boot path chooses the unit, as it does for spans. */
function formatOf(rows: readonly InsideRow[], boots: readonly Boot[]): ColumnFormat {
  const onPath = new Set(
    boots.flatMap(({ spans }) => spans.filter((span) => span.onPath).map(({ slug }) => slug)),
  );
  const lengthsOf = (isOnPath: boolean) =>
    rows.flatMap(({ slug, sums }) =>
      onPath.has(slug) === isOnPath ? sums.flatMap((sum) => sum?.ns ?? []) : [],
    );
  return columnFormat(lengthsOf(true), lengthsOf(false));
}

type RowProps = Omit<Props, "insides"> & { readonly row: InsideRow; readonly format: ColumnFormat };

/** Calls of one name, or runs of one program, in a span: of each boot, and by how much that differs from the baseline's. */
function Row({ row: { slug, kind, name, sums }, boots, baseline, format }: RowProps) {
  const t = useTranslations("compare.inside");
  const spanName = useSpanName();
  const span = boots.flatMap(({ spans }) => spans).find((each) => each.slug === slug);
  const spanText = span === undefined ? slug : spanName(spanLabel(span));
  const base = boots[baseline];
  const from = sums[baseline];
  return (
    <tr>
      <td className={span && `g-${span.group}`}>
        <span className="swatch" />{" "}
        {base ? (
          <Link href={bootHref(base.id, { collapsed: [], span: slug, expanded: [slug] })}>{spanText}</Link>
        ) : (
          spanText
        )}
      </td>
      <th scope="row" className="code">
        {visibleText(name, 60)}
        {kind === "helper" && <span className="dim"> {t("program")}</span>}
      </th>
      {sums.map((sum, place) => (
        <Sum key={boots[place]?.id} sum={sum} format={format} />
      ))}
      {candidatesOf(boots.length, baseline).map((place) => {
        const to = sums[place];
        return (
          <td key={place} className="number">
            {from && to ? <Delta ns={to.ns - from.ns} format={format} /> : "—"}
          </td>
        );
      })}
    </tr>
  );
}

function Heads({ boots, baseline, unit: name }: Omit<Props, "insides"> & { readonly unit: string }) {
  const t = useTranslations("compare");
  const unit = <span className="unit">{name}</span>;
  return (
    <thead>
      <tr>
        <th scope="col">{t("inside.span")}</th>
        <th scope="col">{t("inside.what")}</th>
        {boots.map(({ id }, place) => (
          <th key={id} scope="colgroup" colSpan={2} className="number">
            {compareLetter(place)} {unit}
          </th>
        ))}
        {candidatesOf(boots.length, baseline).map((place) => (
          <th key={place} scope="col" className="number">
            {t("delta", { candidate: compareLetter(place), baseline: compareLetter(baseline) })} {unit}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** What ran inside the spans of boots, side by side: what differs most first. Nothing where fewer than two are known. */
export function ComparedInside({ boots, insides, baseline }: Props) {
  const t = useTranslations("compare.inside");
  const known = insides.filter((detail) => detail !== undefined && detail.level !== "off").length;
  if (known < 2) return undefined;
  const all = comparedInside(boots.map(({ startAt }, place) => ({ startAt, detail: insides[place] })));
  const rows = all.slice(0, LISTED);
  const format = formatOf(rows, boots);
  return (
    <section aria-labelledby="inside">
      <h2 id="inside">{t("title")}</h2>
      <Explained topic="inside" of={t("title")} />
      <TableFrame>
        <table className="data compare-sums">
          <Heads {...{ boots, baseline }} unit={format.unit} />
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.slug} ${row.kind} ${row.name}`} {...{ row, boots, baseline, format }} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {all.length > rows.length && <p className="dim">{t("more", { count: all.length - rows.length })}</p>}
      {known < boots.length && <p className="dim">{t("unknown")}</p>}
    </section>
  );
}
