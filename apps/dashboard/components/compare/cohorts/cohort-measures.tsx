import {
  chosenPercent,
  cohortHref,
  exactDuration,
  formatInColumn,
  formatPercent,
  isCounted,
  isTold,
  mediansFormat,
  signedInColumn,
  type CohortComparison,
  type CohortView,
  type ColumnFormat,
  type ComparedMeasure,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SmallEcdf } from "../../../charts/ecdf/ecdf.tsx";
import { layoutEcdf } from "../../../charts/ecdf/layout.ts";
import { percent } from "../../../charts/percent.ts";
import { Delta } from "../../ui/delta.tsx";
import { Link } from "../../ui/link.tsx";
import { useSpanName } from "../../ui/span-name.ts";
import { Explained } from "../../ui/explained.tsx";
import { TableFrame } from "../../ui/table-frame.tsx";

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

type Props = {
  readonly comparison: CohortComparison;
  /** The page's; of a share there is none, and nothing in it leads elsewhere. */
  readonly view: CohortView | undefined;
  readonly shown: string;
};

/** What the longest bar of shifts stands for. One measure that is little but noise would press all others to nothing. */
function largestShift(measures: readonly ComparedMeasure[]): number {
  const decisive = measures.filter(isTold);
  return (decisive.length > 0 ? decisive : measures).reduce(
    (most, { shift }) => Math.max(most, Math.abs(shift?.low ?? 0), Math.abs(shift?.high ?? 0)),
    1,
  );
}

function Heads({ unit }: { unit: string }) {
  const t = useTranslations("cohorts");
  const inUnit = <span className="unit">{unit}</span>;
  const number = (name: string, its?: ReactNode) => (
    <th scope="col" className="number">
      {name} {its}
    </th>
  );
  const median = (side: "baseline" | "candidate") => (
    <th scope="col" className="number" colSpan={2}>
      {t("median")} <span className="dim">{t(`side.${side}`)}</span> {inUnit}
    </th>
  );
  return (
    <thead>
      <tr>
        <th scope="col">{t("measure")}</th>
        {median("baseline")}
        {median("candidate")}
        <th scope="col">{t("verdictName")}</th>
        {number(t("difference"), inUnit)}
        {number(t("interval"), inUnit)}
        <td />
        {number(t("superiority"))}
        {number(t("probability"))}
        <th scope="col" className="curves">
          {t("curves")}
        </th>
      </tr>
    </thead>
  );
}

/** Half of a row: the median of a side, and of how many boots. */
const Side = ({ of, format }: { of: ComparedMeasure["baseline"]; format: ColumnFormat }) => (
  <>
    <td className="number" title={of && exactDuration(ns(of.p50))}>
      {of ? formatInColumn(ns(of.p50), format) : "—"}
    </td>
    <td className="number dim n">{of?.n ?? 0}</td>
  </>
);

type RowProps = Props & {
  readonly measure: ComparedMeasure;
  readonly largest: number;
  readonly format: ColumnFormat;
};

function Row({ comparison, view, shown, measure, largest, format }: RowProps) {
  const spanName = useSpanName();
  const t = useTranslations("cohorts");
  const { slug, label, group, shift, verdict, superiority, adjusted } = measure;
  const curves = comparison.distributions[slug];
  const names: Readonly<Record<string, string>> = { boot: t("boot"), ready: t("ready") };
  const isBeside = !isCounted(measure);
  const name = (
    <>
      {group && <span className="swatch" />}
      {names[slug] ?? spanName(label, 60)}
    </>
  );
  return (
    <tr
      className={group ? `g-${group}` : "whole"}
      data-verdict={verdict}
      aria-current={slug === shown ? "true" : undefined}
    >
      <th scope="row" title={isBeside ? t("beside") : undefined} data-path={!isBeside}>
        {view ? (
          <Link href={cohortHref({ ...view, span: slug })} scroll={false}>
            {name}
          </Link>
        ) : (
          name
        )}
      </th>
      <Side of={measure.baseline} format={format} />
      <Side of={measure.candidate} format={format} />
      <td className="told" title={verdict === "same" ? t("sameMeans") : undefined}>
        {t(`verdictOf.${verdict}`)}
        {verdict === "same" && <span className="sr"> {t("sameMeans")}</span>}
      </td>
      <td className="number">
        {shift && isTold(measure) ? (
          <Delta ns={ns(shift.estimate)} format={format} />
        ) : (
          shift && <span className="dim">{signedInColumn(ns(shift.estimate), format)}</span>
        )}
      </td>
      <td className="number dim">
        {shift && `${signedInColumn(ns(shift.low), format)} … ${signedInColumn(ns(shift.high), format)}`}
      </td>
      <td className="shift">{shift && <ShiftBar shift={shift} largest={largest} />}</td>
      <td className="number">{superiority !== undefined && formatPercent(superiority)}</td>
      <td className="number dim">{adjusted !== undefined && probability(adjusted)}</td>
      <td className="curves">{curves && <SmallEcdf geometry={layoutEcdf(curves)} />}</td>
    </tr>
  );
}

/** Every measure of two cohorts: medians, the difference and how sure it is, and both distributions. */
export function CohortMeasures(props: Props) {
  const t = useTranslations("cohorts");
  const { measures, options } = props.comparison;
  const largest = largestShift(measures);
  const format = mediansFormat(measures);
  return (
    <section className="cohort-measures">
      <h2>{t("measures")}</h2>
      {props.view && <Explained topic="cohorts" of={t("measures")} />}
      <p className="dim">
        {t("measuresText", {
          confidence: chosenPercent(1 - options.alpha),
          tests: measures.filter(({ p }) => p !== undefined).length,
        })}
      </p>
      <TableFrame label={t("measures")}>
        <table>
          <Heads unit={format.unit} />
          <tbody>
            {measures.map((measure) => (
              <Row key={measure.slug} {...props} {...{ measure, largest, format }} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
