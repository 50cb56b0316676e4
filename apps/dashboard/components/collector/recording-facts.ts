import type { RecordingFacts, StoreReader } from "@hacotaki/store";

/** Collectors looked at, the one that gave a sign of life last first: more are not attached at once. */
export const RECORDINGS_READ = 200;

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

/** What collectors have to do with a database that shows no boots. */
export type CollectorsKnown = {
  /** Binaries that one watches now. */
  readonly attached: readonly string[];
  /** Whether there ever was one. */
  readonly hadOne: boolean;
};
export const NO_COLLECTOR: CollectorsKnown = { attached: [], hadOne: false };

export async function collectorsKnown(reader: StoreReader, nowUtc: bigint): Promise<CollectorsKnown> {
  const recordings = await reader.liveRecordings(RECORDINGS_READ);
  const attached = recordings.filter((each) => isAttached(each, nowUtc)).map(({ path }) => path);
  return { attached: [...new Set(attached)], hadOne: recordings.length > 0 };
}
