import { imagesHref, parseContainersView, utcNow, type SearchParams } from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContainerTable } from "../../components/containers/container-table.tsx";
import { FillingNotice, isFilling } from "../../components/containers/filling-notice.tsx";
import { ShownFrom } from "../../components/containers/shown-from.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { Link } from "../../components/ui/link.tsx";
import { listImages } from "../../components/containers/list-containers.ts";
import { readDatabase, statistics } from "../../bridge/page.ts";
import { collectorsKnown, NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("containers");
  return { title: t("images") };
}

const NO_BUDGET = { names: [], flag: "" };

/** Boots by the image that their containers were made of. */
export default async function ImagesPage({ searchParams }: Props) {
  const view = parseContainersView(await searchParams);
  const [result, message, t, dates] = await Promise.all([
    readDatabase(async (reader) => ({
      facts: await reader.facts(),
      collectors: await collectorsKnown(reader, utcNow()),
    })),
    listImages(statistics(), view),
    getTranslations("containers"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { facts, collectors } = result.value;
  if (facts.boots === 0) return <EmptyState {...collectors} />;
  const { total, state, lines } = message;
  return (
    <div className="page wide">
      <h1>{t("images")}</h1>
      <p className="summary">
        {total > 0 && t("imagesSummary", { count: total })}
        <ShownFrom view={view} count={lines.length} first={imagesHref({ sort: view.sort })} />
      </p>
      <FillingNotice state={state} />
      {total > 0 ? (
        <ContainerTable
          of="images"
          key={`${view.sort} ${view.from}`}
          initial={message}
          view={view}
          dates={dates}
          broken={NO_BUDGET}
        />
      ) : (
        !isFilling(state) && (
          <div className="nothing">
            {t("noImages")} <Link href="/containers">{t("toContainers")}</Link>
          </div>
        )
      )}
    </div>
  );
}
