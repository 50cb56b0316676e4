import type { BootEvent, WaitEvent } from "../domain/event.ts";
import type { Member } from "./members.ts";

/** A thread off the CPU, as of `WaitEvent`. */
export type Off = Pick<WaitEvent, "from" | "at" | "left" | "io" | "throttled" | "frame" | "wakerTgid"> & {
  /** From here on it could have gone on. */
  readonly runnableAt: bigint;
};
/** Waits between two of these, too short to be told one by one: nobody knows where exactly. */
export type ShortOff = {
  readonly from: bigint;
  readonly to: bigint;
  readonly blocked: bigint;
  readonly runnable: bigint;
};
/** While a thread is known to have been about: it ran where it was not off the CPU. */
export type Thread = {
  readonly from: bigint;
  readonly to: bigint;
  /** In their order. */
  readonly off: readonly Off[];
  readonly short: readonly ShortOff[];
};

type Evidence = { first: bigint; last: bigint; readonly waits: WaitEvent[] };

const offOf = (wait: WaitEvent): Off => {
  const { from, at, left, io, throttled, frame, wakerTgid, runnableAt } = wait;
  const own = { from, at, left, ...(io && { io }), ...(throttled && { throttled }) };
  return {
    ...own,
    // Who left the CPU asleep and of whom no waking was seen slept throughout.
    runnableAt: runnableAt ?? (left === "runnable" ? from : at),
    ...(frame === undefined ? {} : { frame }),
    ...(wakerTgid === undefined ? {} : { wakerTgid }),
  };
};

function shortOf(waits: readonly WaitEvent[], from: bigint): ShortOff[] {
  let free = from;
  return waits.flatMap(({ short, from: to, at }): ShortOff[] => {
    const [since, until] = [free, to];
    free = at;
    if (short === undefined || until <= since) return [];
    const { blocked, runnable } = short;
    return [{ from: since, to: until, blocked, runnable }];
  });
}

/** What is seen of each of a process's threads: `events` are those of its number. */
function evidenceOf(member: Member, events: readonly BootEvent[]): Map<number, Evidence> {
  const { tgid, startAt, exitAt } = member.process;
  const threads = new Map<number, Evidence>();
  function see(tid: number, from: bigint, to: bigint): Evidence {
    const known = threads.get(tid);
    if (known === undefined) {
      const seen: Evidence = { first: from, last: to, waits: [] };
      threads.set(tid, seen);
      return seen;
    }
    if (from < known.first) known.first = from;
    if (to > known.last) known.last = to;
    return known;
  }
  see(tgid, startAt, startAt);
  for (const event of events) {
    if (event.at < startAt || (exitAt !== undefined && event.at > exitAt)) continue;
    const tid = event.tid ?? tgid;
    if (event.kind === "wait") see(tid, event.from, event.at).waits.push(event);
    else if (event.kind === "syscall") see(tid, event.enterAt ?? event.at, event.at);
    else if (event.kind === "fork" && event.thread && event.childTid !== undefined)
      see(event.childTid, event.at, event.at);
  }
  return threads;
}

/**
 * The threads of a process. What a thread does after it was seen last is not known: that of them which was seen last goes
 * on until the process ends, the others have gone to sleep for good. `events` are those of the process's number.
 */
export function threadsOf(member: Member, events: readonly BootEvent[], end: bigint): readonly Thread[] {
  const found = [...evidenceOf(member, events).values()];
  const latest = found.reduce(
    (last, each) => (each.last > last.last ? each : last),
    found[0] ?? {
      first: 0n,
      last: 0n,
      waits: [],
    },
  );
  const { exitAt } = member.process;
  const isAlone = found.length === 1;
  return found.map((each): Thread => {
    const waits = each.waits.toSorted((a, b) => (a.from < b.from ? -1 : 1));
    return {
      from: each.first,
      to: each === latest ? (exitAt ?? (end > each.last ? end : each.last)) : each.last,
      off: waits.map(offOf),
      // Of several threads others may have run meanwhile.
      short: isAlone ? shortOf(waits, each.first) : [],
    };
  });
}
