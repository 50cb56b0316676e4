import {
  chosenPercent,
  cohortHref,
  formatDuration,
  formatPercent,
  visibleText,
  type CohortComparison,
  type CohortView,
  type ComparedMeasure,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { SmallEcdf } from "../../../charts/ecdf/ecdf.tsx";
import { layoutEcdf } from "../../../charts/ecdf/layout.ts";
import { percent } from "../../../charts/percent.ts";
import { Delta } from "../../ui/delta.tsx";
import { Link } from "../../ui/link.tsx";

const HEIGHT = 14;
const ns = (duration: number) => BigInt(Math.round(duration));

/** The estimate as a bar from a middle line, its interval as a whisker. */
function ShiftBar({ shift, largest }: { shift: NonNullable<ComparedMeasure["shift"]>; largest: number }) {
  const at = (duration: number) => 0.5 + Math.max(-1, Math.min(1, duration / largest)) / 2;
  const [from, to] = [Math.min(at(0), at(shift.estimate)), Math.max(at(0), at(shift.estimate))];
  return (
    <svg className="excess" width="100%" height={HEIGHT} aria-hidden="true">
      <line className="axis" x1="50%" x2="50%" y1="0" y2={HEIGHT} />
      <rect
        className={shift.estimate < 0 ? "faster" : "slower"}
        x={percent(from)}
        width={percent(to - from)}
        y="4"
        height={HEIGHT - 8}
      />
      <line
        className="interval"
        x1={percent(at(shift.low))}
        x2={percent(at(shift.high))}
        y1={HEIGHT / 2}
        y2={HEIGHT / 2}
      />
    </svg>
  );
}

const probability = (p: number) => (p < 0.0001 ? "< 0.0001" : p.toFixed(4));

type Props = { readonly comparison: CohortComparison; readonly view: CohortView; readonly shown: string };

/** Every measure of two cohorts: medians, the difference and how sure it is, and both distributions. */
export function CohortMeasures({ comparison, view, shown }: Props) {
  const t = useTranslations("cohorts");
  const { measures, options, distributions } = comparison;
  const isKnown = ({ verdict }: ComparedMeasure) => verdict === "slower" || verdict === "faster";
  // One measure that is little but noise would press all others to nothing.
  const decisive = measures.filter(isKnown);
  const largest = (decisive.length > 0 ? decisive : measures).reduce(
    (most, { shift }) => Math.max(most, Math.abs(shift?.low ?? 0), Math.abs(shift?.high ?? 0)),
    1,
  );
  const names: Readonly<Record<string, string>> = { boot: t("boot"), ready: t("ready") };
  return (
    <section className="cohort-measures">
      <h2>{t("measures")}</h2>
      <p className="dim">
        {t("measuresText", {
          confidence: chosenPercent(1 - options.alpha),
          tests: measures.filter(({ p }) => p !== undefined).length,
        })}
      </p>
      <div className="scroller" tabIndex={0} role="region" aria-label={t("measures")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("measure")}</th>
              <th scope="col" className="number" colSpan={2}>
                {t("median")} <span className="dim">{t("side.baseline")}</span>
              </th>
              <th scope="col" className="number" colSpan={2}>
                {t("median")} <span className="dim">{t("side.candidate")}</span>
              </th>
              <th scope="col">{t("verdictName")}</th>
              <th scope="col" className="number">
                {t("difference")}
              </th>
              <th scope="col" className="number">
                {t("interval")}
              </th>
              <td />
              <th scope="col" className="number">
                {t("superiority")}
              </th>
              <th scope="col" className="number">
                {t("probability")}
              </th>
              <th scope="col" className="curves">
                {t("curves")}
              </th>
            </tr>
          </thead>
          <tbody>
            {measures.map((measure) => {
              const { slug, label, group, onPath, baseline, candidate, shift, verdict } = measure;
              const curves = distributions[slug];
              const isBeside = !onPath && !(slug in names);
              return (
                <tr
                  key={slug}
                  className={group ? `g-${group}` : "whole"}
                  data-verdict={verdict}
                  aria-current={slug === shown ? "true" : undefined}
                >
                  <th scope="row" title={isBeside ? t("beside") : undefined} data-path={!isBeside}>
                    <Link href={cohortHref({ ...view, span: slug })} scroll={false}>
                      {group && <span className="swatch" />}
                      {names[slug] ?? visibleText(label, 60)}
                    </Link>
                  </th>
                  <td className="number">{baseline ? formatDuration(ns(baseline.p50)) : "—"}</td>
                  <td className="number dim n">{baseline?.n ?? 0}</td>
                  <td className="number">{candidate ? formatDuration(ns(candidate.p50)) : "—"}</td>
                  <td className="number dim n">{candidate?.n ?? 0}</td>
                  <td className="told" title={verdict === "same" ? t("sameMeans") : undefined}>
                    {t(`verdictOf.${verdict}`)}
                    {verdict === "same" && <span className="sr"> {t("sameMeans")}</span>}
                  </td>
                  <td className="number">
                    {shift && isKnown(measure) ? (
                      <Delta ns={ns(shift.estimate)} />
                    ) : (
                      shift && <span className="dim">{formatDuration(ns(shift.estimate))}</span>
                    )}
                  </td>
                  <td className="number dim">
                    {shift && `${formatDuration(ns(shift.low))} … ${formatDuration(ns(shift.high))}`}
                  </td>
                  <td className="shift">{shift && <ShiftBar shift={shift} largest={largest} />}</td>
                  <td className="number">
                    {measure.superiority !== undefined && formatPercent(measure.superiority)}
                  </td>
                  <td className="number dim">
                    {measure.adjusted !== undefined && probability(measure.adjusted)}
                  </td>
                  <td className="curves">{curves && <SmallEcdf geometry={layoutEcdf(curves)} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
