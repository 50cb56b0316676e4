import type { Instant } from "./time.ts";

/** Inode numbers of a process's namespaces. */
export type Namespaces = {
  readonly pid: number;
  readonly pidForChildren: number;
  readonly mnt: number;
  readonly uts: number;
  readonly ipc: number;
  readonly net: number;
  readonly user: number;
};

/** In the order in which they are written wherever names are not. */
export const NAMESPACE_FIELDS = [
  "pid",
  "pidForChildren",
  "mnt",
  "uts",
  "ipc",
  "net",
  "user",
] as const satisfies readonly (keyof Namespaces)[];

/** Their inode numbers in that order. */
export const namespaceInodes = (namespaces: Namespaces): readonly number[] =>
  NAMESPACE_FIELDS.map((field) => namespaces[field]);

/** What every event says of the process it happened in. Text formats know little of it. */
export type Origin = {
  /** When the kernel (or the text tool) saw it: CLOCK_BOOTTIME of the stream's host. */
  readonly at: Instant;
  /** Tells apart two events of one instant: the arrival or per-CPU sequence number. */
  readonly seq: number;
  readonly cpu?: number;
  /** Process and thread in the initial pid namespace; absent where a text format does not print it. */
  readonly tgid?: number;
  readonly tid?: number;
  readonly ppid?: number;
  /** The process's pid in its own pid namespace. */
  readonly nspid?: number;
  /** Start of the process: with tgid it identifies the process although pids wrap. */
  readonly startAt?: Instant;
  readonly comm?: string;
  /** Nodename of the process's UTS namespace. */
  readonly hostname?: string;
  readonly namespaces?: Namespaces;
  readonly cgroupId?: bigint;
  /** It happened in a daemon of a container engine, of which little is recorded: it belongs to no boot by itself. */
  readonly daemon?: true;
};

/** An argument of a probe. A string is what a `char *` pointed to; undefined is one that could not be read. */
export type ProbeArgument = bigint | string | undefined;

/** One firing of a USDT probe, as it came: meaning is given by `readProbe`. */
export type ProbeEvent = Origin & {
  readonly kind: "probe";
  readonly provider: string;
  readonly probe: string;
  readonly args: readonly ProbeArgument[];
};
/** Seen in the parent. */
export type ForkEvent = Origin & {
  readonly kind: "fork";
  readonly childTgid: number;
  readonly childNspid?: number;
  readonly childStartAt?: Instant;
  /** A thread of the same process; `childTgid` is then the process itself. */
  readonly thread?: true;
  readonly childTid?: number;
};
/** Seen after the new image is in place. */
export type ExecEvent = Origin & {
  readonly kind: "exec";
  readonly file: string;
  readonly argv?: readonly string[];
  readonly argvTruncated?: boolean;
  readonly exeInode?: bigint;
  /** It is the traced binary that was executed (by inode): a launcher starts. */
  readonly traced: boolean;
  /**
   * Path of the container runtime or engine's program that was executed, where the collector knows its inode. The file
   * itself may be called otherwise: runtimes execute copies of themselves.
   */
  readonly root?: string;
  /** The thread that called execve: it goes on as the only one, under the process's own number. */
  readonly oldTid?: number;
};
/** The whole process is gone. `code` is undefined when nobody saw how (it was gone when the collector came back). */
export type ExitEvent = Origin & {
  readonly kind: "exit";
  readonly code?: number;
  /** 0 when no signal ended it. */
  readonly signal?: number;
  readonly coreDumped?: boolean;
};
/** A socket of the process entered LISTEN. */
export type ListenEvent = Origin & {
  readonly kind: "listen";
  readonly address?: string;
  readonly port?: number;
};

/** An argument of a system call: undefined where it could not be read. */
export type SyscallArgument = bigint | string | undefined;
/**
 * A system call of a process. One that has ended is a single event at its end, which tells when it began; `enter` is the
 * early record of one that may take long, so that a call that never comes back is seen all the same.
 */
export type SyscallEvent = Origin & {
  readonly kind: "syscall";
  /** As the kernel calls it: "mount", "pivot_root". */
  readonly name: string;
  readonly when: "enter" | "exit";
  /** When it began, of one that has ended; undefined for what begins elsewhere, as the child's return from clone. */
  readonly enterAt?: Instant;
  /** By the names of the manual pages; flags and numbers are integers. */
  readonly parameters: Readonly<Record<string, SyscallArgument>>;
  /** What an ended call returned: negative errno on failure. */
  readonly result?: bigint;
};
/** A cgroup was made, or a process was put into one: seen in the process that did it. */
export type CgroupEvent = Origin & {
  readonly kind: "cgroup";
  readonly action: "mkdir" | "attach";
  /** Within its hierarchy. */
  readonly path: string;
  /** 0 is version 2's. */
  readonly hierarchy?: number;
  /** The process that was put into it. */
  readonly targetTgid?: number;
};

/** As what a thread left the CPU: it could have gone on, it waits for anything, or it waits and cannot be killed. */
export const LEFT_AS = ["runnable", "sleeping", "uninterruptible"] as const;
export type LeftAs = (typeof LEFT_AS)[number];
/** What was too short to be told one by one: how many waits, and how long they were blocked and runnable, in ns. */
export type ShortWaits = {
  readonly count: number;
  readonly blocked: bigint;
  readonly runnable: bigint;
};
/** A thread of a followed process was off the CPU: seen when it came back, at `at`. */
export type WaitEvent = Origin & {
  readonly kind: "wait";
  /** It left the CPU. */
  readonly from: Instant;
  /** Somebody woke it; undefined where it was runnable throughout, since `from`. */
  readonly runnableAt?: Instant;
  readonly left: LeftAs;
  /** The kernel counts it as a wait for I/O (`in_iowait`). */
  readonly io?: true;
  /** Its cgroup had used up its share of the CPU. */
  readonly throttled?: true;
  /** The telling function of its kernel stack: "synchronize_rcu", "folio_wait_bit_common", "pipe_read", "do_wait". */
  readonly frame?: string;
  /** Who woke it. */
  readonly wakerTgid?: number;
  /** Waits of the same thread since the one that was told before this one. */
  readonly short?: ShortWaits;
};

export const FACT_KEYS = [
  /** Working directory of the launcher. */
  "cwd",
  /** Container name, from haconiwa's pid file of this supervisor. */
  "pid-file-name",
  /** Path of the container process in the cgroup hierarchy. */
  "cgroup",
  /** Source of the container's root file system. */
  "rootfs",
  /** How many mounts the container process has once its root is its own. */
  "mounts",
  /** SHA-256 of the haco file, or of the bundle's config.json as it is kept, as it was at boot. */
  "haco-hash",
  /** Text of the haco file, or of the bundle's config.json as it is kept, as it was at boot. */
  "haco-text",
  /** Nanoseconds to add to an instant to have UTC, as a decimal string. */
  "wall-offset",
  /** Folder of an OCI container's config.json and root file system. */
  "bundle",
  /** What the engine calls the container. */
  "container-name",
  /** The image that the container was made of. */
  "image",
  /** Kubernetes: namespace, owner and container, joined by slashes. */
  "pod",
  /** Labels of the container, as a JSON object of texts. */
  "labels",
  /** From here on the system calls of the process's run are seen, and its waits: "calls", "full"; or no longer: "off". */
  "detail",
  /** What all processes of the machine waited for so far, and how many were runnable, as a text. */
  "pressure",
  /** System calls and waits of a boot that were counted and not kept, as JSON. */
  "detail-rest",
] as const;
export type FactKey = (typeof FACT_KEYS)[number];

/** Something the collector read beside the kernel's events (/proc, files), kept so that boots can be rebuilt. */
export type FactEvent = Origin & { readonly kind: "fact"; readonly key: FactKey; readonly value: string };

/** Why events may be missing. */
export const LOSS_REASONS = [
  "attached-late",
  "dropped",
  "limited",
  "collector-away",
  "stream-ended",
] as const;
export type LossReason = (typeof LOSS_REASONS)[number];

/** Events between `from` and `at` may be missing: of the run of the process it names, or of all of them. */
export type LossEvent = Origin & {
  readonly kind: "loss";
  readonly reason: LossReason;
  readonly from: Instant;
  /** How many were dropped, where that was counted. */
  readonly count?: number;
};

/** Everything a boot is made of: the raw truth, stored as it came. */
export type BootEvent =
  | ProbeEvent
  | ForkEvent
  | ExecEvent
  | ExitEvent
  | ListenEvent
  | SyscallEvent
  | CgroupEvent
  | WaitEvent
  | FactEvent
  | LossEvent;
export type EventKind = BootEvent["kind"];

/**
 * The probe, the system call, what was done to a cgroup, the function that was waited in, the fact's key or the reason of
 * a loss; empty for other kinds.
 */
export function eventName(event: BootEvent): string {
  switch (event.kind) {
    case "probe":
      return event.probe;
    case "syscall":
      return event.name;
    case "cgroup":
      return event.action;
    case "wait":
      return event.frame ?? "";
    case "fact":
      return event.key;
    case "loss":
      return event.reason;
    case "fork":
    case "exec":
    case "exit":
    case "listen":
      return "";
  }
}

/** What tells an event from all others of its run: two events of one key are one. */
export const eventKey = (event: BootEvent): string =>
  `${event.at} ${event.seq} ${event.kind} ${event.tgid} ${eventName(event)}`;
/**
 * Of two events of one key the one that tells more: the end of a call may have come without its beginning, or, where
 * lines are missing, with that of an earlier call.
 */
export const fullerEvent = <One extends BootEvent>(one: One, other: One): One =>
  one.kind === "syscall" &&
  other.kind === "syscall" &&
  other.enterAt !== undefined &&
  (one.enterAt === undefined || one.enterAt < other.enterAt)
    ? other
    : one;

export const EVENT_KINDS = [
  "probe",
  "fork",
  "exec",
  "exit",
  "listen",
  "syscall",
  "cgroup",
  "wait",
  "fact",
  "loss",
] as const satisfies readonly EventKind[];

/** Where a stream of events comes from. Instants of two sources with another kernel boot never mix. */
export type Source = {
  readonly kind: "live" | "events" | "text";
  readonly hostId: string;
  readonly hostName: string;
  readonly kernelBootId: string;
  readonly kernel?: string;
  /** The stream would hold fork, exec and exit, had they happened: their absence means loss. */
  readonly hasKernelEvents: boolean;
  /** UTC minus CLOCK_BOOTTIME, ns; undefined where the stream has no wall clock. */
  readonly wallOffset?: bigint;
};
