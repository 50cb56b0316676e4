import {
  bootsHref,
  boxedFilterOf,
  boxText,
  cohortHref,
  filterOf,
  filterQuery,
  formatDuration,
  packBoots,
  parseBootsView,
  utcNow,
  type BootsView,
  type BootSummary,
  type Lengths,
  type TimeScale,
  type SearchParams,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { Announced } from "../components/ui/announced.tsx";
import { BootList } from "../components/boots/boot-list.tsx";
import { BootsFilter } from "../components/boots/boots-filter.tsx";
import { BootsOverview } from "../components/boots/boots-overview.tsx";
import { ChartsFold } from "../components/boots/charts-fold.tsx";
import { chartsOf, overviewQuery } from "../components/boots/overview-query.ts";
import { DatabaseProblem } from "../components/ui/database-problem.tsx";
import { FiringNotice } from "../components/alerts/firing-notice.tsx";
import { DroppedNotice } from "../components/ui/dropped-notice.tsx";
import { EmptyState } from "../components/collector/empty-state.tsx";
import { FilterParts } from "../components/ui/filter-parts.tsx";
import { Link } from "../components/ui/link.tsx";
import { isSaidForGood, rejectedOf, withRejected } from "../components/ui/rejected.ts";
import { Star } from "../components/ui/star.tsx";
import { WhatDiffers } from "../components/boots/what-differs.tsx";
import { bootLength } from "../components/ui/boot-facts.ts";
import { awayBoots } from "../components/ui/watched.ts";
import { isFleet, notebook, readDatabase, statistics } from "../bridge/page.ts";
import { FollowCharts } from "../follow/follow-charts.tsx";
import { listBoots } from "../components/boots/list-boots.ts";
import { collectorsKnown, NO_COLLECTOR } from "../components/collector/recording-facts.ts";
import { scaleOf, sharedScale } from "../charts/mini-waterfall/scale.ts";
import { preferenceOf } from "../i18n/preferences.ts";
import type { Dates } from "../i18n/wall-time.ts";
import { visitorDates } from "../i18n/visitor-dates.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("boots");
  return { title: { absolute: `${t("title")} · Hacotaki` } };
}

async function load(reader: StoreReader, view: BootsView, after: string | undefined) {
  const listed = listBoots(reader, statistics(), view, after);
  // Told by another thread while the database is read in this one.
  const ranked = listed.then(({ boots }) =>
    // The list is worth showing without the statistics.
    statistics()
      .percentiles(boots.map(({ id }) => id))
      .catch(() => []),
  );
  const [message, { boots: total }, containers, hosts, collectors, percentiles, away] = await Promise.all([
    listed,
    reader.facts(),
    reader.containers(),
    reader.hosts(),
    collectorsKnown(reader, utcNow()),
    ranked,
    listed.then(({ boots }) => awayBoots(reader, boots, utcNow())),
  ]);
  const hasHostLabels = reader.hostFacts !== undefined;
  return { message, total, containers, hosts, hasHostLabels, collectors, percentiles, away };
}

/** What the charts show. Undefined while the statistics cannot be had: the list is worth showing without them. */
async function loadStatistics(view: BootsView, scale: TimeScale) {
  const source = statistics();
  try {
    const [overview, state, differences] = await Promise.all([
      source.overview(overviewQuery(view, scale)),
      source.state(chartsOf(view)),
      view.box ? source.whatDiffers({ filter: filterOf(view), box: view.box }) : undefined,
    ]);
    return { overview, state, differences };
  } catch {
    return undefined;
  }
}

/** Boots with a star; nothing where the notebook cannot be read. */
const pinnedIds = () => notebook().read((kept) => kept.pins().map(({ bootId }) => bootId)) ?? [];

const slowestOf = (boots: readonly BootSummary[]) =>
  boots.reduce((max, boot) => {
    const length = bootLength(boot);
    return "ns" in length && length.ns > max ? length.ns : max;
  }, 0n);

/** The scale of all rows, whichever are loaded; undefined where each has its own. */
function rowScale(scale: TimeScale, lengths: Lengths | undefined, boots: readonly BootSummary[]) {
  if (scale === "own") return undefined;
  return lengths === undefined ? sharedScale(boots, scale) : scaleOf(lengths, scale);
}

/** What an address means by a visitor's clock; one that says a time in words that mean it for good is sent on to it. */
function viewIn(params: SearchParams, { timeZone }: Dates) {
  const { view, dropped } = parseBootsView(params, { now: utcNow(), timeZone });
  const rejected = rejectedOf(params, dropped);
  if (isSaidForGood(params, dropped, view)) redirect(withRejected(bootsHref(view), rejected));
  return { view, dropped, rejected };
}

/** Where these boots, and boots that were kept, lead to. */
async function Ways({ view, isAny, pinned }: { view: BootsView; isAny: boolean; pinned: number }) {
  const [keep, cohorts] = await Promise.all([getTranslations("keep"), getTranslations("cohorts")]);
  const filter = boxedFilterOf(view);
  return (
    <>
      {isAny && filterQuery(filter).size > 0 && (
        <p className="section-link">
          <Link href={cohortHref({ candidate: { kind: "filter", filter } })}>{cohorts("compareThese")}</Link>
        </p>
      )}
      {pinned > 0 && (
        <p className="kept-link">
          <Star isFilled /> <Link href="/pins">{keep("pinsLink", { count: pinned })}</Link>
        </p>
      )}
    </>
  );
}

export default async function BootsPage({ searchParams }: Props) {
  const params = await searchParams;
  const [dates, jar] = await Promise.all([visitorDates(), cookies()]);
  const { view, dropped, rejected } = viewIn(params, dates);
  const after = typeof params["after"] === "string" ? params["after"].slice(0, 500) : undefined;
  const pinned = pinnedIds();
  const scale = view.scale ?? preferenceOf("scale", jar.get("scale")?.value) ?? "linear";
  const [result, counted, t, charts] = await Promise.all([
    readDatabase((reader) => load(reader, view, after)),
    loadStatistics(view, scale),
    getTranslations("boots"),
    getTranslations("charts"),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { message, total, containers, hosts, hasHostLabels, collectors, percentiles, away } = result.value;
  if (total === 0) return <EmptyState {...collectors} />;
  const now = utcNow();
  const failed = message.boots.filter(({ outcome }) => outcome === "failed").length;
  return (
    <div className="page wide">
      <h1 className="sr">{t("title")}</h1>
      <a className="skip" href="#boots">
        {t("skipToList")}
      </a>
      <DroppedNotice names={dropped} rejected={rejected} />
      <FiringNotice />
      <BootsFilter
        view={view}
        containers={containers}
        hosts={hosts}
        hasHostLabels={hasHostLabels}
        rejected={rejected}
        dates={dates}
        now={now}
      />
      {counted === undefined ? (
        <p className="dim">{charts("unavailable")}</p>
      ) : (
        <ChartsFold isOpen={jar.get("charts")?.value !== "closed"} label={charts("fold")}>
          <BootsOverview
            view={view}
            scale={scale}
            overview={counted.overview}
            state={counted.state}
            dates={dates}
          />
        </ChartsFold>
      )}
      <FollowCharts since={message.revision} />
      {counted?.differences && <WhatDiffers view={view} differences={counted.differences} />}
      <Announced className="sr">
        {t("summary", {
          count: message.boots.length,
          failed,
          slowest: formatDuration(slowestOf(message.boots)),
        })}
      </Announced>
      <Ways view={view} isAny={message.boots.length > 0} pinned={pinned.length} />
      <BootList
        key={JSON.stringify([filterQuery(view).toString(), view.box && boxText(view.box), view.sort, after])}
        initial={packBoots(message)}
        view={view}
        dates={dates}
        percentiles={percentiles}
        pinned={pinned}
        hosts={hosts}
        scale={rowScale(scale, counted?.overview.lengths, message.boots)}
        now={now}
        away={away}
        takesImports={!isFleet()}
        nothing={
          message.boots.length === 0 &&
          filterQuery(boxedFilterOf(view)).size > 0 && <FilterParts view={view} hosts={hosts} dates={dates} />
        }
      />
    </div>
  );
}
