import type { BootEvent, SyscallEvent } from "@hacotaki/core";
import { DamagedRow } from "../error.ts";
import type { Origin } from "./event-setting.ts";

/** A process as it was when something happened in it, and the slot of the boot that is filed under. */
export type Setting = { readonly origin: Origin; readonly slot: number; readonly hasCpu: boolean };

type Thread = { readonly tgid?: number; readonly tid?: number };
const threadOf = ({ tid, tgid }: Thread) => tid ?? tgid;

/**
 * How events are numbered: one after the other, or each processor's for itself, as a collector does. It is where the
 * number of the next one is looked for.
 */
export type Numbering = "all" | "by-cpu";

/** Which numbering more of the events follow. */
export function numberingOf(events: readonly BootEvent[]): Numbering {
  const last = new Map<number | undefined, number>();
  let [all, byCpu, before] = [0, 0, 0];
  for (const { seq, cpu } of events) {
    if (seq - before === 1 || seq - before === 2) all++;
    if (seq - (last.get(cpu) ?? -1) === 1) byCpu++;
    last.set(cpu, seq);
    before = seq;
  }
  return byCpu > all ? "by-cpu" : "all";
}

/**
 * What is to be expected of an event after those before it, so that only what is otherwise need be written. Who writes and
 * who reads ask the same, and tell it of the same events; what it answers must never change, because stored blocks are
 * read by it.
 */
export type Expected = ReturnType<typeof createExpected>;

// oxlint-disable-next-line eslint/max-lines-per-function -- what is known, and short functions over it
export function createExpected(numbering: Numbering) {
  /** The one that came last first. */
  const settings: Setting[] = [];
  const tgids: number[] = [];
  const placeOf = new Map<number, number>();
  const lastOf = new Map<number | undefined, Setting>();
  /** Processes that were forked, as they began. */
  const children = new Map<number, Setting>();
  const begun = new Map<number | undefined, SyscallEvent>();
  /** What a thread forked last. */
  const childOf = new Map<number | undefined, number>();
  const cpuOf = new Map<number | undefined, number>();
  const seqOf = new Map<number | undefined, number>();
  const stepOf = new Map<number, number>();
  let newest = 0;
  let seqBefore = -1;
  let cpuBefore = 0;

  const meet = (pid: number | undefined) => {
    if (pid !== undefined && pid > newest) newest = pid;
  };

  function addSetting(setting: Setting): void {
    const { tgid, tid } = setting.origin;
    settings.unshift(setting);
    meet(tid);
    meet(tgid);
    if (tgid === undefined || placeOf.has(tgid)) return;
    placeOf.set(tgid, tgids.length);
    tgids.push(tgid);
  }

  function forked(event: Extract<BootEvent, { readonly kind: "fork" }>, { origin, ...rest }: Setting): void {
    const { childTgid, childTid, childNspid, childStartAt, tgid, tid } = event;
    childOf.set(threadOf({ tgid, tid } as Thread), childTid ?? childTgid);
    meet(childTgid);
    meet(childTid);
    if (event.thread) return;
    const child = { ...origin, tgid: childTgid, tid: childTgid };
    children.set(childTgid, {
      ...rest,
      origin: {
        ...child,
        ...(tgid === undefined ? {} : { ppid: tgid }),
        ...(childNspid === undefined ? {} : { nspid: childNspid }),
        ...(childStartAt === undefined ? {} : { startAt: childStartAt }),
      },
    });
  }

  return {
    settings,
    addSetting,
    /** The largest process or thread that was named: the kernel gives numbers in turn. */
    newest: () => newest,
    /** Where a process stands among those in which something happened. */
    placeOf: (tgid: number): number | undefined => placeOf.get(tgid),
    tgidAt: (place: number): number | undefined => tgids[place],
    /** What a setting that was not there yet is most like. */
    alike: (tgid: number | undefined): Setting | undefined =>
      lastOf.get(tgid) ?? (tgid === undefined ? undefined : children.get(tgid)) ?? settings[0],
    cpu: (thread: Thread): number => cpuOf.get(threadOf(thread)) ?? cpuBefore,
    seq: (cpu: number | undefined, shape: number): number =>
      numbering === "by-cpu" ? (seqOf.get(cpu) ?? -1) + 1 : seqBefore + (stepOf.get(shape) ?? 1),
    child: (thread: Thread): number => childOf.get(threadOf(thread)) ?? 0,
    /** The early record of what a thread is in. */
    begun: ({ tid }: Thread): SyscallEvent | undefined => begun.get(tid),
    /** A setting that is known comes once more. @throws DamagedRow */
    use(rank: number): Setting {
      const setting = settings[rank];
      if (setting === undefined) throw new DamagedRow("a packed event of a process that nobody told");
      if (rank > 0) {
        settings.splice(rank, 1);
        settings.unshift(setting);
      }
      return setting;
    },
    /** An event, after all that it was asked for. */
    follow(event: BootEvent, setting: Setting, shape: number): void {
      lastOf.set(event.tgid, setting);
      if (event.cpu !== undefined) {
        cpuOf.set(threadOf(event as Thread), event.cpu);
        cpuBefore = event.cpu;
      }
      if (numbering === "by-cpu") seqOf.set(event.cpu, event.seq);
      else stepOf.set(shape, event.seq - seqBefore);
      seqBefore = event.seq;
      if (event.kind === "fork") forked(event, setting);
      if (event.kind !== "syscall") return;
      if (event.when === "enter") begun.set(event.tid, event);
      else begun.delete(event.tid);
    },
  };
}
