import type { SearchParams } from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import { mayAdminister, notebook, readDatabase, standingOf } from "../../bridge/page.ts";
import {
  ADDED_COOKIE,
  isOfWebhook,
  parseAdded,
  parseAlertsView,
} from "../../components/alerts/alert-fields.ts";
import { AlertForm } from "../../components/alerts/alert-form.tsx";
import { AlertTable } from "../../components/alerts/alert-table.tsx";
import { AlertHistory } from "../../components/alerts/history.tsx";
import { NoAlerts } from "../../components/alerts/no-alerts.tsx";
import { Webhooks } from "../../components/alerts/webhooks.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { Explained } from "../../components/ui/explained.tsx";
import { FollowChanges } from "../../follow/follow-page.tsx";
import { visitorDates } from "../../i18n/visitor-dates.ts";

const FIRINGS_SHOWN = 100;
const MESSAGES_READ = 2 * FIRINGS_SHOWN + 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("alerts");
  return { title: t("title") };
}

const keptNow = () =>
  notebook().read((kept) => ({
    alerts: kept.alerts(),
    webhooks: kept.webhooks(),
    open: kept.openFirings(),
    firings: kept.firings(FIRINGS_SHOWN),
    messages: kept.messages(MESSAGES_READ),
  })) ?? { alerts: [], webhooks: [], open: [], firings: [], messages: [] };

export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, t, dates, mayEdit, jar, result] = await Promise.all([
    searchParams,
    getTranslations("alerts"),
    visitorDates(),
    mayAdminister(),
    cookies(),
    readDatabase(async (reader) => ({ containers: await reader.containers(), facts: await reader.facts() })),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  const containers = result.kind === "read" ? result.value.containers : [];
  const { problem, fields } = parseAlertsView(params);
  const { alerts, webhooks, open, firings, messages } = keptNow();
  const added = mayEdit ? parseAdded(jar.get(ADDED_COOKIE)?.value) : undefined;
  const ofWebhook = problem && isOfWebhook(problem.kind) ? problem : undefined;
  const ofAlert = problem && ofWebhook === undefined ? problem : undefined;
  const standings = alerts.map((alert) => ({
    alert,
    judgements: standingOf(alert.id),
    open: open.filter(({ alertId }) => alertId === alert.id),
  }));
  const isNew = fields.id === undefined;
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <Explained topic="alerts" of={t("title")} />
      {result.kind === "read" && <FollowChanges since={result.value.facts.revision} />}
      {alerts.length === 0 ? (
        <NoAlerts mayEdit={mayEdit} />
      ) : (
        <AlertTable
          {...{ standings, mayEdit, containers, webhooks, fields }}
          {...(ofAlert ? { problem: ofAlert } : {})}
        />
      )}
      {mayEdit && (
        <section id="new-alert">
          <h2>{t("new")}</h2>
          <AlertForm
            {...{ containers, webhooks }}
            fields={isNew ? fields : {}}
            {...(isNew && ofAlert ? { problem: ofAlert } : {})}
          />
          <p className="dim">{t("language")}</p>
        </section>
      )}
      <Webhooks
        {...{ webhooks, mayEdit, fields }}
        {...(added ? { added } : {})}
        {...(ofWebhook ? { problem: ofWebhook } : {})}
      />
      <AlertHistory {...{ firings, messages, dates }} />
    </div>
  );
}
