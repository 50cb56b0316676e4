import { parseContainerSort, utcNow, type SearchParams } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContainerTable } from "../../components/containers/container-table.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { Notice } from "../../components/ui/notice.tsx";
import { readSummaries } from "../../components/containers/container-report.ts";
import { containerRows, sortRows } from "../../components/containers/container-rows.ts";
import { readDatabase } from "../../bridge/page.ts";
import { collectorsKnown, NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";

/** More rows than this nobody reads; the list of boots finds the others by name. */
const ROWS = 300;
const BINS = 24;

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("containers");
  return { title: t("title") };
}

async function load(reader: StoreReader) {
  const [containers, collectors] = await Promise.all([
    reader.containers(),
    collectorsKnown(reader, utcNow()),
  ]);
  return { containers, collectors, ...(await readSummaries(BINS)) };
}

export default async function ContainersPage({ searchParams }: Props) {
  const [params, result, t, dates] = await Promise.all([
    searchParams,
    readDatabase(load),
    getTranslations("containers"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { containers, collectors, summaries, state } = result.value;
  if (containers.length === 0) return <EmptyState {...collectors} />;
  const sort = parseContainerSort(params);
  const rows = sortRows(containerRows(containers, summaries), sort);
  const total = containers.length;
  const isFilling = state === undefined || state.known < state.total;
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <p className="summary">
        {t("summary", { count: total })} {total > ROWS && t("most", { count: ROWS })}
      </p>
      {isFilling && (
        <Notice tone="plain">
          {state === undefined ? t("noStatistics") : t("filling", { known: state.known, total: state.total })}
        </Notice>
      )}
      <ContainerTable rows={rows.slice(0, ROWS)} sort={sort} dates={dates} />
    </div>
  );
}
