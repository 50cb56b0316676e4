import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import {
  baselineLine,
  baselineNameProblem,
  baselineNoteProblem,
  closedAt,
  filterText,
  isoWallTime,
  omitUndefined,
  parseBaselineLine,
  parseFilterText,
  utcNow,
  visibleText,
  type Baseline,
  type BootFilter,
  type BootId,
  readableFilter,
} from "@hacotaki/core";
import { eventsNdjson } from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import { Command } from "commander";
import { withNotebook, withReader, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { CliFailure, messageOf, notFound, wrongUsage } from "../output/failure.ts";
import { findBaseline, noSuchBaseline } from "../boots/find-baseline.ts";
import { resolveBootId } from "../boots/find-boot.ts";
import { localClock } from "../flags/flags.ts";
import { print, printLines } from "../output/output.ts";
import { writeOutput } from "../output/output-file.ts";
import { command } from "./command.ts";
import { importFiles } from "./import.ts";

type SaveFlags = DatabaseFlag & {
  readonly boot?: string;
  readonly filter?: string;
  readonly note?: string;
  readonly replace?: boolean;
};

const PAGE = 500;
/** A baseline's file holds the raw events of all its boots. */
const MOST_EXPORTED = 10_000;

function filterFlag(text: string): BootFilter {
  const parsed = parseFilterText(text, localClock());
  if ("filter" in parsed) return parsed.filter;
  throw wrongUsage(
    `--filter: ${parsed.bad.join(", ")} not understood. It is what follows the ? in the link of the page of boots, such as container=web&outcome=up,ready.`,
  );
}

async function subjectOf({ boot, filter, ...flags }: SaveFlags): Promise<Baseline["of"]> {
  if ((boot === undefined) === (filter === undefined)) throw wrongUsage("give either --boot or --filter.");
  if (filter !== undefined) return { kind: "group", filter: closedAt(filterFlag(filter), utcNow()) };
  return withReader(flags, async (store) => ({ kind: "boot", id: await resolveBootId(store, boot ?? "") }));
}

async function save(name: string, flags: SaveFlags): Promise<void> {
  const problem =
    baselineNameProblem(name) ?? (flags.note === undefined ? undefined : baselineNoteProblem(flags.note));
  if (problem !== undefined) throw wrongUsage(`${problem}.`);
  const baseline: Baseline = {
    name,
    ...omitUndefined({ note: flags.note }),
    of: await subjectOf(flags),
    savedAt: utcNow(),
  };
  const isSaved = withNotebook(flags, (notebook) =>
    notebook.saveBaseline(baseline, { replace: flags.replace === true }),
  );
  if (!isSaved)
    throw wrongUsage(
      `there is a baseline "${visibleText(name, 80)}" already: --replace puts this in its place.`,
    );
  await print(`Saved "${visibleText(name, 80)}": ${told(baseline)}.\n`);
}

const told = ({ of }: Baseline) =>
  of.kind === "boot" ? `boot ${of.id}` : `boots of ${readableFilter(of.filter)}`;

const baselineJson = ({ name, note, of, savedAt }: Baseline) => ({
  name,
  note: note ?? null,
  boot: of.kind === "boot" ? of.id : null,
  filter: of.kind === "group" ? filterText(of.filter) : null,
  savedAt: isoWallTime(savedAt) ?? null,
});

async function list(flags: DatabaseFlag & { readonly json?: boolean }): Promise<void> {
  const baselines = withNotebook(flags, (notebook) => notebook.baselines());
  if (flags.json) return print(`${JSON.stringify(baselines.map(baselineJson), undefined, 2)}\n`);
  if (baselines.length === 0)
    return printLines(["No baselines yet. hacotaki baseline save NAME --filter FILTER makes one."]);
  const width = baselines.reduce((most, { name }) => Math.max(most, visibleText(name, 80).length), 0);
  await printLines(
    baselines.flatMap((baseline) => {
      const { name, note, savedAt } = baseline;
      const line = `${visibleText(name, 80).padEnd(width)}  ${isoWallTime(savedAt)?.slice(0, 10) ?? ""}  ${told(baseline)}`;
      return note === undefined ? [line] : [line, `${" ".repeat(width)}  ${visibleText(note, 300)}`];
    }),
  );
}

async function idsOf(store: StoreReader, { name, of }: Baseline): Promise<readonly BootId[]> {
  if (of.kind === "boot") return [of.id];
  const ids: BootId[] = [];
  let after: string | undefined;
  do {
    const page = await store.listBoots({
      filter: of.filter,
      limit: PAGE,
      ...omitUndefined({ after }),
    });
    for (const { id } of page.boots) ids.push(id);
    after = page.next;
  } while (after !== undefined && ids.length <= MOST_EXPORTED);
  if (ids.length > MOST_EXPORTED)
    throw wrongUsage(
      `"${visibleText(name, 80)}" holds more than ${MOST_EXPORTED} boots: save a narrower one to export it.`,
    );
  return ids;
}

/** The line of the baseline, then an event stream for each run, each with its own meta line. */
async function* fileOf(store: StoreReader, baseline: Baseline): AsyncGenerator<string> {
  yield `${JSON.stringify(baselineLine(baseline))}\n`;
  const written = new Set<string>();
  for (const id of await idsOf(store, baseline)) {
    const found = await store.findBoot(id);
    if (found === undefined)
      throw notFound(`the boot ${id} of this baseline is not in this database any more.`);
    const raw = await store.eventsOf(id);
    // Boots of one run share events; importing them twice changes nothing, but the file would grow.
    if (raw === undefined || written.has(id)) continue;
    written.add(id);
    yield* eventsNdjson(raw.source, raw.events);
  }
}

const exportBaseline = (name: string, flags: DatabaseFlag & { readonly output?: string }): Promise<void> =>
  withReader(flags, (store) => writeOutput(flags.output ?? "-", fileOf(store, findBaseline(flags, name))));

async function firstLine(file: string): Promise<string> {
  const input = createReadStream(file);
  try {
    for await (const line of createInterface({ input })) return line;
    return "";
  } catch (error) {
    throw new CliFailure(`cannot read ${file}: ${messageOf(error)}`, EXIT.failed, { cause: error });
  } finally {
    input.destroy();
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function importBaseline(
  file: string,
  flags: DatabaseFlag & { readonly replace?: boolean },
): Promise<void> {
  const baseline = parseBaselineLine(parsedJson(await firstLine(file)));
  if ("problem" in baseline)
    throw new CliFailure(`cannot import ${file}: line 1 ${baseline.problem}.`, EXIT.failed);
  const isFree = withNotebook(flags, (notebook) => notebook.findBaseline(baseline.name) === undefined);
  if (!isFree && flags.replace !== true)
    throw wrongUsage(
      `there is a baseline "${visibleText(baseline.name, 80)}" already: --replace puts this in its place.`,
    );
  await importFiles([file], { ...flags, rejectLimit: 10 });
  if (process.exitCode !== undefined && process.exitCode !== 0) return;
  withNotebook(flags, (notebook) => notebook.saveBaseline(baseline, { replace: true }));
  await print(`Saved "${visibleText(baseline.name, 80)}": ${told(baseline)}.\n`);
}

/** `hacotaki baseline` */
export function baselineCommand(): Command {
  const saving = command("save", "Keep a boot, or the boots of a filter as of now, under a name.", [
    "hacotaki baseline save 'before' --filter 'container=web&outcome=up,ready'",
    "hacotaki baseline save fast --boot 7vq2 --note 'page cache warm'",
  ])
    .argument("<name>", "what to call it")
    .option("--boot <id>", "id of a boot, or its beginning")
    .option(
      "--filter <filter>",
      "what follows the ? in a link to the page of boots; a container's name is container=NAME",
    )
    .option("--note <text>", "what to remember about it")
    .option("--replace", "put it in the place of one of that name")
    .action(save);
  const listing = command("list", "List the baselines.", ["hacotaki baseline list --json"])
    .option("--json", "print JSON")
    .action(list);
  const removing = command("remove", "Forget a baseline; its boots stay.", ["hacotaki baseline remove fast"])
    .argument("<name>")
    .action((name: string, flags: DatabaseFlag) =>
      withNotebook(flags, (notebook) => {
        if (!notebook.removeBaseline(name)) throw noSuchBaseline(notebook, name);
      }),
    );
  const exporting = command("export", "Write a baseline and the raw events of its boots to one file.", [
    'hacotaki baseline export "before the upgrade" -o before.ndjson',
  ])
    .argument("<name>")
    .option("-o, --output <file>", "file to write (default: standard output)")
    .action(exportBaseline);
  const importing = command("import", "Import a baseline's file: its boots, and its name.", [
    "hacotaki baseline import before.ndjson --db elsewhere.db",
  ])
    .argument("<file>")
    .option("--replace", "put it in the place of one of that name")
    .action(importBaseline);
  return new Command("baseline")
    .description("Keep boots under a name, to compare others with.")
    .addHelpText(
      "after",
      "\nExamples:\n  $ hacotaki baseline save warm --filter container=web\n  $ hacotaki baseline list",
    )
    .addCommand(saving)
    .addCommand(listing)
    .addCommand(removing)
    .addCommand(exporting)
    .addCommand(importing);
}
