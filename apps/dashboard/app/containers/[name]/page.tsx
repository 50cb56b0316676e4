import {
  containerHref,
  containerOfSegment,
  containerSegment,
  parseContainerView,
  utcNow,
  visibleText,
  withFixedTime,
  type ContainerView,
  type SearchParams,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { ContainerAlerts } from "../../../components/alerts/firing-notice.tsx";
import { ContainerBands } from "../../../components/containers/container-bands.tsx";
import { ContainerBlame } from "../../../components/containers/container-blame.tsx";
import { ContainerReasons } from "../../../components/containers/container-reasons.tsx";
import { ContainerChanges } from "../../../components/containers/container-changes.tsx";
import { ContainerFailures } from "../../../components/containers/container-failures.tsx";
import { ContainerHeader } from "../../../components/containers/container-header.tsx";
import { ContainerHistograms } from "../../../components/containers/container-histograms.tsx";
import { BoundNotice } from "../../../components/ui/bound-notice.tsx";
import { DatabaseProblem } from "../../../components/ui/database-problem.tsx";
import { DroppedNotice } from "../../../components/ui/dropped-notice.tsx";
import { EmptyState } from "../../../components/collector/empty-state.tsx";
import { NoSuchContainer } from "../../../components/containers/no-such-container.tsx";
import { InTurn } from "../../../components/ui/in-turn.tsx";
import { Notice } from "../../../components/ui/notice.tsx";
import { isSaidForGood, rejectedOf, withRejected } from "../../../components/ui/rejected.ts";
import { SampleNotice } from "../../../components/ui/sample-notice.tsx";
import { Still } from "../../../components/ui/still.tsx";
import { SlowestBoots } from "../../../components/containers/slowest-boots.tsx";
import { NO_COLLECTOR } from "../../../components/collector/recording-facts.ts";
import { cardMetadata } from "../../../components/shell/card-metadata.ts";
import { readReport } from "../../../components/containers/container-report.ts";
import { readDatabase } from "../../../bridge/page.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import { FollowChanges } from "../../../follow/follow-page.tsx";

const BINS = 30;
const SLOWEST_SHOWN = 10;

type Props = {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<SearchParams>;
};

async function load(reader: StoreReader, name: string, view: ContainerView) {
  const revision = await reader.revision();
  const newest = await reader.listBoots({ filter: { container: name }, limit: 1 });
  if (newest.boots[0] === undefined) return undefined;
  const filter = { container: name, ...withFixedTime(view) };
  const slowest = await reader.listBoots({
    filter: { ...filter, outcomes: ["up", "ready"] },
    sort: "slowest",
    limit: SLOWEST_SHOWN,
  });
  return { revision, newest: newest.boots[0], slowest: slowest.boots };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ name }, t] = await Promise.all([params, getTranslations("container")]);
  const given = containerOfSegment(name);
  const container = visibleText(given, 60);
  return cardMetadata(`/cards/containers/${containerSegment(given)}.png`, {
    title: t("title", { container }),
    description: t("card", { container }),
  });
}

export default async function ContainerPage({ params, searchParams }: Props) {
  const name = containerOfSegment((await params).name);
  const [given, dates] = await Promise.all([searchParams, visitorDates()]);
  const { view, dropped } = parseContainerView(given, { now: utcNow(), timeZone: dates.timeZone });
  const rejected = rejectedOf(given, dropped);
  if (isSaidForGood(given, dropped, view)) redirect(withRejected(containerHref(name, view), rejected));
  const [result, { report, changes, state }, t] = await Promise.all([
    readDatabase((reader) => load(reader, name, view)),
    readReport(name, view, BINS),
    getTranslations("container"),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  if (!result.value) return <NoSuchContainer name={name} />;
  const { revision, newest, slowest } = result.value;
  const isFilling = state === undefined || state.known < state.total;
  const place = { name, view, dates };
  return (
    <div className="page wide container-page">
      <ContainerHeader
        {...place}
        hosts={report?.hosts ?? []}
        report={report}
        newest={newest}
        rejected={rejected}
        now={utcNow()}
      />
      <DroppedNotice names={dropped} rejected={rejected} />
      <ContainerAlerts name={name} />
      {isFilling && (
        <>
          <Notice tone="plain">
            {state === undefined
              ? t("noStatistics")
              : t("filling", { known: state.known, total: state.total })}
          </Notice>
          <FollowChanges since={revision} />
        </>
      )}
      <BoundNotice state={state} />
      <SampleNotice sample={report?.sample} of="spans" />
      {report !== undefined && report.n > 0 && (
        <>
          <InTurn>
            <ContainerBands {...place} report={report} changes={changes?.changes ?? []} />
          </InTurn>
          <InTurn>
            {changes !== undefined && changes.looked > 0 && (
              <Still>
                <ContainerChanges {...place} changes={changes} />
              </Still>
            )}
            <Still>
              <ContainerBlame name={name} view={view} report={report} />
            </Still>
            <Still>
              <ContainerReasons name={name} view={view} report={report} />
            </Still>
          </InTurn>
        </>
      )}
      {slowest.length > 0 && (
        <InTurn>
          <SlowestBoots {...place} boots={slowest} />
        </InTurn>
      )}
      {report !== undefined && report.n > 0 && (
        <InTurn>
          <Still>
            <ContainerHistograms name={name} view={view} report={report} />
          </Still>
          <Still>
            <ContainerFailures name={name} view={view} report={report} />
          </Still>
        </InTurn>
      )}
    </div>
  );
}
