import type { BootId, Lineage, RunId } from "../domain/boot.ts";
import type { BootEvent, FactKey, LossReason, Namespaces, Source } from "../domain/event.ts";
import type { Generation } from "../domain/phase.ts";
import type { Instant } from "../domain/time.ts";

/** What is put together field by field. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a process does for a boot. `helper` is one that left haconiwa by exec (a hook's `sh -c …`). */
export type Role = "launcher" | "root" | "supervisor" | "container" | "application" | "helper";

export type Pass = {
  readonly at: Instant;
  readonly generation: Generation;
  readonly hpid?: number;
  readonly hostname?: string;
};

/** One process while its boot is being put together. Mutable, private to the assembler. */
export type Process = {
  readonly tgid: number | undefined;
  run: RunDraft;
  /** The nearest one above it that is near enough to the first of its run. */
  parent?: Process;
  /** How many are above it, as far as was known when it was first seen. */
  readonly depth: number;
  boot?: BootDraft;
  role?: Role;
  ppid?: number;
  nspid?: number;
  comm?: string;
  hostname?: string;
  namespaces?: Namespaces;
  /** As the kernel gives it; undefined where the stream does not tell. */
  exactStart?: Instant;
  forkedAt?: Instant;
  readonly seenAt: Instant;
  readonly passes: Map<number, Pass>;
  /** First exec of another program than the traced one, in the process itself. */
  exec?: { readonly at: Instant; readonly file: string; readonly argv?: readonly string[] };
  /** First exec of the traced binary. */
  tracedExec?: {
    readonly at: Instant;
    readonly file: string;
    readonly argv?: readonly string[];
    readonly argvTruncated?: boolean;
  };
  exit?: { readonly at: Instant; readonly code?: number; readonly signal?: number };
  /** Of a launcher: the same process before it started haconiwa, in the run it came from. */
  former?: Process;
  /** It left more marks than are held back until its part is known. */
  isUnplaced?: true;
  /** To know a mark that comes twice. */
  lastMark?: { readonly at: Instant; readonly seq: number };
  /** Beyond what is kept of an application's processes: known only while it lives. */
  isUncounted?: true;
  /** Programs that it executed so far. */
  execs?: number;
};

/** A run while it is being put together. Mutable, private to the assembler. */
export type RunDraft = {
  readonly source: Source;
  readonly processes: Process[];
  /** Once it turned out to be part of another. */
  takenBy?: RunDraft;
  /** Processes of no boot beyond the ones kept in `processes`. */
  uncounted: number;
  readonly boots: BootDraft[];
  /** Events held back until a first probe proves that this is a run: `haconiwa version` execs the same binary. */
  pending: { readonly process: Process; readonly event: BootEvent }[] | undefined;
  launcher?: Process;
  /** Shows marks of a process whose part is not known, until a boot of the run is. */
  standIn?: BootDraft;
  id?: RunId;
  firstAt: Instant;
  wallOffset?: bigint;
  readonly facts: Map<FactKey, string>;
  readonly losses: { readonly reason: LossReason; readonly from: Instant; readonly to: Instant }[];
  generation?: Generation;
  /** The stream is over: what has not ended is partial. */
  streamEnded: boolean;
  /** Given out under its id: whoever keeps it must be told when it turns out to be part of another. */
  isTold: boolean;
};

type Anchor = { readonly tgid: number | undefined; readonly at: Instant };

export type BootDraft = {
  run: RunDraft;
  supervisor?: Process;
  container?: Process;
  /** First process of the application's tree to listen. */
  ready?: { readonly at: Instant; readonly port?: number };
  lineage: Lineage;
  readonly facts: Map<FactKey, string>;
  /** What the identity hangs on. */
  anchor: Anchor;
  identity?: { readonly anchor: Anchor; readonly id: BootId };
  /** Id it was last given out under. */
  lastId?: BootId;
  marks: number;
  /** Its processes beyond the ones kept of the run. */
  uncounted: number;
};

export const laneOf = (role: Role | undefined) => {
  switch (role) {
    case "supervisor":
    case "container":
    case "application":
      return role;
    case "launcher":
    case "root":
    case "helper":
    case undefined:
      return "launcher" as const;
  }
};
