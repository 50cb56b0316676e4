import { containerHref, formatDuration, parseBootId, visibleText, type GoneBoot } from "@hacotaki/core";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Link } from "../../../components/link.tsx";
import { notebook } from "../../../lib/notebook.ts";
import { visitorDates } from "../../../lib/visitor-dates.ts";
import { wallTimeText } from "../../../lib/wall-time.ts";
import NotFound from "../../not-found.tsx";

/** What is known of the boot in the path; the server passes it on, because this page is told nothing else. */
async function wanted(): Promise<GoneBoot | undefined> {
  const segment = /^\/boots\/([^/]{1,64})$/.exec((await headers()).get("x-hacotaki-path") ?? "")?.[1];
  const id = parseBootId(segment ?? "");
  return id && notebook().read((kept) => kept.findGoneBoot(id));
}

export default async function NoSuchBoot() {
  const gone = await wanted();
  if (gone === undefined) return <NotFound />;
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
