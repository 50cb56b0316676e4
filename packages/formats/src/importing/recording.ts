import { omitUndefined, type Source } from "@hacotaki/core";
import type { ImportSink } from "./sink.ts";

type RecordingPlace = {
  readonly sink: ImportSink;
  /** The file's name. */
  readonly path: string;
  readonly now: () => bigint;
  /** The same for all recordings of one file: they are told as one. */
  readonly startedAt: bigint;
};

/** What a file has of one source is a recording, from its start to its end. */
export async function startRecording(source: Source, { sink, path, now, startedAt }: RecordingPlace) {
  const { kind, hostId, hostName, kernelBootId, kernel, hasKernelEvents, wallOffset } = source;
  const id = await sink.startRecording({
    kind,
    hostId,
    hostName,
    kernelBootId,
    ...omitUndefined({ kernel }),
    path,
    probes: [],
    hasKernelEvents,
    ...omitUndefined({ wallOffset }),
    startedAt,
  });
  let taken = 0;
  return {
    id,
    isOf: (other: Source) =>
      kind === other.kind &&
      hostId === other.hostId &&
      hostName === other.hostName &&
      kernelBootId === other.kernelBootId &&
      kernel === other.kernel &&
      hasKernelEvents === other.hasKernelEvents &&
      wallOffset === other.wallOffset,
    count(): void {
      taken++;
    },
    /** In words for a person where it did not end well. */
    async end(note: string | undefined): Promise<void> {
      const endedAt = now();
      await sink.touchRecording(id, { seenAt: endedAt, events: BigInt(taken), dropped: 0n });
      await sink.endRecording(id, note === undefined ? { endedAt } : { endedAt, note });
    },
  };
}
export type Recording = Awaited<ReturnType<typeof startRecording>>;
