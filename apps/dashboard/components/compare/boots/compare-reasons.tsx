import {
  columnFormat,
  compareLetter,
  formatInColumn,
  REASON_SLUGS,
  type Boot,
  type BootId,
  type ReasonSlug,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Delta } from "../../ui/delta.tsx";
import { useReasonName } from "../../ui/reason-name.ts";
import { TableFrame } from "../../ui/table-frame.tsx";

type Row = { readonly slug: ReasonSlug; readonly byBoot: ReadonlyMap<BootId, bigint>; readonly most: bigint };

/** Causes of less than this part of the longest boot tell nothing beside the others. */
const LEAST = 50n;

/** What each cause took in each of the boots, what differs most first. */
function rowsOf(boots: readonly Boot[]): readonly Row[] {
  const longest = boots.reduce((most, { startAt, upAt, endAt }) => {
    const length = (upAt ?? endAt ?? startAt) - startAt;
    return length > most ? length : most;
  }, 0n);
  const rows = REASON_SLUGS.map((slug): Row => {
    const byBoot = new Map(
      boots.flatMap(({ id, causes = [] }) => {
        const found = causes.find((cause) => cause.slug === slug);
        return found === undefined ? [] : [[id, found.ns] as const];
      }),
    );
    return { slug, byBoot, most: [...byBoot.values()].reduce((most, ns) => (ns > most ? ns : most), 0n) };
  });
  const spread = ({ byBoot, most }: Row) =>
    most - (byBoot.size < boots.length ? 0n : [...byBoot.values()].reduce((a, b) => (a < b ? a : b)));
  return rows
    .filter(({ most }) => most > 0n && most >= longest / LEAST)
    .sort((a, b) => Number(spread(b) - spread(a)));
}

/** What a cause took of a boot: nothing where its causes are known and it is none of them. */
const nsOf = (byBoot: Row["byBoot"], { id, causes }: Boot): bigint | undefined =>
  byBoot.get(id) ?? (causes === undefined ? undefined : 0n);

/** Why the boots took as long as they did, side by side, each held against the baseline. */
export function CompareReasons({
  boots,
  baseline,
}: {
  readonly boots: readonly Boot[];
  readonly baseline: number;
}) {
  const t = useTranslations("compare");
  const reasonName = useReasonName();
  const rows = rowsOf(boots);
  if (rows.length === 0) return undefined;
  const format = columnFormat(rows.flatMap(({ byBoot }) => [...byBoot.values()]));
  const base = boots[baseline];
  return (
    <section className="compare-configuration" aria-labelledby="reasons-title">
      <h2 id="reasons-title">{t("reasons")}</h2>
      <TableFrame>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("reason")}</th>
              {boots.map(({ id }, place) => (
                <th key={id} scope="col" className="number">
                  {compareLetter(place)} <span className="unit">{format.unit}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ slug, byBoot }) => (
              <tr key={slug}>
                <th scope="row">{reasonName(slug)}</th>
                {boots.map((boot, place) => {
                  const ns = nsOf(byBoot, boot);
                  const before = base && nsOf(byBoot, base);
                  return (
                    <td key={boot.id} className="number">
                      {ns === undefined ? <span className="dim">—</span> : formatInColumn(ns, format)}{" "}
                      {place !== baseline && ns !== undefined && before !== undefined && (
                        <Delta ns={ns - before} format={format} />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
