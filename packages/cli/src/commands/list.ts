import {
  bootJson,
  createColumns,
  OUTCOMES,
  isSpanSlug,
  SPAN_SLUGS,
  type BootFilter,
  type BootSort,
  type BootSummary,
  type Outcome,
  type ReasonSlug,
  type TimeRange,
  NO_PHASE,
  isKept,
  parseBootFilter,
  REASON_SLUGS,
  omitUndefined,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { InvalidArgumentError, Option, type Command } from "commander";
import { wrongUsage } from "../output/failure.ts";
import { hostId } from "../boots/find-host.ts";
import { countFlag, durationFlag, momentFlag, timeFlag } from "../flags/flags.ts";
import { complain, print, printLines, standardOutput } from "../output/output.ts";
import { MOST_RECENT, recentBoots, type RecentBoots } from "../boots/recent-boots.ts";
import { bootTable, PERCENTILE_FROM } from "../terminal/boot-table.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { command } from "./command.ts";

type ListFlags = StoreFlags & {
  readonly container?: string;
  readonly host?: string;
  readonly outcome?: readonly Outcome[];
  readonly min?: bigint;
  readonly minDuration?: bigint;
  readonly max?: bigint;
  readonly time?: TimeRange;
  readonly from?: bigint;
  readonly to?: bigint;
  readonly haco?: string;
  readonly runtime?: string;
  readonly reason?: ReasonSlug;
  readonly engine?: string;
  readonly image?: string;
  readonly pod?: string;
  readonly hostLabel?: string;
  readonly kernel?: string;
  readonly label?: string;
  readonly phase?: string;
  readonly text?: string;
  readonly limit?: number;
  readonly sort?: BootSort;
  readonly slowest?: boolean;
  readonly wide?: boolean;
  readonly json?: boolean;
};

/** A screenful of a terminal; who reads from a pipe wants all of them. */
const TERMINAL_LIMIT = 50;
const PAGE = 500;
const NONE: RecentBoots = { columns: createColumns(), isCut: false };

function outcomeFlag(text: string, before: readonly Outcome[] = []): Outcome[] {
  const outcomes = text.split(",").map((word) => {
    const outcome = OUTCOMES.find((each) => each === word.trim());
    if (outcome === undefined) throw new InvalidArgumentError(`give one of ${OUTCOMES.join(", ")}`);
    return outcome;
  });
  return [...before, ...outcomes];
}

async function filterOf(store: StoreReader, flags: ListFlags): Promise<BootFilter> {
  const {
    container,
    host,
    outcome,
    min = flags.minDuration,
    max,
    from,
    to,
    haco,
    runtime,
    engine,
    image,
    pod,
    label,
    hostLabel,
    kernel,
    phase,
    reason,
    text,
  } = flags;
  return {
    ...omitUndefined({
      container,
      host: host === undefined ? undefined : await hostId(store, host),
      outcomes: outcome,
      minDuration: min,
      maxDuration: max,
      since: from ?? flags.time?.since,
      until: to ?? flags.time?.until,
      hacoFile: haco,
      runtime,
      engine,
      image,
      pod,
      label,
      hostLabel,
      kernel,
      phase,
      reason,
      text,
    }),
  };
}

function phaseFlag(text: string): string {
  const { view } = parseBootFilter({ phase: text });
  if (view.phase === undefined)
    throw new InvalidArgumentError(`give a constant such as CONTAINER_CHROOTED, or ${NO_PHASE}`);
  return view.phase;
}

const sortOf = ({ sort, slowest }: ListFlags): BootSort => sort ?? (slowest ? "slowest" : "newest");

function sortFlag(text: string): BootSort {
  if (text === "newest" || text === "slowest") return text;
  if (/^span:[a-z0-9-]{1,100}$/.test(text)) return text as BootSort;
  throw new InvalidArgumentError("give newest, slowest or span:SLUG, such as span:pivot-root");
}

/** A span that no haconiwa has, and no boot here either, is a typing mistake: nothing could ever be listed. */
function refuseUnknownSpan(sort: BootSort, { columns }: RecentBoots): void {
  const slug = sort.slice("span:".length);
  if (!sort.startsWith("span:") || isSpanSlug(slug)) return;
  if (columns.select({ filter: {}, sort, limit: 1 }).ids.length > 0) return;
  throw wrongUsage(`--sort: there is no span "${slug}". There are ${SPAN_SLUGS.join(", ")}.`);
}

type Page = { readonly boots: readonly BootSummary[]; readonly next?: string };

/** A page of any sort: what no index of the database answers is answered by columns. */
function pageReader(store: StoreReader, filter: BootFilter, sort: BootSort, { columns }: RecentBoots) {
  return async (limit: number, after: string | undefined): Promise<Page> => {
    const position = after === undefined ? {} : { after };
    if (sort === "newest" || sort === "slowest") return store.listBoots({ filter, sort, limit, ...position });
    const { ids, next } = columns.select({ filter, sort, limit, ...position });
    return { boots: await store.findBoots(ids), ...omitUndefined({ next }) };
  };
}

/** Pages of boots until `limit` are given. */
async function* pagesOf(
  store: StoreReader,
  flags: ListFlags,
  limit: number,
  recent: () => Promise<RecentBoots>,
): AsyncGenerator<readonly BootSummary[]> {
  const sort = sortOf(flags);
  const needed = sort.startsWith("span:") ? await recent() : NONE;
  refuseUnknownSpan(sort, needed);
  const readPage = pageReader(store, await filterOf(store, flags), sort, needed);
  let left = limit;
  let after: string | undefined;
  do {
    const page = await readPage(Math.min(PAGE, left), after);
    yield page.boots;
    left -= page.boots.length;
    after = page.next;
  } while (after !== undefined && left > 0);
  if (needed.isCut) complain(`Sorted among the ${MOST_RECENT} boots stored last.\n`);
}

/** One boot a line between the brackets: valid JSON, printed as it is read. */
async function printJson(store: StoreReader, flags: ListFlags): Promise<void> {
  let separator = "[";
  for await (const boots of pagesOf(store, flags, flags.limit ?? Number.POSITIVE_INFINITY, () =>
    recentBoots(store),
  ))
    for (const boot of boots) {
      await print(`${separator}\n  ${JSON.stringify(bootJson(boot))}`);
      separator = ",";
    }
  await print(separator === "[" ? "[]\n" : "\n]\n");
}

/** Why there is nothing to list, and what to do. */
async function nothingListed(store: StoreReader): Promise<string> {
  const { boots } = await store.facts();
  return boots === 0
    ? `The database holds no boots yet. Record some (hacotaki up) or import a trace (hacotaki import FILE).`
    : `No boots match. hacotaki list without filters shows all of them.`;
}

async function printTable(store: StoreReader, flags: ListFlags): Promise<void> {
  const limit = flags.limit ?? (standardOutput.isTTY ? TERMINAL_LIMIT : Number.POSITIVE_INFINITY);
  const boots: BootSummary[] = [];
  let known: Promise<RecentBoots> | undefined;
  const recent = () => (known ??= recentBoots(store));
  for await (const page of pagesOf(store, flags, limit, recent)) for (const boot of page) boots.push(boot);
  const terminal = terminalOf(standardOutput, process.env);
  if (boots.length === 0) return printLines([await nothingListed(store)]);
  const hasRoom = flags.wide === true || terminal.columns >= PERCENTILE_FROM;
  const held = hasRoom ? (await recent()).columns.percentiles(boots.map(({ id }) => id)) : [];
  const percentiles = held.map(({ percentile }) => percentile);
  const sort = sortOf(flags);
  const span = sort.startsWith("span:") ? sort.slice("span:".length) : undefined;
  const options = { isWide: flags.wide === true, percentiles, span };
  await printLines(bootTable(boots, terminal, paintFor(terminal), options));
  if (flags.limit === undefined && boots.length === limit)
    complain(`The first ${limit}; --limit N shows more.\n`);
}

/** `hacotaki list` */
export const listCommand = (): Command =>
  withStore(
    command("list", "List boots, newest first.", [
      "hacotaki list --container web --min 200ms",
      "hacotaki list --time yesterday --sort slowest --limit 10",
      "hacotaki list --sort span:pivot-root --limit 10",
      "hacotaki list --outcome failed,partial --limit 10",
      "hacotaki list --json | jq -r '.[] | select(.outcome == \"failed\") | .id'",
    ])
      .option("--container <name>", "only boots of this container")
      .option("--host <name>", "only boots of this host")
      .option("--outcome <outcome>", `only these outcomes: ${OUTCOMES.join(", ")}`, outcomeFlag)
      .option(
        "--min <duration>",
        "only boots that took at least this long, such as 20ms or 1.5s",
        durationFlag,
      )
      .option("--max <duration>", "only boots that took at most this long", durationFlag)
      .addOption(
        new Option(
          "--time <range>",
          "only boots begun then: yesterday, 2026-11-28, 14:00-14:30, now-2h (by this machine's clock)",
        )
          .argParser(timeFlag)
          .conflicts(["from", "to"]),
      )
      .option(
        "--from <time>",
        "only boots from this moment on, such as 2026-11-22T20:00Z or now-2h",
        momentFlag("first"),
      )
      .option("--to <time>", "only boots up to this moment", momentFlag("last"))
      .option("--haco <file>", "only boots of this haco file")
      .option("--runtime <name>", "only boots of this runtime: haconiwa, or an OCI one such as runc")
      .option("--engine <name>", "only boots that this engine asked for, such as docker")
      .option("--image <name>", "only boots of this image, such as web:1.4")
      .option("--pod <path>", "only boots of this container of Kubernetes: namespace/owner/container")
      .option("--label <label>", "only boots of containers with this label: key, or key=value")
      .option(
        "--host-label <label>",
        "of a fleet (--store), only boots of hosts with this label: name, or name=value",
      )
      .option("--kernel <release>", "only boots on this kernel, such as 6.18.5 (uname -r)")
      .option(
        "--phase <constant>",
        "only boots whose furthest phase is this, such as CONTAINER_CHROOTED, or none",
        phaseFlag,
      )
      .addOption(
        new Option("--reason <slug>", "only boots of which this reason is told (docs/why.md)").choices(
          REASON_SLUGS.filter(isKept),
        ),
      )
      .option("--text <text>", "only boots with this in container, host, haco file, command or id")
      .addOption(new Option("--min-duration <duration>").argParser(durationFlag).hideHelp())
      .option(
        "--limit <n>",
        `at most so many (default: ${TERMINAL_LIMIT} on a terminal, else all)`,
        countFlag(1),
      )
      .option("--sort <sort>", "newest (default), slowest, or span:SLUG: slowest in that span", sortFlag)
      .option("--slowest", "the same as --sort slowest")
      .option("--wide", "cut nothing, and show the haco file")
      .option("--json", "print JSON (docs/cli.md describes it)")
      .action((flags: ListFlags) =>
        withBoots(flags, (store) => (flags.json ? printJson(store, flags) : printTable(store, flags))),
      ),
  );
