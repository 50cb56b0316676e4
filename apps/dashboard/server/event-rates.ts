import { createEventRates, publishEventRates } from "../lib/event-rates.ts";
import type { Database } from "./database.ts";

/** Collectors tell of themselves every two seconds. */
const LOOK_MS = 2000;
const RECORDINGS = 20;

/** Follows how many events collectors bring, whether or not anyone looks: a page then shows the last minutes at once. */
export function followEventRates(database: Database, onError: (error: unknown) => void): { stop(): void } {
  const rates = createEventRates();
  publishEventRates(rates);
  async function look(): Promise<void> {
    const state = database.state();
    if (state.kind !== "open") return;
    const recordings = await state.reader.recordings(RECORDINGS);
    rates.see(recordings.filter(({ kind, endedAt }) => kind === "live" && endedAt === undefined));
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      if (database.fail(error) === undefined) onError(error);
    });
  }, LOOK_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
