import type { Boot, Span } from "../domain/boot.ts";
import type { SpanWaits, WaitedFor, WaitPart, WaitPartKind } from "../domain/detail.ts";
import type { BootEvent } from "../domain/event.ts";
import { kindOfFrame } from "../domain/kernel-frame.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { compareBigints, duration, instant } from "../domain/time.ts";
import type { Member, Members } from "./members.ts";
import { threadsOf, type Off, type Thread } from "./threads.ts";
import { lastEnd } from "./span-at.ts";
import type { Window } from "./window.ts";

type Closed = Extract<Span, { state: "closed" | "failed" }>;
type Reason = Omit<WaitPart, "duration">;
const RUNNING: Reason = { kind: "running" };
const UNKNOWN: Reason = { kind: "unknown" };
const RUNNABLE: Reason = { kind: "runnable" };
/** Waits too short to be told tell how long they were, and no more. */
const SHORT: Reason = { kind: "sleeping" };

/** Sums of what a span's time went to. */
function createSums() {
  const sums = new Map<string, { readonly reason: Reason; ns: bigint }>();
  return {
    add(reason: Reason, ns: bigint): void {
      if (ns === 0n) return;
      const key = `${reason.kind} ${reason.frame ?? ""} ${reason.waitedFor?.tgid ?? ""}`;
      const sum = sums.get(key);
      if (sum) sum.ns += ns;
      else sums.set(key, { reason, ns });
    },
    of: (kind: WaitPartKind): bigint =>
      [...sums.values()].reduce((all, { reason, ns }) => (reason.kind === kind ? all + ns : all), 0n),
    parts: (): WaitPart[] =>
      [...sums.values()]
        .filter(({ ns }) => ns > 0n)
        .sort((a, b) => compareBigints(b.ns, a.ns))
        .map(({ reason, ns }) => ({ ...reason, duration: duration(ns) })),
  };
}

/** Who was waited for: another process of the boot, or any other where the wait is for a process by its nature. */
function waitedForBy(off: Off, members: Members, own: ReadonlySet<number>): WaitedFor | undefined {
  const { wakerTgid } = off;
  if (wakerTgid === undefined || wakerTgid === 0 || own.has(wakerTgid)) return undefined;
  const waker = members.at(wakerTgid, instant(off.runnableAt));
  if (waker === undefined) return { tgid: wakerTgid };
  return { tgid: wakerTgid, lane: waker.lane, ...omitUndefined({ comm: waker.process.comm }) };
}

/** What a thread was blocked by. */
function blockedBy(off: Off, members: Members, own: ReadonlySet<number>): Reason {
  const { frame, io, left } = off;
  const byFrame = frame === undefined ? undefined : kindOfFrame(frame);
  const told = omitUndefined({ frame });
  if (byFrame === "page-fault" || byFrame === "kernel") return { kind: byFrame, ...told };
  if (io || byFrame === "io") return { kind: "io", ...told };
  if (byFrame === "lock") return { kind: "lock", ...told };
  const waitedFor = waitedForBy(off, members, own);
  const isOfBoot = waitedFor?.lane !== undefined;
  if (byFrame === "process" || (isOfBoot && left === "sleeping"))
    return { kind: "process", ...told, ...omitUndefined({ waitedFor }) };
  return { kind: byFrame ?? "unknown", ...told };
}

const runnableAs = ({ throttled }: Off): Reason => (throttled ? { kind: "throttled" } : RUNNABLE);

/** The thread's wait at an instant, if it was off the CPU. Those of a thread do not overlap. */
function offAt({ off }: Thread, at: bigint): Off | undefined {
  let [low, high] = [0, off.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((off[middle]?.from ?? 0n) <= at) low = middle + 1;
    else high = middle;
  }
  const found = off[low - 1];
  return found !== undefined && at < found.at ? found : undefined;
}

/** Instants within a span at which any thread changes what it does, or anybody begins or ceases to look. */
function edgesOf(
  threads: readonly Thread[],
  seen: readonly Window[],
  { startAt: from, endAt: to }: Closed,
): bigint[] {
  const edges = new Set<bigint>([from, to]);
  const add = (at: bigint) => at > from && at < to && edges.add(at);
  for (const window of seen) {
    add(window.from);
    if (window.to !== undefined) add(window.to);
  }
  for (const thread of threads) {
    add(thread.from);
    add(thread.to);
    for (const off of thread.off) {
      if (off.at <= from || off.from >= to) continue;
      add(off.from);
      add(off.runnableAt);
      add(off.at);
    }
  }
  return [...edges].sort(compareBigints);
}

/** For its own work, another thread's, or time to pass: what threads of a runtime do that are there for work to come. */
function isForWork({ frame, io }: Off): boolean {
  const kind = frame === undefined || io ? undefined : kindOfFrame(frame);
  return kind === "sleeping" || (kind === "lock" && /^(?:do_)?futex/.test(frame ?? ""));
}

/** Of waits of several threads, the one that held them up: of those that are not for work to come the first to end. */
const isBefore = (off: Off, other: Off) =>
  isForWork(off) === isForWork(other) ? off.runnableAt < other.runnableAt : isForWork(other);

/**
 * What threads did together at an instant: they ran if any of them did, else could have if any could; else they were held
 * up by the wait that ended first, which let them go on.
 */
function reasonAt(threads: readonly Thread[], at: bigint, blocked: (off: Off) => Reason): Reason {
  let next: Off | undefined;
  let runnable: Off | undefined;
  let isAny = false;
  for (const thread of threads) {
    if (at < thread.from || at >= thread.to) continue;
    isAny = true;
    const off = offAt(thread, at);
    if (off === undefined) return RUNNING;
    if (at >= off.runnableAt) runnable ??= off;
    else if (next === undefined || isBefore(off, next)) next = off;
  }
  if (runnable !== undefined) return runnableAs(runnable);
  if (next !== undefined) return blocked(next);
  return isAny ? RUNNING : UNKNOWN;
}

/** Short waits, by how much of the time in which they lie is in the span: never more than is left to run. */
function addShort(
  sums: ReturnType<typeof createSums>,
  threads: readonly Thread[],
  from: bigint,
  to: bigint,
): void {
  let left = sums.of("running");
  for (const short of threads.flatMap((thread) => thread.short)) {
    const [a, b] = [short.from > from ? short.from : from, short.to < to ? short.to : to];
    if (b <= a) continue;
    for (const [reason, whole] of [
      [SHORT, short.blocked],
      [RUNNABLE, short.runnable],
    ] as const) {
      const share = (whole * (b - a)) / (short.to - short.from);
      const ns = share < left ? share : left;
      if (ns <= 0n) continue;
      sums.add(reason, ns);
      sums.add(RUNNING, -ns);
      left -= ns;
    }
  }
}

/** The processes that a span's time is spent in: its lane's own, or the one that fires the phases of haconiwa. */
function processesIn(boot: Boot, span: Closed, members: Members): readonly Member[] {
  const { launcherTgid, supervisorTgid, containerTgid } = boot;
  const byLane = { launcher: launcherTgid, supervisor: supervisorTgid, container: containerTgid };
  const isAbout = ({ process: { startAt, exitAt } }: Member) =>
    startAt < span.endAt && (exitAt === undefined || exitAt > span.startAt);
  return members.all.filter((member) => {
    if (!member.isOwn || member.lane !== span.lane || !isAbout(member)) return false;
    if (span.lane === "hook") return member.process.startAt === span.startAt;
    if (boot.oci !== undefined) return true;
    return member.process.tgid === byLane[span.lane as keyof typeof byLane];
  });
}

/** The one that was there longest; of those that were there throughout the last, which does the work. */
function mainOf(found: readonly Member[], { startAt, endAt }: Closed): Member | undefined {
  const stayOf = ({ process }: Member) => {
    const from = process.startAt > startAt ? process.startAt : startAt;
    const to = process.exitAt !== undefined && process.exitAt < endAt ? process.exitAt : endAt;
    return to - from;
  };
  return found.reduce<Member | undefined>(
    (best, each) => (best === undefined || stayOf(each) >= stayOf(best) ? each : best),
    undefined,
  );
}

/** What the processes of each span of the boot path did in it, as far as waits were seen. The parts add up to the span. */
export function waitsOf(
  boot: Boot,
  events: readonly BootEvent[],
  members: Members,
  windows: readonly Window[],
): SpanWaits[] {
  const seen = windows.filter(({ level }) => level === "full");
  if (seen.length === 0) return [];
  const known = new Map<Member, readonly Thread[]>();
  const byTgid = Map.groupBy(events, ({ tgid }) => tgid);
  const end = lastEnd(boot);
  return boot.spans.flatMap((span): SpanWaits[] => {
    if (!span.onPath || span.state === "open" || span.endAt <= span.startAt) return [];
    const isSeen = seen.some(({ from, to }) => from < span.endAt && (to === undefined || to > span.startAt));
    const found = isSeen ? processesIn(boot, span, members) : [];
    const main = mainOf(found, span);
    if (main === undefined) return [];
    const threads = found.flatMap((member) => {
      const its = known.get(member) ?? threadsOf(member, byTgid.get(member.process.tgid) ?? [], end);
      known.set(member, its);
      return its;
    });
    const own = new Set(found.map(({ process }) => process.tgid));
    const sums = createSums();
    const cuts = edgesOf(threads, seen, span);
    for (const [n, to] of cuts.entries()) {
      const from = cuts[n - 1];
      if (from === undefined) continue;
      const isLooked = seen.some(
        (window) => window.from <= from && (window.to === undefined || window.to >= to),
      );
      const reason = isLooked ? reasonAt(threads, from, (off) => blockedBy(off, members, own)) : UNKNOWN;
      sums.add(reason, to - from);
    }
    addShort(sums, threads, span.startAt, span.endAt);
    return [{ span: span.slug, tgid: main.process.tgid, parts: sums.parts() }];
  });
}
