import type { BootId } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import type { Arrivals } from "./arrivals.ts";
import { summaryOfRow } from "./boot-of-row.ts";
import { summaryRowsOf } from "./summaries.ts";

/** The fleet is asked no more often, ms, whoever watches. */
const LEAST_POLL_MS = 1_000;

/** What has changed, for readers that poll. */
export const createFleetFeed = (
  ask: Ask,
  arrivals: Arrivals,
): Pick<StoreReader, "changesSince" | "watch"> => ({
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

  watch(everyMs, onChange) {
    let seen: bigint | undefined;
    let isStopped = false;
    let timer: NodeJS.Timeout | undefined;
    const again = () => {
      if (!isStopped) timer = setTimeout(() => void poll(), Math.max(LEAST_POLL_MS, everyMs()));
    };
    async function poll() {
      try {
        const now = await arrivals.revision();
        if (isStopped) return;
        if (seen !== undefined && now !== seen) onChange();
        seen = now;
      } catch {
        // Told as a change: the reading that follows says what is wrong with the fleet's database.
        if (!isStopped) onChange();
      }
      again();
    }
    void poll();
    return {
      stop() {
        isStopped = true;
        clearTimeout(timer);
      },
    };
  },
});
