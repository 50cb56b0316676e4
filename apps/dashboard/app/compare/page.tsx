import {
  againstHref,
  alignBoots,
  alignmentsOf,
  cohortHref,
  columnFormat,
  compareBoots,
  compareHref,
  compareLetter,
  comparedBootsMarkdown,
  containerHref,
  deltaOf,
  formatDuration,
  formatFraction,
  headlineDuration,
  pairVerdict,
  parseCohortForm,
  parseCohortView,
  parseAgainstView,
  parseCompareView,
  shareHref,
  swapped,
  visibleText,
  type Boot,
  type BootId,
  type CompareView,
  type ComparedBoots,
  type ComparedRow,
  type SearchParams,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { comparedExtent } from "../../charts/compare/layout.ts";
import { CohortPage, cohortTitle } from "../../components/compare/cohorts/cohort-page.tsx";
import { AgainstUsual } from "../../components/compare/usual/against-usual.tsx";
import { CompareChart } from "../../components/compare/boots/compare-chart.tsx";
import { AddBoot } from "../../components/compare/boots/compare-add.tsx";
import { ChosenBoots } from "../../components/compare/boots/compare-chosen.tsx";
import { Configuration } from "../../components/compare/boots/compare-configuration.tsx";
import { CopyButton } from "../../components/ui/copy-button.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { DroppedNotice } from "../../components/ui/dropped-notice.tsx";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { ForEditors } from "../../components/ui/for-editors.tsx";
import { InTurn } from "../../components/ui/in-turn.tsx";
import { KeepBootAsBaseline } from "../../components/compare/boots/keep-boot-as-baseline.tsx";
import { Link } from "../../components/ui/link.tsx";
import { Notice } from "../../components/ui/notice.tsx";
import { NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { cardMetadata } from "../../components/shell/card-metadata.ts";
import { notebook, readDatabase } from "../../bridge/page.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";
import { paletteAnswer } from "../../components/shell/palette-answer.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

/** Boots are compared one by one where any are named, else groups of them. */
const isPair = (params: SearchParams) => params["boots"] !== undefined;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const params = await searchParams;
  const [t, cohorts] = await Promise.all([getTranslations("compare"), getTranslations("cohorts")]);
  const against = parseAgainstView(params);
  if (against) {
    const words = await getTranslations("against");
    return cardMetadata(`/cards${againstHref(against.view).replace("?", ".png?")}`, {
      title: words("title"),
      description: words("card"),
    });
  }
  if (isPair(params)) {
    const { boots, baseline } = parseCompareView(params).view;
    const query = compareHref({ boots, ...(baseline === undefined ? {} : { baseline }) }).split("?")[1];
    return cardMetadata(`/cards/compare.png?${query ?? ""}`, {
      title: t("title"),
      description: t("card", { count: boots.length }),
    });
  }
  const { view } = parseCohortView(params);
  const title = cohortTitle(view);
  if (title === undefined) return { title: cohorts("title") };
  return cardMetadata(`/cards${cohortHref(view).replace("?", ".png?")}`, {
    title,
    description: cohorts("card"),
  });
}

/** What is looked for to be compared as well. */
const soughtIn = ({ find }: SearchParams) => (typeof find === "string" ? find.trim().slice(0, 100) : "");

async function load(reader: StoreReader, ids: readonly BootId[], sought: string) {
  const [found, others] = await Promise.all([
    Promise.all(ids.map((id) => reader.findBoot(id))),
    sought === "" ? undefined : paletteAnswer(reader, sought),
  ]);
  const boots = found.flatMap((each) => (each ? [each.boot] : []));
  return {
    others: others?.boots ?? [],
    boots,
    missing: ids.filter((_, place) => !found[place]),
  };
}

/** One sentence a pair: who is slower, by how much, and where. */
async function Verdict({
  compared,
  baseline,
  candidate,
}: {
  compared: ComparedBoots;
  baseline: number;
  candidate: number;
}) {
  const t = await getTranslations("compare");
  const { delta, main, share } = pairVerdict(compared, baseline, candidate);
  const names = { candidate: compareLetter(candidate), baseline: compareLetter(baseline) };
  const size = headlineDuration(delta < 0n ? -delta : delta);
  const text =
    delta === 0n ? t("same", names) : t(delta > 0n ? "slower" : "faster", { ...names, delta: size });
  const where =
    main && share !== undefined
      ? share <= 1
        ? t("where", { share: formatFraction(share), span: visibleText(main.row.label) })
        : t("mostly", {
            span: visibleText(main.row.label),
            delta: formatDuration(main.delta < 0n ? -main.delta : main.delta),
          })
      : "";
  return (
    <p className="summary">
      {compared.upTo !== undefined && `${t("until", { pass: visibleText(compared.upTo, 80) })} `}
      {text}
      {where && ` ${where}`}
    </p>
  );
}

/** Choices as links: each is an address, and works without script. */
async function Choices({
  view,
  boots,
  baseline,
}: {
  view: CompareView;
  boots: readonly Boot[];
  baseline: number;
}) {
  const t = await getTranslations("compare");
  const alignments = alignmentsOf(boots, baseline);
  const { zoom: _, ...unzoomed } = view;
  const phases = alignments.filter((alignment) => alignment.startsWith("phase:"));
  const choice = (label: string, next: Partial<CompareView>, isChosen: boolean) => (
    <Link key={label} href={compareHref({ ...unzoomed, ...next })} scroll={false} aria-current={isChosen}>
      {label}
    </Link>
  );
  const { threshold, ...all } = unzoomed;
  return (
    <div className="compare-choices">
      <div role="group" aria-label={t("align")}>
        <span className="dim">{t("align")}</span>
        {(["start", "exec", "ready", "wall"] as const).map((align) =>
          alignments.includes(align) ? (
            choice(t(`alignment.${align}`), { align }, view.align === align)
          ) : (
            <span key={align} className="dim" title={t("notAll")}>
              {t(`alignment.${align}`)}
            </span>
          ),
        )}
        <details className="menu">
          <summary className="quiet">
            {view.align.startsWith("phase:") ? view.align.slice("phase:".length) : t("alignment.phase")}
          </summary>
          <div className="menu-body">
            {phases.map((align) => choice(align.slice("phase:".length), { align }, view.align === align))}
          </div>
        </details>
      </div>
      <div role="group" aria-label={t("scale")}>
        <span className="dim">{t("scale")}</span>
        {choice(t("locked"), { scale: "locked" }, view.scale === "locked")}
        {choice(t("own"), { scale: "own" }, view.scale === "own")}
      </div>
      <div role="group" aria-label={t("mode")}>
        <span className="dim">{t("mode")}</span>
        {choice(t("side"), { mode: "side" }, view.mode === "side")}
        {choice(t("overlay"), { mode: "overlay" }, view.mode === "overlay")}
      </div>
      {view.mode === "overlay" && (
        <div role="group" aria-label={t("opacity")}>
          <span className="dim">{t("opacity")}</span>
          {[25, 50, 75, 100].map((opacity) =>
            choice(`${opacity} %`, { opacity }, (view.opacity ?? 100) === opacity),
          )}
        </div>
      )}
      <div role="group" aria-label={t("rows")}>
        <span className="dim">{t("rows")}</span>
        <Link href={compareHref(all)} scroll={false} aria-current={threshold === undefined}>
          {t("allRows")}
        </Link>
        {[0n, 100_000n, 1_000_000n, 10_000_000n].map((least) =>
          choice(
            least === 0n ? t("changed") : t("changedBy", { least: formatDuration(least) }),
            { threshold: least },
            threshold === least,
          ),
        )}
      </div>
    </div>
  );
}

/** What hidden rows add up to: of more than one candidate, by letter. */
function hiddenSums(rows: readonly ComparedRow[], boots: number, baseline: number): string {
  const candidates = Array.from({ length: boots }, (_, place) => place).filter((place) => place !== baseline);
  return candidates
    .map((place) => {
      const sum = formatDuration(rows.reduce((ns, row) => ns + deltaOf(row, baseline, place), 0n));
      return candidates.length === 1 ? sum : `${compareLetter(place)} ${sum}`;
    })
    .join(", ");
}

export default async function ComparePage({ searchParams }: Props) {
  const params = await searchParams;
  const against = parseAgainstView(params);
  if (against) return <AgainstUsual {...against} />;
  if (isPair(params)) return <BootComparison params={params} />;
  const form = parseCohortForm(params);
  // A form cannot send the link of what it chose; what made no sense stays in the address, so that the page tells of it.
  if (form) redirect(withDropped(cohortHref(form.view), form.dropped));
  return <CohortPage {...parseCohortView(params)} />;
}

function withDropped(href: string, dropped: readonly string[]): string {
  if (dropped.length === 0) return href;
  return `${href}${href.includes("?") ? "&" : "?"}dropped=${dropped.join(",")}`;
}

async function BootComparison({ params }: { params: SearchParams }) {
  const { view, dropped } = parseCompareView(params);
  // A form sends the fields that were left empty, too.
  if (Object.entries(params).some(([name, value]) => name.startsWith("label-") && value === ""))
    redirect(withDropped(compareHref(view), dropped));
  const sought = soughtIn(params);
  const [result, t, keep, dates] = await Promise.all([
    readDatabase((reader) => load(reader, view.boots, sought)),
    getTranslations("compare"),
    getTranslations("keep"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { boots, missing, others } = result.value;
  const baselines = notebook().read((kept) => kept.baselines()) ?? [];
  const add = <AddBoot view={view} sought={sought} found={others} baselines={baselines} dates={dates} />;
  const notices = (
    <>
      <DroppedNotice names={dropped} />
      {missing.length > 0 && <Notice tone="warn">{t("notFound", { ids: missing.join(", ") })}</Notice>}
    </>
  );
  if (boots.length < 2)
    return (
      <div className="page">
        <h1>{t("title")}</h1>
        {notices}
        <p className="lead">{t("tooFew")}</p>
        {add}
        <Link className="button" href="/">
          {t("toBoots")}
        </Link>
      </div>
    );
  const baseline = Math.max(
    0,
    boots.findIndex(({ id }) => id === view.baseline),
  );
  const compared = compareBoots(boots);
  const placed = alignBoots(boots, baseline, view.align);
  const unplaced = placed.flatMap((shift, place) => (shift === undefined ? [compareLetter(place)] : []));
  const shifts = placed.map((shift) => shift ?? 0n);
  const hosts = new Set(boots.map(({ hostId }) => hostId));
  const { threshold } = view;
  const rows = compared.rows.filter(
    (row) =>
      threshold === undefined ||
      boots.some((_, place) => {
        const delta = deltaOf(row, baseline, place);
        return (
          (delta < 0n ? -delta : delta) > threshold ||
          (threshold > 0n && (delta === threshold || -delta === threshold))
        );
      }),
  );
  const sortedBy = boots.findIndex(({ id }) => id === view.sort);
  const size = (row: ComparedRow) => {
    const delta = deltaOf(row, baseline, sortedBy);
    return delta < 0n ? -delta : delta;
  };
  // Rows beside the path stay below: they are in no sum.
  const ordered =
    sortedBy === -1 || sortedBy === baseline
      ? rows
      : rows.toSorted((a, b) => (a.onPath === b.onPath ? (size(a) < size(b) ? 1 : -1) : a.onPath ? -1 : 1));
  const labels = boots.map(({ id }) => view.labels?.[id]);
  const markdown = comparedBootsMarkdown({ title: t("title"), boots, compared, baseline, labels });
  const hidden = compared.rows.filter((row) => row.onPath && !rows.includes(row));
  const whole = comparedExtent(compared.rows, shifts);
  const own = boots.map((_, place) =>
    comparedExtent(
      compared.rows.map((row) => ({
        ...row,
        offsets: [row.offsets[place]],
        durations: [row.durations[place]],
      })),
      [0n],
    ),
  );
  const candidate = boots.findIndex((_, place) => place !== baseline);
  const held = boots[baseline];
  const container = held?.container ?? "";
  return (
    <div className="page wide compare">
      <header className="compare-header">
        <h1>{t("title")}</h1>
        <div className="compare-header-actions">
          {boots.length === 2 && (
            <Link className="button" href={compareHref(swapped(view))} scroll={false} title={t("swapLong")}>
              {t("swap")}
            </Link>
          )}
          <CopyButton
            shortcut="y"
            labels={{ idle: t("copyLink"), done: t("copied"), failed: t("copyFailed") }}
          />
          <CopyButton
            text={`${markdown.join("\n")}\n\n`}
            path={compareHref(view)}
            labels={{ idle: t("copyMarkdown"), done: t("copied"), failed: t("copyMarkdownFailed") }}
          />
          <ForEditors>
            <Link
              className="button"
              href={shareHref({ kind: "comparison", view: { ...view, boots: boots.map(({ id }) => id) } })}
              title={keep("shareLong")}
            >
              {keep("share")}
            </Link>
          </ForEditors>
        </div>
      </header>
      {notices}
      {boots.length === 2 && <Verdict compared={compared} baseline={baseline} candidate={candidate} />}
      <ChosenBoots
        boots={boots}
        view={view}
        baseline={baseline}
        dates={dates}
        said={boots.map(
          (_, place) =>
            boots.length > 2 &&
            place !== baseline && <Verdict compared={compared} baseline={baseline} candidate={place} />,
        )}
      />
      <div className="compare-more">
        {add}
        {held && (
          <ForEditors>
            <KeepBootAsBaseline id={held.id} letter={compareLetter(baseline)} />
          </ForEditors>
        )}
      </div>
      {compared.upTo !== undefined && <Notice tone="warn">{t("upTo", { pass: compared.upTo })}</Notice>}
      {unplaced.length > 0 && <Notice tone="warn">{t("unplaced", { letters: unplaced.join(", ") })}</Notice>}
      {view.align === "wall" && hosts.size > 1 && <Notice tone="warn">{t("wallHosts")}</Notice>}
      <Choices view={view} boots={boots} baseline={baseline} />
      <InTurn>
        <CompareChart
          key={compareHref(view)}
          rows={ordered}
          boots={boots.map((boot, place) => ({
            id: boot.id,
            letter: compareLetter(place),
            name: visibleText(labels[place] ?? boot.container, 60),
            ...(labels[place] === undefined ? {} : { label: visibleText(labels[place]) }),
          }))}
          baseline={baseline}
          view={view}
          shifts={view.scale === "own" ? shifts.map(() => 0n) : shifts}
          whole={whole}
          own={own}
          totals={compared.totals}
          upTo={compared.upTo === undefined ? undefined : visibleText(compared.upTo, 80)}
          format={columnFormat(compared.totals)}
        />
      </InTurn>
      {hidden.length > 0 && (
        <p className="dim">
          {t("hidden", {
            count: hidden.length,
            sum: hiddenSums(hidden, boots.length, baseline),
          })}
        </p>
      )}
      <InTurn>
        <Configuration boots={boots} baseline={baseline} view={view} />
      </InTurn>
      <p>
        <Link href={containerHref(container)}>
          {t("toContainer", { container: visibleText(container, 60) })}
        </Link>
      </p>
    </div>
  );
}
