import { visibleText } from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { NoSuchShare } from "../../../components/no-such-share.tsx";
import { NoteText } from "../../../components/note-text.tsx";
import { SharedSnapshot } from "../../../components/shared-snapshot.tsx";
import { notebook } from "../../../lib/notebook.ts";
import { isForShare } from "../../../lib/share-admitted.ts";
import { utcNow } from "../../../lib/utc-now.ts";
import { visitorDates } from "../../../lib/visitor-dates.ts";
import { wallTimeText } from "../../../lib/wall-time.ts";

type Props = { readonly params: Promise<{ readonly token: string }> };

/** Read once for title and page; only behind the door, which counts who tries. */
const open = cache(async (token: string) =>
  (await isForShare()) ? notebook().read((kept) => kept.openShare(token, utcNow())) : undefined,
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const opened = await open((await params).token);
  const robots = { index: false, follow: false };
  return opened ? { title: visibleText(opened.share.title), robots } : { robots };
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
          {share.parts.length === 0 && t("least")}
        </p>
      </header>
      <SharedSnapshot snapshot={snapshot} parts={share.parts} dates={dates} />
    </article>
  );
}
