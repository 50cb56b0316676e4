import { parseContainerSort, type SearchParams } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContainerTable } from "../../components/container-table.tsx";
import { DatabaseProblem } from "../../components/database-problem.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { readReport } from "../../lib/container-report.ts";
import { sortRows, type ContainerRow } from "../../lib/container-rows.ts";
import { readDatabase } from "../../lib/database.ts";
import { visitorDates } from "../../lib/visitor-dates.ts";

/** Each row asks the statistics once. */
const ROWS = 100;
const BINS = 24;

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("containers");
  return { title: t("title") };
}

async function load(reader: StoreReader) {
  const containers = await reader.containers();
  const most = containers.toSorted((a, b) => b.boots - a.boots).slice(0, ROWS);
  const rows = await Promise.all(
    most.map(async ({ name, boots }): Promise<ContainerRow> => {
      const [newest, { report }] = await Promise.all([
        reader.listBoots({ filter: { container: name }, limit: 1 }),
        readReport(name, {}, BINS, false),
      ]);
      return { name, boots, report, last: newest.boots[0]?.wallTime };
    }),
  );
  return { rows, total: containers.length };
}

export default async function ContainersPage({ searchParams }: Props) {
  const [params, result, t, dates] = await Promise.all([
    searchParams,
    readDatabase(load),
    getTranslations("containers"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent" || result.value.total === 0) return <EmptyState attached={[]} />;
  const { rows, total } = result.value;
  const sort = parseContainerSort(params);
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <p className="summary">
        {t("summary", { count: total })} {total > rows.length && t("most", { count: rows.length })}
      </p>
      <ContainerTable rows={sortRows(rows, sort)} sort={sort} dates={dates} />
    </div>
  );
}
