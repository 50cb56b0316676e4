/**
 * USDT probes and kernel events of the processes that fire them, in JS. Knows nothing of what the probes mean.
 *
 * Linux 6.1 or newer on x86-64 or arm64; CAP_BPF and CAP_PERFMON, before Linux 6.6 CAP_SYS_ADMIN instead. Loading this
 * module needs none of that and does not need the native part to be built: only calls do.
 */

/** The whole set; code that handles all of them handles everything. */
export type NativeErrorCode =
  | "not-built"
  | "not-permitted"
  | "binary-not-found"
  | "binary-unreadable"
  | "binary-busy"
  | "not-an-executable"
  | "no-probes"
  | "kernel-unsupported"
  | "closed"
  | "failed";

/** The only error thrown for what the environment does. Its message says what was tried, on what, and what to do. */
export class NativeError extends Error {
  constructor(code: NativeErrorCode, message: string, options?: ErrorOptions);
  readonly code: NativeErrorCode;
}

/** One place in an executable's code where a probe fires. A probe may have several, with different arguments. */
export type ProbeNote = {
  readonly provider: string;
  readonly name: string;
  /** Virtual address in the file. */
  readonly address: bigint;
  readonly base: bigint;
  /** Address of the counter that says whether somebody listens; 0n when the probe has none. */
  readonly semaphore: bigint;
  /** Size and place of each argument as the compiler chose them: `"-8@%rax 8@-24(%rbp)"`, on arm64 `"-8@x0 8@[sp, 24]"`; negative sizes are signed. */
  readonly arguments: string;
  readonly unreadable: readonly UnreadableArgument[];
};

/** An argument, of the first four, that is nowhere we know to look: it arrives as `undefined`. */
export type UnreadableArgument = {
  /** Of the location. */
  readonly address: bigint;
  /** From 0. */
  readonly index: number;
  /** As the compiler chose it: `"8@%fs:x@tpoff"`. */
  readonly argument: string;
};

/**
 * The probes an executable declares, in file order; `[]` when it is an ELF file without any. Needs no privileges.
 * @throws NativeError binary-not-found, binary-unreadable, not-an-executable
 */
export function readProbeNotes(path: string): ProbeNote[];

/**
 * The build id in hex, `undefined` when the executable has none. Needs no privileges.
 * @throws NativeError binary-not-found, binary-unreadable, not-an-executable
 */
export function readBuildId(path: string): string | undefined;

export type KernelSupport = {
  readonly btf: boolean;
  /** Effective in this process. `sysPtrace` is only needed by those who read other users' /proc. */
  readonly capabilities: {
    readonly bpf: boolean;
    readonly perfmon: boolean;
    readonly sysPtrace: boolean;
    readonly sysAdmin: boolean;
  };
  readonly kernelRelease: string;
  /** How what happens inside a boot can be seen on this kernel; see {@link Session.openWindow}. */
  readonly detail: DetailSupport;
  /** What `openSession` cannot do without and does not find, in words; empty when it can be tried. */
  readonly missing: readonly string[];
};

/** How each kind of detail is got, chosen from what the kernel has; undefined: not to be had, `missing` says why. */
export type DetailSupport = {
  /** System calls. */
  readonly calls?: "raw-tracepoints";
  /** What threads waited for. */
  readonly waits?: "raw-tracepoints";
  /** Names of the kernel's functions: without them waits have no frames. */
  readonly frames?: "kallsyms";
  /** Of what is undefined above, in words: "/proc/kallsyms shows no addresses (CAP_SYSLOG)". */
  readonly missing: readonly string[];
};

/** Looks, changes nothing. */
export function checkSupport(options?: { readonly btfPath?: string }): KernelSupport;

export type SessionOptions = {
  /** Rounded up to a power of two. Default 32 MiB: holds 200,000 probe events while nobody reads. */
  readonly ringBytes?: number;
  /** Between two readings of the ring while events come. Default 5. */
  readonly drainMs?: number;
  /**
   * Numbers below 64. Where there are any, a probe whose first or second argument is one of them, and the exec of an
   * attached binary or a root, wake the reader at once, four times in `drainMs` at most. Default none.
   */
  readonly promptArgs?: readonly number[];
  /**
   * Longest time without looking at the ring while nothing happens. Default 1000. It bounds nothing in practice: the
   * first event after a pause wakes the reader at once.
   */
  readonly idleDrainMs?: number;
  /**
   * What the probes of one run may fire: a run is a process that exec'd an attached binary, or fired first, with its
   * descendants. Default no limits. What is beyond is counted in the kernel, and nothing else is done with it.
   */
  readonly limits?: Limits;
  /** Where the kernel's BTF is. For kernels that keep it elsewhere, and for tests. Default /sys/kernel/btf/vmlinux. */
  readonly btfPath?: string;
  /** Use perf's uprobes, as on kernels before 6.6, although this one has better. For tests and benchmarks. Default false. */
  readonly usePerfUprobes?: boolean;
  /**
   * Called on the event loop with up to about 1,700 events, oldest first on each CPU. The buffer is the callee's. What
   * it throws is an uncaught exception. While it is busy, up to 8 MiB wait outside the ring, then the ring fills, then
   * the kernel drops and counts.
   */
  onBatch(batch: Buffer, eventCount: number): void;
  /**
   * Called on the event loop after an attachment's probes were taken off because its file is about to be written, or was
   * changed: stale probes in new code would kill whoever runs it. A writer waits that long, a few milliseconds, where
   * the file system has leases. Detach it; attach to the path again until that no longer fails with `binary-busy`.
   */
  onWithdrawn?(id: number): void;
};

/**
 * `atOnce` events, which are earned again at `perSecond`; all runs of one user other than root share as much once more.
 * `perRun` is all that a run may ever fire.
 */
export type Limits = { readonly atOnce: number; readonly perSecond: number; readonly perRun: number };

/** A run that fired beyond its limits. */
export type Flood = {
  /** Its number, which a later one may get. */
  readonly run: number;
  /** The process that did so last, and whose it is. */
  readonly tgid: number;
  readonly startAt: bigint;
  readonly uid: number;
  /** Events beyond the limits so far. */
  readonly count: bigint;
};

export type AttachedProbe = {
  /** Index in {@link Attachment.probes}; `probe` of its events. */
  readonly id: number;
  readonly provider: string;
  readonly name: string;
  readonly locations: number;
  /** Of each location. */
  readonly arguments: readonly string[];
  /** Of all locations. */
  readonly unreadable: readonly UnreadableArgument[];
};

export type Attachment = {
  /** From 1, never used again in the session. */
  readonly id: number;
  readonly path: string;
  /** As an `exec` event gives them. Usually, but not on every file system, what stat(2) says. */
  readonly dev: bigint;
  readonly inode: bigint;
  readonly buildId?: string;
  readonly probes: readonly AttachedProbe[];
};

export type AttachOptions = {
  /**
   * Which arguments of this location are `char *`: a mask, bit 0 for the first. Without it all are numbers. A bit only
   * takes effect where the compiler declared the argument an unsigned word (`8@`), so one answer can serve locations
   * that pass a number and locations that pass a string; and only the lowest such bit, as an event carries one string.
   */
  readonly stringArgs?: (note: ProbeNote) => number;
};

/**
 * Tells the service manager that started this process, as sd_notify(3) does: "READY=1", "WATCHDOG=1". False where none
 * listens, or it does not take it at once. Needs no privileges.
 */
export function notifyServiceManager(state: string): boolean;

/** Another process, through whose eyes a file is looked at. */
export type ForeignProcess = {
  readonly tgid: number;
  /** As its exec told: nothing is read for a process that runs as somebody else by now. Undefined: not known. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
};

/**
 * The first `maxBytes` (at most 1 MiB) of the file that `path` names in the file system of another process; relative
 * to its working directory. Safe whatever lies there, and however it changes meanwhile: undefined for what is no
 * regular file, a link itself, reached by links of others than that process's user and root, made up by the kernel
 * (/proc, /sys …), or not to be read by that process's own user and groups. Never waits for a pipe or a lease.
 * Privileges beyond those of the process: SYS_PTRACE and DAC_READ_SEARCH where it is another user's.
 */
export function readForeignFile(process: ForeignProcess, path: string, maxBytes: number): Buffer | undefined;

export type ForeignFolderOptions = {
  /** Of the names to look for. */
  readonly prefix: string;
  readonly suffix: string;
  /** Files changed before are passed over: ns of CLOCK_BOOTTIME. */
  readonly changedSince: bigint;
  /** Files changed after are passed over, the same clock. Default: none are. */
  readonly changedUntil?: bigint;
  /** Of each file; at most 4096. */
  readonly maxBytes: number;
};

/**
 * Files of a folder and how they begin, newest first, by the rules of {@link readForeignFile}; the folder itself may
 * be a link. At most the 16 newest, of the first 20,000 names. Empty where the folder cannot be read.
 */
export function readForeignFolder(
  process: ForeignProcess,
  folder: string,
  options: ForeignFolderOptions,
): { readonly name: string; readonly head: Buffer }[];

export type Root = {
  /** From 1, never used again in the session. `root` of exec events. */
  readonly id: number;
  readonly path: string;
  /** As an `exec` event gives them. */
  readonly dev: bigint;
  readonly inode: bigint;
};

export type WindowLevel = "calls" | "full";

/** A loaded kernel side. Keeps the process alive until closed. */
export class Session {
  private constructor();

  /**
   * Attaches to all probes of `provider` in the executable, in every process that runs it, now or later. Holds the file
   * itself: replacing the path changes nothing, and writing into it is told by `onWithdrawn`. The same file and provider
   * once more, by whatever path, gives the attachment there is, unless the file was changed meanwhile.
   * @throws NativeError not-permitted, binary-not-found, binary-unreadable, binary-busy (somebody has it open for
   *   writing), not-an-executable, no-probes, closed, failed
   */
  attach(path: string, provider: string, options?: AttachOptions): Attachment;

  /** Takes the probes off. Processes already followed stay followed to their exit. Unknown ids are ignored. */
  detach(id: number): void;

  /**
   * Follows a live process and its present descendants, as if they had been seen to start: for a collector that comes
   * back. Those that run no attached binary count as applications, from now on. False when there is no such process.
   */
  track(tgid: number): boolean;

  /**
   * Follows every process that executes this file, by inode and without probes, and all that it starts: a *root* of
   * lineage. A process below a root stays followed through the exec of any root, and of what it names by a link of /proc
   * or a descriptor, or what has no name at all: runtimes execute copies of themselves. With the exec of anything else
   * it becomes an application, as below an attached binary: its own exit is always seen, its descendants until one of
   * them listens, it exits, or two minutes have passed. The same file once more gives the root there is. What is
   * attached to as well counts as attached. Holds the file itself: replacing the path changes nothing.
   * @throws NativeError binary-not-found, binary-unreadable, not-an-executable (a script: its interpreter is executed),
   *   closed, failed
   */
  root(path: string): Root;

  /** Its execs are no longer told as a root's. Processes already followed stay followed. Unknown ids are ignored. */
  unroot(id: number): void;

  /**
   * From the instant it gives (ns of CLOCK_BOOTTIME) on, system calls of followed processes are seen; with "full" also
   * what their threads wait for. Not those of applications that have a root directory or a pid namespace of their own,
   * nor of what these start: a container that is up costs nothing. Each system call of the whole machine takes longer
   * meanwhile (bench/window-cost.mjs). Opening what is open does nothing; another level replaces the level there is.
   * Takes some milliseconds.
   * @throws NativeError kernel-unsupported, closed, failed
   */
  openWindow(level: WindowLevel): bigint;

  /** Takes off all that `openWindow` put on. */
  closeWindow(): void;

  /** The runs, of the 4,096 newest, that fired beyond their limits. */
  floods(): Flood[];

  /**
   * `events`, those `dropped` because the ring was full, those `limited`, and system calls and waits left out for the
   * same reason (`detailLimited`: a run has 4,096 at once, and 2,048 a second), since the session was opened; `tracked`
   * processes are followed now; `pendingBytes` wait in the ring and behind it.
   */
  stats(): {
    events: bigint;
    dropped: bigint;
    limited: bigint;
    detailLimited: bigint;
    tracked: number;
    ringBytes: number;
    pendingBytes: number;
  };

  /**
   * Hands everything that happened before this call to `onBatch`, before it returns; of more than `mostBatches` the
   * oldest ones. Gives the instant of the call, ns of CLOCK_BOOTTIME, when nothing older is left.
   */
  flush(options?: { readonly mostBatches?: number }): bigint | undefined;

  /** Takes everything off; what is pending is lost, so flush first. Closing twice is fine, anything else afterwards is not. */
  close(): void;
}

/**
 * Loads the kernel side. Nothing is seen before the first `attach`.
 * @throws NativeError not-built, not-permitted (naming the capability), kernel-unsupported, failed
 */
export function openSession(options: SessionOptions): Session;

/** Inode numbers, as `readlink /proc/PID/ns/*` shows them; 0 for one that could not be read. */
export type Namespaces = {
  readonly pid: number;
  readonly pidForChildren: number;
  readonly mnt: number;
  readonly uts: number;
  readonly ipc: number;
  readonly net: number;
  readonly user: number;
};

/** What every event says of the process it happened in. Pids are those of the initial pid namespace. */
export type EventCommon = {
  /**
   * Counts the events of this CPU, those dropped included: a gap is a loss, or the record of a call's beginning whose end
   * came with it.
   */
  readonly seq: number;
  readonly cpu: number;
  /** Nanoseconds of CLOCK_BOOTTIME. */
  readonly at: bigint;
  readonly tgid: number;
  readonly tid: number;
  /** Of the parent now, which may not be the one that forked it. */
  readonly ppid: number;
  /** Pid in its own pid namespace. */
  readonly nspid: number;
  /** When the process was forked, same clock as `at`: names the process together with `tgid`, as pids come again. */
  readonly startAt: bigint;
  readonly comm: string;
  readonly namespaces: Namespaces;
  /** Of its UTS namespace; absent in the initial one. At most 63 bytes. */
  readonly hostname?: string;
  readonly cgroupId: bigint;
};

export type ProbeEvent = EventCommon & {
  readonly kind: "probe";
  readonly attachment: number;
  /** Index in {@link Attachment.probes}. */
  readonly probe: number;
  /**
   * The first four. Signed or not as the location declares; a string for one chosen by {@link AttachOptions}, at most 255
   * bytes; undefined for one that could not be read.
   */
  readonly args: readonly (bigint | string | undefined)[];
  /** The string argument pointed nowhere: `args` has the pointer. */
  readonly badPointer?: true;
};

/** In the parent. Threads are left out. */
export type ForkEvent = EventCommon & {
  readonly kind: "fork";
  readonly childTgid: number;
  readonly childNspid: number;
  readonly childStartAt: bigint;
};

/** After the new program is in place. */
export type ExecEvent = EventCommon & {
  readonly kind: "exec";
  /** As given to execve, at most 255 bytes; a script's own name. */
  readonly filename: string;
  readonly argv: readonly string[];
  /** Only the first 1024 bytes are there. */
  readonly argvTruncated: boolean;
  /** Of the program that runs: for a script, its interpreter. */
  readonly exeInode: bigint;
  readonly exeDev: bigint;
  /** Real user and group the program was started as, as the initial user namespace has them. */
  readonly uid: number;
  readonly gid: number;
  /** When it is a binary attached to. */
  readonly attachment?: number;
  /** When it is a root's file, by inode. */
  readonly root?: number;
  /** The thread that called execve: it goes on as the only one, under the process's own number. */
  readonly oldTid: number;
};

/** The whole process is gone, all its threads. What wait(2) tells its parent. */
export type ExitEvent = EventCommon & {
  readonly kind: "exit";
  readonly exitCode: number;
  /** 0 when it ended by itself. */
  readonly exitSignal: number;
  readonly coreDumped: boolean;
};

/** A TCP socket starts to listen. */
export type ListenEvent = EventCommon & {
  readonly kind: "listen";
  readonly family: "inet" | "inet6";
  readonly port: number;
  /** `"0.0.0.0"`, `"::1"`. */
  readonly address: string;
};

/**
 * A cgroup was made by a followed process, or a process was put into one. Of the process that did it, which may be one
 * that nobody follows (systemd): then the target is followed.
 */
export type CgroupEvent = EventCommon & {
  readonly kind: "cgroup";
  readonly action: "mkdir" | "attach";
  /** Within its hierarchy, at most 255 bytes. */
  readonly path: string;
  /** 0 is version 2's. */
  readonly hierarchy: number;
  /** What was attached. */
  readonly targetTgid?: number;
  /** Only this thread of it was. */
  readonly targetTid?: number;
};

/** Undefined where it could not be read without waiting for a page. Strings have at most 255 bytes. */
export type SyscallParameter = bigint | string | undefined;

/**
 * A system call of a followed process while a window is open: those that make a container, and any other that took a
 * millisecond or more. One record, when it ends; calls that may hang (mount, umount2, pivot_root, move_mount, fsconfig,
 * unshare, setns, connect, flock) have one when they begin as well, unless the end comes in the same batch.
 */
export type SyscallEvent = EventCommon & {
  readonly kind: "syscall";
  /** As the kernel calls it: "mount", "umount2"; "nr999" for one that is younger than this module. */
  readonly name: string;
  readonly when: "enter" | "exit";
  /**
   * When it began; undefined for what began elsewhere (a child's return from clone, which is told below a root) or before
   * the window.
   */
  readonly enterAt?: bigint;
  /** By the names of the manual pages; what is none of its own: see `calls.js`. */
  readonly parameters: Readonly<Record<string, SyscallParameter>>;
  /** What an ended call returned: negative errno on failure. */
  readonly result?: bigint;
};

/** A thread of a followed process was off the CPU for 100 µs or more, while a window is open at "full". */
export type WaitEvent = EventCommon & {
  readonly kind: "wait";
  /** It left the CPU; `at` is when it was back on one. */
  readonly from: bigint;
  /** Somebody woke it. Undefined: it had been runnable throughout. */
  readonly runnableAt?: bigint;
  /** As what it left the CPU. */
  readonly left: "runnable" | "sleeping" | "uninterruptible";
  /** The kernel counts it as waiting for I/O. */
  readonly io?: true;
  /** Its cgroup had used up its CPU quota. */
  readonly throttled?: true;
  /** Functions of its kernel stack, innermost first, without those that every wait passes; at most 8. */
  readonly frames: readonly string[];
  /** Who woke it; undefined where an interrupt did. */
  readonly wakerTgid?: number;
  /** Its waits since the last that was told, or since it began, that were too short to be told; ns. */
  readonly short?: { readonly count: number; readonly blocked: bigint; readonly runnable: bigint };
};

export type NativeEvent =
  | ProbeEvent
  | ForkEvent
  | ExecEvent
  | ExitEvent
  | ListenEvent
  | CgroupEvent
  | SyscallEvent
  | WaitEvent;

/**
 * The events of one batch. For times, order and completeness: events of one CPU are in order, CPUs are not ordered among
 * each other.
 */
export function decodeBatch(batch: Buffer): NativeEvent[];
