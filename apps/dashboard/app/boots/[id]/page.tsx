import {
  GROUPS,
  instant,
  parseBootId,
  parseBootView,
  pathLength,
  visibleText,
  type BootId,
  type BootMessage,
  type SearchParams,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import {
  Environment,
  EventTable,
  Health,
  Losses,
  ProcessTree,
} from "../../../components/boot-facts-sections.tsx";
import { BootBlame } from "../../../components/boot-blame.tsx";
import { BootHeader } from "../../../components/boot-header.tsx";
import { BootWaterfall } from "../../../components/boot-waterfall.tsx";
import { ContentionStrip } from "../../../components/contention.tsx";
import { DatabaseProblem } from "../../../components/database-problem.tsx";
import { DroppedNotice } from "../../../components/dropped-notice.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Failure } from "../../../components/failure.tsx";
import { Legend } from "../../../components/legend.tsx";
import { MarkTable } from "../../../components/mark-table.tsx";
import { NoSuchBoot } from "../../../components/no-such-boot.tsx";
import { Notes } from "../../../components/notes.tsx";
import { Notice } from "../../../components/notice.tsx";
import { Siblings } from "../../../components/siblings.tsx";
import { SpanTable } from "../../../components/span-table.tsx";
import { NO_COLLECTOR } from "../../../lib/recording-facts.ts";
import { isUnderWay, offsetNow } from "../../../lib/boot-facts.ts";
import { populationOf } from "../../../lib/boot-population.ts";
import { bootSentence } from "../../../lib/boot-sentence.ts";
import { cardMetadata } from "../../../lib/card-metadata.ts";
import { readDatabase } from "../../../lib/database.ts";
import { notebook } from "../../../lib/notebook.ts";
import { utcNow } from "../../../lib/utc-now.ts";
import { visitorDates } from "../../../lib/visitor-dates.ts";

type Props = {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<SearchParams>;
};

/** Other boots looked at for what ran meanwhile. */
const MAX_OTHERS = 500;

async function load(reader: StoreReader, id: BootId) {
  // The revision first: what changes while the rest is read is told again, not missed.
  const { revision } = await reader.facts();
  const found = await reader.findBoot(id);
  if (!found) return undefined;
  const { boot } = found;
  const [neighbours, siblings, others, raw] = await Promise.all([
    reader.neighbours(id),
    reader.siblings(found.boot.runId),
    reader.overlapping({
      hostId: boot.hostId,
      kernelBootId: boot.kernelBootId,
      startAt: boot.startAt,
      endAt: instant(boot.startAt + pathLength(boot)),
      limit: MAX_OTHERS,
    }),
    reader.eventsOf(id),
  ]);
  const population = await populationOf(boot);
  return { found, neighbours, siblings, others, events: raw?.events ?? [], revision, population };
}

/** Read once for title and page. */
const read = cache((id: BootId) => readDatabase((reader) => load(reader, id)));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = parseBootId((await params).id);
  const result = id && (await read(id));
  if (result?.kind !== "read" || !result.value)
    return { title: (await getTranslations("error"))("notFoundTitle") };
  const t = await getTranslations("boot");
  const { boot } = result.value.found;
  return cardMetadata(`/cards/boots/${boot.id}.png`, {
    title: t("title", { container: visibleText(boot.container, 60) }),
    description: bootSentence(t, boot, result.value.population),
  });
}

/** What people keep of a boot; nothing where the notebook cannot be read. */
const keptOf = (id: BootId) =>
  notebook().read((kept) => ({ isPinned: kept.isPinned(id), notes: kept.notesOf(id) })) ?? {
    isPinned: false,
    notes: [],
  };

export default async function BootPage({ params, searchParams }: Props) {
  const id = parseBootId((await params).id);
  if (!id) return <NoSuchBoot id={undefined} />;
  const { view, dropped } = parseBootView(await searchParams);
  const [result, t, keep, blame, notice, dates] = await Promise.all([
    read(id),
    getTranslations("boot"),
    getTranslations("keep.notes"),
    getTranslations("blame"),
    getTranslations("notice"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  if (!result.value) return <NoSuchBoot id={id} />;
  const { found, neighbours, siblings, others, events, revision, population } = result.value;
  const { boot, marks, recording } = found;
  const { isPinned, notes } = keptOf(id);
  const now = utcNow();
  const message: BootMessage = { boot, marks, revision, now };
  const isKnownSpan = view.span === undefined || boot.spans.some(({ slug }) => slug === view.span);
  const groups = GROUPS.filter((group) => boot.spans.some((span) => span.group === group));
  return (
    <div className="page wide boot">
      <BootHeader
        boot={boot}
        neighbours={neighbours}
        population={population}
        isPinned={isPinned}
        dates={dates}
        elapsedNs={isUnderWay(boot) ? offsetNow(boot, now) : undefined}
      />
      <DroppedNotice names={dropped} />
      {!isKnownSpan && <Notice tone="warn">{notice("noSuchSpan", { slug: view.span ?? "" })}</Notice>}
      {boot.outcome === "failed" && <Failure boot={boot} />}
      <Losses boot={boot} />
      <section aria-labelledby="waterfall-title">
        <h2 id="waterfall-title" className="sr">
          {t("section.waterfall")}
        </h2>
        <BootWaterfall key={boot.id} initial={message} view={view} population={population} />
        <Legend groups={groups} />
      </section>
      <section aria-labelledby="blame-title">
        <h2 id="blame-title">{blame("title")}</h2>
        <BootBlame boot={boot} population={population} />
      </section>
      <section aria-labelledby="notes" className="boot-notes">
        <h2 id="notes">{keep("title")}</h2>
        <Notes boot={boot} notes={notes} span={view.span} dates={dates} />
      </section>
      {siblings.length > 1 && (
        <section>
          <h2>{t("section.siblings")}</h2>
          <Siblings boot={boot} siblings={siblings} />
        </section>
      )}
      {boot.sourceKind !== "text" && (
        <section>
          <h2>{t("section.contention")}</h2>
          <ContentionStrip boot={boot} others={others} limit={MAX_OTHERS} />
        </section>
      )}
      <section>
        <h2>{t("section.spans")}</h2>
        <SpanTable key={boot.id} boot={boot} view={view} population={population} />
      </section>
      <div className="columns">
        <section>
          <h2>{t("section.processes")}</h2>
          <ProcessTree boot={boot} />
        </section>
        <section>
          <h2>{t("section.marks")}</h2>
          <MarkTable boot={boot} marks={marks} />
        </section>
      </div>
      <div className="columns">
        <section>
          <h2>{t("section.environment")}</h2>
          <Environment boot={boot} />
        </section>
        <section>
          <h2>{t("section.health")}</h2>
          <Health boot={boot} recording={recording} dates={dates} />
        </section>
      </div>
      <section>
        <details>
          <summary className="section-title">
            {t("section.events")} <span className="dim">{events.length}</span>
          </summary>
          <EventTable boot={boot} events={events} />
        </details>
      </section>
    </div>
  );
}
