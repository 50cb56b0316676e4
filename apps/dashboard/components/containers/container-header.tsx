import {
  cohortHref,
  containerHref,
  formatDuration,
  formatShare,
  MIN_POPULATION,
  visibleText,
  type BootSummary,
  type ContainerReport,
  type ContainerView,
  type Outcome,
  type Quantiles,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { bootsBehind } from "../ui/boots-behind.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { DurationText } from "../ui/duration.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { Explained } from "../ui/explained.tsx";

const HOUR_NS = 3_600_000_000_000n;
const PRESETS = [
  ["day", 24n],
  ["week", 7n * 24n],
  ["month", 30n * 24n],
] as const;

const whole = (ns: number) => BigInt(Math.round(ns));

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly dates: Dates;
  /** Of all its boots, whatever the view. */
  readonly hosts: ContainerReport["hosts"];
  readonly report: ContainerReport | undefined;
  readonly newest: BootSummary;
  readonly now: bigint;
};

const minuteText = (ns: bigint | undefined) =>
  ns === undefined ? "" : new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 16);

/** From when to when; whole hours, so that the same choice has the same link for a while. */
function Range({ name, view, hosts, now }: Pick<Props, "name" | "view" | "hosts" | "now">) {
  const t = useTranslations("container");
  const cohorts = useTranslations("cohorts");
  const hour = (now / HOUR_NS) * HOUR_NS;
  const host = view.host === undefined ? {} : { host: view.host };
  const isAll = view.since === undefined && view.until === undefined;
  return (
    <div className="range-choice">
      <nav className="presets" aria-label={t("range")}>
        {PRESETS.map(([key, hours]) => {
          const since = hour - hours * HOUR_NS;
          const isCurrent = view.since === since && view.until === undefined;
          return (
            <Link
              key={key}
              href={containerHref(name, { ...host, since })}
              aria-current={isCurrent ? "true" : undefined}
            >
              {t(key)}
            </Link>
          );
        })}
        <Link href={containerHref(name, host)} aria-current={isAll ? "true" : undefined}>
          {t("all")}
        </Link>
      </nav>
      <Link href={cohortHref({ candidate: { kind: "filter", filter: { container: name, ...view } } })}>
        {cohorts("compareThese")}
      </Link>
      <form className="range-form" method="get">
        {hosts.length > 1 ? (
          <label>
            {t("host")}{" "}
            <select name="host" defaultValue={view.host ?? ""}>
              <option value="">{t("allHosts")}</option>
              {hosts.map(({ id, name: hostName, n }) => (
                <option key={id} value={id}>
                  {visibleText(hostName, 60)} ({n})
                </option>
              ))}
            </select>
          </label>
        ) : (
          view.host !== undefined && <input type="hidden" name="host" value={view.host} />
        )}
        <label>
          {t("from")} <input type="datetime-local" name="from" defaultValue={minuteText(view.since)} />
        </label>
        <label>
          {t("to")} <input type="datetime-local" name="to" defaultValue={minuteText(view.until)} />
        </label>
        <button className="button">{t("apply")}</button>
        <span className="dim">UTC</span>
      </form>
    </div>
  );
}

function Figure({ caption, quantiles }: { caption: string; quantiles: Quantiles }) {
  return (
    <div>
      <dt>
        {caption}
        <Explained topic="quantiles" of={caption} />
      </dt>
      <dd className="big">
        <DurationText ns={whole(quantiles.p50)} format={{ minDecimals: 1 }} />
      </dd>
      <dd className="standing">
        {quantiles.n >= MIN_POPULATION ? (
          <>
            p95 <DurationText ns={whole(quantiles.p95)} /> · n {quantiles.n}
          </>
        ) : (
          <>n {quantiles.n}</>
        )}
      </dd>
    </div>
  );
}

function Outcomes({ report, href }: { report: ContainerReport; href: (outcome: Outcome) => string }) {
  return (
    <ul className="outcome-counts">
      {report.outcomes
        .filter(({ n }) => n > 0)
        .map(({ outcome, n }) => (
          <li key={outcome}>
            <a href={href(outcome)}>
              <OutcomeBadge outcome={outcome} /> {n}{" "}
              <span className="dim">{formatShare(BigInt(n), BigInt(report.n))}</span>
            </a>
          </li>
        ))}
    </ul>
  );
}

function Summary({ name, report, newest, dates }: Omit<Props, "view" | "hosts" | "now">) {
  const t = useTranslations("container");
  const last = wallTimeText(newest.wallTime, dates, "full") ?? t("noWallTime");
  const container = visibleText(name, 60);
  if (report === undefined) return t("summaryLast", { last });
  if (report.n === 0) return t("summaryNone", { container, last });
  const failed = report.outcomes.find(({ outcome }) => outcome === "failed")?.n ?? 0;
  const counts = { container, count: report.n, failed };
  const { boot } = report;
  if (boot === undefined) return t("summaryUnmeasured", counts);
  if (boot.n < MIN_POPULATION)
    return t("summaryFew", {
      ...counts,
      min: formatDuration(whole(boot.min)),
      max: formatDuration(whole(boot.max)),
      need: MIN_POPULATION,
    });
  return t("summary", {
    ...counts,
    p50: formatDuration(whole(boot.p50)),
    p95: formatDuration(whole(boot.p95)),
  });
}

/** Whose boots these are, how many of when, and how they usually go. */
export function ContainerHeader({ name, view, dates, hosts, report, newest, now }: Props) {
  const t = useTranslations("container");
  return (
    <header className="container-header">
      <div className="container-top">
        <h1>{visibleText(name)}</h1>
        <Range name={name} view={view} hosts={hosts} now={now} />
      </div>
      <p className="summary">
        <Summary name={name} report={report} newest={newest} dates={dates} />
      </p>
      {report !== undefined && report.n > 0 && (
        <div className="container-figures">
          <dl className="boot-figures">
            {report.boot && <Figure caption={t("bootMedian")} quantiles={report.boot} />}
            {report.ready && <Figure caption={t("readyMedian")} quantiles={report.ready} />}
          </dl>
          <Outcomes
            report={report}
            href={(outcome) => bootsBehind({ container: name, ...view, outcomes: [outcome] })}
          />
          <a href={bootsBehind({ container: name, ...view })}>{t("allBoots", { count: report.n })}</a>
        </div>
      )}
    </header>
  );
}
