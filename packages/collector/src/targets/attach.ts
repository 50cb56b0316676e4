import { generationsOf, omitUndefined, STRING_PROBES, utcNow, type Source } from "@hacotaki/core";
import type { Attachment, Session } from "@hacotaki/native";
import type { StoreWriter } from "@hacotaki/store";
import { lockBinary } from "./binary-lock.ts";
import { TEXT_ARGUMENT } from "../events/decode.ts";
import { createPipeline, type Pipeline, type PipelineOptions } from "../events/pipeline.ts";

const PROVIDER = "haconiwa";

export type AttachOptions = {
  readonly session: Session;
  readonly source: Source;
  readonly store: StoreWriter;
  readonly path: string;
  readonly pipeline: PipelineOptions;
  /** Whether an attachment of this id is held already. */
  readonly isHeld: (id: number) => boolean;
};

export type Attached = {
  readonly attachment: Attachment;
  readonly probes: readonly string[];
  readonly generations: readonly string[];
  readonly pipeline: Pipeline;
  /** Lets other collectors have the binary. */
  readonly release: () => void;
};

/**
 * Attaches to a binary for this collector alone, and begins its recording: both or neither. Undefined when the file
 * that the path leads to is attached to already.
 * @throws NativeError, CollectorError, StoreError
 */
export function attachBinary(options: AttachOptions): Attached | undefined {
  const { session, store, path } = options;
  const attachment = session.attach(path, PROVIDER, {
    stringArgs: (note) => (STRING_PROBES.has(note.name) ? 1 << TEXT_ARGUMENT : 0),
  });
  if (options.isHeld(attachment.id)) return undefined;
  const probes = attachment.probes.map(({ name }) => name);
  const generations = generationsOf(probes);
  let release: (() => void) | undefined;
  try {
    release = lockBinary(path, attachment);
    const recording = startRecording(options, attachment, generations);
    const pipeline = createPipeline(options.source, store, recording, options.pipeline);
    return { attachment, probes, generations, pipeline, release };
  } catch (error) {
    release?.();
    session.detach(attachment.id);
    throw error;
  }
}

const startRecording = (
  { source, store, path }: AttachOptions,
  { buildId, probes }: Attachment,
  generations: readonly string[],
): number =>
  store.startRecording({
    kind: "live",
    hostId: source.hostId,
    hostName: source.hostName,
    kernelBootId: source.kernelBootId,
    path,
    probes: probes.map(({ name }) => name),
    hasKernelEvents: true,
    startedAt: utcNow(),
    pid: process.pid,
    ...omitUndefined({
      kernel: source.kernel,
      buildId,
      generation: generations.length === 0 ? undefined : generations.join(", "),
      wallOffset: source.wallOffset,
    }),
  });
