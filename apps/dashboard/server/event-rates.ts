import { createEventRates } from "../components/collector/event-rates.ts";
import { RECORDINGS_READ } from "../components/ui/watched.ts";
import type { Database } from "./database.ts";

/** Collectors tell of themselves every two seconds. */
const LOOK_MS = 2000;

/** Follows how many events collectors bring, whether or not anyone looks: a page then shows the last minutes at once. */
export function followEventRates(
  database: Database,
  onError: (error: unknown) => void,
): {
  readonly rates: Pick<ReturnType<typeof createEventRates>, "of">;
  stop(): void;
} {
  const rates = createEventRates();
  async function look(): Promise<void> {
    const state = database.state();
    if (state.kind !== "open") return;
    const recordings = await state.reader.liveRecordings(RECORDINGS_READ);
    rates.see(recordings.filter(({ endedAt }) => endedAt === undefined));
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      if (database.fail(error) === undefined) onError(error);
    });
  }, LOOK_MS);
  timer.unref();
  return { rates, stop: () => clearInterval(timer) };
}
