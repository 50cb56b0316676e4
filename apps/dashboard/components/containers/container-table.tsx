import {
  containerHref,
  containersHref,
  formatShare,
  MIN_POPULATION,
  visibleText,
  type ContainerSummary,
  type ContainerSort,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { layoutBand } from "../../charts/band/layout.ts";
import { bootsBehind } from "../ui/boots-behind.ts";
import type { ContainerRow } from "./container-rows.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { DurationText } from "../ui/duration.tsx";

const SPARK_HEIGHT = 22;

/** Fractions in units of a drawing that is stretched to its place. */
const UNITS = 1_000;
const unit = (fraction: number) => Math.round(fraction * UNITS);
const spot = (fraction: number) => Math.round(fraction * SPARK_HEIGHT * 10) / 10;

/** The medians over all the time known, each container on its own scale: two paths, as there are many rows. */
function Spark({ summary: { bins } }: { summary: ContainerSummary }) {
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { marks } = layoutBand(
    bins.map((bin) => ({ ...bin, spans: [] })),
    { since: first.since, until: last.until },
  );
  const bands = marks.flatMap((mark) =>
    mark.kind === "band"
      ? `M${unit(mark.x)} ${spot(mark.p95)}h${unit(mark.width)}V${spot(mark.p50)}h-${unit(mark.width)}z`
      : [],
  );
  const medians = marks.flatMap((mark) =>
    mark.kind === "unmeasured" ? [] : `M${unit(mark.x)} ${spot(mark.p50)}h${unit(mark.width)}`,
  );
  return (
    <svg
      className="chart band-chart spark"
      viewBox={`0 0 ${UNITS} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      width="100%"
      height={SPARK_HEIGHT}
      aria-hidden="true"
    >
      <path className="band" d={bands.join("")} />
      <path className="p50" d={medians.join("")} />
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

function Failed({ name, summary }: { name: string; summary: ContainerSummary | undefined }) {
  const failed = summary?.outcomes.find(({ outcome }) => outcome === "failed")?.n ?? 0;
  if (summary === undefined || failed === 0) return <span className="dim">{summary ? "0" : "—"}</span>;
  return (
    <a className="bad" href={bootsBehind({ container: name, outcomes: ["failed"] })}>
      {failed} ({formatShare(BigInt(failed), BigInt(summary.n))})
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
            {head("last", "when")}
            <th scope="col" className="spark">
              {t("spark")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, boots, summary }) => (
            <tr key={name}>
              <th scope="row">
                <Link href={containerHref(name)}>{visibleText(name, 80)}</Link>
              </th>
              <td className="number">{boots}</td>
              <Quantile ns={summary?.boot?.p50} />
              <Quantile
                ns={summary?.boot && summary.boot.n >= MIN_POPULATION ? summary.boot.p95 : undefined}
              />
              <td className="number">
                <Failed name={name} summary={summary} />
              </td>
              <td className="when">
                {wallTimeText(summary?.last, dates, "full") ?? <span className="dim">{t("noWallTime")}</span>}
              </td>
              <td className="spark">{summary && <Spark summary={summary} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
