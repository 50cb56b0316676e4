import type { DetailRest } from "../domain/detail.ts";
import type { ShortWaits, SyscallEvent, WaitEvent } from "../domain/event.ts";

/** Calls and waits of one run that are kept whatever they took. Stated in docs/collect.md. */
export const MOST_CALLS = 1_000;
export const MOST_WAITS = 1_000;
/** Beyond that only such as took long are kept; what counts as long doubles with every so many. */
const STEP = 250;
const LONG_NS = 1_000_000n;
/** What shows how far a boot has come is kept beyond that as well, up to so many. */
const MOST_TELLING = 4_000;

/** Calls that a boot's spans are told by: without them it would be another one when it is derived anew. */
const TELLING: ReadonlySet<string> = new Set([
  "mount",
  "pivot_root",
  "umount2",
  "chroot",
  "unshare",
  "setns",
  "seccomp",
  "capset",
  "setgroups",
  "sethostname",
  "setresuid",
  "setresgid",
  "setreuid",
  "setregid",
  "setuid",
  "setgid",
  "execve",
  "execveat",
  "clone",
  "clone3",
  "fork",
  "vfork",
]);
const PR_SET_SECCOMP = 22n;
const O_ACCMODE = 3n;
const O_WRONLY = 1n;

function tells({ name, parameters }: SyscallEvent): boolean {
  if (TELLING.has(name)) return true;
  if (name === "prctl") return parameters["option"] === PR_SET_SECCOMP;
  // The fifo that a runtime's init waits at.
  const { flags } = parameters;
  return name === "openat" && typeof flags === "bigint" && (flags & O_ACCMODE) === O_WRONLY;
}

/** How much of a run's detail is kept: the first calls and waits, then the longest; the rest is counted. */
export type DetailBound = {
  /**
   * What is to be kept of it: undefined for nothing. A wait that is kept tells of those of its thread before it that were
   * not as of short ones, so that nobody takes them for time on the CPU.
   */
  kept<Event extends SyscallEvent | WaitEvent>(event: Event): Event | undefined;
  /** What was not. */
  readonly rest: Readonly<DetailRest>;
};

/** Of one kind. */
function createShare(most: number) {
  let kept = 0;
  return {
    hasRoom: () => kept < most,
    take: () => void kept++,
    isLong: (ns: bigint) => ns >= LONG_NS << BigInt(Math.floor(Math.max(0, kept - most) / STEP)),
  };
}

const sum = (a: ShortWaits | undefined, b: ShortWaits | undefined): ShortWaits | undefined =>
  a && b
    ? { count: a.count + b.count, blocked: a.blocked + b.blocked, runnable: a.runnable + b.runnable }
    : (a ?? b);

function asShort({ from, at, left, runnableAt, short }: WaitEvent): ShortWaits | undefined {
  const woken = runnableAt ?? (left === "runnable" ? from : at);
  return sum(short, { count: 1, blocked: woken - from, runnable: at - woken });
}

/** Passing through it what has passed before changes nothing. */
export function createDetailBound(): DetailBound {
  const rest = { calls: 0, callNs: 0n, waits: 0, waitNs: 0n };
  const calls = createShare(MOST_CALLS);
  const waits = createShare(MOST_WAITS);
  let telling = 0;
  /** Threads whose call was kept as it began: its end is, too, or it would seem to hang. */
  const begun = new Set<number | undefined>();
  /** Of waits that were not kept, by thread. */
  const short = new Map<number | undefined, ShortWaits>();

  function keepsCall(event: SyscallEvent): boolean {
    const isTelling = tells(event) && telling < MOST_TELLING;
    if (event.when === "enter") {
      if (!calls.hasRoom() && !isTelling) return false;
      begun.add(event.tid);
      return true;
    }
    const isBegun = begun.delete(event.tid);
    const ns = event.enterAt === undefined ? 0n : event.at - event.enterAt;
    if (!calls.hasRoom() && !isBegun && !isTelling && !calls.isLong(ns)) {
      rest.calls++;
      rest.callNs += ns;
      return false;
    }
    calls.take();
    if (isTelling) telling++;
    return true;
  }

  function keptWait(event: WaitEvent): WaitEvent | undefined {
    const ns = event.at - event.from;
    const before = short.get(event.tid);
    if (!waits.hasRoom() && !waits.isLong(ns)) {
      rest.waits++;
      rest.waitNs += ns;
      const all = sum(before, asShort(event));
      if (all) short.set(event.tid, all);
      return undefined;
    }
    waits.take();
    if (before === undefined) return event;
    short.delete(event.tid);
    return { ...event, short: sum(before, event.short) ?? before };
  }

  return {
    kept: <Event extends SyscallEvent | WaitEvent>(event: Event) =>
      (event.kind === "wait" ? keptWait(event) : keepsCall(event) ? event : undefined) as Event | undefined, // as it was given
    rest,
  };
}
