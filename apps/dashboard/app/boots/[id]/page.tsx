import {
  bootHref,
  GROUPS,
  instant,
  parseBootId,
  parseBootView,
  pathLength,
  visibleText,
  type Boot,
  type BootId,
  type BootMessage,
  type BootView,
  type DrawnMarks,
  type SearchParams,
} from "@hacotaki/core";
import { bootExtent, clampRange, wholeExtent } from "@hacotaki/core/drawing/extent";
import type { MarkPage, Siblings as RunBoots, StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import {
  Environment,
  EventTable,
  Health,
  Losses,
  ProcessTree,
} from "../../../components/boot/boot-facts-sections.tsx";
import { BootBlame } from "../../../components/boot/boot-blame.tsx";
import { BootHeader } from "../../../components/boot/boot-header.tsx";
import { BootWaterfall } from "../../../components/boot/waterfall/boot-waterfall.tsx";
import { ContentionStrip } from "../../../components/boot/contention.tsx";
import { DatabaseProblem } from "../../../components/ui/database-problem.tsx";
import { DroppedNotice } from "../../../components/ui/dropped-notice.tsx";
import { EmptyState } from "../../../components/collector/empty-state.tsx";
import { Failure } from "../../../components/boot/failure.tsx";
import { InTurn } from "../../../components/ui/in-turn.tsx";
import { Legend } from "../../../components/boot/legend.tsx";
import { MarkTable } from "../../../components/boot/mark-table.tsx";
import { NoSuchBoot } from "../../../components/boot/no-such-boot.tsx";
import { Notes } from "../../../components/boot/notes.tsx";
import { Notice } from "../../../components/ui/notice.tsx";
import { PageWays } from "../../../components/boot/page-ways.tsx";
import { Siblings } from "../../../components/boot/siblings.tsx";
import { SpanTable } from "../../../components/boot/span-table.tsx";
import { NO_COLLECTOR } from "../../../components/collector/recording-facts.ts";
import { isUnderWay, offsetNow } from "../../../components/ui/boot-facts.ts";
import { populationOf } from "../../../components/boot/boot-population.ts";
import { bootSentence } from "../../../components/boot/boot-sentence.ts";
import { cardMetadata } from "../../../components/shell/card-metadata.ts";
import { notebook, readDatabase } from "../../../bridge/page.ts";
import { marksOver } from "../../../components/boot/marks-over.ts";
import { utcNow } from "../../../components/ui/utc-now.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";

type Props = {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<SearchParams>;
};

/** Other boots looked at for what ran meanwhile. */
const MAX_OTHERS = 500;
/** Boots of the same run that are listed: those that came up last. */
const MAX_SIBLINGS = 8;
/** Rows of a page of the tables of marks and of events. */
const ROWS = { marks: 100, events: 50 } as const;

/** A page of rows from where the address says; from the first one on where no page ended there. */
const rowsFrom = (reader: StoreReader, of: "marks" | "events", cursor: string | undefined) =>
  cursor !== undefined && reader.isRowCursor(of, cursor)
    ? { limit: ROWS[of], after: cursor }
    : { limit: ROWS[of] };

/** The boots of the run that are shown: this one is among them. */
async function loadSiblings(reader: StoreReader, { id, runId }: Boot): Promise<RunBoots> {
  const found = await reader.siblings(runId, MAX_SIBLINGS);
  if (found.boots.some((boot) => boot.id === id)) return found;
  return { ...found, boots: [...(await reader.findBoots([id])), ...found.boots] };
}

/** A page of the table of marks: the first one is at hand where all marks are drawn one by one. */
async function marksFrom(
  reader: StoreReader,
  id: BootId,
  cursor: string | undefined,
  { bins, marks }: DrawnMarks,
): Promise<MarkPage> {
  if (cursor === undefined && bins.length === 0) {
    const last = marks[ROWS.marks - 1];
    return marks.length <= ROWS.marks || last === undefined
      ? { marks }
      : { marks: marks.slice(0, ROWS.marks), next: reader.cursorAfter(last) };
  }
  return (await reader.marks(id, rowsFrom(reader, "marks", cursor))) ?? { marks: [] };
}

/** What the waterfall draws of the marks: over all their time, and where they are many over what is shown first. */
async function loadMarks(reader: StoreReader, boot: Boot, view: BootView) {
  const whole = (await reader.drawnMarks(boot.id)) ?? { total: 0, marks: [], bins: [] };
  if (whole.bins.length === 0) return { whole, detail: undefined };
  const now = isUnderWay(boot) ? offsetNow(boot, utcNow()) : undefined;
  const fit = bootExtent({ boot, nowNs: now });
  const all = wholeExtent({ boot, ...whole, nowNs: now });
  const range = view.zoom ? clampRange(view.zoom, all.toNs > fit.toNs ? all : fit) : fit;
  return { whole, detail: await marksOver(reader, boot, range) };
}

async function load(reader: StoreReader, id: BootId, view: BootView) {
  // The revision first: what changes while the rest is read is told again, not missed.
  const { revision } = await reader.facts();
  const found = await reader.findBoot(id);
  if (!found) return undefined;
  const { boot } = found;
  const [neighbours, siblings, marks, eventPage, eventCount, others] = await Promise.all([
    reader.neighbours(id),
    loadSiblings(reader, boot),
    loadMarks(reader, boot, view),
    reader.events(id, rowsFrom(reader, "events", view.events)),
    reader.countEvents(id),
    reader.overlapping({
      hostId: boot.hostId,
      kernelBootId: boot.kernelBootId,
      startAt: boot.startAt,
      endAt: instant(boot.startAt + pathLength(boot)),
      limit: MAX_OTHERS,
    }),
  ]);
  const population = await populationOf(boot);
  return {
    found,
    neighbours,
    siblings,
    marks,
    markPage: await marksFrom(reader, id, view.marks, marks.whole),
    eventPage: eventPage ?? { events: [] },
    eventCount,
    others,
    revision,
    population,
  };
}

/** Read once for title and page: the address of the view stands for the view. */
const read = cache((id: BootId, address: string) =>
  readDatabase((reader) =>
    load(
      reader,
      id,
      parseBootView(Object.fromEntries(new URL(address, "http://localhost").searchParams)).view,
    ),
  ),
);

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const id = parseBootId((await params).id);
  const { view } = parseBootView(await searchParams);
  const result = id && (await read(id, bootHref(id, view)));
  if (result?.kind !== "read" || !result.value)
    return { title: (await getTranslations("error"))("notFoundTitle") };
  const t = await getTranslations("boot");
  const { boot } = result.value.found;
  return cardMetadata(`/cards/boots/${boot.id}.png`, {
    title: t("title", { container: visibleText(boot.container, 60) }),
    description: bootSentence(t, boot, result.value.population),
  });
}

/** Where the pages before and after this one of a table are. */
function waysOf(id: BootId, view: BootView, of: "marks" | "events", next: string | undefined) {
  const { [of]: here, ...others } = view;
  return {
    first: here === undefined ? undefined : `${bootHref(id, others)}#${of}`,
    next: next === undefined ? undefined : `${bootHref(id, { ...view, [of]: next })}#${of}`,
  };
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
    read(id, bootHref(id, view)),
    getTranslations("boot"),
    getTranslations("keep.notes"),
    getTranslations("blame"),
    getTranslations("notice"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  if (!result.value) return <NoSuchBoot id={id} />;
  const { found, neighbours, siblings, others, marks, markPage, eventPage, eventCount } = result.value;
  const { revision, population } = result.value;
  const { boot, recording } = found;
  const { isPinned, notes } = keptOf(id);
  const now = utcNow();
  const message: BootMessage = { boot, marks: marks.whole, revision, now };
  const isKnownSpan = view.span === undefined || boot.spans.some(({ slug }) => slug === view.span);
  const groups = GROUPS.filter((group) => boot.spans.some((span) => span.group === group));
  return (
    <div className="page wide boot">
      <InTurn>
        <BootHeader
          boot={boot}
          neighbours={neighbours}
          population={population}
          isPinned={isPinned}
          dates={dates}
          elapsedNs={isUnderWay(boot) ? offsetNow(boot, now) : undefined}
        />
      </InTurn>
      <DroppedNotice names={dropped} />
      {!isKnownSpan && <Notice tone="warn">{notice("noSuchSpan", { slug: view.span ?? "" })}</Notice>}
      {boot.outcome === "failed" && <Failure boot={boot} />}
      <Losses boot={boot} />
      <section aria-labelledby="waterfall-title">
        <h2 id="waterfall-title" className="sr">
          {t("section.waterfall")}
        </h2>
        <InTurn>
          <BootWaterfall
            key={boot.id}
            initial={message}
            detail={marks.detail}
            view={view}
            population={population}
          />
        </InTurn>
        <Legend groups={groups} />
      </section>
      <section aria-labelledby="blame-title">
        <h2 id="blame-title">{blame("title")}</h2>
        <InTurn>
          <BootBlame boot={boot} population={population} />
        </InTurn>
      </section>
      <section aria-labelledby="notes" className="boot-notes">
        <h2 id="notes">{keep("title")}</h2>
        <InTurn>
          <Notes boot={boot} notes={notes} span={view.span} dates={dates} />
        </InTurn>
      </section>
      {siblings.total > 1 && (
        <section>
          <h2>{t("section.siblings")}</h2>
          <InTurn>
            <Siblings boot={boot} siblings={siblings.boots} total={siblings.total} failed={siblings.failed} />
          </InTurn>
        </section>
      )}
      {boot.sourceKind !== "text" && (
        <section>
          <h2>{t("section.contention")}</h2>
          <InTurn>
            <ContentionStrip boot={boot} others={others} limit={MAX_OTHERS} />
          </InTurn>
        </section>
      )}
      <section>
        <h2>{t("section.spans")}</h2>
        <InTurn>
          <SpanTable key={boot.id} boot={boot} view={view} population={population} />
        </InTurn>
      </section>
      <div className="columns">
        <section>
          <h2>{t("section.processes")}</h2>
          <InTurn>
            <ProcessTree boot={boot} />
          </InTurn>
        </section>
        <section aria-labelledby="marks">
          <h2 id="marks">
            {t("section.marks")}{" "}
            {marks.whole.total > 0 && (
              <span className="dim">{marks.whole.total.toLocaleString(dates.locale)}</span>
            )}
          </h2>
          <InTurn>
            <MarkTable
              boot={boot}
              marks={markPage.marks}
              below={
                <PageWays
                  boot={boot}
                  of="markTable"
                  total={marks.whole.total}
                  shown={markPage.marks}
                  limit={ROWS.marks}
                  {...waysOf(boot.id, view, "marks", markPage.next)}
                />
              }
            />
          </InTurn>
        </section>
      </div>
      <div className="columns">
        <section>
          <h2>{t("section.environment")}</h2>
          <InTurn>
            <Environment boot={boot} />
          </InTurn>
        </section>
        <section>
          <h2>{t("section.health")}</h2>
          <InTurn>
            <Health boot={boot} recording={recording} dates={dates} />
          </InTurn>
        </section>
      </div>
      <section>
        <details id="events" open={view.events !== undefined}>
          <summary className="section-title">
            {t("section.events")} <span className="dim">{eventCount.toLocaleString(dates.locale)}</span>
          </summary>
          <InTurn>
            <EventTable
              boot={boot}
              events={eventPage.events}
              below={
                <PageWays
                  boot={boot}
                  of="eventTable"
                  total={eventCount}
                  shown={eventPage.events}
                  limit={ROWS.events}
                  {...waysOf(boot.id, view, "events", eventPage.next)}
                >
                  <a href={`/api/v1/boots/${boot.id}/export/events`}>{t("eventTable.whole")}</a>
                </PageWays>
              }
            />
          </InTurn>
        </details>
      </section>
    </div>
  );
}
