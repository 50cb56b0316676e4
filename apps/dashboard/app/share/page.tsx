import {
  bootHref,
  cohortHref,
  compareHref,
  MAX_SHARE_TITLE,
  omitUndefined,
  parseShareRequest,
  SHARE_PARTS,
  visibleText,
  type SearchParams,
  type SharePart,
  type ShareSnapshot,
  type ShareSubject,
} from "@hacotaki/core";
import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { InTurn } from "../../components/ui/in-turn.tsx";
import { Link } from "../../components/ui/link.tsx";
import { NoSuchPage } from "../../components/ui/no-such-page.tsx";
import { ShareForm } from "../../components/share/share-form.tsx";
import { SharedSnapshot } from "../../components/share/shared-snapshot.tsx";
import { NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { answerMissing, notebook, readDatabase, sharePreviews, statistics } from "../../bridge/page.ts";
import { parseShareWords } from "../../components/share/share-fields.ts";
import { printOfPreview } from "../../components/share/share-print.ts";
import { takeSnapshot } from "../../components/share/share-snapshot.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("share");
  return { title: t("makeTitle") };
}

/** Parts that there is anything of to show or to hide. */
function offeredOf(subject: ShareSubject, snapshot: ShareSnapshot): readonly SharePart[] {
  if (snapshot.kind === "baseline") return ["notes"];
  if (snapshot.kind === "cohorts") return ["hosts", "commands", "paths", "environment"];
  const has: Partial<Record<SharePart, boolean>> =
    subject.kind === "boot"
      ? { zoom: subject.zoom !== undefined, selection: subject.span !== undefined }
      : { zoom: false, selection: false };
  return SHARE_PARTS.filter((part) => has[part] !== false);
}

function backHref(subject: ShareSubject): string {
  switch (subject.kind) {
    case "boot": {
      const { id, zoom, span } = subject;
      return bootHref(id, { collapsed: [], ...omitUndefined({ zoom, span }) });
    }
    case "comparison":
      return compareHref(subject.view);
    case "cohorts":
      return cohortHref(subject.view);
    case "baseline":
      return `${cohortHref({ baseline: { kind: "named", name: subject.name } })}#baselines`;
  }
}

async function titleOf(snapshot: ShareSnapshot): Promise<string> {
  const [t, boot] = await Promise.all([getTranslations("share"), getTranslations("boot")]);
  const container = ({ boot: { container } }: { readonly boot: { readonly container: string } }) =>
    visibleText(container, 40);
  if (snapshot.kind === "boot") return boot("title", { container: container(snapshot.shared) });
  if (snapshot.kind === "baseline") return visibleText(snapshot.name, MAX_SHARE_TITLE);
  if (snapshot.kind === "cohorts") {
    const [candidate, baseline] = [snapshot.candidate, snapshot.baseline].map(
      ({ name, filter }) => name ?? filter.container ?? t("someBoots"),
    );
    return t("cohortsOf", {
      candidate: visibleText(candidate ?? "", 40),
      baseline: visibleText(baseline ?? "", 40),
    }).slice(0, MAX_SHARE_TITLE);
  }
  return t("comparisonOf", { containers: [...new Set(snapshot.boots.map(container))].join(", ") }).slice(
    0,
    MAX_SHARE_TITLE,
  );
}

async function NothingToShare() {
  await answerMissing();
  return <NoSuchPage />;
}

/** Prepares a share: what it will show, exactly, before there is a link to it. */
export default async function PrepareShare({ searchParams }: Props) {
  const params = await searchParams;
  const asked = parseShareRequest(params);
  if (asked === undefined) return <NothingToShare />;
  const [result, t, dates] = await Promise.all([
    readDatabase((reader) => takeSnapshot({ reader, statistics: statistics(), keeping: notebook() }, asked)),
    getTranslations("share"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  if (result.value === undefined) return <NothingToShare />;
  const { snapshot } = result.value;
  const offered = offeredOf(asked.subject, snapshot);
  const request = { ...asked, parts: asked.parts.filter((part) => offered.includes(part)) };
  sharePreviews().show(request, result.value);
  return (
    <div className="page wide">
      <h1>{t("makeTitle")}</h1>
      <p>{t("makeText")}</p>
      <NextIntlClientProvider messages={{ share: (await getMessages()).share }}>
        <ShareForm
          request={request}
          previewed={printOfPreview(request, snapshot)}
          offered={offered}
          words={{ title: await titleOf(snapshot), ...parseShareWords(params) }}
        />
      </NextIntlClientProvider>
      <section className="share-preview" aria-labelledby="preview">
        <h2 id="preview">{t("preview")}</h2>
        <div className="share-sheet">
          <InTurn>
            <SharedSnapshot snapshot={snapshot} parts={request.parts} dates={dates} />
          </InTurn>
        </div>
      </section>
      <p>
        <Link href={backHref(request.subject)} className="button">
          {t("back")}
        </Link>
      </p>
    </div>
  );
}
