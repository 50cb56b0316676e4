import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FormatError, importStream, type ImportOptions } from "../src/index.ts";
import { memorySink } from "./memory-sink.ts";

const SHARED =
  process.env["HACOTAKI_RECORDINGS"] ?? join(import.meta.dirname, "../../../../shared/recordings");
const OWN = join(import.meta.dirname, "../../../test/fixtures/recordings");
/** Every recording there is, or only those the repository carries. */
export const hasAllRecordings = existsSync(SHARED);
export const RECORDINGS = hasAllRecordings ? SHARED : OWN;
const named = (folder: string, ending: string) =>
  readdirSync(join(RECORDINGS, folder)).filter((name) => name.endsWith(ending));
export const recordingNames = () => named(".", ".ndjson");
export const textNames = () => named("text", ".txt");
export const recorded = (name: string) => readFileSync(join(RECORDINGS, name), "utf8");

export const bytes = (text: string | Uint8Array) =>
  typeof text === "string" ? new TextEncoder().encode(text) : text;
export async function* chunked(data: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

export const OPTIONS: ImportOptions = { name: "test", now: () => 0n };
export async function take(
  text: string | Uint8Array,
  more: Partial<ImportOptions> = {},
  { size = 65_536, memory = memorySink() } = {},
) {
  const report = await importStream(chunked(bytes(text), size), memory.sink, { ...OPTIONS, ...more });
  return { report, ...memory, memory };
}

/** The code of the error an import ends with; undefined where it ends well. */
export const failure = (text: string | Uint8Array) =>
  take(text).then(
    () => undefined,
    (error: unknown) => (error instanceof FormatError ? error.code : error),
  );

type EventFields = { readonly [key: string]: unknown };
const ORIGIN = { seq: 1, ts_boot_ns: 1_000, pid: 10 };
/** One line of an event stream. */
export const eventLine = (fields: EventFields) => `${JSON.stringify({ ...ORIGIN, ...fields })}\n`;
/** The reason one line of an event stream is rejected for. */
export async function rejection(fields: EventFields): Promise<string | undefined> {
  const { report } = await take(eventLine({ event: "usdt", provider: "p", probe: "q", args: [], ...fields }));
  return report.rejectedLines[0]?.reason;
}
