import {
  COHORT_SIDES,
  cohortFindings,
  cohortSentence,
  comparedCohortsMarkdown,
  readableFilter,
  shareHref,
  cohortHref,
  cohortSideText,
  DEFAULT_COHORT_OPTIONS,
  utcNow,
  visibleText,
  type Baseline,
  type BootFilter,
  type CohortComparison,
  type CohortSideName,
  type CohortView,
  type StatisticsState,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { collectorsKnown, NO_COLLECTOR } from "../../collector/recording-facts.ts";
import { bootsBehind } from "../../ui/boots-behind.ts";
import { filterOfSide } from "./cohort-filter.ts";
import { notebook, readDatabase, statistics } from "../../../bridge/page.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import type { Dates } from "../../../i18n/wall-time.ts";
import { CohortBaselines } from "./cohort-baselines.tsx";
import { CohortForm } from "./cohort-form.tsx";
import {
  CohortAttributes,
  CohortDistribution,
  CohortDoubts,
  CohortVerdict,
  isComparable,
} from "./cohort-told.tsx";
import { CohortMeasures } from "./cohort-measures.tsx";
import { BoundNotice } from "../../ui/bound-notice.tsx";
import { SampleNotice } from "../../ui/sample-notice.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DatabaseProblem } from "../../ui/database-problem.tsx";
import { DroppedNotice } from "../../ui/dropped-notice.tsx";
import { DrawnUpTo } from "../../ui/drawn-up-to.tsx";
import { ForEditors } from "../../ui/for-editors.tsx";
import { EmptyState } from "../../collector/empty-state.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Rejected } from "../../ui/rejected.ts";
import { SideParts } from "./side-parts.tsx";

async function load(reader: StoreReader) {
  const [facts, containers, hosts, collectors] = await Promise.all([
    reader.facts(),
    reader.containers(),
    reader.hosts(),
    collectorsKnown(reader, utcNow()),
  ]);
  return { total: facts.boots, containers, hosts, collectors };
}

type Compared = {
  readonly comparison: CohortComparison;
  readonly known: StatisticsState;
};

async function compare(
  filters: Readonly<Record<CohortSideName, BootFilter>>,
  { alpha, minChange }: CohortView,
): Promise<Compared | undefined> {
  const source = statistics();
  try {
    const options = { ...DEFAULT_COHORT_OPTIONS, alpha, minChange };
    const [comparison, known] = await Promise.all([
      source.compare(filters.baseline, filters.candidate, options),
      source.state({ questions: ["compare"] }),
    ]);
    return { comparison, known };
  } catch {
    return undefined;
  }
}

type Side = {
  readonly name: CohortSideName;
  readonly side: CohortView[CohortSideName];
  /** Undefined where nothing was chosen, or what was chosen is gone. */
  readonly filter: BootFilter | undefined;
};
type Hosts = readonly { readonly id: string; readonly name: string }[];

/** What keeps the sides from being compared, or should be known of how they are. */
async function Reservations({ sides, compared }: { sides: readonly Side[]; compared: Compared | undefined }) {
  const t = await getTranslations("cohorts");
  const chosen = sides.filter(({ side }) => side !== undefined).length;
  const isRead = compared !== undefined || sides.some(({ filter }) => filter === undefined);
  return (
    <>
      {sides.map(
        ({ name, side, filter }) =>
          side?.kind === "named" &&
          !filter && (
            <Notice key={name} tone="warn">
              {t("gone", { name: visibleText(side.name, 80) })}
            </Notice>
          ),
      )}
      {chosen === 1 && <Notice tone="plain">{t("chooseBoth")}</Notice>}
      {!isRead && <Notice tone="bad">{t("unread")}</Notice>}
      {compared && compared.known.known < compared.known.total && (
        <Notice tone="warn">
          {t("filling", { known: compared.known.known, total: compared.known.total })}
        </Notice>
      )}
      <BoundNotice state={compared?.known} />
      <SampleNotice sample={compared?.comparison.sample} />
    </>
  );
}

type ChosenProps = {
  readonly sides: readonly Side[];
  readonly comparison: CohortComparison;
  readonly hosts: Hosts;
  readonly dates: Dates;
};

/** Both cohorts in words, each leading to its boots. */
async function Chosen({ sides, comparison, hosts, dates }: ChosenProps) {
  const t = await getTranslations("cohorts");
  return (
    <ul className="cohort-chosen">
      {sides.map(({ name, side, filter }) => (
        <li key={name}>
          <svg className="cohort-key" width="22" height="8" aria-hidden="true">
            <line className={`ecdf-curve ${name}`} x2="22" y1="4" y2="4" />
          </svg>
          <div>
            <strong>{t(`side.${name}`)}</strong>{" "}
            {side?.kind === "named" && <span>“{visibleText(side.name, 80)}”</span>}
            <p className="dim">
              <SideParts filter={filter ?? {}} hosts={hosts} dates={dates} />
            </p>
          </div>
          <Link
            href={bootsBehind(filter ?? {})}
            aria-label={`${t(`side.${name}`)}: ${t("n", { n: comparison[name] })}`}
          >
            {t("n", { n: comparison[name] })}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Which boots a view means by its sides. */
function sidesOf(view: CohortView, baselines: readonly Baseline[]): readonly Side[] {
  const find = { findBaseline: (name: string) => baselines.find((each) => each.name === name) };
  return COHORT_SIDES.map((name) => {
    const side = view[name];
    return { name, side, filter: side && filterOfSide(side, find) };
  });
}

type Props = {
  readonly view: CohortView;
  readonly dropped: readonly string[];
  /** What fields of the sides said that makes no sense. */
  readonly rejected: Rejected;
  /** How the other kind of comparison begins: shown before any cohort is chosen. */
  readonly start: ReactNode;
};

type HeaderProps = Pick<Props, "view"> & {
  readonly sides: readonly Side[];
  readonly comparison: CohortComparison | undefined;
};

/** What is done with a comparison: its link and its Markdown are copied, and it is shared. */
async function Header({ view, sides, comparison }: HeaderProps) {
  const [t, copy, keep] = await Promise.all([
    getTranslations("cohorts"),
    getTranslations("compare"),
    getTranslations("keep"),
  ]);
  const [baseline, candidate] = sides.map(({ side, filter }) => ({
    name: side?.kind === "named" ? side.name : undefined,
    filter: readableFilter(filter ?? {}),
  }));
  const markdown =
    comparison && baseline && candidate
      ? comparedCohortsMarkdown({
          title: t("title"),
          sentence: cohortSentence(comparison, cohortFindings(comparison)),
          baseline,
          candidate,
          comparison,
        })
      : undefined;
  return (
    <header className="compare-header">
      <h1>{t("title")}</h1>
      {markdown && (
        <div className="compare-header-actions">
          <CopyButton
            shortcut="y"
            labels={{ idle: t("copyLink"), done: t("copied"), failed: t("copyFailed") }}
          />
          {view.baseline && view.candidate && (
            <ForEditors>
              <Link
                className="button"
                href={shareHref({ kind: "cohorts", view })}
                title={keep("shareLong")}
                data-command="share"
              >
                {keep("share")}
              </Link>
            </ForEditors>
          )}
          <CopyButton
            text={`${markdown.join("\n")}\n\n`}
            path={cohortHref(view)}
            labels={{
              idle: copy("copyMarkdown"),
              done: copy("copied"),
              failed: copy("copyMarkdownFailed"),
            }}
          />
        </div>
      )}
    </header>
  );
}

/** Nothing is chosen yet: boots one by one, or two cohorts of them. */
async function Beginning({ start, children }: Pick<Props, "start"> & { readonly children: ReactNode }) {
  const t = await getTranslations("cohorts");
  return (
    <>
      <h1>{t("startTitle")}</h1>
      <section aria-labelledby="one-by-one">
        <h2 id="one-by-one">{t("startBoots")}</h2>
        {start}
      </section>
      <section aria-labelledby="in-cohorts">
        <h2 id="in-cohorts">{t("startCohorts")}</h2>
        {children}
      </section>
    </>
  );
}

/** Two cohorts of boots: what changed between them, and what is chance. */
export async function CohortPage({ view, dropped, rejected, start }: Props) {
  const [result, t, dates] = await Promise.all([
    readDatabase(load),
    getTranslations("cohorts"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { containers, hosts, total, collectors } = result.value;
  if (total === 0) return <EmptyState {...collectors} />;
  const baselines = notebook().read((kept) => kept.baselines()) ?? [];
  const sides = sidesOf(view, baselines);
  const [baseline, candidate] = sides.map(({ filter }) => filter);
  const compared = baseline && candidate ? await compare({ baseline, candidate }, view) : undefined;
  const comparison = compared?.comparison;
  const isTold = comparison !== undefined && isComparable(comparison);
  const shown = comparison?.measures.some(({ slug }) => slug === view.span) ? (view.span ?? "boot") : "boot";
  const rejectedParts = Object.fromEntries(
    Object.entries(rejected).map(([field, words]) => [field.replace("-", ": "), words]),
  );
  const form = (
    <CohortForm
      key={`${cohortHref(view)} ${JSON.stringify(rejected)}`}
      {...{ view, rejected, containers, hosts, baselines, dates }}
      now={utcNow()}
    />
  );
  if (sides.every(({ side }) => side === undefined))
    return (
      <div className="page wide compare cohorts">
        <DroppedNotice names={dropped} rejected={rejectedParts} />
        <Beginning start={start}>
          <p className="dim">{t("lead")}</p>
          {form}
          <CohortBaselines {...{ view, baselines, dates }} sides={[]} />
        </Beginning>
      </div>
    );
  return (
    <div className="page wide compare cohorts">
      <Header {...{ view, sides, comparison }} />
      <DroppedNotice names={dropped} rejected={rejectedParts} />
      <Reservations {...{ sides, compared }} />
      {isTold && <CohortVerdict comparison={comparison} />}
      {comparison && (
        <>
          <Chosen {...{ sides, comparison, hosts, dates }} />
          <CohortDoubts comparison={comparison} />
        </>
      )}
      {comparison ? (
        <details className="cohort-again" open={!isTold || dropped.length > 0}>
          <summary>{t("choose")}</summary>
          {form}
        </details>
      ) : (
        form
      )}
      {isTold && (
        <>
          <CohortDistribution comparison={comparison} shown={shown} />
          <CohortMeasures {...{ comparison, view, shown }} />
          <CohortAttributes comparison={comparison} />
        </>
      )}
      <CohortBaselines
        {...{ view, baselines, dates }}
        sides={sides.flatMap(({ name, side, filter }) =>
          filter && side?.kind === "filter" ? [{ name, filter }] : [],
        )}
      />
      <DrawnUpTo id="cohorts-end" />
    </div>
  );
}

/** Names both sides in the title of the page. */
export const cohortTitle = ({ baseline, candidate }: CohortView): string | undefined =>
  baseline && candidate
    ? `${visibleText(cohortSideText(candidate), 40)} − ${visibleText(cohortSideText(baseline), 40)}`
    : undefined;
