import {
  COHORT_SIDES,
  cohortFindings,
  configuredBy,
  formatDuration,
  formatPercent,
  headlineDuration,
  MIN_POPULATION,
  type CohortComparison,
  type ComparedMeasure,
  type Quantiles,
} from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { valueNamer } from "../../ui/reason-name.ts";
import { EcdfChart } from "../../../charts/ecdf/ecdf.tsx";
import { layoutEcdf } from "../../../charts/ecdf/layout.ts";
import { percent } from "../../../charts/percent.ts";
import { ChartTable } from "../../ui/chart-table.tsx";
import { Explained } from "../../ui/explained.tsx";
import { Notice } from "../../ui/notice.tsx";
import { spanNamer } from "../../ui/span-name.ts";

/** A difference of shares below this is nothing to tell. */
const LEAST_SHARE = 0.02;
const NAMED_SPANS = 4;
const ns = (duration: number) => BigInt(Math.round(duration));
const magnitude = (duration: number) => headlineDuration(ns(Math.abs(duration)));

const emptySides = (comparison: CohortComparison) => COHORT_SIDES.filter((side) => comparison[side] === 0);
const isOne = ({ shared, baseline, candidate }: CohortComparison) =>
  shared === baseline && shared === candidate;
/** Whether there is anything to compare: both have boots, and not the same ones. */
export const isComparable = (comparison: CohortComparison) =>
  emptySides(comparison).length === 0 && !isOne(comparison);

/** What the comparison says, in words a ticket could have. */
export async function CohortVerdict({ comparison }: { comparison: CohortComparison }) {
  const t = await getTranslations("cohorts");
  const spanName = spanNamer(await getTranslations("spanNames"));
  const { measures } = comparison;
  const whole = measures.find(({ slug }) => slug === "boot");
  const spans = (verdict: ComparedMeasure["verdict"]) =>
    measures
      .filter((measure) => measure.verdict === verdict && measure.onPath)
      .sort((a, b) => Math.abs(b.shift?.estimate ?? 0) - Math.abs(a.shift?.estimate ?? 0))
      .slice(0, NAMED_SPANS)
      .map(({ label, shift }) => `${spanName(label, 60)} ${formatDuration(ns(shift?.estimate ?? 0))}`)
      .join(t("comma"));
  const [slower, faster] = [spans("slower"), spans("faster")];
  return (
    <p className="summary">
      {whole &&
        t(`verdict.${whole.verdict}`, {
          shift: magnitude(whole.shift?.estimate ?? 0),
          baseline: magnitude(whole.baseline?.p50 ?? 0),
          candidate: magnitude(whole.candidate?.p50 ?? 0),
        })}{" "}
      {slower !== "" && t("slowerSpans", { spans: slower })}{" "}
      {faster !== "" && t("fasterSpans", { spans: faster })}
      {slower === "" && faster === "" && whole?.verdict !== "too-few" && t("noSpans")}
    </p>
  );
}

const QUANTILES = [
  ["least", "min"],
  ["p5", "p5"],
  ["p25", "p25"],
  ["p50", "p50"],
  ["p75", "p75"],
  ["p95", "p95"],
  ["most", "max"],
] as const satisfies readonly (readonly [string, keyof Quantiles])[];

/** How the durations of both lie, of one measure. `isShared`: for readers whom nothing leads elsewhere. */
export async function CohortDistribution({
  comparison,
  shown,
  isShared = false,
}: {
  comparison: CohortComparison;
  shown: string;
  isShared?: boolean;
}) {
  const t = await getTranslations("cohorts");
  const spanName = spanNamer(await getTranslations("spanNames"));
  const measure = comparison.measures.find(({ slug }) => slug === shown);
  const curves = comparison.distributions[shown];
  if (!measure || !curves) return undefined;
  const { baseline, candidate } = measure;
  const geometry = layoutEcdf(curves, { baseline: baseline?.p50, candidate: candidate?.p50 });
  const name = shown === "boot" ? t("boot") : shown === "ready" ? t("ready") : spanName(measure.label, 60);
  const cell = (side: Quantiles | undefined, key: keyof Quantiles) =>
    side ? formatDuration(ns(side[key])) : "—";
  return (
    <section aria-labelledby="distribution-title" className="cohort-distribution" id="distribution">
      <h2 id="distribution-title">{t("distribution", { measure: name })}</h2>
      {!isShared && <Explained topic="quantiles" of={t("distribution", { measure: name })} />}
      <p className="dim">
        {t("distributionText")} {geometry.isLog && `(${t("logarithmic")})`}
      </p>
      <EcdfChart geometry={geometry} />
      <ChartTable summary={t("distributionTable")}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("quantile")}</th>
              {COHORT_SIDES.map((side) => (
                <th key={side} scope="col" className="number">
                  {t(`side.${side}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {QUANTILES.map(([label, key]) => (
              <tr key={key}>
                <th scope="row">{label === "least" || label === "most" ? t(label) : label}</th>
                <td className="number">{cell(baseline, key)}</td>
                <td className="number">{cell(candidate, key)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ChartTable>
    </section>
  );
}

/** What the boots of one side are more often than those of the other. */
export async function CohortAttributes({
  comparison,
  isShared = false,
}: {
  comparison: CohortComparison;
  isShared?: boolean;
}) {
  const [t, differs] = await Promise.all([getTranslations("cohorts"), getTranslations("differs")]);
  const name = valueNamer(differs, await getTranslations("reasonNames"), await getTranslations("outcome"));
  const rows = comparison.attributes.filter(
    ({ selectedShare, restShare }) => Math.abs(selectedShare - restShare) >= LEAST_SHARE,
  );
  return (
    <section aria-labelledby="attributes-title" className="what-differs">
      <h2 id="attributes-title">{t("attributes")}</h2>
      {!isShared && <Explained topic="differs" of={t("attributes")} />}
      {rows.length === 0 ? (
        <p className="dim">{t("attributesNone")}</p>
      ) : (
        <div className="differs-tables">
          <table>
            <thead>
              <tr>
                <th scope="col">{differs("value")}</th>
                {COHORT_SIDES.map((side) => (
                  <th key={side} scope="col" className="number">
                    {t(`side.${side}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map(({ attribute, value, selectedShare, restShare }) => (
                <tr key={`${attribute} ${value}`}>
                  <th scope="row">
                    <span className="dim">{differs(`of.${attribute}`, { of: configuredBy(value) })}</span>{" "}
                    {name({ attribute, value })}
                  </th>
                  <td className="number">{formatPercent(restShare)}</td>
                  <td className="number">{formatPercent(selectedShare)}</td>
                  <td className="pair-cell">
                    <svg className="pair" width="100%" height="14" aria-hidden="true">
                      <rect className="rest" y="1" width={percent(restShare)} height="5" />
                      <rect className="selected" y="8" width={percent(selectedShare)} height="5" />
                    </svg>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** What of the cohorts themselves bears on what is told of them. */
export async function CohortDoubts({ comparison }: { comparison: CohortComparison }) {
  const t = await getTranslations("cohorts");
  const { baseline, candidate, shared, enough } = comparison;
  const empty = emptySides(comparison);
  const isTold = isComparable(comparison);
  return (
    <>
      {empty.map((side) => (
        <Notice key={side} tone="warn">
          {t("none", { side })}
        </Notice>
      ))}
      {isOne(comparison) && empty.length === 0 && <Notice tone="plain">{t("same")}</Notice>}
      {isTold && shared > 0 && <Notice tone="warn">{t("shared", { count: shared })}</Notice>}
      {isTold && cohortFindings(comparison).needed !== undefined && (
        <Notice tone="warn">
          {t("tooFew", { baseline, candidate, least: Math.max(enough, MIN_POPULATION) })}
        </Notice>
      )}
    </>
  );
}
