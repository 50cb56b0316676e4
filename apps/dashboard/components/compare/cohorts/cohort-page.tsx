import {
  COHORT_SIDES,
  cohortFindings,
  cohortSentence,
  comparedCohortsMarkdown,
  readableFilter,
  cohortHref,
  cohortSideText,
  DEFAULT_COHORT_OPTIONS,
  formatDuration,
  formatPercent,
  headlineDuration,
  MIN_POPULATION,
  utcNow,
  visibleText,
  type Baseline,
  type BootFilter,
  type CohortComparison,
  type CohortSideName,
  type CohortView,
  type ComparedMeasure,
  type Quantiles,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { EcdfChart } from "../../../charts/ecdf/ecdf.tsx";
import { layoutEcdf } from "../../../charts/ecdf/layout.ts";
import { percent } from "../../../charts/percent.ts";
import { collectorsKnown, NO_COLLECTOR } from "../../collector/recording-facts.ts";
import { bootsBehind } from "../../ui/boots-behind.ts";
import { filterOfSide } from "./cohort-filter.ts";
import { notebook, readDatabase, statistics } from "../../../bridge/page.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import type { Dates } from "../../../i18n/wall-time.ts";
import { ChartTable } from "../../ui/chart-table.tsx";
import { CohortBaselines } from "./cohort-baselines.tsx";
import { CohortForm } from "./cohort-form.tsx";
import { CohortMeasures } from "./cohort-measures.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DatabaseProblem } from "../../ui/database-problem.tsx";
import { DroppedNotice } from "../../ui/dropped-notice.tsx";
import { EmptyState } from "../../collector/empty-state.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Rejected } from "../../ui/rejected.ts";
import { SideParts } from "./side-parts.tsx";
import { spanNamer } from "../../ui/span-name.ts";
import { Explained } from "../../ui/explained.tsx";

/** A difference of shares below this is nothing to tell. */
const LEAST_SHARE = 0.02;
const NAMED_SPANS = 4;
const ns = (duration: number) => BigInt(Math.round(duration));
const magnitude = (duration: number) => headlineDuration(ns(Math.abs(duration)));

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
  readonly known: { readonly known: number; readonly total: number };
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
      source.state(),
    ]);
    return { comparison, known };
  } catch {
    return undefined;
  }
}

/** What the comparison says, in words a ticket could have. */
async function Verdict({ comparison }: { comparison: CohortComparison }) {
  const t = await getTranslations("cohorts");
  const spanName = spanNamer(await getTranslations("spanNames"));
  const { measures } = comparison;
  const whole = measures.find(({ slug }) => slug === "boot");
  const spans = (verdict: ComparedMeasure["verdict"]) =>
    measures
      .filter((measure) => measure.verdict === verdict && measure.onPath)
      .sort((a, b) => Math.abs(b.shift?.estimate ?? 0) - Math.abs(a.shift?.estimate ?? 0))
      .slice(0, NAMED_SPANS)
      .map(({ label, shift }) => `${spanName(label, 60)} ${formatDuration(ns(shift?.estimate ?? 0))}`)
      .join(", ");
  const [slower, faster] = [spans("slower"), spans("faster")];
  return (
    <p className="summary">
      {whole &&
        t(`verdict.${whole.verdict}`, {
          shift: magnitude(whole.shift?.estimate ?? 0),
          baseline: magnitude(whole.baseline?.p50 ?? 0),
          candidate: magnitude(whole.candidate?.p50 ?? 0),
        })}{" "}
      {slower !== "" && t("slowerSpans", { spans: slower })}{" "}
      {faster !== "" && t("fasterSpans", { spans: faster })}
      {slower === "" && faster === "" && whole?.verdict !== "too-few" && t("noSpans")}
    </p>
  );
}

const QUANTILES = [
  ["least", "min"],
  ["p5", "p5"],
  ["p25", "p25"],
  ["p50", "p50"],
  ["p75", "p75"],
  ["p95", "p95"],
  ["most", "max"],
] as const satisfies readonly (readonly [string, keyof Quantiles])[];

async function Distribution({ comparison, shown }: { comparison: CohortComparison; shown: string }) {
  const t = await getTranslations("cohorts");
  const spanName = spanNamer(await getTranslations("spanNames"));
  const measure = comparison.measures.find(({ slug }) => slug === shown);
  const curves = comparison.distributions[shown];
  if (!measure || !curves) return undefined;
  const { baseline, candidate } = measure;
  const geometry = layoutEcdf(curves, { baseline: baseline?.p50, candidate: candidate?.p50 });
  const name = shown === "boot" ? t("boot") : shown === "ready" ? t("ready") : spanName(measure.label, 60);
  const cell = (side: Quantiles | undefined, key: keyof Quantiles) =>
    side ? formatDuration(ns(side[key])) : "—";
  return (
    <section aria-labelledby="distribution-title" className="cohort-distribution" id="distribution">
      <h2 id="distribution-title">{t("distribution", { measure: name })}</h2>
      <Explained topic="quantiles" of={t("distribution", { measure: name })} />
      <p className="dim">
        {t("distributionText")} {geometry.isLog && `(${t("logarithmic")})`}
      </p>
      <EcdfChart geometry={geometry} />
      <ChartTable summary={t("distributionTable")}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("quantile")}</th>
              {COHORT_SIDES.map((side) => (
                <th key={side} scope="col" className="number">
                  {t(`side.${side}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {QUANTILES.map(([label, key]) => (
              <tr key={key}>
                <th scope="row">{label === "least" || label === "most" ? t(label) : label}</th>
                <td className="number">{cell(baseline, key)}</td>
                <td className="number">{cell(candidate, key)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ChartTable>
    </section>
  );
}

async function Attributes({ comparison }: { comparison: CohortComparison }) {
  const [t, differs] = await Promise.all([getTranslations("cohorts"), getTranslations("differs")]);
  const rows = comparison.attributes.filter(
    ({ selectedShare, restShare }) => Math.abs(selectedShare - restShare) >= LEAST_SHARE,
  );
  return (
    <section aria-labelledby="attributes-title" className="what-differs">
      <h2 id="attributes-title">{t("attributes")}</h2>
      <Explained topic="differs" of={t("attributes")} />
      {rows.length === 0 ? (
        <p className="dim">{t("attributesNone")}</p>
      ) : (
        <div className="differs-tables">
          <table>
            <thead>
              <tr>
                <th scope="col">{differs("value")}</th>
                {COHORT_SIDES.map((side) => (
                  <th key={side} scope="col" className="number">
                    {t(`side.${side}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map(({ attribute, value, selectedShare, restShare }) => (
                <tr key={`${attribute} ${value}`}>
                  <th scope="row">
                    <span className="dim">{differs(`of.${attribute}`)}</span>{" "}
                    {value === undefined ? differs("unknown") : visibleText(value, 80)}
                  </th>
                  <td className="number">{formatPercent(restShare)}</td>
                  <td className="number">{formatPercent(selectedShare)}</td>
                  <td className="pair-cell">
                    <svg className="pair" width="100%" height="14" aria-hidden="true">
                      <rect className="rest" y="1" width={percent(restShare)} height="5" />
                      <rect className="selected" y="8" width={percent(selectedShare)} height="5" />
                    </svg>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
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
        <Notice tone="warn">{t("filling", compared.known)}</Notice>
      )}
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

const emptySides = (comparison: CohortComparison) => COHORT_SIDES.filter((side) => comparison[side] === 0);
const isOne = ({ shared, baseline, candidate }: CohortComparison) =>
  shared === baseline && shared === candidate;
/** Whether there is anything to compare: both have boots, and not the same ones. */
const isComparable = (comparison: CohortComparison) =>
  emptySides(comparison).length === 0 && !isOne(comparison);

/** What of the cohorts themselves bears on what is told of them. */
async function Doubts({ comparison }: { comparison: CohortComparison }) {
  const t = await getTranslations("cohorts");
  const { baseline, candidate, shared, enough } = comparison;
  const empty = emptySides(comparison);
  const isTold = isComparable(comparison);
  return (
    <>
      {empty.map((side) => (
        <Notice key={side} tone="warn">
          {t("none", { side })}
        </Notice>
      ))}
      {isOne(comparison) && empty.length === 0 && <Notice tone="plain">{t("same")}</Notice>}
      {isTold && shared > 0 && <Notice tone="warn">{t("shared", { count: shared })}</Notice>}
      {isTold && cohortFindings(comparison).needed !== undefined && (
        <Notice tone="warn">
          {t("tooFew", { baseline, candidate, least: Math.max(enough, MIN_POPULATION) })}
        </Notice>
      )}
    </>
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

/** What is done with a comparison: its link and its Markdown are copied. */
async function Header({ view, sides, comparison }: HeaderProps) {
  const [t, copy] = await Promise.all([getTranslations("cohorts"), getTranslations("compare")]);
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
      {isTold && <Verdict comparison={comparison} />}
      {comparison && (
        <>
          <Chosen {...{ sides, comparison, hosts, dates }} />
          <Doubts comparison={comparison} />
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
          <Distribution comparison={comparison} shown={shown} />
          <CohortMeasures {...{ comparison, view, shown }} />
          <Attributes comparison={comparison} />
        </>
      )}
      <CohortBaselines
        {...{ view, baselines, dates }}
        sides={sides.flatMap(({ name, side, filter }) =>
          filter && side?.kind === "filter" ? [{ name, filter }] : [],
        )}
      />
    </div>
  );
}

/** Names both sides in the title of the page. */
export const cohortTitle = ({ baseline, candidate }: CohortView): string | undefined =>
  baseline && candidate
    ? `${visibleText(cohortSideText(candidate), 40)} − ${visibleText(cohortSideText(baseline), 40)}`
    : undefined;
