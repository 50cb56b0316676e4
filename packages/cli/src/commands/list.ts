import { bootJson, OUTCOMES, type BootFilter, type BootSummary, type Outcome } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { InvalidArgumentError, type Command } from "commander";
import { withReader, type DatabaseFlag } from "../database.ts";
import { wrongUsage } from "../failure.ts";
import { countFlag, durationFlag } from "../flags.ts";
import { print, printLines } from "../output.ts";
import { bootTable } from "../terminal/boot-table.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { command } from "./command.ts";

type ListFlags = DatabaseFlag & {
  readonly container?: string;
  readonly host?: string;
  readonly outcome?: readonly Outcome[];
  readonly minDuration?: bigint;
  readonly limit?: number;
  readonly slowest?: boolean;
  readonly json?: boolean;
};

/** A screenful of a terminal; who reads from a pipe wants all of them. */
const TERMINAL_LIMIT = 50;
const PAGE = 500;

function outcomeFlag(text: string, before: readonly Outcome[] = []): Outcome[] {
  const outcomes = text.split(",").map((word) => {
    const outcome = OUTCOMES.find((each) => each === word.trim());
    if (outcome === undefined) throw new InvalidArgumentError(`give one of ${OUTCOMES.join(", ")}`);
    return outcome;
  });
  return [...before, ...outcomes];
}

/** The id of the host meant by its name or id. One that nothing is known of matches nothing. */
async function hostId(store: StoreReader, typed: string): Promise<string> {
  const hosts = (await store.hosts()).filter(({ id, name }) => id === typed || name === typed);
  const [only, ...others] = hosts;
  if (only === undefined || others.length === 0) return only?.id ?? typed;
  throw wrongUsage(
    `several hosts are named "${typed}": give the id of one with --host: ${hosts.map(({ id }) => id).join(", ")}.`,
  );
}

const filterOf = async (
  store: StoreReader,
  { container, host, outcome, minDuration }: ListFlags,
): Promise<BootFilter> => ({
  ...(container === undefined ? {} : { container }),
  ...(host === undefined ? {} : { host: await hostId(store, host) }),
  ...(outcome === undefined ? {} : { outcomes: outcome }),
  ...(minDuration === undefined ? {} : { minDuration }),
});

/** Pages of boots until `limit` are given. */
async function* pagesOf(
  store: StoreReader,
  flags: ListFlags,
  limit: number,
): AsyncGenerator<readonly BootSummary[]> {
  const filter = await filterOf(store, flags);
  let left = limit;
  let after: string | undefined;
  do {
    const page = await store.listBoots({
      filter,
      sort: flags.slowest ? "slowest" : "newest",
      limit: Math.min(PAGE, left),
      ...(after === undefined ? {} : { after }),
    });
    yield page.boots;
    left -= page.boots.length;
    after = page.next;
  } while (after !== undefined && left > 0);
}

/** One boot a line between the brackets: valid JSON, printed as it is read. */
async function printJson(store: StoreReader, flags: ListFlags): Promise<void> {
  let separator = "[";
  for await (const boots of pagesOf(store, flags, flags.limit ?? Number.POSITIVE_INFINITY))
    for (const boot of boots) {
      await print(`${separator}\n  ${JSON.stringify(bootJson(boot))}`);
      separator = ",";
    }
  await print(separator === "[" ? "[]\n" : "\n]\n");
}

async function printTable(store: StoreReader, flags: ListFlags): Promise<void> {
  const limit = flags.limit ?? (process.stdout.isTTY ? TERMINAL_LIMIT : Number.POSITIVE_INFINITY);
  const boots: BootSummary[] = [];
  for await (const page of pagesOf(store, flags, limit)) boots.push(...page);
  const terminal = terminalOf(process.stdout, process.env);
  if (boots.length === 0)
    return printLines(["No boots match. hacotaki list without filters shows all of them."]);
  await printLines(bootTable(boots, terminal, paintFor(terminal)));
  if (flags.limit === undefined && boots.length === limit)
    process.stderr.write(`The first ${limit}; --limit N shows more.\n`);
}

/** `hacotaki list` */
export const listCommand = (): Command =>
  command("list", "List boots, newest first.", [
    "hacotaki list --container web --min-duration 200ms",
    "hacotaki list --outcome failed,partial --limit 10",
    "hacotaki list --json | jq -r '.[] | select(.outcome == \"failed\") | .id'",
  ])
    .option("--container <name>", "only boots of this container")
    .option("--host <name>", "only boots of this host")
    .option("--outcome <outcome>", `only these outcomes: ${OUTCOMES.join(", ")}`, outcomeFlag)
    .option(
      "--min-duration <duration>",
      "only boots that took at least this long, such as 20ms or 1.5s",
      durationFlag,
    )
    .option(
      "--limit <n>",
      `at most so many (default: ${TERMINAL_LIMIT} on a terminal, else all)`,
      countFlag(1),
    )
    .option("--slowest", "slowest first")
    .option("--json", "print JSON (docs/cli.md describes it)")
    .action((flags: ListFlags) =>
      withReader(flags, (store) => (flags.json ? printJson(store, flags) : printTable(store, flags))),
    );
