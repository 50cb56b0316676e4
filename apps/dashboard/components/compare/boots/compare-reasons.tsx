import {
  columnFormat,
  compareLetter,
  formatInColumn,
  REASON_SLUGS,
  type Boot,
  type BootId,
  type ColumnFormat,
  type ReasonSlug,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Delta } from "../../ui/delta.tsx";
import { useReasonName } from "../../ui/reason-name.ts";
import { TableFrame } from "../../ui/table-frame.tsx";
import { pairOf } from "./compared-table.ts";

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

/** How long a cause took; a dash where a boot's causes are not known. */
const Took = ({ ns, format }: { ns: bigint | undefined; format: ColumnFormat }) =>
  ns === undefined ? <span className="dim">—</span> : formatInColumn(ns, format);

const Difference = ({
  ns,
  from,
  format,
}: {
  ns: bigint | undefined;
  from: bigint | undefined;
  format: ColumnFormat;
}) =>
  ns === undefined || from === undefined ? (
    <span className="dim">—</span>
  ) : (
    <Delta ns={ns - from} format={format} />
  );

type Props = { readonly boots: readonly Boot[]; readonly baseline: number };

function Heads({ boots, baseline, unit }: Props & { readonly unit: string }) {
  const t = useTranslations("compare");
  const pair = pairOf(boots.length, baseline);
  const differs = (place: number) =>
    t("delta", { candidate: compareLetter(place), baseline: compareLetter(baseline) });
  return (
    <thead>
      <tr>
        <th scope="col">{t("reason")}</th>
        {boots.map(({ id }, place) => (
          <th key={id} scope="col" className="number">
            {pair !== undefined || place === baseline ? compareLetter(place) : differs(place)}{" "}
            <span className="unit">{unit}</span>
          </th>
        ))}
        {pair !== undefined && (
          <th scope="col" className="number">
            {differs(pair)} <span className="unit">{unit}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

/** Why the boots took as long as they did, side by side, each held against the baseline: as the spans above are. */
export function CompareReasons({ boots, baseline }: Props) {
  const t = useTranslations("compare");
  const reasonName = useReasonName();
  const rows = rowsOf(boots);
  if (rows.length === 0) return undefined;
  const format = columnFormat(rows.flatMap(({ byBoot }) => [...byBoot.values()]));
  const pair = pairOf(boots.length, baseline);
  return (
    <section aria-labelledby="reasons-title">
      <h2 id="reasons-title">{t("reasons")}</h2>
      <TableFrame>
        <table className="data compare-sums">
          <Heads {...{ boots, baseline }} unit={format.unit} />
          <tbody>
            {rows.map(({ slug, byBoot }) => {
              const took = boots.map((boot) => nsOf(byBoot, boot));
              const from = took[baseline];
              return (
                <tr key={slug}>
                  <th scope="row">{reasonName(slug)}</th>
                  {took.map((ns, place) => (
                    <td key={boots[place]?.id} className="number">
                      {pair !== undefined || place === baseline ? (
                        <Took {...{ ns, format }} />
                      ) : (
                        <>
                          <Difference {...{ ns, from, format }} />
                          <span className="compare-took">
                            <Took {...{ ns, format }} />
                          </span>
                        </>
                      )}
                    </td>
                  ))}
                  {pair !== undefined && (
                    <td className="number">
                      <Difference ns={took[pair]} {...{ from, format }} />
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
