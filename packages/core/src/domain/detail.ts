import type { SyscallEvent } from "./event.ts";
import type { Lane } from "./phase.ts";
import type { Duration, Instant } from "./time.ts";

/** What is seen inside of spans: nothing, system calls, or waits of their processes as well. */
export const DETAIL_LEVELS = ["off", "calls", "full"] as const;
export type DetailLevel = (typeof DETAIL_LEVELS)[number];

/** A system call inside a boot. One without an end has not come back. */
export type Call = {
  /** As the kernel calls it. */
  readonly name: string;
  readonly tgid: number;
  readonly tid: number;
  readonly lane: Lane;
  readonly comm?: string;
  readonly startAt: Instant;
  readonly endAt?: Instant;
  /** By the names of the manual pages; flags and numbers are integers. */
  readonly parameters: SyscallEvent["parameters"];
  /** Negative errno on failure; undefined where it has not come back or nobody read it. */
  readonly result?: bigint;
  /** Slug of the span that it began in; undefined where it began in none. */
  readonly span?: string;
  /** A wait of one of several threads that held nobody up: its process went on, or it is there for work to come. */
  readonly isIdle?: true;
};

/** A program that ran inside a boot and is none of its lanes' own: a hook's shell, ip, iptables. */
export type Helper = {
  readonly tgid: number;
  readonly ppid?: number;
  /** Of the process that started it, or whose child did. */
  readonly lane: Lane;
  /** Its command line; of one that executed nothing, or whose command line nobody read, its name. */
  readonly command: readonly string[];
  readonly file?: string;
  readonly startAt: Instant;
  readonly endAt?: Instant;
  readonly exitCode?: number;
  readonly exitSignal?: number;
  /** Slug of the span that it began in. */
  readonly span?: string;
  /** 0: a child of a lane's process; 1: a child of such a helper. */
  readonly depth: number;
};

/** What a process may do in a part of a span. "running" is what no wait covers. */
export const WAIT_PART_KINDS = [
  "running",
  "runnable",
  "throttled",
  "io",
  "page-fault",
  "lock",
  "kernel",
  "process",
  "sleeping",
  "unknown",
] as const;
export type WaitPartKind = (typeof WAIT_PART_KINDS)[number];

/** A process that another one waited for. */
export type WaitedFor = { readonly tgid: number; readonly lane?: Lane; readonly comm?: string };
/** All waits of a span of one kind, function and process that was waited for, as a sum. */
export type WaitPart = {
  readonly kind: WaitPartKind;
  readonly duration: Duration;
  /** The kernel's function that tells what was waited for. */
  readonly frame?: string;
  readonly waitedFor?: WaitedFor;
};
/** What the process of a span's lane did in it: the parts, longest first, add up to the span exactly. */
export type SpanWaits = {
  readonly span: string;
  readonly tgid: number;
  readonly parts: readonly WaitPart[];
};

/** Calls and waits that were counted and not kept. */
export type DetailRest = {
  readonly calls: number;
  readonly callNs: bigint;
  readonly waits: number;
  readonly waitNs: bigint;
};

/**
 * For how much of a boot some process of the machine, or each that had anything to do, waited for a resource (the kernel's
 * pressure stall information), and how many were runnable when it began and when it ended.
 */
export type Pressure = {
  readonly cpuSome: Duration;
  readonly ioSome: Duration;
  readonly ioFull: Duration;
  readonly memorySome: Duration;
  readonly memoryFull: Duration;
  readonly runningAtStart: number;
  readonly runningAtEnd: number;
};

/** What ran and was waited for inside the spans of a boot. */
export type BootDetail = {
  readonly level: DetailLevel;
  /** Since when it was seen, where that was after the boot's start. */
  readonly from?: Instant;
  /** By their beginnings. */
  readonly calls: readonly Call[];
  /** By their beginnings. */
  readonly helpers: readonly Helper[];
  /** In the order of the boot's spans. */
  readonly waits: readonly SpanWaits[];
  /** Of each span, by its slug: what neither calls nor helpers cover. */
  readonly selfTime: ReadonlyMap<string, Duration>;
  readonly rest?: DetailRest;
  readonly pressure?: Pressure;
  /**
   * When the same container booted last before, on this host since its kernel booted, as a database tells: what a boot
   * reads may be in memory since then. Undefined for the first one.
   */
  readonly previousAt?: Instant;
};

/** What the time of a boot can be told to have gone to. */
export type WorkDetail = Pick<BootDetail, "level" | "from" | "calls" | "helpers" | "waits">;
