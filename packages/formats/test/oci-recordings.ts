import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createAssembler, type Boot, type BootEvent, type Source } from "@hacotaki/core";
import { eventsReader } from "../src/readers/events-reader.ts";

/** Recordings of boots of runc, crun, Docker and Podman: the repository's, or others where they are named. */
const FOLDER =
  process.env["HACOTAKI_OCI_RECORDINGS"] ??
  join(import.meta.dirname, "../../../test/fixtures/recordings-oci");

export const ociNames = () => [
  ...new Set(
    readdirSync(FOLDER).flatMap(
      (name) => (/^(.+)\.ndjson(?:\.gz)?$/.exec(name)?.[1] ?? []) as string | string[],
    ),
  ),
];

export function ociRecording(name: string): string {
  const plain = join(FOLDER, `${name}.ndjson`);
  return existsSync(plain)
    ? readFileSync(plain, "utf8")
    : gunzipSync(readFileSync(`${plain}.gz`)).toString("utf8");
}

/** A recording as events. */
export function ociEvents(name: string): { readonly source: Source; readonly events: readonly BootEvent[] } {
  const reader = eventsReader();
  const events = ociRecording(name)
    .trimEnd()
    .split("\n")
    .flatMap((line, n) => {
      const reading = reader.read(line, n + 1);
      return reading.kind === "events" ? reading.events : [];
    });
  const source = reader.source();
  if (source === undefined) throw new Error(`${name} holds no events`);
  return { source, events };
}

export function ociBoots(source: Source, events: readonly BootEvent[]): readonly Boot[] {
  const assembler = createAssembler(source);
  assembler.push(events);
  return assembler.finish().boots;
}
