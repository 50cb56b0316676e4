import {
  cpuShare,
  eventsPerSecond,
  SAMPLE_NS,
  SAMPLES_NS,
  type CollectorSample,
  type OwnSample,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { HourChart } from "../../charts/hour/hour-chart.tsx";
import { layoutHour } from "../../charts/hour/layout.ts";
import { TimeAxis } from "../../charts/time-axis/time-axis.tsx";
import { layoutTimeAxis } from "../../charts/time-axis/layout.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { ChartTable } from "../ui/chart-table.tsx";
import { Notice } from "../ui/notice.tsx";
import { hourCharts, hourSteps, nowAndMost, type HourChartData } from "./hour-series.ts";
import { hourText } from "./hour-text.ts";

type Props = {
  readonly samples: readonly CollectorSample[];
  readonly own: readonly OwnSample[];
  /** UTC ns. */
  readonly now: bigint;
  readonly dates: Dates;
};

/** A sample may come a little late; after this long without one the collector has stopped. */
const STOPPED_NS = 3n * SAMPLE_NS;
const TICKS = 4;
/** The narrowest graph, on pages of any width. */
const LEAST_WIDTH = 280;
const WIDTHS = { narrow: LEAST_WIDTH, middle: LEAST_WIDTH, broad: LEAST_WIDTH, wide: LEAST_WIDTH };
/** What is told of events alone, and says nothing while none come. */
const OF_EVENTS: ReadonlySet<string> = new Set<HourChartData["name"]>(["lag", "batch"]);

/** Where nothing is known of any of them it is said once. */
function toldOnce<Name extends string>(
  told: readonly { readonly name: Name; readonly figures: string | undefined }[],
  nothing: string,
) {
  const known = told.some(({ figures }) => figures !== undefined) ? told : told.slice(0, 1);
  return known.map(({ name, figures = nothing }) => ({ name, figures }));
}

function Chart({ data, now, dates }: { data: HourChartData } & Pick<Props, "now" | "dates">) {
  const t = useTranslations("hour");
  const range = { since: now - SAMPLES_NS, until: now };
  const geometry = layoutHour(
    data.series.map(({ stretches }) => stretches),
    range,
    data.least,
  );
  const text = (value: number) => hourText(value, data.unit, dates.locale);
  const told = data.series.map(({ name, stretches }) => {
    const { now: last, most } = nowAndMost(stretches);
    const isKnown = last !== undefined && most !== undefined;
    return { name, figures: isKnown ? t("figures", { now: text(last), most: text(most) }) : undefined };
  });
  const shown = toldOnce(told, t(OF_EVENTS.has(data.name) ? "noEvents" : "nothing"));
  const isOne = shown.length === 1;
  const sentences = shown.map(({ name, figures }) =>
    isOne ? figures : `${t(`series.${name}`)}: ${figures}`,
  );
  return (
    <figure className="hour">
      <figcaption>{t(`chart.${data.name}`)}</figcaption>
      <p className="hour-top dim" aria-hidden="true">
        {text(geometry.top)}
      </p>
      <HourChart geometry={geometry} label={`${t(`chart.${data.name}`)}. ${sentences.join("; ")}`} />
      <TimeAxis
        ticks={layoutTimeAxis(range, TICKS)}
        label={({ at }) => wallTimeText(at, dates, "time")?.slice(0, 5) ?? ""}
        widths={WIDTHS}
      />
      <ul className="hour-figures" aria-hidden="true">
        {shown.map(({ name, figures }, place) => (
          <li key={name}>
            {!isOne && (
              <>
                <svg width="18" height="8">
                  <path className="hour-line" data-series={place} d="M0 4H18" />
                </svg>{" "}
                {t(`series.${name}`)}{" "}
              </>
            )}
            {figures}
          </li>
        ))}
      </ul>
    </figure>
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** The same in figures, in steps that a person reads. */
function HourTable({ samples, now, dates }: Pick<Props, "samples" | "now" | "dates">) {
  const t = useTranslations("hour");
  const { locale } = dates;
  const heads = ["events", "lagMost", "dropped", "limited", "largest", "cpu", "memory"] as const;
  return (
    <ChartTable summary={t("table")}>
      <table className="data">
        <thead>
          <tr>
            <th scope="col">{t("from")}</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="number">
                {t(`head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hourSteps(samples, now).map((step) => {
            const lags = step.samples.flatMap(({ lagMost }) => lagMost ?? []);
            const cells = [
              hourText(mean(step.samples.map(eventsPerSecond)), "count", locale),
              lags.length === 0 ? "—" : hourText(most(lags), "duration", locale),
              hourText(sum(step.samples.map(({ dropped }) => dropped)), "count", locale),
              hourText(sum(step.samples.map(({ limited }) => limited)), "count", locale),
              hourText(most(step.samples.map(({ largestCommit }) => largestCommit)), "count", locale),
              hourText(mean(step.samples.map(cpuShare)), "share", locale),
              hourText(most(step.samples.map(({ memoryBytes }) => memoryBytes)), "bytes", locale),
            ];
            return (
              <tr key={String(step.since)}>
                <th scope="row">{wallTimeText(step.since, dates, "time")}</th>
                {cells.map((cell, place) => (
                  <td key={heads[place]} className="number">
                    {cell}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </ChartTable>
  );
}

/** What the collector and this dashboard did in the last hour, as graphs and in figures. */
export function HourGraphs({ samples, own, now, dates }: Props) {
  const t = useTranslations("hour");
  const last = samples.at(-1);
  // Without a collector there is nothing to be read here: of this dashboard alone /metrics tells.
  if (last === undefined) return <p className="dim">{t("none")}</p>;
  return (
    <>
      {now - last.at > STOPPED_NS && (
        <Notice tone="plain">
          <p>{t("stopped", { when: wallTimeText(last.at, dates, "full") ?? "" })}</p>
        </Notice>
      )}
      <div className="hours">
        {hourCharts(samples, own).map((data) => (
          <Chart key={data.name} data={data} now={now} dates={dates} />
        ))}
      </div>
      <HourTable samples={samples} now={now} dates={dates} />
    </>
  );
}
