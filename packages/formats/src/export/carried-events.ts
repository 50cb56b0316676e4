import { eventsNdjson } from "./events-writer.ts";
import type { ExportedBoot } from "../exported-boot.ts";

/** The event stream of a boot, line by line, for a file that carries it beside what other tools read. */
export function* carriedEvents({ raw }: ExportedBoot): Generator<string> {
  if (raw === undefined) return;
  for (const line of eventsNdjson(raw.source, raw.events)) yield line.trimEnd();
}
