import {
  bootsHref,
  formatDuration,
  TIME_SCALES,
  type BootsView,
  type Overview,
  type StatisticsState,
  type TimeScale,
} from "@hacotaki/core";
import { BoundNotice } from "../ui/bound-notice.tsx";
import { SampleNotice } from "../ui/sample-notice.tsx";
import { Link } from "../ui/link.tsx";
import { Switch } from "../ui/switch.tsx";
import { useTranslations } from "next-intl";
import { durationTicks, timeTicks } from "../../charts/scatter/axes.ts";
import { layoutHistogram, layoutScatter } from "../../charts/scatter/layout.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { axisOf } from "./overview-query.ts";
import { RefreshPage } from "./refresh-page.tsx";
import { Still } from "../ui/still.tsx";
import { ScatterMarks } from "../../charts/scatter/scatter-marks.tsx";
import { BootsCharts } from "./boots-charts.tsx";
import { ScatterLegend } from "./scatter-legend.tsx";
import { ChartTable } from "../ui/chart-table.tsx";
import { Explained } from "../ui/explained.tsx";

/** Labels of the charts stand no closer than these shares of them. */
const TIME_LABEL = 0.13;
const DURATION_LABEL = 0.11;

type Props = {
  readonly view: BootsView;
  /** As the view or the visitor has it. */
  readonly scale: TimeScale;
  readonly overview: Overview;
  readonly state: StatisticsState;
  readonly dates: Dates;
};

const ns = (duration: number) => BigInt(Math.max(0, Math.round(duration)));

/** The histogram in numbers: each line narrows the list to its boots. */
function DurationTable({ view, overview: { histogram } }: Pick<Props, "view" | "overview">) {
  const t = useTranslations("charts");
  const { edges, counts, inside } = histogram;
  return (
    <ChartTable summary={t("table")}>
      <table className="data">
        <thead>
          <tr>
            <th scope="col">{t("durations")}</th>
            <th scope="col" className="number">
              {t("boots")}
            </th>
            {view.box && (
              <th scope="col" className="number">
                {t("inBox")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {counts.flatMap((n, bin) => {
            const [from, to] = [ns(edges[bin] ?? 0), ns(edges[bin + 1] ?? 0)];
            return n === 0
              ? []
              : [
                  <tr key={edges[bin]}>
                    <th scope="row">
                      <Link
                        href={bootsHref({
                          ...view,
                          box: { ...view.box, minDuration: from, maxDuration: to },
                        })}
                        scroll={false}
                      >
                        {formatDuration(from)} – {formatDuration(to)}
                      </Link>
                    </th>
                    <td className="number">{n}</td>
                    {view.box && <td className="number">{inside[bin]}</td>}
                  </tr>,
                ];
          })}
        </tbody>
      </table>
    </ChartTable>
  );
}

/** Where the boots lie in time and duration: a sentence, the charts, and their numbers. */
export function BootsOverview({ view, scale, overview, state, dates }: Props) {
  const t = useTranslations("charts");
  const { domain, n, inside, failed, unmeasured, beyond } = overview;
  const axis = axisOf(scale);
  const toggle = (part: Partial<BootsView>, label: string, isOn: boolean) => (
    <Link key={label} href={bootsHref({ ...view, ...part })} scroll={false} aria-current={isOn}>
      {label}
    </Link>
  );
  const grid =
    overview.scatter.kind === "cells"
      ? { columns: overview.scatter.columns, rows: overview.scatter.rows }
      : { columns: 1, rows: 1 };
  const scatter = layoutScatter(overview, axis);
  return (
    <section className="boots-overview" aria-label={t("title")}>
      <div className="overview-head">
        <p>
          {t(view.box ? "summaryBox" : "summary", { n, inside, failed, unmeasured: unmeasured.n })}
          {state.known < state.total && <strong> {t("counting", state)}</strong>}
          <Explained topic="charts" of={t("title")} />
        </p>
        <div className="chart-tools">
          {n > 0 && (
            <Switch label={t("scale")}>
              {TIME_SCALES.map((each) => toggle({ scale: each }, t(`scales.${each}`), scale === each))}
            </Switch>
          )}
          {view.box && (
            <Switch label={t("zoom")}>
              {toggle({ zoom: "all" }, t("zoomAll"), view.zoom === "all")}
              {toggle({ zoom: "box" }, t("zoomBox"), view.zoom === "box")}
            </Switch>
          )}
        </div>
      </div>
      {state.known < state.total && <RefreshPage />}
      <BoundNotice state={state} />
      <SampleNotice sample={overview.sample} />
      {domain === undefined ? (
        n > 0 && <p className="dim">{t("nothing")}</p>
      ) : (
        <BootsCharts
          view={view}
          axis={axis}
          domain={domain}
          beyond={{ n: beyond.n, longestNs: ns(beyond.longest) }}
          // Cells are drawn and no more; points are looked for as well.
          scatter={scatter.kind === "cells" ? { ...scatter, paths: [] } : scatter}
          marks={
            <Still>
              <ScatterMarks scatter={scatter} />
            </Still>
          }
          grid={grid}
          histogram={layoutHistogram(overview)}
          times={timeTicks(domain, dates, TIME_LABEL)}
          durations={durationTicks(domain, axis, DURATION_LABEL).filter(
            // Where the axis is broken, the break says where it ends.
            ({ at }) => beyond.n === 0 || at > DURATION_LABEL / 2,
          )}
          dates={dates}
        />
      )}
      {domain !== undefined && (
        <Still>
          <div className="overview-foot">
            <DurationTable view={view} overview={overview} />
            <ScatterLegend scatter={scatter} />
          </div>
        </Still>
      )}
    </section>
  );
}
