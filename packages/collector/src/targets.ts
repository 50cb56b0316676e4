import { statSync } from "node:fs";
import { generationsOf, STRING_PROBES, type Source } from "@hacotaki/core";
import type { Attachment, Session } from "@hacotaki/native";
import type { StoreWriter } from "@hacotaki/store";
import type { Logger } from "pino";
import { lockBinary } from "./binary-lock.ts";
import { wallNow } from "./clock.ts";
import { TEXT_ARGUMENT } from "./decode.ts";
import { findHaconiwa } from "./find.ts";
import { createPipeline, type Pipeline } from "./pipeline.ts";
import type { CollectorState } from "./state.ts";
import { isTransient } from "./transient.ts";

const PROVIDER = "haconiwa";

/** An attached inode: the path may come to hold another one when the binary is upgraded. */
export type Target = {
  readonly path: string;
  readonly attachment: Attachment;
  readonly pipeline: Pipeline;
  readonly release: () => void;
  isOld: boolean;
};

export type Targets = {
  all(): IterableIterator<Target>;
  find(attachment: number | undefined): Target | undefined;
  /** Those that are gone included: their last events may be on their way. */
  readonly attachments: ReadonlyMap<number, Attachment>;
  /** Attaches what was asked for, or a haconiwa that has appeared, and lets go of what was replaced. */
  look(): void;
  /** Writes how far a recording is. Throws while the database refuses. */
  touch(target: Target): void;
  /** Ends a recording and detaches. Throws, and may be asked again, while the database refuses. */
  end(target: Target, note: string): void;
};

export type TargetsOptions = {
  /** None: the ones on PATH and in the usual places. */
  readonly binaries: readonly string[];
  readonly session: Session;
  readonly source: Source;
  readonly store: StoreWriter;
  readonly log: Logger;
  /** Events the ring buffer could not hold that a recording answers for. */
  readonly droppedOf: (recording: number) => bigint;
  readonly onState: (state: CollectorState) => void;
  /** The first binaries are attached to. */
  readonly onFirst: () => void;
};

/** The binaries that a collector is attached to. */
export function createTargets(options: TargetsOptions): Targets {
  const { session, source, store, log, onState } = options;
  const targets = new Map<number, Target>();
  const attachments = new Map<number, Attachment>();
  /** What was told last of a path that cannot be attached. */
  const problems = new Map<string, string>();
  let isWaiting = false;

  const startRecording = (
    path: string,
    { buildId }: Attachment,
    probes: readonly string[],
    generations: readonly string[],
  ): number =>
    store.startRecording({
      kind: "live",
      hostId: source.hostId,
      hostName: source.hostName,
      kernelBootId: source.kernelBootId,
      ...(source.kernel === undefined ? {} : { kernel: source.kernel }),
      path,
      ...(buildId === undefined ? {} : { buildId }),
      ...(generations.length === 0 ? {} : { generation: generations.join(", ") }),
      probes,
      hasKernelEvents: true,
      ...(source.wallOffset === undefined ? {} : { wallOffset: source.wallOffset }),
      startedAt: wallNow(),
      pid: process.pid,
    });

  function attach(path: string): Target | undefined {
    const attachment = session.attach(path, PROVIDER, {
      stringArgs: (note) => (STRING_PROBES.has(note.name) ? 1 << TEXT_ARGUMENT : 0),
    });
    if (targets.has(attachment.id)) return undefined;
    let release: (() => void) | undefined;
    let recording: number;
    const probes = attachment.probes.map(({ name }) => name);
    const generations = generationsOf(probes);
    try {
      release = lockBinary(path, attachment);
      recording = startRecording(path, attachment, probes, generations);
    } catch (error) {
      release?.();
      session.detach(attachment.id);
      throw error;
    }
    const target: Target = {
      path,
      attachment,
      pipeline: createPipeline(source, store, recording),
      release,
      isOld: false,
    };
    targets.set(attachment.id, target);
    attachments.set(attachment.id, attachment);
    onState({ kind: "attached", path, probes, generations, recording });
    log.info({ path, probes, generations }, "attached");
    return target;
  }

  function look(): void {
    const wanted = options.binaries.length > 0 ? options.binaries : findHaconiwa();
    if (targets.size === 0 && wanted.length === 0) {
      if (!isWaiting)
        onState({
          kind: "waiting",
          message: "no haconiwa on PATH or in the usual places: install it, or name its path with --binary",
        });
      isWaiting = true;
      return;
    }
    const isFirst = targets.size === 0;
    for (const path of wanted) attachCurrent(path, isFirst);
    for (const target of targets.values()) dropUnused(target);
    if (isFirst) options.onFirst();
  }

  /** The inode at a path now: attached once, and again when an upgrade put another one there. */
  function attachCurrent(path: string, isFirst: boolean): void {
    const stat = statOf(path);
    const known = [...targets.values()].filter((target) => target.path === path);
    if (
      !isFirst &&
      (stat === undefined ||
        known.some(({ attachment }) => attachment.inode === stat.ino && attachment.dev === stat.dev))
    )
      return;
    try {
      if (attach(path)) for (const target of known) target.isOld = true;
      problems.delete(path);
    } catch (error) {
      // One that appeared while it was waited for is tried again at the next look.
      if (isFirst && !(isWaiting && isTransient(error))) throw error;
      tellProblem(path, error);
    }
  }

  function tellProblem(path: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (problems.get(path) === message) return;
    problems.set(path, message);
    log.warn({ path, err: error }, "cannot attach");
    onState({ kind: "problem", message });
  }

  function dropUnused(target: Target): void {
    if (!target.isOld || target.pipeline.hasLiving) return;
    try {
      end(target, "the binary was replaced");
    } catch (error) {
      if (isTransient(error)) return;
      throw error;
    }
    onState({ kind: "detached", path: target.path, reason: "the binary was replaced" });
  }

  function touch({ pipeline }: Target): void {
    store.touchRecording(pipeline.recording, {
      seenAt: wallNow(),
      events: pipeline.events,
      dropped: options.droppedOf(pipeline.recording) + BigInt(pipeline.refused),
    });
  }

  function end(target: Target, note: string): void {
    if (!target.pipeline.flush(true)) throw target.pipeline.refusal;
    touch(target);
    store.endRecording(target.pipeline.recording, { endedAt: wallNow(), note });
    session.detach(target.attachment.id);
    targets.delete(target.attachment.id);
    target.release();
  }

  return {
    all: () => targets.values(),
    find: (attachment) => (attachment === undefined ? undefined : targets.get(attachment)),
    attachments,
    look,
    touch,
    end,
  };
}

function statOf(path: string): { dev: bigint; ino: bigint } | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
