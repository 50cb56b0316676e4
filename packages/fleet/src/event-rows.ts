import type { PackedBlock } from "@hacotaki/store";

/** A block of a run's events, and its place among the run's blocks. */
export type EventPart = {
  readonly block: PackedBlock;
  readonly hostId: string;
  readonly part: number;
  readonly parts: number;
};

export const EVENT_COLUMNS = [
  ...["host_id", "run_id", "part", "parts", "version", "first_at", "last_at", "events"],
  ...["filed_boot_ids", "filed_events", "form", "bytes"],
] as const;

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
  "'": "\\'",
};
const escaped = (text: string) => text.replaceAll(/[\\\t\n\r\0']/g, (each) => ESCAPES[each] ?? each);

const BACKSLASH = 0x5c;
/** Bytes that mean something in TabSeparated, and the letter that stands for each behind a backslash. */
const LETTERS = new Map([
  [0x00, 0x30],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0d, 0x72],
  [BACKSLASH, BACKSLASH],
]);
const letterOf = new Uint8Array(256);
for (const [byte, letter] of LETTERS) letterOf[byte] = letter;

function escapedBytes(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length * 2 + 1);
  let length = 0;
  for (const byte of bytes) {
    const letter = letterOf[byte] ?? 0;
    if (letter !== 0) {
      out[length++] = BACKSLASH;
      out[length++] = letter;
    } else out[length++] = byte;
  }
  out[length++] = 0x0a;
  return out.subarray(0, length);
}

/** A row of `run_event` in ClickHouse's TabSeparated, whose strings are bytes: JSON has none. */
export function eventRow({ block, hostId, part, parts }: EventPart, version: bigint): Uint8Array {
  const { runId, firstAt, lastAt, events, filing, form, bytes } = block;
  const boots = filing.map(([boot]) => `'${escaped(boot ?? "")}'`).join(",");
  const counts = filing.map(([, count]) => count).join(",");
  const head = [escaped(hostId), escaped(runId), part, parts, version, firstAt, lastAt, events];
  const text = `${head.join("\t")}\t[${boots}]\t[${counts}]\t${form}\t`;
  return Buffer.concat([Buffer.from(text.toWellFormed()), escapedBytes(bytes)]);
}
