import {
  blame,
  blamedOf,
  bootHref,
  bootReasons,
  GROUPS,
  omitUndefined,
  parseBootId,
  parseBootView,
  utcNow,
  visibleText,
  type Boot,
  type BootId,
  type BootMessage,
  type SearchParams,
} from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { notebook, readDatabase } from "../../../bridge/page.ts";
import { BootAnswer } from "../../../components/boot/boot-answer.tsx";
import { BootingAnswer } from "../../../components/boot/booting-answer.tsx";
import { BootHeader } from "../../../components/boot/boot-header.tsx";
import { BootSections } from "../../../components/boot/boot-sections.tsx";
import { bootSentence } from "../../../components/boot/boot-sentence.ts";
import { Failure } from "../../../components/boot/failure.tsx";
import { Legend } from "../../../components/boot/legend.tsx";
import { loadBoot, type LoadedBoot } from "../../../components/boot/load-boot.ts";
import { Losses } from "../../../components/boot/boot-facts-sections.tsx";
import { NoSuchBoot } from "../../../components/boot/no-such-boot.tsx";
import { Notes } from "../../../components/boot/notes.tsx";
import { BootWaterfall } from "../../../components/boot/waterfall/boot-waterfall.tsx";
import { EmptyState } from "../../../components/collector/empty-state.tsx";
import { NO_COLLECTOR } from "../../../components/collector/recording-facts.ts";
import { cardMetadata } from "../../../components/shell/card-metadata.ts";
import { isUnderWay, offsetNow } from "../../../components/ui/boot-facts.ts";
import { TourBanner } from "../../../components/tour/tour-banner.tsx";
import { DatabaseProblem } from "../../../components/ui/database-problem.tsx";
import { DroppedNotice } from "../../../components/ui/dropped-notice.tsx";
import { InTurn } from "../../../components/ui/in-turn.tsx";
import { bootUsual, isStuck } from "../../../components/ui/stuck.ts";
import { DrawnUpTo } from "../../../components/ui/drawn-up-to.tsx";
import { Notice } from "../../../components/ui/notice.tsx";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import { Still } from "../../../components/ui/still.tsx";
import { spanNamer } from "../../../components/ui/span-name.ts";
import { Explained } from "../../../components/ui/explained.tsx";

type Props = {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<SearchParams>;
};

/** Read once for title and page: the address of the view stands for the view. */
const read = cache((id: BootId, address: string) =>
  readDatabase((reader) =>
    loadBoot(
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
    title: t(isStuckNow(boot, result.value) ? "stuckTitle" : "title", {
      container: visibleText(boot.container, 60),
    }),
    description: bootSentence(
      t,
      spanNamer(await getTranslations("spanNames")),
      boot,
      result.value.population,
    ),
  });
}

/** Whether a boot that goes on, and is watched, is called stuck as its page is made. */
function isStuckNow(boot: Boot, { population, away }: Pick<LoadedBoot, "population" | "away">): boolean {
  if (away !== undefined) return false;
  const soFarNs = boot.outcome === "booting" && isUnderWay(boot) ? offsetNow(boot, utcNow()) : undefined;
  return soFarNs !== undefined && isStuck(soFarNs, bootUsual(population));
}

const reasonsOf = ({ found: { boot }, population, detail, others }: LoadedBoot, nowNs: bigint | undefined) =>
  bootReasons(boot, { population, detail, others, nowNs });

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
  const [result, t, keep, notice, dates] = await Promise.all([
    read(id, bootHref(id, view)),
    getTranslations("boot.section"),
    getTranslations("keep.notes"),
    getTranslations("notice"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  if (!result.value) return <NoSuchBoot id={id} />;
  const loaded = result.value;
  const { neighbours, marks, revision, population, away } = loaded;
  const { boot } = loaded.found;
  const { isPinned, notes } = keptOf(id);
  // Where nobody watches it any more, its time stands still.
  const now = away ?? utcNow();
  const elapsedNs = boot.outcome === "booting" && isUnderWay(boot) ? offsetNow(boot, now) : undefined;
  const found = blame(boot, population, elapsedNs);
  const reasons = reasonsOf(loaded, elapsedNs);
  const since = omitUndefined({ since: away });
  const message: BootMessage = { boot, marks: marks.whole, revision, now, ...since };
  const isKnownSpan = view.span === undefined || boot.spans.some(({ slug }) => slug === view.span);
  return (
    <div className="page wide boot">
      <TourBanner id={boot.id} />
      <InTurn>
        <BootHeader
          {...{ boot, view, neighbours, isPinned, dates, away }}
          now={elapsedNs === undefined ? undefined : now}
          usual={bootUsual(population)}
        />
      </InTurn>
      <InTurn>
        {elapsedNs === undefined || away !== undefined ? (
          <BootAnswer {...{ boot, population, found, reasons }} Rows={Still} />
        ) : (
          <BootingAnswer {...{ boot, population, now }} />
        )}
      </InTurn>
      <DroppedNotice names={dropped} />
      {!isKnownSpan && <Notice tone="warn">{notice("noSuchSpan", { slug: view.span ?? "" })}</Notice>}
      {boot.outcome === "failed" && <Failure boot={boot} />}
      <Losses boot={boot} />
      <section aria-labelledby="waterfall-title">
        <h2 id="waterfall-title" className="sr">
          {t("waterfall")}
        </h2>
        <DrawnUpTo id="answered" />
        <InTurn>
          <BootWaterfall
            key={boot.id}
            initial={message}
            detail={marks.detail}
            {...{ view, population }}
            blamed={blamedOf(found)}
            inside={loaded.inside}
          />
        </InTurn>
        <Still>
          <Legend
            groups={GROUPS.filter((group) => boot.spans.some((span) => span.group === group))}
            detail={loaded.inside?.detail}
          />
        </Still>
        <Explained topic="waterfall" of={t("waterfall")} />
      </section>
      <section aria-labelledby="notes" className="boot-notes">
        <h2 id="notes">{keep("title")}</h2>
        <InTurn>
          <Notes {...{ boot, notes, dates }} span={view.span} />
        </InTurn>
      </section>
      <BootSections {...{ reasons, loaded, view, dates }} />
    </div>
  );
}
