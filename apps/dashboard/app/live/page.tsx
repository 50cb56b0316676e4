import { packBoots, utcNow, type BootSummary, type BootsMessage } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { InTurn } from "../../components/ui/in-turn.tsx";
import { LiveBoard } from "../../components/live/live-board.tsx";
import { bootUsual } from "../../components/ui/stuck.ts";
import { readDatabase, statistics } from "../../bridge/page.ts";
import { NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";
import { awayBoots } from "../../components/ui/watched.ts";
import type { UsualByContainer } from "../../components/live/use-usual.ts";
import { Explained } from "../../components/ui/explained.tsx";

const BOOTING_SHOWN = 500;
const FINISHED_SHOWN = 20;
const USUAL_LOADED = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("live");
  return { title: t("title") };
}

type Loaded = BootsMessage & {
  /** Boots nobody watches any more, by id: since when, UTC ns. */
  readonly away: ReadonlyMap<string, bigint>;
};

async function load(reader: StoreReader): Promise<Loaded> {
  const revision = await reader.revision();
  const [booting, finished] = await Promise.all([
    reader.listBoots({ filter: { outcomes: ["booting"] }, limit: BOOTING_SHOWN }),
    reader.listBoots({ filter: { outcomes: ["up", "ready", "failed", "partial"] }, limit: FINISHED_SHOWN }),
  ]);
  const away = await awayBoots(reader, booting.boots, utcNow());
  return { away, boots: [...booting.boots, ...finished.boots], revision };
}

/** What is usual for the containers that are booting; the page asks for the rest, and again. */
async function loadUsual(boots: readonly BootSummary[]): Promise<UsualByContainer> {
  const names = new Set(
    boots.filter(({ outcome }) => outcome === "booting").map(({ container }) => container),
  );
  const usuals = [...names].slice(0, USUAL_LOADED).map(async (container) => {
    try {
      return [[container, bootUsual(await statistics().population({ container }))] as const];
    } catch {
      return [];
    }
  });
  return new Map((await Promise.all(usuals)).flat());
}

export default async function LivePage() {
  const [result, t, dates] = await Promise.all([readDatabase(load), getTranslations("live"), visitorDates()]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const usual = await loadUsual(result.value.boots);
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <Explained topic="live" of={t("title")} />
      <InTurn>
        <LiveBoard
          initial={packBoots(result.value)}
          away={result.value.away}
          usual={usual}
          dates={dates}
          now={utcNow()}
        />
      </InTurn>
    </div>
  );
}
