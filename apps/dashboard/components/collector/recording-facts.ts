import type { RecordingFacts, StoreReader } from "@hacotaki/store";
import { isAttached, RECORDINGS_READ } from "../ui/watched.ts";

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
