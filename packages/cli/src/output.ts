import { once } from "node:events";
import { EXIT } from "./exit-code.ts";
import { whyNot } from "./system-error.ts";

/** Set once nobody reads our output any more (`hacotaki list | head`): nobody is left to be told anything. */
let isReaderGone = false;
let isEndingWithReader = true;

/** Ends when what is printed cannot be written: quietly when a pipe's reader went away, else with one line that says why. */
export function endWithReader(isDebugging: boolean): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      isReaderGone = true;
      if (isEndingWithReader) process.exit(EXIT.done);
      return;
    }
    process.stderr.write(`hacotaki: cannot write to standard output: ${whyNot(error)}\n`);
    if (isDebugging) process.stderr.write(`${error.stack ?? ""}\n`);
    process.exit(EXIT.failed);
  });
  // Complaints that nobody can be told: what was asked for is done all the same.
  process.stderr.on("error", () => {});
}

/** For a command that changes something: it does all of it, whether or not anyone reads what it says. */
export function goOnWithoutReader(): void {
  isEndingWithReader = false;
}

/** Prints to stdout, waiting for a slow reader, so that a long list never piles up in memory. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (isReaderGone || text.length === 0 || process.stdout.write(text)) return;
  try {
    await once(process.stdout, "drain");
  } catch (error) {
    // Told where all errors of this stream are.
    if (!isReaderGone) throw error;
  }
}

export const printLines = (lines: readonly string[]) => print(lines.map((line) => `${line}\n`).join(""));
