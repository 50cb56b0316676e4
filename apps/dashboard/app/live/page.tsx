import type { BootsMessage } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatabaseProblem } from "../../components/database-problem.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { LiveBoard } from "../../components/live-board.tsx";
import { readDatabase } from "../../lib/database.ts";
import { utcNow } from "../../lib/utc-now.ts";
import { visitorDates } from "../../lib/visitor-dates.ts";

const BOOTING_SHOWN = 100;
const FINISHED_SHOWN = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("live");
  return { title: t("title") };
}

async function load(reader: StoreReader): Promise<BootsMessage> {
  const { revision } = await reader.facts();
  const [booting, finished] = await Promise.all([
    reader.listBoots({ filter: { outcomes: ["booting"] }, limit: BOOTING_SHOWN }),
    reader.listBoots({ filter: { outcomes: ["up", "ready", "failed", "partial"] }, limit: FINISHED_SHOWN }),
  ]);
  return { boots: [...booting.boots, ...finished.boots], revision };
}

export default async function LivePage() {
  const [result, t, dates] = await Promise.all([readDatabase(load), getTranslations("live"), visitorDates()]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState attached={[]} />;
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <LiveBoard initial={result.value} dates={dates} now={utcNow()} />
    </div>
  );
}
