import { columnFormat, exactDuration, formatInColumn, visibleText, type SharedMeasure } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useSpanName } from "../ui/span-name.ts";
import { TableFrame } from "../ui/table-frame.tsx";

const FIGURES = ["p5", "p50", "p95", "max"] as const;
const isWhole = (slug: string) => slug === "boot" || slug === "ready";
const ns = (duration: number) => BigInt(Math.round(duration));

type Props = {
  readonly name: string;
  readonly note: string | undefined;
  readonly boots: number;
  readonly measures: readonly SharedMeasure[];
};

/** How long the boots of a cohort took, span by span. */
export function SharedBaseline({ name, note, boots, measures }: Props) {
  const t = useTranslations("share");
  const spanName = useSpanName();
  const medians = (isIt: (measure: SharedMeasure) => boolean) =>
    measures.filter(isIt).map(({ quantiles }) => ns(quantiles.p50));
  const format = columnFormat(
    medians(({ slug, onPath }) => isWhole(slug) || onPath),
    medians(({ slug, onPath }) => !isWhole(slug) && !onPath),
  );
  return (
    <section>
      <h2>{visibleText(name)}</h2>
      <p>{t("boots", { count: boots })}</p>
      {note !== undefined && <p>{visibleText(note, 2000)}</p>}
      <TableFrame label={t("rows")}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("span")}</th>
              <th scope="col" className="number">
                {t("count")}
              </th>
              {FIGURES.map((figure) => (
                <th key={figure} scope="col" className="number">
                  {t(`figure.${figure}`)} <span className="unit">{format.unit}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {measures.map(({ slug, label, group, onPath, quantiles }) => (
              <tr key={slug} data-path={onPath}>
                <th scope="row" className={group === undefined ? "" : `g-${group}`}>
                  {group !== undefined && <span className="swatch" />}
                  {isWhole(slug) ? t(`whole.${slug}`) : spanName(label)}
                </th>
                <td className="number">{quantiles.n}</td>
                {FIGURES.map((figure) => (
                  <td key={figure} className="number" title={exactDuration(ns(quantiles[figure]))}>
                    {formatInColumn(ns(quantiles[figure]), format)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
