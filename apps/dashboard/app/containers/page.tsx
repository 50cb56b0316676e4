import {
  containersHref,
  parseContainersView,
  utcNow,
  type ContainersView,
  type SearchParams,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FiringNotice, firingContainers } from "../../components/alerts/firing-notice.tsx";
import { ContainerTable } from "../../components/containers/container-table.tsx";
import { FillingNotice } from "../../components/containers/filling-notice.tsx";
import { ShownFrom } from "../../components/containers/shown-from.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { listContainers } from "../../components/containers/list-containers.ts";
import { readDatabase, statistics } from "../../bridge/page.ts";
import { collectorsKnown, NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("containers");
  return { title: t("title") };
}

async function load(reader: StoreReader, view: ContainersView) {
  const [message, collectors] = await Promise.all([
    listContainers(reader, statistics(), view),
    collectorsKnown(reader, utcNow()),
  ]);
  return { message, collectors };
}

export default async function ContainersPage({ searchParams }: Props) {
  const view = parseContainersView(await searchParams);
  const [result, t, dates, alerts] = await Promise.all([
    readDatabase((reader) => load(reader, view)),
    getTranslations("containers"),
    visitorDates(),
    getTranslations("alerts"),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { message, collectors } = result.value;
  const { total, state, lines } = message;
  if (total === 0) return <EmptyState {...collectors} />;
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <p className="summary">
        {t("summary", { count: total })}
        <ShownFrom view={view} count={lines.length} first={containersHref({ sort: view.sort })} />
      </p>
      <FillingNotice state={state} />
      <FiringNotice />
      <ContainerTable
        of="containers"
        key={`${view.sort} ${view.from}`}
        initial={message}
        view={view}
        dates={dates}
        broken={{ names: [...firingContainers()], flag: alerts("flag") }}
      />
    </div>
  );
}
