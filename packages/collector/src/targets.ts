import { statSync } from "node:fs";
import { generationsOf, omitUndefined, STRING_PROBES, utcNow, type Source } from "@hacotaki/core";
import { NativeError, type Attachment, type Session } from "@hacotaki/native";
import type { StoreWriter } from "@hacotaki/store";
import type { Logger } from "pino";
import { lockBinary } from "./binary-lock.ts";
import { TEXT_ARGUMENT } from "./decode.ts";
import { findHaconiwa } from "./find.ts";
import { createPipeline, type Pipeline } from "./pipeline.ts";
import type { CollectorState } from "./state.ts";
import { isTransient } from "./transient.ts";
import { unreadableOf } from "./unreadable.ts";

const PROVIDER = "haconiwa";
const BUSY_TOLD_MS = 2_000;

/** A binary that was attached to: its path may come to hold another one, and its file other content. */
export type Target = {
  readonly path: string;
  readonly attachment: Attachment;
  readonly pipeline: Pipeline;
  readonly release: () => void;
  /** The path's file when it was looked at last. */
  file: FileVersion | undefined;
  /** Why it goes as soon as none of its boots is under way; undefined while it is what its path leads to. */
  goesFor: string | undefined;
};

/** Changes whenever the file at a path may have become another one, or may hold something else. */
type FileVersion = string;

export type Targets = {
  all(): IterableIterator<Target>;
  find(attachment: number | undefined): Target | undefined;
  /** Those that are gone included: their last events may be on their way. */
  readonly attachments: ReadonlyMap<number, Attachment>;
  /** Attaches what was asked for, or a haconiwa that has appeared, and lets go of what was replaced. */
  look(): void;
  /** Its probes were taken off because its file is about to be written: it goes, and its path is attached to anew. */
  withdraw(attachment: number): void;
  /** Whether a path cannot be attached to because it is being written: worth another look soon. */
  readonly isBusy: boolean;
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
  /** Paths whose file is being written, and since when (ms). */
  const busy = new Map<string, number>();
  let isWaiting = false;
  let isStart = true;
  let hasFirst = false;

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
      ...omitUndefined({ kernel: source.kernel }),
      path,
      ...omitUndefined({ buildId }),
      ...(generations.length === 0 ? {} : { generation: generations.join(", ") }),
      probes,
      hasKernelEvents: true,
      ...omitUndefined({ wallOffset: source.wallOffset }),
      startedAt: utcNow(),
      pid: process.pid,
    });

  function attach(path: string, file: FileVersion | undefined): Target | undefined {
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
      file,
      goesFor: undefined,
    };
    targets.set(attachment.id, target);
    attachments.set(attachment.id, attachment);
    onState({ kind: "attached", path, probes, generations, recording });
    log.info({ path, probes, generations }, "attached");
    for (const message of unreadableOf(attachment.probes).messages)
      onState({ kind: "problem", message: `${path}: ${message}` });
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
      isStart = false;
      return;
    }
    for (const path of wanted) attachCurrent(path);
    for (const target of targets.values()) dropUnused(target);
    isStart = false;
    if (hasFirst || targets.size === 0) return;
    hasFirst = true;
    options.onFirst();
  }

  function withdraw(id: number): void {
    const target = targets.get(id);
    session.detach(id);
    if (target === undefined) return;
    target.goesFor ??= "its file was changed";
    log.info({ path: target.path }, "withdrawn: its file is being changed");
  }

  /** What a path leads to now: attached once, and again when another file, or other content, has come there. */
  function attachCurrent(path: string): void {
    const file = fileVersionOf(path);
    const known = [...targets.values()].filter((target) => target.path === path);
    const current = known.find(({ goesFor }) => goesFor === undefined);
    if (!isStart && (file === undefined || current?.file === file)) return;
    try {
      if (attach(path, file)) for (const target of known) target.goesFor ??= "the binary was replaced";
      // Only its name, owner or mode are others.
      else if (current) current.file = file;
      problems.delete(path);
      busy.delete(path);
    } catch (error) {
      // One that appeared while it was waited for, or is being written, is tried again at the next look.
      if (!isBeingWritten(path, error)) {
        if (isStart) throw error;
        tellProblem(path, error);
      }
    }
  }

  /** Told as a problem only when it takes long: most copies are whole in a moment. */
  function isBeingWritten(path: string, error: unknown): boolean {
    if (!(error instanceof NativeError && error.code === "binary-busy")) {
      busy.delete(path);
      return false;
    }
    const now = performance.now();
    const since = busy.get(path) ?? now;
    busy.set(path, since);
    if (now - since > BUSY_TOLD_MS) tellProblem(path, error);
    return true;
  }

  function tellProblem(path: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (problems.get(path) === message) return;
    problems.set(path, message);
    log.warn({ path, err: error }, "cannot attach");
    onState({ kind: "problem", message });
  }

  function dropUnused(target: Target): void {
    if (target.goesFor === undefined || target.pipeline.hasLiving) return;
    try {
      end(target, target.goesFor);
    } catch (error) {
      if (isTransient(error)) return;
      throw error;
    }
    onState({ kind: "detached", path: target.path, reason: target.goesFor });
  }

  function touch({ pipeline }: Target): void {
    store.touchRecording(pipeline.recording, {
      seenAt: utcNow(),
      events: pipeline.events,
      dropped: options.droppedOf(pipeline.recording) + BigInt(pipeline.refused),
    });
  }

  function end(target: Target, note: string): void {
    if (!target.pipeline.flush("all")) throw target.pipeline.refusal;
    touch(target);
    store.endRecording(target.pipeline.recording, { endedAt: utcNow(), note });
    session.detach(target.attachment.id);
    targets.delete(target.attachment.id);
    target.release();
  }

  return {
    all: () => targets.values(),
    find: (attachment) => (attachment === undefined ? undefined : targets.get(attachment)),
    attachments,
    look,
    withdraw,
    get isBusy() {
      return busy.size > 0;
    },
    touch,
    end,
  };
}

/** The change time tells what the number does not: an overlay's copy-up, a number given to a new file, a write. */
function fileVersionOf(path: string): FileVersion | undefined {
  try {
    const { dev, ino, ctimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${ctimeNs}`;
  } catch {
    return undefined;
  }
}
