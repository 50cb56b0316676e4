import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { compareInstants, type BootEvent, type Source } from "@hacotaki/core";
import { eventsNdjson } from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import { Option, type Command } from "commander";
import { withReader, type DatabaseFlag } from "../database.ts";
import { noSuchBoot, resolveBootId } from "../find-boot.ts";
import { wrongUsage } from "../failure.ts";
import { print } from "../output.ts";
import { command } from "./command.ts";

type ExportFlags = DatabaseFlag & { readonly format: "events"; readonly output?: string };
type Stream = { readonly source: Source; readonly events: readonly BootEvent[] };

const isSameHost = (a: Source, b: Source) => a.hostId === b.hostId && a.kernelBootId === b.kernelBootId;

const textOf = (event: BootEvent) =>
  JSON.stringify(event, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));

/** Boots of one run share events: each is written once, in the order of their instants. */
function joined(streams: readonly Stream[]): readonly BootEvent[] {
  const events = new Map(
    streams.flatMap(({ events }) => events.map((event) => [textOf(event), event] as const)),
  );
  return [...events.values()].sort((a, b) => compareInstants(a.at, b.at) || a.seq - b.seq);
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

/** Written beside its place and renamed: nobody finds half a file. */
async function writeFile(path: string, lines: Iterable<string>): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(Readable.from(lines), createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

const exportBoots = (ids: readonly string[], flags: ExportFlags): Promise<void> =>
  withReader(flags, async (store) => {
    const { source, events } = await eventsOf(store, ids);
    const lines = eventsNdjson(source, events);
    if (flags.output !== undefined && flags.output !== "-") return writeFile(flags.output, lines);
    for (const line of lines) await print(line);
  });

/** `hacotaki export` */
export const exportCommand = (): Command =>
  command("export", "Write the raw events of boots, to import them elsewhere.", [
    "hacotaki export 7vq2 --format events -o slow-boot.ndjson",
    "hacotaki export 7vq2 9k3x > both.ndjson",
  ])
    .argument("<id...>", "ids of boots, or their beginnings")
    .addOption(
      new Option("--format <format>", "events: NDJSON, one event a line")
        .choices(["events"])
        .default("events"),
    )
    .option("-o, --output <file>", "file to write (default: standard output)")
    .action(exportBoots);
