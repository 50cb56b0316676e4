import type { RecordingFacts } from "@hacotaki/store";

/** A collector tells that it lives every few seconds. */
const SILENT_AFTER_NS = 60_000_000_000n;

/** A collector that is attached now, as far as its last sign of life tells. */
export const isAttached = (
  { kind, endedAt, seenAt }: Pick<RecordingFacts, "kind" | "endedAt" | "seenAt">,
  nowUtc: bigint,
): boolean => kind === "live" && endedAt === undefined && nowUtc - seenAt < SILENT_AFTER_NS;

/** A collector that never said good-bye. */
export const isSilent = (recording: RecordingFacts, nowUtc: bigint): boolean =>
  recording.kind === "live" && recording.endedAt === undefined && !isAttached(recording, nowUtc);
