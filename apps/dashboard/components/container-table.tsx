import {
  containerHref,
  containersHref,
  formatShare,
  MIN_POPULATION,
  visibleText,
  type ContainerReport,
  type ContainerSort,
} from "@hacotaki/core";
import { Link } from "./link.tsx";
import { useTranslations } from "next-intl";
import { layoutBand } from "../charts/band/layout.ts";
import { percent } from "../charts/percent.ts";
import { bootsBehind } from "../lib/boots-behind.ts";
import type { ContainerRow } from "../lib/container-rows.ts";
import { wallTimeText, type Dates } from "../lib/wall-time.ts";
import { DurationText } from "./duration.tsx";

const SPARK_HEIGHT = 22;

/** The medians over all the time known, each container on its own scale. */
function Spark({ report }: { report: ContainerReport }) {
  const [first, last] = [report.bins[0], report.bins.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { marks } = layoutBand(report.bins, { since: first.since, until: last.until });
  return (
    <svg className="chart band-chart spark" width="100%" height={SPARK_HEIGHT} aria-hidden="true">
      {marks.map((mark) =>
        mark.kind === "unmeasured" ? undefined : (
          <g key={mark.x}>
            {mark.kind === "band" && (
              <rect
                className="band"
                x={percent(mark.x)}
                width={percent(mark.width)}
                y={mark.p95 * SPARK_HEIGHT}
                height={Math.max(1, (mark.p50 - mark.p95) * SPARK_HEIGHT)}
              />
            )}
            <line
              className="p50"
              x1={percent(mark.x)}
              x2={percent(mark.x + mark.width)}
              y1={mark.p50 * SPARK_HEIGHT}
              y2={mark.p50 * SPARK_HEIGHT}
            />
          </g>
        ),
      )}
    </svg>
  );
}

function Quantile({ ns }: { ns: number | undefined }) {
  return (
    <td className="number">
      {ns === undefined ? <span className="dim">—</span> : <DurationText ns={BigInt(Math.round(ns))} />}
    </td>
  );
}

function Failed({ name, report }: { name: string; report: ContainerReport | undefined }) {
  const failed = report?.outcomes.find(({ outcome }) => outcome === "failed")?.n ?? 0;
  if (report === undefined || failed === 0) return <span className="dim">{report ? "0" : "—"}</span>;
  return (
    <a className="bad" href={bootsBehind({ container: name, outcomes: ["failed"] })}>
      {failed} ({formatShare(BigInt(failed), BigInt(report.n))})
    </a>
  );
}

type Props = {
  readonly rows: readonly ContainerRow[];
  readonly sort: ContainerSort;
  readonly dates: Dates;
};

/** All containers. Heads of columns are links that sort. */
export function ContainerTable({ rows, sort, dates }: Props) {
  const t = useTranslations("containers");
  const head = (key: ContainerSort, className?: string) => (
    <th
      scope="col"
      className={className}
      aria-sort={sort === key ? (key === "name" ? "ascending" : "descending") : undefined}
    >
      <Link href={containersHref(key)}>{t(key)}</Link>
    </th>
  );
  return (
    <div className="scroller" tabIndex={0} role="region" aria-label={t("title")}>
      <table className="data containers">
        <thead>
          <tr>
            {head("name")}
            {head("boots", "number")}
            {head("median", "number")}
            {head("p95", "number")}
            {head("failed", "number")}
            {head("last")}
            <th scope="col" className="spark">
              {t("spark")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, boots, report, last }) => (
            <tr key={name}>
              <th scope="row">
                <Link href={containerHref(name)}>{visibleText(name, 80)}</Link>
              </th>
              <td className="number">{boots}</td>
              <Quantile ns={report?.boot?.p50} />
              <Quantile ns={report?.boot && report.boot.n >= MIN_POPULATION ? report.boot.p95 : undefined} />
              <td className="number">
                <Failed name={name} report={report} />
              </td>
              <td className="when">
                {wallTimeText(last, dates, "full") ?? <span className="dim">{t("noWallTime")}</span>}
              </td>
              <td className="spark">{report && <Spark report={report} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
