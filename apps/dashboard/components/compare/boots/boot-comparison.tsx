import {
  comparedFormat,
  comparedBootsMarkdown,
  compareHref,
  compareLetter,
  containerHref,
  omitUndefined,
  parseCompareView,
  shareHref,
  swapped,
  UP_TO_START,
  visibleText,
  type Boot,
  type BootId,
  type CompareView,
  type SearchParams,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { notebook, readDatabase } from "../../../bridge/page.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import { loadInside } from "../../ui/load-inside.ts";
import { EmptyState } from "../../collector/empty-state.tsx";
import { NO_COLLECTOR } from "../../collector/recording-facts.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DatabaseProblem } from "../../ui/database-problem.tsx";
import { DrawnUpTo, FEW_ROWS } from "../../ui/drawn-up-to.tsx";
import { DroppedNotice, withDropped } from "../../ui/dropped-notice.tsx";
import { ForEditors } from "../../ui/for-editors.tsx";
import { InTurn } from "../../ui/in-turn.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { paletteAnswer } from "../../ui/palette-answer.ts";
import { AddBoot } from "./compare-add.tsx";
import { CompareChart } from "./compare-chart.tsx";
import { Choices } from "./compare-choices.tsx";
import { ChosenBoots } from "./compare-chosen.tsx";
import { CompareReasons } from "./compare-reasons.tsx";
import { ComparedInside } from "./compare-inside.tsx";
import { CompareStart } from "./compare-start.tsx";
import { Configuration } from "./compare-configuration.tsx";
import { Verdict } from "./compare-verdict.tsx";
import { comparisonOf, sumsOf, type Comparison } from "./comparison.ts";
import { KeepBootAsBaseline } from "./keep-boot-as-baseline.tsx";
import { Explained } from "../../ui/explained.tsx";

/** What is looked for to be compared as well. */
export const soughtIn = ({ find }: SearchParams) =>
  typeof find === "string" ? find.trim().slice(0, 100) : "";

async function load(reader: StoreReader, ids: readonly BootId[], sought: string) {
  const [records, others] = await Promise.all([
    Promise.all(ids.map((id) => reader.findBoot(id))),
    sought === "" ? undefined : paletteAnswer(reader, sought),
  ]);
  return {
    others: others?.boots ?? [],
    boots: records.flatMap((each) => (each ? [each.boot] : [])),
    insides: await Promise.all(records.flatMap((each) => (each ? [loadInside(reader, each.boot)] : []))),
    missing: ids.filter((_, place) => !records[place]),
  };
}

type Chosen = { readonly chosen: readonly BootId[]; readonly sought: string };

type Shared = {
  readonly boots: readonly Boot[];
  readonly view: CompareView;
  readonly comparison: Comparison;
};

async function Header({ boots, view, comparison: { compared, baseline } }: Shared) {
  const [t, keep] = await Promise.all([getTranslations("compare"), getTranslations("keep")]);
  const labels = boots.map(({ id }) => view.labels?.[id]);
  const markdown = comparedBootsMarkdown({ title: t("title"), boots, compared, baseline, labels });
  return (
    <header className="compare-header">
      <h1>{t("title")}</h1>
      <Explained topic="compare" of={t("title")} />
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
            href={shareHref({ kind: "comparison", view })}
            title={keep("shareLong")}
            data-command="share"
          >
            {keep("share")}
          </Link>
        </ForEditors>
      </div>
    </header>
  );
}

/** What cannot be compared, or not as it was asked for. */
async function Reservations({ boots, view, comparison: { compared, unplaced } }: Shared) {
  const t = await getTranslations("compare");
  const hosts = new Set(boots.map(({ hostId }) => hostId));
  return (
    <>
      {compared.upTo !== undefined && (
        <Notice tone="warn">
          {compared.upTo === UP_TO_START
            ? t("upToStart")
            : t("upTo", { pass: visibleText(compared.upTo, 80) })}
        </Notice>
      )}
      {unplaced.length > 0 && <Notice tone="warn">{t("unplaced", { letters: unplaced.join(", ") })}</Notice>}
      {view.align === "wall" && hosts.size > 1 && <Notice tone="warn">{t("wallHosts")}</Notice>}
    </>
  );
}

function Chart({ boots, view, comparison }: Shared) {
  const { compared, baseline, rows, shifts, originNs, whole, own } = comparison;
  const labels = boots.map(({ id }) => view.labels?.[id]);
  return (
    <InTurn>
      <CompareChart
        key={compareHref(view)}
        {...{ rows, baseline, view, shifts, originNs, whole, own }}
        boots={boots.map((boot, place) => ({
          id: boot.id,
          letter: compareLetter(place),
          name: visibleText(labels[place] ?? boot.container, 60),
          ...omitUndefined({
            execNs: boot.upAt === undefined ? undefined : boot.upAt - boot.startAt,
            readyNs: boot.readyAt === undefined ? undefined : boot.readyAt - boot.startAt,
          }),
          ...(labels[place] === undefined ? {} : { label: visibleText(labels[place]) }),
        }))}
        totals={compared.totals}
        upTo={compared.upTo === undefined ? undefined : visibleText(compared.upTo, 80)}
        format={comparedFormat(compared)}
      />
    </InTurn>
  );
}

/** What is missing for a comparison; the boots that were found stay chosen. */
async function TooFew({ chosen, sought, children }: Chosen & { children: ReactNode }) {
  const t = await getTranslations("compare");
  return (
    <div className="page">
      <h1>{t("title")}</h1>
      <Explained topic="compare" of={t("title")} />
      {children}
      <p className="lead">{t("tooFew")}</p>
      <CompareStart chosen={chosen} sought={sought} />
    </div>
  );
}

/** Boots side by side, or what is missing for that. */
export async function BootComparison({ params }: { params: SearchParams }) {
  const { view: asked, dropped } = parseCompareView(params);
  // A form sends the fields that were left empty, too.
  if (Object.entries(params).some(([name, value]) => name.startsWith("label-") && value === ""))
    redirect(withDropped(compareHref(asked), dropped));
  const sought = soughtIn(params);
  const [result, t, dates] = await Promise.all([
    readDatabase((reader) => load(reader, asked.boots, sought)),
    getTranslations("compare"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { boots, insides, missing, others } = result.value;
  // Links of this page lead on with the boots that there are.
  const view: CompareView = { ...asked, boots: boots.map(({ id }) => id) };
  const notices = (
    <>
      <DroppedNotice names={dropped} />
      {missing.length > 0 && <Notice tone="warn">{t("notFound", { ids: missing.join(", ") })}</Notice>}
    </>
  );
  if (boots.length < 2)
    return (
      <TooFew chosen={view.boots} sought={sought}>
        {notices}
      </TooFew>
    );
  const baselines = notebook().read((kept) => kept.baselines()) ?? [];
  const add = <AddBoot view={view} sought={sought} found={others} baselines={baselines} dates={dates} />;
  const comparison = comparisonOf(boots, view);
  const { compared, baseline, hidden } = comparison;
  const shared = { boots, view, comparison };
  const base = boots[baseline];
  const container = base?.container ?? "";
  const verdictOn = (candidate: number) => <Verdict {...{ compared, baseline, candidate }} />;
  return (
    <div className="page wide compare">
      <Header {...shared} />
      {notices}
      {boots.length === 2 && verdictOn(1 - baseline)}
      <ChosenBoots
        {...{ boots, view, baseline, dates }}
        said={boots.map((_, place) => boots.length > 2 && place !== baseline && verdictOn(place))}
      />
      <Reservations {...shared} />
      <Choices {...{ view, boots, baseline }} />
      <Chart {...shared} />
      {comparison.rows.length <= FEW_ROWS && <DrawnUpTo id="compared-end" />}
      {hidden.length > 0 && (
        <p className="dim">
          {t("hidden", { count: hidden.length, sum: sumsOf(hidden, boots.length, baseline) })}
        </p>
      )}
      <div className="compare-more">
        {add}
        {base && (
          <ForEditors>
            <KeepBootAsBaseline id={base.id} letter={compareLetter(baseline)} />
          </ForEditors>
        )}
      </div>
      <InTurn>
        <CompareReasons boots={boots} baseline={baseline} />
      </InTurn>
      <InTurn>
        <ComparedInside {...{ boots, insides, baseline }} />
      </InTurn>
      <InTurn>
        <Configuration {...{ boots, baseline, view }} />
      </InTurn>
      <p>
        <Link href={containerHref(container)}>
          {t("toContainer", { container: visibleText(container, 60) })}
        </Link>
      </p>
    </div>
  );
}
