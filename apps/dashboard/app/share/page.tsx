import {
  bootHref,
  cohortHref,
  compareHref,
  MAX_SHARE_COMMENT,
  MAX_SHARE_TITLE,
  parseShareRequest,
  SHARE_PARTS,
  shareQuery,
  visibleText,
  type SearchParams,
  type SharePart,
  type ShareRequest,
  type ShareSnapshot,
  type ShareSubject,
} from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatabaseProblem } from "../../components/database-problem.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Link } from "../../components/link.tsx";
import { NoSuchPage } from "../../components/no-such-page.tsx";
import { SharedSnapshot } from "../../components/shared-snapshot.tsx";
import { readDatabase } from "../../lib/database.ts";
import { answerMissing } from "../../lib/answer-missing.ts";
import { notebook } from "../../lib/notebook.ts";
import { SHARE_DAYS } from "../../lib/share-form.ts";
import { takeSnapshot } from "../../lib/share-snapshot.ts";
import { statistics } from "../../lib/statistics.ts";
import { visitorDates } from "../../lib/visitor-dates.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("share");
  return { title: t("makeTitle") };
}

/** Parts that the boots have anything of to hide. */
const BOOT_PARTS: readonly SharePart[] = SHARE_PARTS;
const GROUP_PARTS: readonly SharePart[] = ["notes"];

const backHref = (subject: ShareSubject) =>
  subject.kind === "boot"
    ? bootHref(subject.id)
    : subject.kind === "comparison"
      ? compareHref(subject.view)
      : `${cohortHref({ baseline: { kind: "named", name: subject.name } })}#baselines`;

const Hidden = ({ request }: { request: ShareRequest }) =>
  [...shareQuery(request)].map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));

/** What is visible: a form of its own, so that what is shared is what the preview shows. */
async function PartsForm({ request, offered }: { request: ShareRequest; offered: readonly SharePart[] }) {
  const [t, part] = await Promise.all([getTranslations("share"), getTranslations("share.part")]);
  return (
    <form method="get" action="/share" className="share-parts">
      <Hidden request={{ ...request, parts: [] }} />
      <fieldset>
        <legend>{t("alsoShow")}</legend>
        {offered.map((each) => (
          <label key={each}>
            <input type="checkbox" name="show" value={each} defaultChecked={request.parts.includes(each)} />{" "}
            {part(each)}
          </label>
        ))}
      </fieldset>
      <button className="button">{t("updatePreview")}</button>
    </form>
  );
}

async function LinkForm({ request, title }: { request: ShareRequest; title: string }) {
  const t = await getTranslations("share");
  return (
    <form method="post" action="/api/shares" className="share-form">
      <Hidden request={request} />
      <label className="field">
        <span>{t("title")}</span>
        <input
          type="text"
          name="title"
          defaultValue={title}
          maxLength={MAX_SHARE_TITLE}
          required
          autoComplete="off"
        />
      </label>
      <label className="field">
        <span>{t("comment")}</span>
        <textarea name="comment" rows={2} maxLength={MAX_SHARE_COMMENT} />
      </label>
      <div className="share-last">
        <label className="field">
          <span>{t("expires")}</span>
          <select name="expires" defaultValue="30">
            {SHARE_DAYS.map((days) => (
              <option key={days} value={days}>
                {t("days", { days })}
              </option>
            ))}
            <option value="">{t("untilRevoked")}</option>
          </select>
        </label>
        <button className="button" data-primary="">
          {t("make")}
        </button>
      </div>
    </form>
  );
}

async function titleOf(snapshot: ShareSnapshot): Promise<string> {
  const [t, boot] = await Promise.all([getTranslations("share"), getTranslations("boot")]);
  const container = ({ boot: { container } }: { readonly boot: { readonly container: string } }) =>
    visibleText(container, 40);
  if (snapshot.kind === "boot") return boot("title", { container: container(snapshot.shared) });
  if (snapshot.kind === "baseline") return visibleText(snapshot.name, MAX_SHARE_TITLE);
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
  const request = parseShareRequest(await searchParams);
  if (request === undefined) return <NothingToShare />;
  const [result, t, dates] = await Promise.all([
    readDatabase((reader) =>
      takeSnapshot({ reader, statistics: statistics(), keeping: notebook() }, request),
    ),
    getTranslations("share"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState attached={[]} />;
  if (result.value === undefined) return <NothingToShare />;
  const { snapshot } = result.value;
  return (
    <div className="page wide">
      <h1>{t("makeTitle")}</h1>
      <p>{t("makeText")}</p>
      <div className="share-make">
        <PartsForm request={request} offered={snapshot.kind === "baseline" ? GROUP_PARTS : BOOT_PARTS} />
        <LinkForm request={request} title={await titleOf(snapshot)} />
      </div>
      <section className="share-preview" aria-labelledby="preview">
        <h2 id="preview">{t("preview")}</h2>
        <div className="share-sheet">
          <SharedSnapshot snapshot={snapshot} parts={request.parts} dates={dates} />
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
