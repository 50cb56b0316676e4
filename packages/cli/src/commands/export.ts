import { compareBigints, type BootEvent, type Source, omitUndefined } from "@hacotaki/core";
import {
  eventsNdjson,
  EXPORT_NAMES,
  EXPORTS,
  type ExportedBoot,
  type ExportFormat,
  type ExportName,
} from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import { Option, type Command } from "commander";
import { noSuchBoot, resolveBootId } from "../boots/find-boot.ts";
import { wrongUsage } from "../output/failure.ts";
import { writeOutput, type Parts } from "../output/output-file.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { command } from "./command.ts";
import { standardOutput } from "../output/output.ts";

const FORMAT_WIDTH = 14;

type ExportFlags = StoreFlags & { readonly format: "events" | ExportName; readonly output?: string };
type Stream = { readonly source: Source; readonly events: readonly BootEvent[] };

const isSameHost = (a: Source, b: Source) => a.hostId === b.hostId && a.kernelBootId === b.kernelBootId;

const textOf = (event: BootEvent) =>
  JSON.stringify(event, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));

/** Boots of one run share events: each is written once, in the order of their instants. */
function joined(streams: readonly Stream[]): readonly BootEvent[] {
  const events = new Map(
    streams.flatMap(({ events }) => events.map((event) => [textOf(event), event] as const)),
  );
  return [...events.values()].sort((a, b) => compareBigints(a.at, b.at) || a.seq - b.seq);
}

async function eventsOf(store: StoreReader, typed: readonly string[]): Promise<Stream> {
  const streams: Stream[] = [];
  for (const each of typed) {
    const id = await resolveBootId(store, each);
    const stream = await store.eventsOf(id);
    if (stream === undefined) throw noSuchBoot(id);
    streams.push(stream);
  }
  const [first, ...others] = streams;
  if (first === undefined) throw wrongUsage("name the boots to export by their ids.");
  if (!others.every(({ source }) => isSameHost(source, first.source)))
    throw wrongUsage(
      "these boots are of different hosts, or of one before and after a restart: their clocks cannot share a file. Export them one by one.",
    );
  return { source: first.source, events: joined(streams) };
}

async function bootsOf(
  store: StoreReader,
  typed: readonly string[],
  format: ExportFormat,
): Promise<readonly ExportedBoot[]> {
  const boots: ExportedBoot[] = [];
  for (const each of typed) {
    const id = await resolveBootId(store, each);
    const found = await store.findBoot(id);
    if (found === undefined) throw noSuchBoot(id);
    const siblings = await store.siblingIds(found.boot.runId);
    const raw =
      format.carriesEvents === true || format.readsEvents === true ? await store.eventsOf(id) : undefined;
    boots.push({
      ...found,
      marks: await store.marksOf(id),
      siblings: siblings.filter((sibling) => sibling !== id),
      ...omitUndefined({ raw }),
    });
  }
  return boots;
}

async function written(
  store: StoreReader,
  ids: readonly string[],
  format: ExportFlags["format"],
): Promise<Parts> {
  if (format !== "events") {
    const chosen: ExportFormat = EXPORTS[format];
    if (ids.length > (chosen.maxBoots ?? ids.length))
      throw wrongUsage(`one ${format} file holds ${chosen.maxBoots} boots at most: write several, or html.`);
    return chosen.write(await bootsOf(store, ids, chosen));
  }
  const { source, events } = await eventsOf(store, ids);
  return eventsNdjson(source, events);
}

function isBinary(format: ExportFlags["format"]): boolean {
  if (format === "events") return false;
  const chosen: ExportFormat = EXPORTS[format];
  return chosen.isBinary === true;
}

const exportBoots = (ids: readonly string[], flags: ExportFlags): Promise<void> =>
  withBoots(flags, async (store) => {
    const parts = await written(store, ids, flags.format);
    const output = flags.output ?? "-";
    if (output === "-" && isBinary(flags.format) && standardOutput.isTTY)
      throw wrongUsage(`${flags.format} is binary: name a file with -o, or send it through a pipe.`);
    await writeOutput(output, parts);
  });

/** `hacotaki export` */
export const exportCommand = (): Command =>
  withStore(
    command("export", "Write boots for other tools, or their raw events to import elsewhere.", [
      "hacotaki export 7vq2 --format events -o slow-boot.ndjson",
      "hacotaki export 7vq2 9k3x --format csv > spans.csv",
      "hacotaki export 7vq2 --format perfetto -o slow-boot.perfetto-trace",
      "hacotaki export 7vq2 --format png -o slow-boot.png",
    ])
      .argument("<id...>", "ids of boots, or their beginnings")
      .addOption(
        new Option("--format <format>", "what to write, see below")
          .choices(["events", ...EXPORT_NAMES])
          .default("events"),
      )
      .option("-o, --output <file>", "file to write (default: standard output)")
      .addHelpText("after", () => {
        const lines = EXPORT_NAMES.map((name) => `  ${name.padEnd(FORMAT_WIDTH)}${EXPORTS[name].summary}`);
        return [
          "\nFormats:",
          `  ${"events".padEnd(FORMAT_WIDTH)}raw events, NDJSON, to import elsewhere`,
          ...lines,
        ].join("\n");
      })
      .action(exportBoots),
  );
