import type { BootId, RunId } from "../../domain/boot.ts";
import type { BootEvent, ExecEvent, FactKey, LossReason, Namespaces } from "../../domain/event.ts";
import type { Command, Program } from "../../domain/oci.ts";
import type { Instant } from "../../domain/time.ts";

/** What one process of the init chain has passed so far, by its system calls. */
export type Landmarks = {
  /** Last of unshare, setns and its own return from clone, before it mounts anything. */
  namespaces?: Instant;
  firstMount?: Instant;
  /** It leaves for its new root: pivot_root, chroot or the move of a mount begins. */
  pivot?: Instant;
  /** That has ended. */
  rootLeft?: Instant;
  /** Its old root is gone: the first good umount2 after that. */
  rootChanged?: Instant;
  /** Last mount or sethostname after it. */
  masked?: Instant;
  /** Last filter loaded. */
  filter?: Instant;
  /** Last set*id, setgroups or capset after the pivot. */
  capability?: Instant;
  /** Its open of the fifo, which the runtime opens from the other side, has come back. */
  fifo?: Instant;
};

export type OciExec = Pick<ExecEvent, "at" | "file" | "argv" | "argvTruncated"> & {
  readonly program?: Program;
  readonly command?: Command;
};

/** One process of a tree below a container program, while boots are put together. Mutable, private to the assembler. */
export type OciProcess = {
  readonly tgid: number;
  readonly seenAt: Instant;
  parent?: OciProcess;
  /** Of an engine's process: what it forked, as far as that may be told of. */
  readonly children: Set<OciProcess>;
  /** Its events, as long as a boot may yet turn out to be its doing. */
  readonly held: BootEvent[];
  /** The boot that it is a part of, or whose application it is. */
  boot?: OciBoot;
  /** Boots that came of it, where it is the engine's. */
  readonly led: OciBoot[];
  /** It has no part in any boot, and neither has what it forks. */
  isForeign?: true;
  /** Beyond what is kept of an application's processes: known only while it lives. */
  isUncounted?: true;
  /** Programs that it executed so far. */
  execs?: number;
  ppid?: number;
  nspid?: number;
  comm?: string;
  namespaces?: Namespaces;
  exactStart?: Instant;
  forkedAt?: Instant;
  /** First exec of a container program, and the first of anything else. */
  programExec?: OciExec;
  foreignExec?: OciExec;
  /** Last exec of the runtime's own program while it becomes init. */
  initExecAt?: Instant;
  /** How many forks below the process that executed `init`, up to 2: then it is the container's init itself. */
  stage?: 0 | 1 | 2;
  /** Last time that it was put into a cgroup. */
  attached?: { readonly at: Instant; readonly path: string };
  /** Source of a mount onto itself: its root file system. */
  rootfs?: string;
  newHostname?: string;
  readonly landmarks: Landmarks;
  /** It was seen to make system calls. */
  hasCalls?: true;
  exit?: { readonly at: Instant; readonly code?: number; readonly signal?: number };
};

/** Who asked for a boot: an ancestor of its runtime, or known by the name it gave, or the only one that was there. */
export type OciClient = {
  readonly process: OciProcess;
  readonly exec: OciExec;
  readonly by: "lineage" | "name" | "time";
};

/** One `create` or `run` of a runtime. The run of its events is its own: what leads to several boots is told of with each. */
export type OciBoot = {
  readonly runtime: OciProcess;
  /** The exec that it began with. */
  readonly exec: OciExec & { readonly program: Program; readonly command: Command };
  readonly processes: OciProcess[];
  /** Its `start`, once that was asked for. */
  starter?: { readonly process: OciProcess; readonly at: Instant };
  /** First sign of init after that. */
  wokenAt?: Instant;
  /** The workload was executed. */
  up?: { readonly exec: OciExec; readonly process: OciProcess };
  ready?: { readonly at: Instant; readonly port?: number };
  /** The engine's client. */
  client?: OciClient;
  /** The first mount that a daemon of the engine did for it. */
  engineMount?: Instant;
  readonly facts: Map<FactKey, string>;
  readonly losses: { readonly reason: LossReason; readonly from: Instant; readonly to: Instant }[];
  wallOffset?: bigint;
  streamEnded: boolean;
  /** Told of: it has forked something, or failed before. A runtime that only prints its usage boots nothing. */
  isTold: boolean;
  uncounted: number;
  identity?: { readonly id: BootId; readonly runId: RunId };
};
