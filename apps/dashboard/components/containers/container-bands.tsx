import {
  dateTimeFormat,
  formatDuration,
  MIN_POPULATION,
  type ContainerBin,
  type ContainerChange,
  type ContainerReport,
  type ContainerView,
  type Group,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { ChangeMarks } from "../../charts/change-marks/change-marks.tsx";
import { layoutChangeMarks, type ChangeMark } from "../../charts/change-marks/layout.ts";
import { BandChart } from "../../charts/band/band.tsx";
import { layoutBand } from "../../charts/band/layout.ts";
import { layoutStack } from "../../charts/stack/layout.ts";
import { StackChart } from "../../charts/stack/stack.tsx";
import { layoutTimeAxis, type TimeTick } from "../../charts/time-axis/layout.ts";
import { TimeAxis } from "../../charts/time-axis/time-axis.tsx";
import { bootsBehind } from "../ui/boots-behind.ts";
import { zoneOffsetMs, type Dates } from "../../i18n/wall-time.ts";
import { ChartTable } from "../ui/chart-table.tsx";
import { useChangeLabel } from "./container-changes.tsx";

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly dates: Dates;
  readonly report: ContainerReport;
  /** The newest first. */
  readonly changes: readonly ContainerChange[];
};

/** So many labels fit on a narrow screen. */
const TICKS = 6;
const LONG_BIN_NS = 20n * 3_600_000_000_000n;

const text = (ns: number) => formatDuration(BigInt(Math.round(ns)));
const dateOf = (ns: bigint) => new Date(Number(ns / 1_000_000n));

const tickLabel = ({ locale, timeZone }: Dates) => {
  const day = dateTimeFormat(locale, { timeZone, month: "short", day: "numeric" });
  const hour = dateTimeFormat(locale, {
    timeZone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return ({ at, isDay }: TimeTick) => (isDay ? day : hour).format(dateOf(at));
};

/** "Nov 3, 09:00 – 11:24": as exact as the length of the stretch asks for. */
const binLabel = ({ locale, timeZone }: Dates, bins: readonly ContainerBin[]) => {
  const [first] = bins;
  const isLong = first !== undefined && first.until - first.since >= LONG_BIN_NS;
  const isShort = first !== undefined && first.until - first.since < 600_000_000_000n;
  const format = dateTimeFormat(locale, {
    timeZone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(isShort ? { second: "2-digit" as const } : {}),
    ...(isLong ? { year: "numeric" as const } : {}),
    hourCycle: "h23",
  });
  return ({ since, until }: ContainerBin) => format.formatRange(dateOf(since), dateOf(until));
};

/** How long boots took over time, and on what: two charts on one axis of wall time. */
export function ContainerBands({ name, view, dates, report, changes }: Props) {
  const t = useTranslations("container");
  const changed = useTranslations("changes");
  const changeLabel = useChangeLabel();
  const group = useTranslations("group");
  const { bins, spans } = report;
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return <p className="nothing">{t("noTimes")}</p>;
  const range = { since: first.since, until: last.until };
  const ticks = layoutTimeAxis(
    range,
    TICKS,
    BigInt(zoneOffsetMs(Number(range.since / 1_000_000n), dates.timeZone)) * 1_000_000n,
  );
  const when = binLabel(dates, bins);
  const facts = new Map(spans.map((span) => [span.slug, span]));
  const groupOf = (slug: string): Group => facts.get(slug)?.group ?? "unattributed";
  const labelOf = (slug: string) => facts.get(slug)?.label ?? slug;
  const href = ({ since, until }: ContainerBin) =>
    bootsBehind({
      container: name,
      ...(view.host === undefined ? {} : { host: view.host }),
      since: view.since !== undefined && view.since > since ? view.since : since,
      until: view.until !== undefined && view.until < until ? view.until : until - 1n,
    });
  const bandName = (bin: ContainerBin) =>
    bin.boot === undefined
      ? t("binUnmeasured", { when: when(bin), count: bin.n, failed: bin.failed })
      : bin.boot.n < MIN_POPULATION
        ? t("binFew", {
            when: when(bin),
            count: bin.n,
            failed: bin.failed,
            min: text(bin.boot.min),
            max: text(bin.boot.max),
          })
        : t("bin", {
            when: when(bin),
            count: bin.n,
            failed: bin.failed,
            p50: text(bin.boot.p50),
            p95: text(bin.boot.p95),
          });
  const longest = (bin: ContainerBin) =>
    bin.spans
      .toSorted((a, b) => b.p50 - a.p50)
      .slice(0, 3)
      .map(({ slug, p50 }) => `${labelOf(slug)} ${text(p50)}`)
      .join(", ");
  const shown = bins.filter(({ n }) => n > 0);
  const path = spans.filter(
    ({ onPath, slug }) => onPath && shown.some((bin) => bin.spans.some((s) => s.slug === slug)),
  );
  const groups = [...new Set(path.map((span) => span.group))];
  const stack = layoutStack(bins, range, groupOf);
  const inOrder = changes.toReversed();
  const markName = ({ first: from, last: to }: ChangeMark) => {
    const what = inOrder
      .slice(from - 1, to)
      .map((change) => `${changeLabel(change)} ${text(change.before.p50)} → ${text(change.after.p50)}`)
      .join(", ");
    return from === to
      ? changed("mark", { first: from, what })
      : changed("marks", { first: from, last: to, what });
  };
  const marks = (
    <ChangeMarks
      marks={layoutChangeMarks(
        inOrder.map(({ after }) => after.since),
        range,
      )}
      name={markName}
    />
  );
  return (
    <>
      <section aria-labelledby="band-title">
        <h2 id="band-title">{t("band")}</h2>
        <p className="chart-note">
          <svg width="24" height="14" className="band-chart" aria-hidden="true">
            <rect className="band" x="1" y="2" width="22" height="10" />
            <line className="p95" x1="1" x2="23" y1="2" y2="2" />
            <line className="p50" x1="1" x2="23" y1="12" y2="12" />
          </svg>{" "}
          {t("bandNote")}{" "}
          <svg width="12" height="14" className="band-chart" aria-hidden="true">
            <line className="whisker" x1="6" x2="6" y1="0" y2="14" />
            <circle className="dot" cx="6" cy="7" r="3.5" />
          </svg>{" "}
          {t("fewNote", { need: MIN_POPULATION })}
        </p>
        <BandChart geometry={layoutBand(bins, range)} href={href} name={bandName}>
          {marks}
        </BandChart>
        <TimeAxis ticks={ticks} label={tickLabel(dates)} />
        <ChartTable summary={t("bandTable")}>
          <table className="data">
            <thead>
              <tr>
                <th scope="col">{t("when")}</th>
                <th scope="col" className="number">
                  {t("boots")}
                </th>
                <th scope="col" className="number">
                  {t("failed")}
                </th>
                <th scope="col" className="number">
                  p50
                </th>
                <th scope="col" className="number">
                  p95
                </th>
                <th scope="col" className="number">
                  {t("longest")}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((bin) => (
                <tr key={bin.since.toString()}>
                  <th scope="row">
                    <a href={href(bin)}>{when(bin)}</a>
                  </th>
                  <td className="number">{bin.n}</td>
                  <td className="number">{bin.failed}</td>
                  <td className="number">{bin.boot ? text(bin.boot.p50) : "—"}</td>
                  <td className="number">
                    {bin.boot && bin.boot.n >= MIN_POPULATION ? text(bin.boot.p95) : "—"}
                  </td>
                  <td className="number">{bin.boot ? text(bin.boot.max) : "—"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ChartTable>
      </section>
      {stack.columns.length > 0 && (
        <section aria-labelledby="stack-title">
          <h2 id="stack-title">{t("stack")}</h2>
          <p className="chart-note">{t("stackNote")}</p>
          <ul className="chart-legend">
            {groups.map((each) => (
              <li key={each} className={`g-${each}`}>
                <span className="swatch" />
                {group(each)}
              </li>
            ))}
          </ul>
          <StackChart
            geometry={stack}
            href={href}
            name={(bin) => t("stackBin", { when: when(bin), count: bin.n, spans: longest(bin) })}
          >
            {marks}
          </StackChart>
          <TimeAxis ticks={ticks} label={tickLabel(dates)} />
          <ChartTable summary={t("stackTable")}>
            <table className="data">
              <thead>
                <tr>
                  <th scope="col">{t("when")}</th>
                  {path.map(({ slug, label, group: family }) => (
                    <th key={slug} scope="col" className={`number g-${family}`}>
                      <span className="swatch" />
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((bin) => (
                  <tr key={bin.since.toString()}>
                    <th scope="row">
                      <a href={href(bin)}>{when(bin)}</a>
                    </th>
                    {path.map(({ slug }) => {
                      const known = bin.spans.find((span) => span.slug === slug);
                      return (
                        <td key={slug} className="number">
                          {known ? text(known.p50) : "—"}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </ChartTable>
        </section>
      )}
    </>
  );
}
