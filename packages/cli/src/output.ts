import { once } from "node:events";

/** Set once the reader of our output has gone (`hacotaki list | head`): nobody is left to be told anything. */
let isReaderGone = false;

/** Ends quietly when a pipe's reader goes away, instead of with an error nobody asked about. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      isReaderGone = true;
      process.exit(0);
    });
}

/** Prints to stdout, waiting for a slow reader, so that a long list never piles up in memory. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (isReaderGone || text.length === 0) return;
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

export const printLines = (lines: readonly string[]) => print(lines.map((line) => `${line}\n`).join(""));
