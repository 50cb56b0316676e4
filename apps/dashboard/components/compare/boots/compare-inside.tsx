import {
  comparedInside,
  compareLetter,
  bootHref,
  spanLabel,
  visibleText,
  type Boot,
  type InsideSum,
  type ShownDetail,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Delta } from "../../ui/delta.tsx";
import { DurationText } from "../../ui/duration.tsx";
import { Explained } from "../../ui/explained.tsx";
import { Link } from "../../ui/link.tsx";
import { useSpanName } from "../../ui/span-name.ts";
import { TableFrame } from "../../ui/table-frame.tsx";

/** Rows that differ most: the rest says little. */
const LISTED = 16;

type Props = {
  readonly boots: readonly Boot[];
  /** What ran in the spans of each, where that is known. */
  readonly insides: readonly (ShownDetail | undefined)[];
  readonly baseline: number;
};

const Sum = ({ sum }: { sum: InsideSum | undefined }) => (
  <td className="number">
    {sum === undefined ? (
      "—"
    ) : (
      <>
        <span className="dim">{sum.count}×</span> {sum.count > 0 && <DurationText ns={sum.ns} />}
      </>
    )}
  </td>
);

/** What ran inside the spans of boots, side by side: what differs most first. Nothing where fewer than two are known. */
export function ComparedInside({ boots, insides, baseline }: Props) {
  const t = useTranslations("compare.inside");
  const spanName = useSpanName();
  const known = insides.filter((detail) => detail !== undefined && detail.level !== "off").length;
  if (known < 2) return undefined;
  const all = comparedInside(boots.map(({ startAt }, place) => ({ startAt, detail: insides[place] })));
  const rows = all.slice(0, LISTED);
  const nameOf = (slug: string) => {
    const span = boots.flatMap(({ spans }) => spans).find((each) => each.slug === slug);
    return { name: span === undefined ? slug : spanName(spanLabel(span)), group: span?.group };
  };
  const others = boots.map((_, place) => place).filter((place) => place !== baseline);
  const base = boots[baseline];
  return (
    <section aria-labelledby="inside">
      <h2 id="inside">{t("title")}</h2>
      <Explained topic="inside" of={t("title")} />
      <TableFrame>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("span")}</th>
              <th scope="col">{t("what")}</th>
              {boots.map(({ id }, place) => (
                <th key={id} scope="col" className="number">
                  {compareLetter(place)}
                </th>
              ))}
              {others.map((place) => (
                <th key={place} scope="col" className="number">
                  {t("difference", { letter: compareLetter(place) })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ slug, kind, name, sums }) => {
              const span = nameOf(slug);
              const from = sums[baseline];
              return (
                <tr key={`${slug} ${kind} ${name}`}>
                  <td className={span.group && `g-${span.group}`}>
                    <span className="swatch" />{" "}
                    {base ? (
                      <Link href={bootHref(base.id, { collapsed: [], span: slug, expanded: [slug] })}>
                        {span.name}
                      </Link>
                    ) : (
                      span.name
                    )}
                  </td>
                  <th scope="row" className="code">
                    {visibleText(name, 60)}
                    {kind === "helper" && <span className="dim"> {t("program")}</span>}
                  </th>
                  {sums.map((sum, place) => (
                    <Sum key={boots[place]?.id} sum={sum} />
                  ))}
                  {others.map((place) => {
                    const to = sums[place];
                    return (
                      <td key={place} className="number">
                        {from && to ? <Delta ns={to.ns - from.ns} /> : "—"}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
      {all.length > rows.length && <p className="dim">{t("more", { count: all.length - rows.length })}</p>}
      {known < boots.length && <p className="dim">{t("unknown")}</p>}
    </section>
  );
}
