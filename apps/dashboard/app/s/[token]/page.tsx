import {
  cohortFindings,
  cohortSentence,
  utcNow,
  visibleText,
  type SharePart,
  type ShareSnapshot,
} from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { NoSuchShare } from "../../../components/share/no-such-share.tsx";
import { NoteText } from "../../../components/boot/note-text.tsx";
import { SharedSnapshot } from "../../../components/share/shared-snapshot.tsx";
import { bootSentence } from "../../../components/boot/boot-sentence.ts";
import { spanNamer } from "../../../components/ui/span-name.ts";
import { cardMetadata } from "../../../components/shell/card-metadata.ts";
import { isForShare, notebook } from "../../../bridge/page.ts";
import { SHARE_CARD } from "../../../components/share/share-address.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import { wallTimeText } from "../../../i18n/wall-time.ts";

/** Parts that say how a boot went, and nothing of where. */
const SHOWS_NOTHING_OF_HOSTS: ReadonlySet<SharePart> = new Set(["usual", "zoom", "selection"]);

type Props = { readonly params: Promise<{ readonly token: string }> };

/** Read once for title and page; only behind the door, which counts who tries. */
const open = cache(async (token: string) =>
  (await isForShare()) ? notebook().read((kept) => kept.openShare(token, utcNow())) : undefined,
);

/** What a chat shows beneath the title. */
async function sentenceOf(snapshot: ShareSnapshot): Promise<string> {
  const [t, boot, compare] = await Promise.all([
    getTranslations("share"),
    getTranslations("boot"),
    getTranslations("compare"),
  ]);
  if (snapshot.kind === "boot") {
    const spanName = spanNamer(await getTranslations("spanNames"));
    return bootSentence(boot, spanName, snapshot.shared.boot, snapshot.shared.usual);
  }
  if (snapshot.kind === "comparison") return compare("card", { count: snapshot.boots.length });
  if (snapshot.kind === "cohorts")
    return cohortSentence(snapshot.comparison, cohortFindings(snapshot.comparison));
  return t("baselineCard", { name: visibleText(snapshot.name, 80), count: snapshot.boots });
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { token } = await params;
  const opened = await open(token);
  const robots = { index: false, follow: false };
  if (!opened) return { title: (await getTranslations("share"))("noneTitle"), robots };
  const title = visibleText(opened.share.title);
  const description = await sentenceOf(opened.snapshot);
  return { ...(await cardMetadata(`/s/${token}${SHARE_CARD}`, { title, description })), robots };
}

export default async function SharePage({ params }: Props) {
  const opened = await open((await params).token);
  if (!opened) return <NoSuchShare />;
  const { share, snapshot } = opened;
  const [t, dates] = await Promise.all([getTranslations("share"), visitorDates()]);
  const made = wallTimeText(share.madeAt, dates, "full") ?? "";
  const expires = wallTimeText(share.expiresAt, dates, "full");
  return (
    <article className="page wide shared">
      <header>
        <h1>{visibleText(share.title)}</h1>
        {share.comment !== undefined && <NoteText text={share.comment} />}
        <p className="dim">
          {t("madeOn", { when: made })} {expires !== undefined && t("until", { when: expires })}{" "}
          {share.parts.every((part) => SHOWS_NOTHING_OF_HOSTS.has(part)) && t("least")}
        </p>
      </header>
      <SharedSnapshot snapshot={snapshot} parts={share.parts} dates={dates} />
    </article>
  );
}
