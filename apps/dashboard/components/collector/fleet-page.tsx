import { localSizeText, visibleText } from "@hacotaki/core";
import type { DatabaseFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { FollowChanges } from "../../follow/follow-page.tsx";
import { keptBeside } from "../../bridge/page.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Facts } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";

/** In place of the collector's page, where a fleet is shown: what its database holds, and what is done elsewhere. */
export function FleetPage({ facts, dates }: { readonly facts: DatabaseFacts; readonly dates: Dates }) {
  const t = useTranslations("fleet");
  const number = (value: number) => value.toLocaleString(dates.locale);
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <FollowChanges since={facts.revision} />
      <Notice tone="plain">
        <p>{t("lead")}</p>
        <p>{t("noImport")}</p>
      </Notice>
      <section>
        <h2>{t("database")}</h2>
        <Facts
          rows={[
            [t("address"), <code key="address">{visibleText(facts.path, 400)}</code>],
            [t("size"), facts.bytes === 0 ? undefined : localSizeText(facts.bytes, dates.locale)],
            [t("boots"), number(facts.boots)],
            [t("rawEvents"), number(facts.events)],
            [t("oldest"), wallTimeText(facts.oldestWallTime, dates, "full")],
            [t("newest"), wallTimeText(facts.revision, dates, "full")],
            [t("schema"), facts.schemaVersion],
            [t("engine"), `${facts.engine} ${facts.engineVersion}`],
          ]}
        />
      </section>
      <section>
        <h2>{t("kept")}</h2>
        <p>{t("keptAt", { path: visibleText(keptBeside(), 400) })}</p>
      </section>
    </div>
  );
}
