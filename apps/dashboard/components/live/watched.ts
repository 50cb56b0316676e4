import type { BootSummary } from "@hacotaki/core";
import type { RecordingFacts } from "@hacotaki/store";
import { isAttached } from "../collector/recording-facts.ts";

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
  return last.reduce((a, b) => (a > b ? a : b));
}
