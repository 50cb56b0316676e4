import { omitUndefined, utcNow, type Source } from "@hacotaki/core";
import type { Attachment, Session } from "@hacotaki/native";
import type { StoreWriter } from "@hacotaki/store";
import type { Logger } from "pino";
import { createAttachProblems } from "./attach-problems.ts";
import { attachBinary } from "./attach.ts";
import { findPrograms, searchedPlaces, type Programs } from "./find.ts";
import { fileVersionOf, type FileVersion } from "./file-version.ts";
import type { Places } from "./folder-watch.ts";
import { placesOf } from "./places.ts";
import type { PipelineOptions } from "../events/pipeline.ts";
import { createRoots, type OciOptions } from "./roots.ts";
import type { CollectorState } from "../state.ts";
import type { Target } from "./target.ts";
import { isTransient } from "../transient.ts";
import { unreadableOf } from "./unreadable.ts";

/** A binary that was attached to: its path may come to hold another one, and its file other content. */
type BinaryTarget = Target & {
  readonly attachment: Attachment;
  /** The path's file when it was looked at last. */
  file: FileVersion | undefined;
};

export type Targets = {
  all(): IterableIterator<Target>;
  find(attachment: number | undefined): Target | undefined;
  /** That of OCI runtimes, once there is one. */
  readonly oci: Target | undefined;
  /** The path of a root, of one that is gone as well. */
  pathOf(root: number | undefined): string | undefined;
  /** Those that are gone included: their last events may be on their way. */
  readonly attachments: ReadonlyMap<number, Attachment>;
  /** Attaches what was asked for, or a haconiwa that has appeared, and lets go of what was replaced. */
  look(): void;
  /** Lets go of what was replaced and has no boots under way any more. */
  letGo(): void;
  /** What the last look looked at: where something else may come. */
  places(): Places;
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
  /** Undefined: OCI runtimes are left alone. */
  readonly oci?: OciOptions | undefined;
  readonly session: Session;
  readonly source: Source;
  readonly store: StoreWriter;
  readonly log: Logger;
  readonly pipeline: PipelineOptions;
  /** Events the ring buffer could not hold that a recording answers for. */
  readonly droppedOf: (recording: number) => bigint;
  /** What a person has to know of a recording, in words. */
  readonly noteOf: (recording: number) => string | undefined;
  readonly onState: (state: CollectorState) => void;
  /** The first binaries are attached to. */
  readonly onFirst: () => void;
};

const NO_PROGRAMS: Programs = { haconiwa: [], runtimes: [], engines: [] };

/** The binaries that a collector is attached to. */
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the binaries attached to
export function createTargets(options: TargetsOptions): Targets {
  const { session, source, store, log, onState } = options;
  const targets = new Map<number, BinaryTarget>();
  const attachments = new Map<number, Attachment>();
  const problems = createAttachProblems({ log, onState });
  const roots = options.oci && createRoots({ ...options, ...options.oci, problems });
  const all = (): Target[] => [...targets.values(), ...(roots?.target ? [roots.target] : [])];
  const isSearching = options.binaries.length === 0 || options.oci !== undefined;
  /** Paths of programs at the last look. */
  let looked: readonly string[] = [];
  let isWaiting = false;
  let isStart = true;
  let hasFirst = false;

  /** Whether anything was attached to that is not held already. */
  function attach(path: string, file: FileVersion | undefined): boolean {
    const isHeld = (id: number) => targets.has(id);
    const attached = attachBinary({ session, source, store, path, pipeline: options.pipeline, isHeld });
    if (attached === undefined) return false;
    const { attachment, probes, generations, pipeline } = attached;
    const release = () => {
      session.detach(attachment.id);
      targets.delete(attachment.id);
      attached.release();
    };
    targets.set(attachment.id, { path, attachment, pipeline, release, file, goesFor: undefined });
    attachments.set(attachment.id, attachment);
    onState({ kind: "attached", path, probes, generations, recording: pipeline.recording });
    log.info({ path, probes, generations }, "attached");
    for (const message of unreadableOf(attachment.probes).messages)
      onState({ kind: "problem", message: `${path}: ${message}` });
    return true;
  }

  function wait(): void {
    if (!isWaiting)
      onState({
        kind: "waiting",
        message:
          options.oci === undefined
            ? "no haconiwa on PATH or in the usual places: install it, or name its path with --binary"
            : "no haconiwa, runc, crun or youki on PATH or in the usual places: install one, or name its path with --binary or --runtime",
      });
    isWaiting = true;
    isStart = false;
  }

  function look(): void {
    const found = isSearching ? findPrograms() : NO_PROGRAMS;
    const wanted = options.binaries.length > 0 ? options.binaries : found.haconiwa;
    roots?.look(found, isStart);
    looked = [...wanted, ...(roots?.looked ?? [])];
    if (all().length === 0 && wanted.length === 0) return wait();
    for (const path of wanted) attachCurrent(path);
    letGo();
    isStart = false;
    if (hasFirst || all().length === 0) return;
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
      problems.clear(path);
    } catch (error) {
      // One that appeared while it was waited for, or is being written, is tried again at the next look.
      if (!problems.isBeingWritten(path, error)) {
        if (isStart) throw error;
        problems.tell(path, error);
      }
    }
  }

  function dropUnused(target: BinaryTarget): void {
    if (target.goesFor === undefined || target.pipeline.hasLiving) return;
    try {
      end(target, target.goesFor);
    } catch (error) {
      if (isTransient(error)) return;
      throw error;
    }
    onState({ kind: "detached", path: target.path, reason: target.goesFor });
  }

  function letGo(): void {
    for (const target of targets.values()) dropUnused(target);
  }

  function touch({ path, pipeline }: Target): void {
    store.touchRecording(pipeline.recording, {
      seenAt: utcNow(),
      events: pipeline.events,
      dropped: options.droppedOf(pipeline.recording) + BigInt(pipeline.refused),
      path,
      ...omitUndefined({ note: options.noteOf(pipeline.recording) }),
    });
  }

  function end(target: Target, note: string): void {
    if (!target.pipeline.flush("all")) throw target.pipeline.refusal;
    touch(target);
    const words = [note, options.noteOf(target.pipeline.recording)].filter((part) => part !== undefined);
    store.endRecording(target.pipeline.recording, { endedAt: utcNow(), note: words.join("; ") });
    target.release();
  }

  return {
    all: () => all().values(),
    find: (attachment) => (attachment === undefined ? undefined : targets.get(attachment)),
    get oci() {
      return roots?.target;
    },
    pathOf: (root) => roots?.pathOf(root),
    attachments,
    look,
    letGo,
    places: () => placesOf(isSearching ? searchedPlaces() : new Map(), looked),
    withdraw,
    get isBusy() {
      return problems.isBusy;
    },
    touch,
    end,
  };
}
