import { bootHref, utcNow, visibleText, type Share } from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cookies, headers } from "next/headers";
import { CopyButton } from "../../components/ui/copy-button.tsx";
import { KeptSwitch } from "../../components/ui/kept-switch.tsx";
import { Link } from "../../components/ui/link.tsx";
import { Notice } from "../../components/ui/notice.tsx";
import { TableFrame } from "../../components/ui/table-frame.tsx";
import { isSecureVisit, notebook } from "../../bridge/page.ts";
import { MadeLink } from "../../components/share/made-link.tsx";
import { MADE_COOKIE, parseMade } from "../../components/share/share-fields.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";
import { wallTimeText, zoneText, type Dates } from "../../i18n/wall-time.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("share");
  return { title: t("listTitle") };
}

/** The link of a share that this browser just made: it is shown for some minutes, and can be had nowhere else. */
async function Made({ token }: { token: string }) {
  const t = await getTranslations("share");
  const scheme = (await isSecureVisit()) ? "https" : "http";
  const link = `${scheme}://${(await headers()).get("host")}/s/${token}`;
  return (
    <Notice tone="plain" title={t("made")}>
      <p className="made-link">
        <MadeLink link={link} label={t("link")} news={t("madeSaid")} />
        <CopyButton text={link} labels={{ idle: t("copy"), done: t("copied"), failed: t("copyFailed") }} />
        <a href={`/s/${token}`} className="button">
          {t("open")}
        </a>
      </p>
      <p>{t("madeOnce")}</p>
    </Notice>
  );
}

/** Asks before it does: a link that people have is gone for good. */
async function Revoke({ id, title }: { id: number; title: string }) {
  const t = await getTranslations("share");
  return (
    <details className="revoke" name="revoke">
      <summary className="button" aria-label={t("revokeLong", { title })}>
        {t("revoke")}
      </summary>
      <form method="post" action="/api/shares/revoke">
        <input type="hidden" name="id" value={id} />
        <p>{t("revokeAsk")}</p>
        <button className="button" data-primary="" aria-label={t("revokeSure", { title })}>
          {t("revokeYes")}
        </button>
      </form>
    </details>
  );
}

async function Row({ share, dates, now }: { share: Share; dates: Dates; now: bigint }) {
  const [t, part] = await Promise.all([getTranslations("share"), getTranslations("share.part")]);
  const { id, kind, title, comment, parts, bootIds, madeAt, expiresAt, lastSeenAt, seen, revokedAt } = share;
  const isExpired = expiresAt !== undefined && expiresAt <= now;
  const isOver = isExpired || revokedAt !== undefined;
  const when = (at: bigint) => wallTimeText(at, dates, "minute") ?? "";
  const full = (at: bigint | undefined) => wallTimeText(at, dates, "full");
  return (
    <tr data-over={isOver}>
      <th scope="row">
        {visibleText(title)}
        {comment !== undefined && <p className="dim">{visibleText(comment)}</p>}
      </th>
      <td className="what">
        {t(`kind.${kind}`)}
        {bootIds.map((bootId) => (
          <span key={bootId}>
            {" "}
            <Link href={bootHref(bootId)} className="code">
              {bootId.slice(0, 8)}
            </Link>
          </span>
        ))}
      </td>
      <td className="visible">
        {parts.length === 0 ? t("leastShort") : parts.map((each) => part(each)).join(", ")}
      </td>
      <td className="made" title={full(madeAt)}>
        {when(madeAt)}
      </td>
      <td className="expires" title={full(revokedAt ?? expiresAt)}>
        {revokedAt !== undefined
          ? t("revokedAt", { when: when(revokedAt) })
          : expiresAt === undefined
            ? t("never")
            : isExpired
              ? t("expired")
              : when(expiresAt)}
      </td>
      <td className="opened" title={full(lastSeenAt)}>
        {lastSeenAt === undefined ? t("notYet") : t("seen", { count: seen, when: when(lastSeenAt) })}
      </td>
      <td className="action">
        {isOver ? (
          <form method="post" action="/api/shares/revoke" className="inline-form">
            <input type="hidden" name="id" value={id} />
            <button
              className="button"
              name="remove"
              value="yes"
              aria-label={t("forgetLong", { title: visibleText(title, 60) })}
            >
              {t("forget")}
            </button>
          </form>
        ) : (
          <Revoke id={id} title={visibleText(title, 60)} />
        )}
      </td>
    </tr>
  );
}

export default async function SharesPage() {
  const [t, dates, jar] = await Promise.all([getTranslations("share"), visitorDates(), cookies()]);
  const shares = notebook().read((kept) => kept.shares()) ?? [];
  const made = parseMade(jar.get(MADE_COOKIE)?.value);
  const isThere = made !== undefined && shares.some(({ id }) => id === made.id);
  const now = utcNow();
  return (
    <div className="page wide">
      <h1>{t("listTitle")}</h1>
      <KeptSwitch shown="shares" />
      {made !== undefined && isThere && <Made token={made.token} />}
      {shares.length === 0 ? (
        <p className="dim">{t("listNone")}</p>
      ) : (
        <TableFrame label={t("listTitle")}>
          <table className="data shares">
            <thead>
              <tr>
                <th scope="col">{t("title")}</th>
                <th scope="col" className="what">
                  {t("what")}
                </th>
                <th scope="col" className="visible">
                  {t("visible")}
                </th>
                <th scope="col" className="made">
                  {t("madeAt")} <span className="dim">{zoneText(now, dates.timeZone)}</span>
                </th>
                <th scope="col" className="expires">
                  {t("expires")}
                </th>
                <th scope="col" className="opened">
                  {t("opened")}
                </th>
                <th scope="col" className="action">
                  <span className="sr">{t("revoke")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shares.map((share) => (
                <Row key={share.id} share={share} dates={dates} now={now} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </div>
  );
}
