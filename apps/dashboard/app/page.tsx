import {
  boxedFilterOf,
  boxText,
  cohortHref,
  filterOf,
  filterQuery,
  formatDuration,
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
import { Announced } from "../components/ui/announced.tsx";
import { BootList } from "../components/boots/boot-list.tsx";
import { BootsFilter } from "../components/boots/boots-filter.tsx";
import { BootsOverview } from "../components/boots/boots-overview.tsx";
import { overviewQuery } from "../components/boots/overview-query.ts";
import { DatabaseProblem } from "../components/ui/database-problem.tsx";
import { DroppedNotice } from "../components/ui/dropped-notice.tsx";
import { EmptyState } from "../components/collector/empty-state.tsx";
import { FilterParts } from "../components/ui/filter-parts.tsx";
import { Link } from "../components/ui/link.tsx";
import { Star } from "../components/ui/star.tsx";
import { WhatDiffers } from "../components/boots/what-differs.tsx";
import { bootLength } from "../components/ui/boot-facts.ts";
import { notebook, readDatabase, statistics } from "../bridge/page.ts";
import { FollowCharts } from "../follow/follow-charts.tsx";
import { listBoots } from "../components/boots/list-boots.ts";
import { collectorsKnown, NO_COLLECTOR } from "../components/collector/recording-facts.ts";
import { scaleOf, sharedScale } from "../charts/mini-waterfall/scale.ts";
import { preferenceOf } from "../i18n/preferences.ts";
import { visitorDates } from "../i18n/visitor-dates.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("boots");
  return { title: { absolute: `${t("title")} · Hacotaki` } };
}

async function load(reader: StoreReader, view: BootsView, after: string | undefined) {
  const [message, { boots: total }, containers, hosts, collectors] = await Promise.all([
    listBoots(reader, statistics(), view, after),
    reader.facts(),
    reader.containers(),
    reader.hosts(),
    collectorsKnown(reader, utcNow()),
  ]);
  // The list is worth showing without the statistics.
  const percentiles = await statistics()
    .percentiles(message.boots.map(({ id }) => id))
    .catch(() => []);
  return { message, total, containers, hosts, collectors, percentiles };
}

/** What the charts show. Undefined while the statistics cannot be had: the list is worth showing without them. */
async function loadStatistics(view: BootsView, scale: TimeScale) {
  const source = statistics();
  try {
    const [overview, state, differences] = await Promise.all([
      source.overview(overviewQuery(view, scale)),
      source.state(),
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

export default async function BootsPage({ searchParams }: Props) {
  const params = await searchParams;
  const { view, dropped } = parseBootsView(params);
  const after = typeof params["after"] === "string" ? params["after"].slice(0, 500) : undefined;
  const pinned = pinnedIds();
  const scale = view.scale ?? preferenceOf("scale", (await cookies()).get("scale")?.value) ?? "linear";
  const [result, counted, t, keep, cohorts, charts, dates] = await Promise.all([
    readDatabase((reader) => load(reader, view, after)),
    loadStatistics(view, scale),
    getTranslations("boots"),
    getTranslations("keep"),
    getTranslations("cohorts"),
    getTranslations("charts"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { message, total, containers, hosts, collectors, percentiles } = result.value;
  if (total === 0) return <EmptyState {...collectors} />;
  const now = utcNow();
  const failed = message.boots.filter(({ outcome }) => outcome === "failed").length;
  return (
    <div className="page wide">
      <h1 className="sr">{t("title")}</h1>
      <DroppedNotice names={dropped} />
      <BootsFilter view={view} containers={containers} hosts={hosts} dates={dates} now={now} />
      {counted === undefined ? (
        <p className="dim">{charts("unavailable")}</p>
      ) : (
        <BootsOverview
          view={view}
          scale={scale}
          overview={counted.overview}
          state={counted.state}
          dates={dates}
        />
      )}
      <FollowCharts since={message.revision} />
      {counted?.differences && <WhatDiffers view={view} differences={counted.differences} hosts={hosts} />}
      <Announced className="sr">
        {t("summary", {
          count: message.boots.length,
          failed,
          slowest: formatDuration(slowestOf(message.boots)),
        })}
      </Announced>
      {filterQuery(boxedFilterOf(view)).size > 0 && (
        <p className="section-link">
          <Link href={cohortHref({ candidate: { kind: "filter", filter: boxedFilterOf(view) } })}>
            {cohorts("compareThese")}
          </Link>
        </p>
      )}
      {pinned.length > 0 && (
        <p className="kept-link">
          <Star isFilled /> <Link href="/pins">{keep("pinsLink", { count: pinned.length })}</Link>
        </p>
      )}
      <BootList
        key={JSON.stringify([filterQuery(view).toString(), view.box && boxText(view.box), view.sort, after])}
        initial={message}
        view={view}
        dates={dates}
        percentiles={percentiles}
        pinned={pinned}
        scale={rowScale(scale, counted?.overview.lengths, message.boots)}
        now={now}
        nothing={
          message.boots.length === 0 &&
          filterQuery(boxedFilterOf(view)).size > 0 && <FilterParts view={view} hosts={hosts} dates={dates} />
        }
      />
    </div>
  );
}
