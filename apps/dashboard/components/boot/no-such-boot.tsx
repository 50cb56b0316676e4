import { containerHref, formatDuration, visibleText, type BootId } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { answerMissing, notebook } from "../../bridge/page.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";
import { wallTimeText } from "../../i18n/wall-time.ts";
import { Link } from "../ui/link.tsx";
import { NoSuchPage } from "../ui/no-such-page.tsx";

/** There is no boot of this id; of one that was deleted it is told what it was, and when it went. */
export async function NoSuchBoot({ id }: { readonly id: BootId | undefined }) {
  await answerMissing();
  const gone = id && notebook().read((kept) => kept.findGoneBoot(id));
  if (gone === undefined) return <NoSuchPage />;
  const [t, outcome, dates] = await Promise.all([
    getTranslations("keep.gone"),
    getTranslations("outcome"),
    visitorDates(),
  ]);
  const container = visibleText(gone.container, 80);
  return (
    <div className="page narrow">
      <h1>{t("title")}</h1>
      <p>
        {t("was", {
          container,
          outcome: outcome(gone.outcome),
          when: wallTimeText(gone.wallTime, dates, "full") ?? "none",
          duration: gone.bootDuration === undefined ? "none" : formatDuration(gone.bootDuration),
        })}
      </p>
      <p>{t("went", { when: wallTimeText(gone.goneAt, dates, "full") ?? "" })}</p>
      <p>
        <Link href={containerHref(gone.container)} className="button">
          {t("toContainer", { container })}
        </Link>
      </p>
    </div>
  );
}
