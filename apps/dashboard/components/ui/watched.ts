import type { BootId, BootSummary } from "@hacotaki/core";
import type { RecordingFacts, StoreReader } from "@hacotaki/store";
import { isUnderWay } from "./boot-facts.ts";

/** Collectors looked at, the one that gave a sign of life last first: more are not attached at once. */
export const RECORDINGS_READ = 200;

/** A collector tells that it lives every few seconds. */
const SILENT_AFTER_NS = 60_000_000_000n;

/** A collector that is attached now, as far as its last sign of life tells. */
export const isAttached = (
  { kind, endedAt, seenAt }: Pick<RecordingFacts, "kind" | "endedAt" | "seenAt">,
  nowUtc: bigint,
): boolean => kind === "live" && endedAt === undefined && nowUtc - seenAt < SILENT_AFTER_NS;

type Watcher = Pick<RecordingFacts, "kind" | "hostId" | "startedAt" | "endedAt" | "seenAt">;

/**
 * Since when nobody is left who saw a boot begin, UTC ns: how it went on was not seen. Undefined while a collector of
 * its host that was there at its start still is, and where none is known.
 */
export function awaySince(
  { hostId, wallTime }: Pick<BootSummary, "hostId" | "wallTime">,
  recordings: readonly Watcher[],
  nowUtc: bigint,
): bigint | undefined {
  if (wallTime === undefined) return undefined;
  const watchers = recordings.filter(
    (each) => each.kind === "live" && each.hostId === hostId && each.startedAt <= wallTime,
  );
  if (watchers.length === 0 || watchers.some((each) => isAttached(each, nowUtc))) return undefined;
  const last = watchers.map(({ endedAt, seenAt }) => endedAt ?? seenAt);
  // A collector says that it lives every few seconds: its last sign may be older than the boot.
  return last.reduce((a, b) => (a > b ? a : b), wallTime);
}

/** Boots on their way that nobody watches any more, and since when, UTC ns: for them time stands still there. */
export async function awayBoots(
  reader: Pick<StoreReader, "liveRecordings">,
  boots: readonly (Pick<BootSummary, "id" | "hostId" | "outcome" | "wallTime"> &
    Parameters<typeof isUnderWay>[0])[],
  nowUtc: bigint,
): Promise<ReadonlyMap<BootId, bigint>> {
  const booting = boots.filter((boot) => boot.outcome === "booting" && isUnderWay(boot));
  if (booting.length === 0) return new Map();
  const recordings = await reader.liveRecordings(RECORDINGS_READ);
  return new Map(
    booting.flatMap((boot) => {
      const since = awaySince(boot, recordings, nowUtc);
      return since === undefined ? [] : [[boot.id, since] as const];
    }),
  );
}
