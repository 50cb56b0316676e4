import {
  cohortHref,
  compareHref,
  DEFAULT_COHORT_OPTIONS,
  LEAST_ALPHA,
  MAX_COMPARED,
  MOST_ALPHA,
  MOST_MIN_CHANGE,
  parseBoundedNumber,
  parseCohortSide,
  parseLimit,
  SPAN_SLUGS,
  visibleText,
  type BootId,
  type CohortSide,
  type Conclusion,
  type Limit,
  omitUndefined,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { InvalidArgumentError, Option, type Command } from "commander";
import { cohortBoots } from "../boots/cohort-boots.ts";
import { bootsReport } from "../compare/boots-report.ts";
import { cohortsReport, type ChosenCohort } from "../compare/cohorts-report.ts";
import { bootsJson, cohortsJson } from "../compare/json.ts";
import { bootsMarkdown, cohortsMarkdown } from "../compare/markdown.ts";
import { dashboardUrl, permalinkOf, type DashboardFlag } from "../flags/dashboard-url.ts";
import { EXIT, type ExitCode } from "../output/exit-code.ts";
import { CliFailure, wrongUsage } from "../output/failure.ts";
import { findBaseline } from "../boots/find-baseline.ts";
import { noSuchBoot, resolveBootId } from "../boots/find-boot.ts";
import { hostId } from "../boots/find-host.ts";
import { localClock } from "../flags/flags.ts";
import { print, printLines, standardOutput } from "../output/output.ts";
import { drawBoots } from "../terminal/compare-boots.ts";
import { drawCohorts } from "../terminal/compare-cohorts.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { command } from "./command.ts";

type CompareFlags = StoreFlags &
  DashboardFlag & {
    readonly baseline?: string;
    readonly candidate?: string;
    readonly failOver?: readonly Limit[];
    readonly alpha?: number;
    readonly minChange?: number;
    readonly json?: boolean;
    readonly markdown?: boolean;
  };

const EXITS: Readonly<Record<Conclusion, ExitCode>> = {
  "no-regression": EXIT.done,
  regression: EXIT.regression,
  "not-enough-data": EXIT.notEnoughData,
};

function limitFlag(text: string, before: readonly Limit[] = []): Limit[] {
  const limit = parseLimit(text);
  if (limit === undefined)
    throw new InvalidArgumentError("give SPAN>DURATION or SPAN>PERCENT, such as boot>20ms or pivot-root>10%");
  return [...before, limit];
}

function alphaFlag(text: string): number {
  const alpha = parseBoundedNumber(text, LEAST_ALPHA, MOST_ALPHA);
  if (alpha === undefined)
    throw new InvalidArgumentError(`give a number from ${LEAST_ALPHA} to ${MOST_ALPHA}, such as 0.01`);
  return alpha;
}

function minChangeFlag(text: string): number {
  const [, percent] = /^(.+?) ?%$/.exec(text) ?? [];
  const value =
    percent === undefined
      ? parseBoundedNumber(text, 0, MOST_MIN_CHANGE)
      : parseBoundedNumber(percent, 0, MOST_MIN_CHANGE * 100);
  if (value === undefined)
    throw new InvalidArgumentError("give a part of the baseline's median, such as 2% or 0.02");
  return percent === undefined ? value : value / 100;
}

/** A limit on what no boot ever has is a typing mistake: it would never be exceeded. */
function refuseUnknown(limits: readonly Limit[], inData: readonly string[]): void {
  const known = new Set(["boot", "ready", ...SPAN_SLUGS, ...inData]);
  const strange = limits.find(({ slug }) => !known.has(slug));
  if (strange)
    throw wrongUsage(
      `--fail-over: there is no span "${visibleText(strange.slug, 100)}". There are ${[...known].join(", ")}.`,
    );
}

function boundBoot(flags: CompareFlags, typed: string): string {
  if (!typed.startsWith("@")) return typed;
  const { name, of } = findBaseline(flags, typed.slice(1));
  if (of.kind === "boot") return of.id;
  throw wrongUsage(
    `"${visibleText(name, 80)}" is a cohort of boots: compare it with another one, with --baseline and --candidate.`,
  );
}

async function idsOf(
  store: StoreReader,
  typed: readonly string[],
  flags: CompareFlags,
): Promise<readonly BootId[]> {
  const ids: BootId[] = [];
  for (const each of typed) ids.push(await resolveBootId(store, boundBoot(flags, each)));
  const distinct = [...new Set(ids)];
  if (distinct.length < 2) throw wrongUsage("give two different boots, or more.");
  return distinct;
}

const json = (value: unknown) => print(`${JSON.stringify(value, undefined, 2)}\n`);

async function compareSomeBoots(
  store: StoreReader,
  typed: readonly string[],
  flags: CompareFlags,
): Promise<void> {
  const { failOver = [] } = flags;
  const dashboard = dashboardUrl(flags);
  const ids = await idsOf(store, typed, flags);
  const boots = await Promise.all(
    ids.map(async (id) => {
      const found = await store.findBoot(id);
      if (found === undefined) throw noSuchBoot(id);
      return found.boot;
    }),
  );
  const report = bootsReport(boots, failOver, permalinkOf(dashboard, compareHref({ boots: ids })));
  const { rows } = report.compared;
  refuseUnknown(
    failOver,
    rows.map(({ slug }) => slug),
  );
  if (!rows.some(({ onPath }) => onPath))
    throw new CliFailure(
      "these boots have no stretch of the boot path in common: there is nothing to compare.",
      EXIT.notEnoughData,
    );
  const terminal = terminalOf(standardOutput, process.env);
  if (flags.json) await json(bootsJson(report));
  else
    await printLines(
      flags.markdown ? bootsMarkdown(report) : drawBoots(report, terminal, paintFor(terminal)),
    );
  if (report.conclusion !== undefined) process.exitCode = EXITS[report.conclusion];
}

/** A filter has an equals sign, which no name has. */
function sideFlag(option: "--baseline" | "--candidate", given: string): CohortSide {
  const isName = !given.includes("=") && given !== "*" && !given.startsWith("@");
  const { side, bad } = parseCohortSide(isName ? `@${given}` : given.replace(/^\?/, ""), localClock());
  if (side !== undefined && bad.length === 0) return side;
  throw wrongUsage(
    `${option}: ${visibleText(bad.join(", "), 200)} not understood. Give the name of a baseline, or what follows the ? in the link of the page of boots, such as container=web&from=2026-11-01T00:00:00Z.`,
  );
}

async function chosenCohort(
  store: StoreReader,
  side: CohortSide,
  flags: CompareFlags,
): Promise<ChosenCohort> {
  if (side.kind === "named") {
    const { name, of } = findBaseline(flags, side.name);
    if (of.kind === "group") return { name, filter: of.filter };
    throw wrongUsage(
      `"${visibleText(name, 80)}" is one boot: hacotaki compare @NAME ID holds another one against it.`,
    );
  }
  const { host, ...filter } = side.filter;
  return {
    name: undefined,
    filter: host === undefined ? filter : { ...filter, host: await hostId(store, host) },
  };
}

const linkedSide = (side: CohortSide, { filter }: ChosenCohort): CohortSide =>
  side.kind === "named" ? side : { kind: "filter", filter };

async function compareTwoCohorts(
  store: StoreReader,
  sides: { readonly baseline: CohortSide; readonly candidate: CohortSide },
  flags: CompareFlags,
): Promise<void> {
  const { failOver = [], json: isJson, markdown } = flags;
  const dashboard = dashboardUrl(flags);
  const options = {
    ...DEFAULT_COHORT_OPTIONS,
    ...omitUndefined({ alpha: flags.alpha, minChange: flags.minChange }),
  };
  const baseline = await chosenCohort(store, sides.baseline, flags);
  const candidate = await chosenCohort(store, sides.candidate, flags);
  const columns = await cohortBoots(store, [baseline.filter, candidate.filter]);
  const comparison = columns.compare(baseline.filter, candidate.filter, options);
  refuseUnknown(
    failOver,
    comparison.measures.map(({ slug }) => slug),
  );
  const href = cohortHref({
    baseline: linkedSide(sides.baseline, baseline),
    candidate: linkedSide(sides.candidate, candidate),
    ...options,
  });
  const report = cohortsReport({ baseline, candidate }, comparison, failOver, permalinkOf(dashboard, href));
  const terminal = terminalOf(standardOutput, process.env);
  if (isJson) await json(cohortsJson(report));
  else
    await printLines(markdown ? cohortsMarkdown(report) : drawCohorts(report, terminal, paintFor(terminal)));
  process.exitCode = EXITS[report.conclusion];
}

function run(typed: readonly string[], flags: CompareFlags): Promise<void> {
  const { baseline, candidate } = flags;
  if (typed.length === 0) {
    if (baseline === undefined || candidate === undefined)
      throw wrongUsage("give two boots, or --baseline and --candidate.");
    const sides = {
      baseline: sideFlag("--baseline", baseline),
      candidate: sideFlag("--candidate", candidate),
    };
    return withBoots(flags, (store) => compareTwoCohorts(store, sides, flags));
  }
  if (baseline !== undefined || candidate !== undefined)
    throw wrongUsage("give either boots, or --baseline and --candidate, not both.");
  if (flags.alpha !== undefined || flags.minChange !== undefined)
    throw wrongUsage("--alpha and --min-change are of cohorts: two boots alone cannot be tested.");
  if (typed.length < 2) throw wrongUsage("give two boots or more: the others are held against the first.");
  if (typed.length > MAX_COMPARED) throw wrongUsage(`give at most ${MAX_COMPARED} boots.`);
  return withBoots(flags, (store) => compareSomeBoots(store, typed, flags));
}

/** `hacotaki compare` */
export const compareCommand = (): Command =>
  withStore(
    command("compare", "Hold boots against a boot, or one cohort of boots against another.", [
      "hacotaki compare 7vq2 9k3x",
      "hacotaki compare @fast 9k3x --fail-over 'boot>20ms'",
      "hacotaki compare --baseline 'before the upgrade' --candidate 'container=web'",
      "hacotaki compare --baseline main --candidate '*' --fail-over 'boot>10%'",
      "hacotaki compare --baseline main --candidate '*' --markdown",
    ])
      .argument("[boots...]", `2 to ${MAX_COMPARED} boots: ids, their beginnings, or @NAME of a baseline`)
      .option("--baseline <side>", "boots to compare with: name of a baseline, or a filter as in links")
      .option("--candidate <side>", "boots in question: a filter as in links, or a name; * is every boot")
      .option(
        "--fail-over <limit>",
        "exit with 1 where a span (or boot, or ready) is slower by more than this; repeatable",
        limitFlag,
      )
      .option(
        "--alpha <p>",
        `chance of calling anything different that is not (default: ${DEFAULT_COHORT_OPTIONS.alpha})`,
        alphaFlag,
      )
      .option(
        "--min-change <part>",
        `smaller changes of the median do not matter (default: ${DEFAULT_COHORT_OPTIONS.minChange * 100}%)`,
        minChangeFlag,
      )
      .option("--dashboard <url>", "print a link there (default: $HACOTAKI_DASHBOARD_URL)")
      .option("--json", "print JSON (docs/cli.md describes it)")
      .addOption(new Option("--markdown", "print Markdown, for a pull request").conflicts("json"))
      .addHelpText(
        "after",
        "\nExit codes: 0 no regression, 1 regression, 2 wrong usage,\n3 not enough data, or not found.",
      )
      .action(run),
  );
