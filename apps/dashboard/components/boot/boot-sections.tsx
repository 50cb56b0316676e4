import {
  bootHref,
  type Boot,
  MOST_BESIDE,
  type BootId,
  type BootView,
  type FoundCause,
  type Reasons,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Dates } from "../../i18n/wall-time.ts";
import { InTurn } from "../ui/in-turn.tsx";
import { SampleNotice } from "../ui/sample-notice.tsx";
import { Environment, Health, ProcessTree } from "./boot-facts-sections.tsx";
import { ContentionStrip } from "./contention.tsx";
import { EventTable } from "./event-table.tsx";
import { ROWS, type LoadedBoot } from "./load-boot.ts";
import { MarkTable } from "./mark-table.tsx";
import { Meanwhile } from "./meanwhile.tsx";
import { PageWays } from "./page-ways.tsx";
import { BootReasons } from "./reasons.tsx";
import { Still } from "../ui/still.tsx";
import { Siblings } from "./siblings.tsx";
import { sortedRows, spanRowsOf } from "./span-rows.ts";
import { ROWS_SHOWN, SpanTableRows } from "./span-table-rows.tsx";
import { SpanTable } from "./span-table.tsx";
import { Explained } from "../ui/explained.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Topic } from "../ui/topics.ts";

/** Where the pages before and after this one of a table are. */
function waysOf(id: BootId, view: BootView, of: "marks" | "events", next: string | undefined) {
  const { [of]: here, ...others } = view;
  return {
    first: here === undefined ? undefined : `${bootHref(id, others)}#${of}`,
    next: next === undefined ? undefined : `${bootHref(id, { ...view, [of]: next })}#${of}`,
  };
}

type Props = {
  readonly loaded: LoadedBoot;
  readonly view: BootView;
  readonly dates: Dates;
};

type SectionProps = { readonly title: string; readonly topic?: Topic; readonly children: ReactNode };

const Section = ({ title, topic, children }: SectionProps) => (
  <section>
    <h2>{title}</h2>
    {topic !== undefined && <Explained topic={topic} of={title} />}
    {children}
  </section>
);

/** In its turn, and drawn once. */
const AtRest = ({ children }: { readonly children: ReactNode }) => (
  <InTurn>
    <Still>{children}</Still>
  </InTurn>
);

function MarksSection({ loaded: { found, marks, markPage }, view, dates }: Props) {
  const t = useTranslations("boot");
  const { boot } = found;
  const { total } = marks.whole;
  const ways = waysOf(boot.id, view, "marks", markPage.next);
  return (
    <section aria-labelledby="marks">
      <h2 id="marks">
        {t("section.marks")} {total > 0 && <span className="dim">{total.toLocaleString(dates.locale)}</span>}
      </h2>
      <Explained topic="marks" of={t("section.marks")} />
      <MarkTable
        boot={boot}
        marks={markPage.marks}
        below={
          <PageWays {...{ boot, total, ...ways }} of="markTable" shown={markPage.marks} limit={ROWS.marks} />
        }
      />
    </section>
  );
}

function EventsSection({ loaded: { found, eventPage }, view, dates }: Props) {
  const t = useTranslations("boot");
  if (eventPage === undefined) return <DamagedEvents />;
  const { boot } = found;
  const { events, total } = eventPage;
  const ways = waysOf(boot.id, view, "events", eventPage.next);
  return (
    <section>
      <details id="events" open={view.events !== undefined}>
        <summary className="section-title">
          {t("section.events")} <span className="dim">{total.toLocaleString(dates.locale)}</span>
        </summary>
        <EventTable
          {...{ boot, events }}
          below={
            <PageWays {...{ boot, ...ways }} of="eventTable" total={total} shown={events} limit={ROWS.events}>
              <a href={`/api/v1/boots/${boot.id}/export/events`}>{t("eventTable.whole")}</a>
            </PageWays>
          }
        />
      </details>
    </section>
  );
}

function DamagedEvents() {
  const t = useTranslations("boot");
  return (
    <section id="events">
      <h2>{t("section.events")}</h2>
      <Notice tone="bad" title={t("eventTable.damaged")}>
        {t("eventTable.damagedDo")}
      </Notice>
    </section>
  );
}

/** Spans in the order and number that a page begins with. */
function FirstRows({
  boot,
  view,
  population,
}: Pick<LoadedBoot, "population"> & { boot: Boot; view: BootView }) {
  const { rows, wholeNs } = spanRowsOf(boot, population);
  const sorted = sortedRows(rows, "start", false);
  const shown = view.allSpans === true ? sorted : sorted.slice(0, ROWS_SHOWN);
  return <SpanTableRows bootId={boot.id} {...{ rows, wholeNs, shown }} />;
}

/** What a boot's page tells below its waterfall and notes. */
export function BootSections(props: Props & { readonly reasons: Reasons<FoundCause> }) {
  const t = useTranslations("boot.section");
  const { loaded, view, dates, reasons } = props;
  const { found, siblings, others, population, detail } = loaded;
  const isSeen = detail !== undefined && detail.level !== "off";
  const { boot, recording } = found;
  return (
    <>
      <AtRest>
        <section id="reasons" aria-labelledby="reasons-title">
          <h2 id="reasons-title">{t("reasons")}</h2>
          <Explained topic="reasons" of={t("reasons")} />
          <BootReasons id={boot.id} found={reasons} n={population?.n ?? 0} isSeen={isSeen} />
        </section>
      </AtRest>
      {siblings.total > 1 && (
        <AtRest>
          <Section title={t("siblings")} topic="run">
            <Siblings boot={boot} siblings={siblings.boots} total={siblings.total} failed={siblings.failed} />
          </Section>
        </AtRest>
      )}
      {boot.sourceKind !== "text" && (
        <AtRest>
          <Section title={t("contention")} topic="contention">
            <ContentionStrip boot={boot} others={others} limit={MOST_BESIDE} />
            <Meanwhile boot={boot} detail={detail} />
          </Section>
        </AtRest>
      )}
      <InTurn>
        <Section title={t("spans")} topic="spans">
          <SampleNotice sample={population?.sample} />
          <SpanTable key={boot.id} {...{ boot, view, population }}>
            <Still>
              <FirstRows {...{ boot, view, population }} />
            </Still>
          </SpanTable>
        </Section>
      </InTurn>
      <AtRest>
        <div className="columns">
          <Section title={t("processes")} topic="lineage">
            <ProcessTree boot={boot} />
          </Section>
          <MarksSection {...props} />
        </div>
      </AtRest>
      <AtRest>
        <div className="columns">
          <Section title={t("environment")}>
            <Environment boot={boot} />
          </Section>
          <Section title={t("health")}>
            <Health {...{ boot, recording, dates }} />
          </Section>
        </div>
      </AtRest>
      <AtRest>
        <EventsSection {...props} />
      </AtRest>
    </>
  );
}
