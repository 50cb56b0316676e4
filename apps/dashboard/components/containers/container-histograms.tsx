import {
  formatDuration,
  MIN_POPULATION,
  type ContainerReport,
  type ContainerView,
  type SpanHistogram,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Histogram } from "../../charts/histogram/histogram.tsx";
import { layoutHistogram, logFraction } from "../../charts/histogram/layout.ts";
import { bootsBehind } from "../ui/boots-behind.ts";
import { ChartTable } from "../ui/chart-table.tsx";
import { TextRows } from "../ui/text-table.tsx";
import { useSpanName } from "../ui/span-name.ts";
import { Explained } from "../ui/explained.tsx";

const text = (ns: number) => formatDuration(BigInt(Math.round(ns)));

function Small({ span, href }: { span: SpanHistogram; href: string }) {
  const spanName = useSpanName();
  const t = useTranslations("container");
  const { edges, counts, quantiles } = span;
  const marks = (["p50", "p95"] as const).map((label) => ({
    label,
    x: logFraction(edges, quantiles[label]),
  }));
  return (
    <li className={`small-chart g-${span.group}`}>
      <h3>
        <span className="swatch" />
        <a href={href} title={t("slowestIn", { span: spanName(span.label) })}>
          {spanName(span.label, 60)}
        </a>
      </h3>
      <p>
        {quantiles.n >= MIN_POPULATION ? (
          <>
            {text(quantiles.p50)} <span className="dim">p95 {text(quantiles.p95)}</span>
          </>
        ) : (
          <span className="dim">{t("tooFew", { count: quantiles.n })}</span>
        )}
      </p>
      <a href={href} tabIndex={-1} aria-hidden="true" title={t("slowestIn", { span: spanName(span.label) })}>
        <Histogram bars={layoutHistogram(edges, counts)} marks={quantiles.n >= MIN_POPULATION ? marks : []} />
      </a>
      <p className="ends" aria-hidden="true">
        <span>{text(edges[0] ?? 0)}</span> <span>{text(edges.at(-1) ?? 0)}</span>
      </p>
    </li>
  );
}

/** How each span's durations are spread, each on its own logarithmic axis. */
export function ContainerHistograms({
  name,
  view,
  report,
}: {
  name: string;
  view: ContainerView;
  report: ContainerReport;
}) {
  const t = useTranslations("container");
  const spanName = useSpanName();
  const spans = report.spans.filter(({ quantiles }) => quantiles.n > 0);
  if (spans.length === 0) return undefined;
  return (
    <section aria-labelledby="spread-title">
      <h2 id="spread-title">{t("spread")}</h2>
      <Explained topic="quantiles" of={t("spread")} />
      <p className="chart-note">{t("spreadNote")}</p>
      <ul className="small-charts">
        {spans.map((span) => (
          <Small
            key={span.slug}
            span={span}
            href={bootsBehind({ container: name, ...view }, `span:${span.slug}`)}
          />
        ))}
      </ul>
      <ChartTable summary={t("spreadTable")}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("span")}</th>
              {["n", "min", "p5", "p50", "p95", "max"].map((each) => (
                <th key={each} scope="col" className="number">
                  {each}
                </th>
              ))}
            </tr>
          </thead>
          <TextRows
            rows={spans.map(({ label, group, quantiles }) => [
              { text: spanName(label, 60), group, isHead: true },
              { text: String(quantiles.n), isNumber: true },
              ...(["min", "p5", "p50", "p95", "max"] as const).map((key) => ({
                text:
                  quantiles.n >= MIN_POPULATION || key === "min" || key === "max"
                    ? text(quantiles[key])
                    : "—",
                isNumber: true,
              })),
            ])}
          />
        </table>
      </ChartTable>
    </section>
  );
}
