import { get } from "node:http";

/** Longer than this nobody is kept waiting for the address of the pages. */
const MOST_MS = 2_000;
const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/**
 * Shows the list to nobody: the framework and what a page needs are loaded when a page is first shown, which takes longer
 * than showing it. Whoever is told the address afterwards has the first page at once. Never fails.
 */
export function warmUp({
  port,
  address,
}: {
  readonly port: number;
  readonly address: string;
}): Promise<void> {
  const host = EVERYWHERE.has(address) ? "127.0.0.1" : address;
  return new Promise((resolve) => {
    const asked = get(
      { host, port, path: "/", agent: false, signal: AbortSignal.timeout(MOST_MS) },
      (page) => {
        page.resume().on("close", () => resolve());
      },
    );
    asked.on("error", () => resolve());
  });
}
