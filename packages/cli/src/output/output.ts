import { once } from "node:events";
import { fstatSync, writeSync } from "node:fs";
import { EXIT } from "./exit-code.ts";
import { whyNot } from "./system-error.ts";

const [STDOUT, STDERR] = [1, 2];
const FULL_PIPE_PAUSE_MS = 5;

/** Set once nobody reads our output any more (`hacotaki list | head`): nobody is left to be told anything. */
let isReaderGone = false;
let isEndingWithReader = true;
let isDebugging = false;

/** A terminal is a device. Node's streams, a sixth of a short command, are only made for those. */
const isDevice = fstatSync(STDOUT).isCharacterDevice();

/** What standard output is, for those who draw to its width and in its colours. */
export const standardOutput: { readonly isTTY?: boolean; readonly columns?: number } = isDevice
  ? process.stdout
  : {};

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

/** Writes all of it, however full a pipe is that does not wait by itself. */
function writeAll(descriptor: number, text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_PAUSE_MS);
    }
  }
}

/** Says on standard error what goes wrong, or what else there is to know; whom it cannot be told is not told. */
export function complain(text: string): void {
  try {
    writeAll(STDERR, text);
  } catch {
    // What was asked for is done all the same.
  }
}

function onUnwritable(error: unknown): void {
  if (codeOf(error) === "EPIPE") {
    isReaderGone = true;
    if (isEndingWithReader) process.exit(EXIT.done);
    return;
  }
  complain(`hacotaki: cannot write to standard output: ${whyNot(error)}\n`);
  if (isDebugging) complain(`${error instanceof Error ? (error.stack ?? "") : ""}\n`);
  process.exit(EXIT.failed);
}

/** Ends when what is printed cannot be written: quietly when a pipe's reader went away, else with one line that says why. */
export function endWithReader(debug: boolean): void {
  isDebugging = debug;
  if (isDevice) process.stdout.on("error", onUnwritable);
}

/** For a command that changes something: it does all of it, whether or not anyone reads what it says. */
export function goOnWithoutReader(): void {
  isEndingWithReader = false;
}

/** Prints to stdout, waiting for a slow reader, so that a long list never piles up in memory. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (isReaderGone || text.length === 0) return;
  if (!isDevice) return printNow(text);
  if (process.stdout.write(text)) return;
  try {
    await once(process.stdout, "drain");
  } catch (error) {
    // Told where all errors of this stream are.
    if (!isReaderGone) throw error;
  }
}

/** Prints what is short, for those who cannot wait. */
export function printNow(text: string | Uint8Array): void {
  if (isReaderGone) return;
  if (isDevice) {
    process.stdout.write(text);
    return;
  }
  try {
    writeAll(STDOUT, text);
  } catch (error) {
    onUnwritable(error);
  }
}

export const printLines = (lines: readonly string[]) => print(lines.map((line) => `${line}\n`).join(""));
