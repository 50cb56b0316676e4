import type { BootId } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import type { Arrivals } from "./arrivals.ts";
import { summaryOfRow } from "./boot-of-row.ts";
import { summaryRowsOf } from "./summaries.ts";

/** The fleet is asked no more often, ms, whoever watches. */
const LEAST_POLL_MS = 1_000;

export type Following = {
  /** It answered. */
  readonly onLook?: () => void;
  readonly onChange: () => void;
  /** It did not; it is asked again. */
  readonly onFailure: (error: unknown) => void;
};

/** Asks for news again and again until it is stopped. */
export function followArrivals(
  { revision }: Pick<Arrivals, "revision">,
  everyMs: () => number,
  { onLook, onChange, onFailure }: Following,
): { stop(): void } {
  let seen: bigint | undefined;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  async function look(): Promise<void> {
    try {
      const now = await revision();
      if (isStopped) return;
      onLook?.();
      if (seen !== undefined && now !== seen) onChange();
      seen = now;
    } catch (error) {
      if (!isStopped) onFailure(error);
    }
    if (!isStopped) timer = setTimeout(() => void look(), Math.max(LEAST_POLL_MS, everyMs()));
  }
  void look();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** What has changed, for readers that poll. */
export const createFleetFeed = (
  ask: Ask,
  arrivals: Arrivals,
): Pick<StoreReader, "revision" | "changesSince" | "watch"> => ({
  revision: () => arrivals.revision(),
  async changesSince(since, limit) {
    const { ids, revision } = await arrivals.since(since, limit);
    const rows = await summaryRowsOf(ask, ids);
    const found = ids.flatMap((id) => rows.get(id) ?? []);
    return {
      boots: found.map(summaryOfRow),
      retired: ids.filter((id: BootId) => !rows.has(id)),
      revision,
    };
  },

  // A failure is told as a change: the reading that follows says what is wrong with the fleet's database.
  watch: (everyMs, onChange) => followArrivals(arrivals, everyMs, { onChange, onFailure: onChange }),
});
