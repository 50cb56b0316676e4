import {
  blame,
  drawnMarks,
  exactDuration,
  formatDuration,
  timesFigure,
  GROUPS,
  heldAgainst,
  MARKS_DRAWN,
  omitUndefined,
  spanLabel,
  keptReasons,
  usualOf,
  visibleText,
  type DrawnMarks,
  type Population,
  type SharedBoot,
  type SharePart,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { bootLength, readyLength } from "../ui/boot-facts.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Environment, Losses, ProcessTree } from "../boot/boot-facts-sections.tsx";
import { answerSentence } from "../boot/answer-sentence.ts";
import { blameSentence } from "../boot/blame-sentence.ts";
import { BlameTable } from "../ui/blame-table.tsx";
import { BootReasons } from "../boot/reasons.tsx";
import { BootSummaryText } from "../boot/boot-summary.tsx";
import { DurationText } from "../ui/duration.tsx";
import { Failure } from "../boot/failure.tsx";
import { InTurn } from "../ui/in-turn.tsx";
import { Legend } from "../boot/legend.tsx";
import { MarkTable } from "../boot/mark-table.tsx";
import { NoteText } from "../boot/note-text.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { SharedSpanTable } from "./shared-span-table.tsx";
import { sharedRange, SharedWaterfall } from "./shared-waterfall.tsx";
import { RuntimeBadge } from "../ui/runtime-badge.tsx";
import { usePopulationName } from "../ui/population-name.ts";
import { useSpanName } from "../ui/span-name.ts";

/** The rest explains nothing, and is in the table of spans. */
const BLAMED_SHOWN = 6;
/** Parts that are no facts of the environment. */
const BESIDES: ReadonlySet<SharePart> = new Set(["usual", "zoom", "selection", "calls", "marks", "notes"]);

function Figure({ label, ns }: { label: string; ns: bigint }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="big">
        <DurationText ns={ns} format={{ minDecimals: 1 }} />
      </dd>
    </div>
  );
}

/** What a reader wants to know first: how it differs from what is usual, and by what; else what took it longest. */
function Answer({ boot, usual }: Pick<SharedBoot, "boot" | "usual">) {
  const t = useTranslations("blame");
  const spanName = useSpanName();
  const answer = usual && answerSentence(t, spanName, blame(boot, usual).verdict);
  return answer === undefined ? (
    <BootSummaryText boot={boot} population={usual} />
  ) : (
    <strong>{answer}</strong>
  );
}

/** What made it as long as it was, as a sentence and ranked. */
function Blamed({ boot, usual }: Pick<SharedBoot, "boot"> & { readonly usual: Population }) {
  const t = useTranslations("blame");
  const spanName = useSpanName();
  const populationName = usePopulationName();
  const { rows, verdict } = blame(boot, usual);
  return (
    <section>
      <h2>{t("title")}</h2>
      <p>{blameSentence(t, spanName, populationName, boot, verdict)}</p>
      <BlameTable rows={rows.slice(0, BLAMED_SHOWN)} />
    </section>
  );
}

/** What booted, when, how it ended and how long it took. */
export function SharedBootHeader({
  boot,
  usual,
  dates,
}: Pick<SharedBoot, "boot" | "usual"> & { dates: Dates }) {
  const t = useTranslations("boot");
  const list = useTranslations("boots");
  const length = bootLength(boot);
  const ready = readyLength(boot);
  return (
    <div className="boot-header">
      <div className="boot-who">
        <h2 className="shared-container">{visibleText(boot.container)}</h2>
        <OutcomeBadge outcome={boot.outcome} />
        {boot.oci && <RuntimeBadge oci={boot.oci} />}
        <p className="dim">
          {boot.hostName !== "" && <>{t("onHost", { host: visibleText(boot.hostName) })} · </>}
          <time>{wallTimeText(boot.wallTime, dates, "full") ?? list("noWallTime")}</time>
        </p>
      </div>
      <dl className="boot-figures">
        {"ns" in length && (
          <Figure
            label={t(
              length.kind === "died" ? "diedAfter" : boot.startBy === "phase" ? "tookNoStart" : "took",
            )}
            ns={length.ns}
          />
        )}
        {ready !== undefined && <Figure label={t("readyAfter")} ns={ready} />}
      </dl>
      <p className="summary">
        <Answer boot={boot} {...omitUndefined({ usual })} />
      </p>
    </div>
  );
}

type Props = { readonly shared: SharedBoot; readonly parts: readonly SharePart[]; readonly dates: Dates };

/** The span that a note is about; its slug where the boot has no such span any more. */
function spanLabelOf({ spans }: SharedBoot["boot"], slug: string): string {
  const span = spans.find((each) => each.slug === slug);
  return span === undefined ? slug : spanLabel(span);
}

function SharedNotes({ notes, boot, dates }: Pick<SharedBoot, "notes" | "boot"> & { dates: Dates }) {
  const spanName = useSpanName();
  return (
    <ul className="notes">
      {notes.map(({ span: slug, text, at }) => (
        <li key={`${at}-${text}`} className="note">
          <p className="dim">
            {wallTimeText(at, dates, "full")}
            {slug !== undefined && ` · ${spanName(spanLabelOf(boot, slug))}`}
          </p>
          <NoteText text={text} />
        </li>
      ))}
    </ul>
  );
}

/** What its waterfall shows of a boot, and the span that is selected in it, in words. */
function Viewed({ shared, drawn }: { readonly shared: SharedBoot; readonly drawn: DrawnMarks }) {
  const t = useTranslations("share");
  const spanName = useSpanName();
  const { boot, zoom, selection, usual } = shared;
  const range = sharedRange(boot, drawn, zoom);
  const span = boot.spans.find(({ slug }) => slug === selection);
  const ns = span && span.state !== "open" ? span.endAt - span.startAt : undefined;
  const held = usualOf(usual?.spans.find(({ slug }) => slug === selection));
  const times = ns !== undefined && held ? heldAgainst(ns, held).times : undefined;
  if (!zoom && !span) return undefined;
  return (
    <p className="shared-viewed">
      {span &&
        t("selected", {
          span: spanName(spanLabel(span), 80),
          state: span.state,
          duration: ns === undefined ? "" : exactDuration(ns),
          times: times === undefined ? "none" : timesFigure(times),
          from: span.from,
          to: span.to ?? "none",
        })}{" "}
      {zoom && t("range", { from: formatDuration(range.fromNs), to: formatDuration(range.toNs) })}
    </p>
  );
}

/** One boot as its share shows it. */
export function SharedBootView({ shared, parts, dates }: Props) {
  const { boot, marks, drawn: many, notes, usual, zoom, selection, inside, expanded } = shared;
  const t = useTranslations("boot.section");
  const keep = useTranslations("keep.notes");
  const share = useTranslations("share");
  // Shares of before hold all marks, however many.
  const drawn = many ?? drawnMarks(marks);
  const listed = marks.slice(0, MARKS_DRAWN);
  const groups = GROUPS.filter((group) => boot.spans.some((span) => span.group === group));
  return (
    <>
      <InTurn>
        <SharedBootHeader boot={boot} dates={dates} {...omitUndefined({ usual })} />
      </InTurn>
      {boot.outcome === "failed" && <Failure boot={boot} />}
      <Losses boot={boot} />
      {notes.length > 0 && (
        <section>
          <h2>{keep("title")}</h2>
          <SharedNotes notes={notes} boot={boot} dates={dates} />
        </section>
      )}
      <section>
        <h2 className="sr">{t("waterfall")}</h2>
        <InTurn>
          <SharedWaterfall {...{ boot, usual, zoom, selection, inside, expanded }} marks={drawn} />
        </InTurn>
        <Viewed {...{ shared, drawn }} />
        <Legend groups={groups} detail={inside} />
      </section>
      {boot.causes !== undefined && (
        <section id="reasons" aria-labelledby="reasons-title">
          <h2 id="reasons-title">{t("reasons")}</h2>
          <BootReasons found={keptReasons(boot, usual)} n={usual?.n} isSeen />
        </section>
      )}
      {usual && (
        <InTurn>
          <Blamed boot={boot} usual={usual} />
        </InTurn>
      )}
      <section>
        <h2>{t("spans")}</h2>
        <InTurn>
          <SharedSpanTable boot={boot} usual={usual} />
        </InTurn>
      </section>
      {marks.length > 0 && (
        <section>
          <h2>{t("marks")}</h2>
          <MarkTable
            boot={boot}
            marks={listed}
            below={
              listed.length < drawn.total && (
                <p className="dim">{share("marksCut", { count: listed.length, total: drawn.total })}</p>
              )
            }
          />
        </section>
      )}
      {boot.processCount > 0 && (
        <section>
          <h2>{t("processes")}</h2>
          <InTurn>
            <ProcessTree boot={boot} />
          </InTurn>
        </section>
      )}
      {parts.some((part) => !BESIDES.has(part)) && (
        <section>
          <h2>{t("environment")}</h2>
          <InTurn>
            <Environment boot={boot} isShared />
          </InTurn>
        </section>
      )}
    </>
  );
}
