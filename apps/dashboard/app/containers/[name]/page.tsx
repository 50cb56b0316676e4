import {
  containerOfSegment,
  containerSegment,
  parseContainerView,
  visibleText,
  type ContainerView,
  type SearchParams,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContainerBands } from "../../../components/container-bands.tsx";
import { ContainerBlame } from "../../../components/container-blame.tsx";
import { ContainerChanges } from "../../../components/container-changes.tsx";
import { ContainerFailures } from "../../../components/container-failures.tsx";
import { ContainerHeader } from "../../../components/container-header.tsx";
import { ContainerHistograms } from "../../../components/container-histograms.tsx";
import { DatabaseProblem } from "../../../components/database-problem.tsx";
import { DroppedNotice } from "../../../components/dropped-notice.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { NoSuchContainer } from "../../../components/no-such-container.tsx";
import { Notice } from "../../../components/notice.tsx";
import { SlowestBoots } from "../../../components/slowest-boots.tsx";
import { NO_COLLECTOR } from "../../../lib/recording-facts.ts";
import { cardMetadata } from "../../../lib/card-metadata.ts";
import { readReport } from "../../../lib/container-report.ts";
import { readDatabase } from "../../../lib/database.ts";
import { utcNow } from "../../../lib/utc-now.ts";
import { visitorDates } from "../../../lib/visitor-dates.ts";
import { FollowChanges } from "../../../live/follow-page.tsx";

const BINS = 30;
const SLOWEST_SHOWN = 10;

type Props = {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<SearchParams>;
};

async function load(reader: StoreReader, name: string, view: ContainerView) {
  const { revision } = await reader.facts();
  const newest = await reader.listBoots({ filter: { container: name }, limit: 1 });
  if (newest.boots[0] === undefined) return undefined;
  const filter = { container: name, ...view };
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
  const { view, dropped } = parseContainerView(await searchParams);
  const [result, { report, changes, state }, t, dates] = await Promise.all([
    readDatabase((reader) => load(reader, name, view)),
    readReport(name, view, BINS),
    getTranslations("container"),
    visitorDates(),
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
        now={utcNow()}
      />
      <DroppedNotice names={dropped} />
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
      {report !== undefined && report.n > 0 && (
        <>
          <ContainerBands {...place} report={report} changes={changes?.changes ?? []} />
          {changes !== undefined && changes.looked > 0 && <ContainerChanges {...place} changes={changes} />}
          <ContainerBlame name={name} view={view} report={report} />
        </>
      )}
      {slowest.length > 0 && <SlowestBoots {...place} boots={slowest} />}
      {report !== undefined && report.n > 0 && (
        <>
          <ContainerHistograms name={name} view={view} report={report} />
          <ContainerFailures name={name} view={view} report={report} />
        </>
      )}
    </div>
  );
}
