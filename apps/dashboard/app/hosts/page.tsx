import {
  cohortHref,
  filterOfGroup,
  filterQuery,
  hostsHref,
  labelGroupedBy,
  parseHostsView,
  utcNow,
  visibleText,
  type BootGroups,
  type HostsView,
  type SearchParams,
  type StatisticsState,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { isFleet, readDatabase, statistics } from "../../bridge/page.ts";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { collectorsKnown, NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { FillingNotice } from "../../components/containers/filling-notice.tsx";
import { hostRows, sortedHosts } from "../../components/hosts/host-rows.ts";
import { HostTable } from "../../components/hosts/host-table.tsx";
import { GroupedByChoice, HostsFilter } from "../../components/hosts/hosts-choice.tsx";
import { HostsSummary } from "../../components/hosts/hosts-summary.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { DroppedNotice } from "../../components/ui/dropped-notice.tsx";
import { Link } from "../../components/ui/link.tsx";
import { Notice } from "../../components/ui/notice.tsx";
import { SampleNotice } from "../../components/ui/sample-notice.tsx";
import { isSaidForGood, rejectedOf, withRejected } from "../../components/ui/rejected.ts";
import { FollowChanges } from "../../follow/follow-page.tsx";
import { visitorDates } from "../../i18n/visitor-dates.ts";

const MOST_HOSTS = 10_000;
const LABELS = "/docs/fleet#labels";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("hosts"))("title") };
}

async function load(reader: StoreReader) {
  const [{ revision, boots: total }, hosts, containers, facts, collectors] = await Promise.all([
    reader.facts(),
    reader.hosts(),
    reader.containers(),
    reader.hostFacts?.(MOST_HOSTS),
    collectorsKnown(reader, utcNow()),
  ]);
  return { revision, total, hosts, containers, facts, collectors };
}

type Counted = BootGroups & { readonly state: StatisticsState | undefined };

/** Without statistics the page says so. */
async function count({ by, filter }: HostsView): Promise<Counted> {
  const source = statistics();
  try {
    const [groups, state] = await Promise.all([
      source.groups({ by, filter }),
      source.state({ questions: ["groups"] }),
    ]);
    return { ...groups, state };
  } catch {
    return { groups: [], omitted: 0, state: undefined };
  }
}

/** Where two groups are compared: the quicker one is the baseline. Undefined for any other number of them. */
function comparisonOf({ by, filter, picked }: HostsView, { groups }: BootGroups): string | undefined {
  if (picked.length !== 2) return undefined;
  const medianOf = (key: string) => groups.find((group) => group.key === key)?.boot?.p50 ?? 0;
  const [baseline, candidate] = picked
    .toSorted((a, b) => medianOf(a) - medianOf(b))
    .flatMap((key) => filterOfGroup(by, { key }, filter) ?? []);
  if (baseline === undefined || candidate === undefined) return undefined;
  return cohortHref({
    baseline: { kind: "filter", filter: baseline },
    candidate: { kind: "filter", filter: candidate },
  });
}

/** Why there is no label to put boots together by, and how one is given. */
async function NoLabels({ label }: { readonly label: string | undefined }) {
  const t = await getTranslations("hosts");
  const tags = {
    code: (words: React.ReactNode) => <code>{words}</code>,
    link: (words: React.ReactNode) => <a href={LABELS}>{words}</a>,
  };
  return (
    <p className="dim">
      {label === undefined
        ? t.rich("noLabels", tags)
        : t.rich("nobodyHas", { ...tags, label: visibleText(label, 40) })}
    </p>
  );
}

/** The hosts of a fleet, or of a database that has boots of several, in figures: one by one, or by what they are. */
export default async function HostsPage({ searchParams }: Props) {
  const params = await searchParams;
  const [dates, t] = await Promise.all([visitorDates(), getTranslations("hosts")]);
  const now = utcNow();
  const { view, dropped } = parseHostsView(params, { now, timeZone: dates.timeZone });
  const rejected = rejectedOf(params, dropped);
  if (isSaidForGood(params, dropped, view.filter)) redirect(withRejected(hostsHref(view), rejected));
  const [result, counted] = await Promise.all([readDatabase(load), count(view)]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { revision, total, hosts, containers, facts, collectors } = result.value;
  if (total === 0) return <EmptyState {...collectors} />;
  const comparison = view.compares ? comparisonOf(view, counted) : undefined;
  if (comparison !== undefined) redirect(comparison);
  const rows = sortedHosts(hostRows(counted.groups, { by: view.by, hosts, facts, now }), view.by, view.sort);
  const labels = [...new Set(facts?.flatMap((host) => Object.keys(host.labels)))].sort();
  const label = labelGroupedBy(view.by);
  const isLabelUnknown = label !== undefined && rows.every(({ group }) => group.key === "");
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <DroppedNotice names={dropped} rejected={rejected} />
      <FollowChanges since={revision} />
      <FillingNotice state={counted.state} />
      <SampleNotice sample={counted.sample} of="durations" />
      {view.compares && <Notice tone="warn">{t("tickTwo", { count: view.picked.length })}</Notice>}
      <GroupedByChoice view={view} labels={labels} />
      {isFleet() && (labels.length === 0 || isLabelUnknown) && <NoLabels label={label} />}
      <HostsFilter
        key={hostsHref(view)}
        {...{ view, containers, hosts, rejected, dates, now }}
        isFleet={isFleet()}
      />
      {rows.length === 0 ? (
        counted.state !== undefined && (
          <p className="summary">
            {t("nothing")}{" "}
            {filterQuery(view.filter).size > 0 && (
              <Link href={hostsHref({ by: view.by })}>{t("allBoots")}</Link>
            )}
          </p>
        )
      ) : (
        <>
          <HostsSummary rows={rows} view={view} omitted={counted.omitted} dates={dates} />
          <HostTable rows={rows} view={view} isFleet={isFleet()} dates={dates} />
        </>
      )}
    </div>
  );
}
