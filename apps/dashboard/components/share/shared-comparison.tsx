import {
  comparedFormat,
  compareBoots,
  drawnMarks,
  deltaOf,
  exactDuration,
  formatInColumn,
  omitUndefined,
  type ComparedBoots,
  type SharedBoot,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { Dates } from "../../i18n/wall-time.ts";
import { Delta } from "../ui/delta.tsx";
import { SharedBootHeader } from "./shared-boot.tsx";
import { SharedWaterfall } from "./shared-waterfall.tsx";
import { useSpanName } from "../ui/span-name.ts";
import { TableFrame } from "../ui/table-frame.tsx";

const letterOf = (place: number) => String.fromCharCode(65 + place);
function Rows({ compared, baseline, count }: { compared: ComparedBoots; baseline: number; count: number }) {
  const t = useTranslations("share");
  const spanName = useSpanName();
  const format = comparedFormat(compared);
  const places = Array.from({ length: count }, (_, place) => place);
  const cells = (durations: readonly (bigint | undefined)[], delta: (place: number) => bigint) =>
    places.flatMap((place) => {
      const ns = durations[place];
      const cell = (
        <td key={place} className="number" {...(ns === undefined ? {} : { title: exactDuration(ns) })}>
          {ns === undefined ? <span className="dim">—</span> : formatInColumn(ns, format)}
        </td>
      );
      return place === baseline
        ? [cell]
        : [
            cell,
            <td key={`d${place}`} className="number">
              <Delta ns={delta(place)} format={format} />
            </td>,
          ];
    });
  return (
    <TableFrame label={t("rows")}>
      <table className="data">
        <thead>
          <tr>
            <th scope="col">{t("span")}</th>
            {places.flatMap((place) => [
              <th key={place} scope="col" className="number">
                {letterOf(place)} <span className="unit">{format.unit}</span>
              </th>,
              ...(place === baseline
                ? []
                : [
                    <th key={`d${place}`} scope="col" className="number">
                      {t("delta", { candidate: letterOf(place), baseline: letterOf(baseline) })}{" "}
                      <span className="unit">{format.unit}</span>
                    </th>,
                  ]),
            ])}
          </tr>
        </thead>
        <tbody>
          {compared.rows.map((row) => (
            <tr key={row.slug} data-path={row.onPath}>
              <th scope="row" className={`g-${row.group}`}>
                <span className="swatch" />
                {spanName(row.label)}
              </th>
              {cells(row.durations, (place) => deltaOf(row, baseline, place))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("total")}</th>
            {cells(
              compared.totals,
              (place) => (compared.totals[place] ?? 0n) - (compared.totals[baseline] ?? 0n),
            )}
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  );
}

type Props = { readonly boots: readonly SharedBoot[]; readonly baseline: number; readonly dates: Dates };

/** Boots side by side: their differences, then each waterfall. */
export function SharedComparison({ boots, baseline, dates }: Props) {
  const t = useTranslations("share");
  const compared = compareBoots(boots.map(({ boot }) => boot));
  return (
    <>
      <section>
        <h2>{t("differences")}</h2>
        <p className="dim">{t("baselineIs", { letter: letterOf(baseline) })}</p>
        <Rows compared={compared} baseline={baseline} count={boots.length} />
      </section>
      {boots.map(({ boot, marks, usual, drawn = drawnMarks(marks) }, place) => (
        <section key={boot.id} className="shared-side">
          <p>
            <span className="letter" data-baseline={place === baseline}>
              {letterOf(place)}
            </span>
          </p>
          <SharedBootHeader boot={boot} dates={dates} {...omitUndefined({ usual })} />
          <SharedWaterfall boot={boot} marks={drawn} usual={usual} />
        </section>
      ))}
    </>
  );
}
