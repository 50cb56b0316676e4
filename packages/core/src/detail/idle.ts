import type { Boot, Span } from "../domain/boot.ts";
import type { Call } from "../domain/detail.ts";
import { lastEnd } from "./span-at.ts";

/** Calls by which threads wait for each other, or for time to pass, and nothing else. */
const WAITING: ReadonlySet<string> = new Set([
  "futex",
  "nanosleep",
  "clock_nanosleep",
  "epoll_wait",
  "epoll_pwait",
  "epoll_pwait2",
  "restart_syscall",
  "sched_yield",
]);

/** Calls by which threads wait for other processes, where they wait at all. */
const LISTENING: ReadonlySet<string> = new Set([
  ...["read", "readv", "recvfrom", "recvmsg", "accept", "accept4", "poll", "ppoll", "select", "pselect6"],
  ...["wait4", "waitid"],
]);
/** Shorter ones are no wait: ns. */
const LONG = 1_000_000n;

const isWaiting = ({ name }: Pick<Call, "name">) => WAITING.has(name);

/** From a pipe or a socket, for a child or for any of several files: not from a disk. */
function isListening({ name, parameters, startAt, endAt }: Call): boolean {
  if (!LISTENING.has(name) || (endAt !== undefined && endAt - startAt < LONG)) return false;
  const { file } = parameters;
  return typeof file !== "string" || /^(?:pipe|socket):|^anon_inode:/.test(file);
}

/** The first of sorted instants that is later than `at`. */
function firstAfter(sorted: readonly Call[], at: bigint): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.startAt ?? at) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Calls of one process, by their beginnings: those among them that held the process up by no means. */
function idleIn(calls: readonly Call[], end: bigint): ReadonlySet<Call> {
  const idle = new Set<Call>();
  if (!calls.some(({ tid }) => tid !== calls[0]?.tid)) return idle;
  const working = calls.filter((call) => !isWaiting(call) && !isListening(call));
  const workers = new Set(working.map(({ tid }) => tid));
  if (workers.size === 0) return idle;
  /** Calls of other threads that began meanwhile and are no waits. */
  function* besides({ tid, startAt, endAt }: Call): Generator<Call> {
    for (let n = firstAfter(working, startAt); n < working.length; n++) {
      const other = working[n];
      if (other === undefined || (endAt !== undefined && other.startAt >= endAt)) return;
      if (other.tid !== tid) yield other;
    }
  }
  const byThread = [...Map.groupBy(calls, ({ tid }) => tid)];
  /** Whether another thread was in no call for half of it: it ran. */
  function isRunningBeside({ tid, startAt, endAt = end as Call["startAt"] }: Call): boolean {
    return byThread.some(([other, own]) => {
      const [last] = own.slice(-1);
      const isAbout = other === own[0]?.tgid || (last !== undefined && last.startAt >= startAt);
      if (other === tid || !isAbout || (own[0]?.startAt ?? endAt) > startAt) return false;
      let covered = 0n;
      for (let n = Math.max(0, firstAfter(own, startAt) - 1); n < own.length; n++) {
        const { startAt: from, endAt: to = endAt } = own[n] ?? { startAt: endAt };
        if (from >= endAt) break;
        if (to > startAt) covered += (to < endAt ? to : endAt) - (from > startAt ? from : startAt);
      }
      return covered * 2n <= endAt - startAt;
    });
  }
  const goesOnWithout = (call: Call) => besides(call).next().done !== true || isRunningBeside(call);
  /** Whether the others went on for so much of it that it cannot have held them up for half of it. */
  function hardlyHoldsUp(call: Call): boolean {
    const until = call.endAt ?? end;
    let [quiet, since] = [0n, call.startAt as bigint];
    for (const other of besides(call)) {
      if (other.startAt - since > quiet) quiet = other.startAt - since;
      const ended = other.endAt ?? until;
      if (ended > since) since = ended;
    }
    if (until - since > quiet) quiet = until - since;
    return quiet * 2n < until - call.startAt;
  }
  for (const call of calls)
    if (
      isWaiting(call)
        ? !workers.has(call.tid) || goesOnWithout(call)
        : isListening(call) && hardlyHoldsUp(call)
    )
      idle.add(call);
  return idle;
}

/** A wait that tells nothing of the span it began in: it is another process's, or most of it is of what came after. */
function isBesideSpan(call: Call, span: Span | undefined, end: bigint): boolean {
  if (span === undefined || !(isWaiting(call) || isListening(call))) return false;
  if (call.lane !== span.lane) return true;
  const [from, to] = [call.startAt, call.endAt ?? end];
  const spanEnd = span.state === "open" ? end : span.endAt;
  return to > spanEnd && (spanEnd - from) * 2n < to - from;
}

/**
 * Calls by their beginnings, with the waits told that held nobody up: those of threads that do nothing but wait in a
 * process whose other threads do more, those during which another thread of the process went on, and those of a process
 * that waits while another one does the work of the span. Runtimes written in Go keep such threads for work to come.
 */
export function withIdle(boot: Boot, calls: readonly Call[]): Call[] {
  const end = lastEnd(boot);
  const spans = new Map(boot.spans.map((span) => [span.slug, span]));
  const byProcess = Map.groupBy(calls, ({ tgid }) => tgid);
  const idle = new Map([...byProcess].map(([tgid, own]) => [tgid, idleIn(own, end)] as const));
  return calls.map((call) =>
    idle.get(call.tgid)?.has(call) === true ||
    isBesideSpan(call, call.span === undefined ? undefined : spans.get(call.span), end)
      ? { ...call, isIdle: true }
      : call,
  );
}
