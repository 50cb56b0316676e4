import {
  blame,
  BLAME_RANKS,
  bootDuration,
  formatDuration,
  heldBoot,
  MIN_POPULATION,
  usualBlame,
  visibleText,
  type BlameRank,
  type BlameRow,
  type UsualBlameRow,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { Option, type Command } from "commander";
import { soFar } from "../boots/boot-reasons.ts";
import { notFound, wrongUsage } from "../output/failure.ts";
import { noSuchBoot, resolveBootId } from "../boots/find-boot.ts";
import { complain, print, printLines, standardOutput } from "../output/output.ts";
import { MOST_RECENT, recentBoots } from "../boots/recent-boots.ts";
import { blameSentence, blameTable, usualBlameTable } from "../terminal/blame.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { wrap } from "../terminal/width.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { command } from "./command.ts";

type BlameFlags = StoreFlags & {
  readonly container?: string;
  readonly rank?: BlameRank;
  readonly json?: boolean;
};

const printJson = (value: unknown) => print(`${JSON.stringify(value, undefined, 2)}\n`);
const decimal = (ns: bigint | undefined) => (ns === undefined ? null : ns.toString());
const ending = () =>
  standardOutput.isTTY ? terminalOf(standardOutput, process.env).columns : Number.MAX_SAFE_INTEGER;

function tellCut(isCut: boolean): void {
  if (isCut) complain(`Held against the ${MOST_RECENT} boots stored last; older ones were not looked at.\n`);
}

const rowJson = (row: BlameRow) => ({
  slug: row.slug,
  label: row.label,
  group: row.group,
  durationNs: decimal(row.durationNs),
  share: row.share ?? null,
  usualNs: decimal(row.usual?.p50Ns),
  excessNs: decimal(row.excessNs),
  times: row.times ?? null,
  percentile: row.usual?.percentile ?? null,
  n: row.usual?.n ?? 0,
});

async function blameBoot(store: StoreReader, typed: string, { json }: BlameFlags): Promise<void> {
  const id = await resolveBootId(store, typed);
  const boot = (await store.findBoot(id))?.boot;
  if (boot === undefined) throw noSuchBoot(id);
  const { columns, isCut } = await recentBoots(store);
  const population = columns.population({ container: boot.container }, heldBoot(boot));
  const found = blame(boot, population, soFar(boot));
  const sentence = blameSentence(boot, found.verdict);
  if (json)
    return printJson({
      id,
      container: boot.container,
      verdict: found.verdict.kind,
      of: "of" in found.verdict ? found.verdict.of : null,
      sentence,
      bootDurationNs: decimal(bootDuration(boot)),
      percentile: population.bootPercentile ?? null,
      n: population.boot?.n ?? 0,
      spans: found.rows.map(rowJson),
    });
  const paint = paintFor(terminalOf(standardOutput, process.env));
  await printLines([...wrap(`${sentence} Boot ${id}.`, ending()), "", ...blameTable(found, paint)]);
  tellCut(isCut);
}

const usualJson = (row: UsualBlameRow) => ({
  slug: row.slug,
  label: row.label,
  group: row.group,
  n: row.n,
  p50Ns: decimal(row.p50Ns),
  p95Ns: decimal(row.p95Ns),
  spreadNs: decimal(row.spreadNs),
  share: row.share,
});

async function blameContainer(store: StoreReader, name: string, { rank, json }: BlameFlags): Promise<void> {
  const { columns, isCut } = await recentBoots(store);
  const population = columns.population({ container: name });
  if (population.n === 0)
    throw notFound(
      `no boot of a container named "${name}" came up${isCut ? ` among the ${MOST_RECENT} stored last` : ""}. hacotaki list shows which there are.`,
    );
  const rows = usualBlame(population.spans, rank);
  const shown = visibleText(name, 80);
  if (json)
    return printJson({
      container: name,
      n: population.n,
      bootP50Ns: population.boot ? Math.round(population.boot.p50).toString() : null,
      bootP95Ns: population.boot ? Math.round(population.boot.p95).toString() : null,
      spans: rows.map(usualJson),
    });
  if (population.n < MIN_POPULATION || population.boot === undefined)
    return printLines([
      `${shown} came up ${population.n === 1 ? "once" : `${population.n} times`}: too seldom to tell what is usual.`,
    ]);
  const { p50, p95, n } = population.boot;
  const paint = paintFor(terminalOf(standardOutput, process.env));
  const duration = (ns: number) => formatDuration(BigInt(Math.round(ns)));
  const sentence = `${shown} usually boots in ${duration(p50)}, in ${duration(p95)} at p95 (${n} boots).`;
  await printLines([...wrap(sentence, ending()), "", ...usualBlameTable(rows, paint)]);
  tellCut(isCut);
}

function run(typed: string | undefined, flags: BlameFlags): Promise<void> {
  const { container } = flags;
  if ((typed === undefined) === (container === undefined))
    throw wrongUsage("give either the id of a boot, or --container NAME.");
  return withBoots(flags, (store) =>
    typed === undefined ? blameContainer(store, container ?? "", flags) : blameBoot(store, typed, flags),
  );
}

/** `hacotaki blame` */
export const blameCommand = (): Command =>
  withStore(
    command("blame", "Say which spans made a boot slow, or what usually takes a container's time.", [
      "hacotaki blame 7vq2",
      "hacotaki blame --container web --rank spread",
      "hacotaki blame 7vq2 --json | jq -r .sentence",
    ])
      .argument("[id]", "id of the boot, or its beginning where that is unique")
      .option("--container <name>", "all boots of a container instead of one boot")
      .addOption(
        new Option(
          "--rank <rank>",
          "with --container: by median, or by spread, what a slow boot (p95) loses",
        ).choices(BLAME_RANKS),
      )
      .option("--json", "print JSON (docs/cli.md describes it)")
      .action(run),
  );
