import { basename } from "node:path";
import { omitUndefined, utcNow, type Source } from "@hacotaki/core";
import { NativeError, type Root, type Session } from "@hacotaki/native";
import type { StoreWriter } from "@hacotaki/store";
import type { AttachProblems } from "./attach-problems.ts";
import { fileVersionOf, type FileVersion } from "./file-version.ts";
import type { Programs } from "./find.ts";
import { createPipeline, type PipelineOptions } from "../events/pipeline.ts";
import type { CollectorState } from "../state.ts";
import type { Target } from "./target.ts";

/** Which OCI runtimes to follow. */
export type OciOptions = {
  /** Their paths; none: the ones on PATH and in the usual places. Engines' programs are found in any case. */
  readonly runtimes: readonly string[];
};

/** The programs that boot containers without probes, or lead to it: one recording for all of them. */
export type Roots = {
  /** Undefined until one is found. */
  readonly target: Target | undefined;
  /** The path of the program that an exec was of. */
  pathOf(root: number | undefined): string | undefined;
  /** Follows what has come to the paths. @throws NativeError at the first look, for a runtime that was named. */
  look(found: Programs, isStart: boolean): void;
  /** The paths at the last look, of what is not there as well. */
  readonly looked: Iterable<string>;
  /** The programs followed now, for people. */
  describe(): string;
};

type RootsOptions = OciOptions & {
  readonly session: Pick<Session, "root" | "unroot">;
  readonly source: Source;
  readonly store: StoreWriter;
  readonly pipeline: PipelineOptions;
  readonly problems: AttachProblems;
  readonly onState: (state: CollectorState) => void;
};

type Followed = { readonly root: Root; readonly file: FileVersion };

/** Scripts stand for programs here and there (`docker` of podman-docker): their interpreter is nobody's root. */
const isNoProgram = (error: unknown) => error instanceof NativeError && error.code === "not-an-executable";

// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the programs followed
export function createRoots(options: RootsOptions): Roots {
  const { session, source, store, problems, onState } = options;
  /** By path; undefined for a file that is no program. */
  const followed = new Map<string, Followed | { readonly root: undefined; readonly file: FileVersion }>();
  const paths = new Map<number, string>();
  let wanted: ReadonlySet<string> = new Set();
  let target: Target | undefined;

  function follow(path: string, isNamed: boolean, isStart: boolean): boolean {
    const file = fileVersionOf(path);
    const known = followed.get(path);
    if (known !== undefined && known.file === file) return false;
    if (file === undefined && !(isStart && isNamed)) return leave(path);
    try {
      const root = session.root(path);
      if (known?.root !== undefined && known.root.id !== root.id) session.unroot(known.root.id);
      followed.set(path, { root, file: file ?? "" });
      paths.set(root.id, path);
      problems.clear(path);
      return known?.root?.id !== root.id;
    } catch (error) {
      if (isNamed && isStart) throw error;
      if (isNamed || !isNoProgram(error)) problems.tell(path, error);
      if (file !== undefined) followed.set(path, { root: undefined, file });
      return false;
    }
  }

  /** Nothing is there any more; what was executed of it goes on. */
  function leave(path: string): boolean {
    const known = followed.get(path);
    followed.delete(path);
    if (known?.root === undefined) return false;
    session.unroot(known.root.id);
    return true;
  }

  const current = () =>
    [...followed].flatMap(([path, { root }]) => (root === undefined ? [] : [path])).sort(byProgram);
  const describe = () => current().join(", ");

  function look(found: Programs, isStart: boolean): void {
    const named = options.runtimes.length > 0;
    const runtimes = named ? options.runtimes : found.runtimes;
    wanted = new Set([...runtimes, ...found.engines]);
    let isChanged = false;
    for (const path of wanted)
      isChanged = follow(path, named && options.runtimes.includes(path), isStart) || isChanged;
    for (const path of followed.keys()) if (!wanted.has(path)) isChanged = leave(path) || isChanged;
    // An engine's client alone boots nothing here.
    const hasRuntime = [...runtimes].some((path) => followed.get(path)?.root !== undefined);
    if (target === undefined ? !hasRuntime : !isChanged) return;
    target ??= begin();
    onState({ kind: "following", programs: current(), recording: target.pipeline.recording });
  }

  function begin(): Target {
    const recording = store.startRecording({
      kind: "live",
      hostId: source.hostId,
      hostName: source.hostName,
      kernelBootId: source.kernelBootId,
      path: describe(),
      probes: [],
      hasKernelEvents: true,
      startedAt: utcNow(),
      pid: process.pid,
      ...omitUndefined({ kernel: source.kernel, wallOffset: source.wallOffset }),
    });
    return {
      get path() {
        return describe();
      },
      pipeline: createPipeline(source, store, recording, { ...options.pipeline, hasProbes: false }),
      goesFor: undefined,
      release() {
        for (const { root } of followed.values()) if (root !== undefined) session.unroot(root.id);
        followed.clear();
        target = undefined;
      },
    };
  }

  return {
    get target() {
      return target;
    },
    pathOf: (root) => (root === undefined ? undefined : paths.get(root)),
    look,
    get looked() {
      return wanted;
    },
    describe,
  };
}

/** By name, then by place. */
const byProgram = (a: string, b: string) => basename(a).localeCompare(basename(b)) || a.localeCompare(b);
