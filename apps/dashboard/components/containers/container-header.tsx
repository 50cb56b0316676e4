import {
  cohortHref,
  containerHref,
  formatDuration,
  formatShare,
  MIN_POPULATION,
  visibleText,
  withRange,
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
import type { Rejected } from "../ui/rejected.ts";
import { Still } from "../ui/still.tsx";
import { TimeControl } from "../ui/time-control.tsx";

const whole = (ns: number) => BigInt(Math.round(ns));

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly dates: Dates;
  /** Of all its boots, whatever the view. */
  readonly hosts: ContainerReport["hosts"];
  readonly report: ContainerReport | undefined;
  readonly newest: BootSummary;
  readonly rejected: Rejected;
  readonly now: bigint;
};

type RangeProps = Pick<Props, "name" | "view" | "hosts" | "rejected" | "dates" | "now">;

/** From when to when, on which host: a form of the same fields as the list of boots has. */
function Range({ name, view, hosts, rejected, dates, now }: RangeProps) {
  const t = useTranslations("container");
  const cohorts = useTranslations("cohorts");
  return (
    <div className="range-choice">
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
        <TimeControl
          key={containerHref(name, view)}
          name="time"
          range={view}
          rejected={rejected["time"] ?? rejected["from"] ?? rejected["to"]}
          hrefOf={(range) => containerHref(name, withRange(view, range))}
          {...{ dates, now }}
        />
        <button className="button">{t("apply")}</button>
      </form>
      <Link href={cohortHref({ candidate: { kind: "filter", filter: { container: name, ...view } } })}>
        {cohorts("compareThese")}
      </Link>
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

function Summary({ name, report, newest, dates }: Omit<Props, "view" | "hosts" | "now" | "rejected">) {
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
export function ContainerHeader(props: Props) {
  const { name, view, dates, report, newest } = props;
  const t = useTranslations("container");
  return (
    <header className="container-header">
      <div className="container-top">
        <h1>{visibleText(name)}</h1>
        <Range {...props} />
      </div>
      <p className="summary">
        <Summary name={name} report={report} newest={newest} dates={dates} />
      </p>
      {report !== undefined && report.n > 0 && (
        <Still>
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
        </Still>
      )}
    </header>
  );
}
