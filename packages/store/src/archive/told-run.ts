import {
  instant,
  NAMESPACE_FIELDS,
  type BootEvent,
  type Namespaces,
  type SyscallEvent,
} from "@hacotaki/core";
import { DamagedRow } from "../error.ts";
import {
  CGROUP,
  COMM,
  DAEMON,
  HOSTNAME,
  isSameNamespaces,
  isUint64,
  NAMESPACES,
  NSPID,
  PPID,
  START,
  TGID,
  TID,
  type Origin,
} from "../events/event-setting.ts";
import type { Shape } from "../events/event-shape.ts";
import { whole } from "../values/integers.ts";
import { createInstants, type KnownInstants } from "./instants.ts";
import { mixed, type Teller } from "./teller.ts";
import { createTemplates } from "./templates.ts";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What is told of events, by number. */
export const FIELD = {
  thread: 1,
  shape: 2,
  mask: 3,
  shapeBytes: 4,
  newTgid: 5,
  newTid: 6,
  asBefore: 7,
  same: 8,
  ppid: 9,
  nspid: 10,
  name: 11,
  namespace: 12,
  cgroup: 13,
  ns: 16,
  seq: 17,
  cpu: 18,
  boot: 19,
  own: 20,
  ownText: 21,
  ownPid: 22,
  id: 23,
  isChild: 24,
  steady: 25,
  likeNamespace: 26,
  relation: 27,
} as const;

/** A process that an event names: the one that it is told from; one that was not named yet; or a thread by its place. */
const NEAR = 0;
const ANY = 1;
const PLACES = 2;

/** A thread, as the last event left it. */
export type Thread = {
  tgid: number | undefined;
  tid: number | undefined;
  origin: Mutable<Origin>;
  cpu: number;
  /** As which of the run's boots its last event was filed, from 1; 0: none. */
  boot: number;
  /** A hash of its last event. */
  state: number;
  child: bigint;
  begun: SyscallEvent | undefined;
  /** The last value of each field of each shape. */
  readonly own: Map<number, number>;
};

export type KnownShape = {
  readonly shape: Shape;
  readonly mask: number;
  readonly event: BootEvent;
  readonly isBegun: boolean;
};

/** What runs have told, from the first of an archive's on. */
export type Memory = {
  readonly shapes: KnownShape[];
  readonly shapePlaces: Map<string, number[]>;
  newestPid: number;
  newestNamespace: number;
  cgroup: bigint;
  seq: number;
  /** What the first thread of a run is probably like. */
  origin: Origin;
};
export const createMemory = (): Memory => ({
  shapes: [],
  shapePlaces: new Map(),
  newestPid: 0,
  newestNamespace: 0,
  cgroup: 0n,
  seq: 0,
  origin: {},
});

/** What is known of a run beside its events: who reads them knows it as well. */
export type Frame = {
  /** Instants that its boots have, from one that those of the run are near to. */
  readonly known: KnownInstants;
  /** Keys of its boots. */
  readonly boots: readonly bigint[];
  /** Of the container. */
  readonly name: string;
};

/** Of an event that is told: whose it is, its shape, and when it was. */
export type Where = {
  readonly thread: Thread;
  readonly threadPlace: number;
  readonly place: number;
  readonly mask: number;
  readonly context: number;
  readonly at: bigint;
};

export function hashOf(text: string): number {
  let hash = text.length;
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01_00_01_93);
  return hash;
}

const DAMAGED = "an archive holds an event that nobody wrote";
export const damaged = () => new DamagedRow(DAMAGED);

const ORIGIN_BITS = [PPID, NSPID, START, COMM, HOSTNAME, NAMESPACES, CGROUP] as const;

const isSame = (bit: number, a: Origin, b: Origin): boolean => {
  if (bit === PPID) return a.ppid === b.ppid;
  if (bit === NSPID) return a.nspid === b.nspid;
  if (bit === START) return a.startAt === b.startAt;
  if (bit === COMM) return a.comm === b.comm;
  if (bit === HOSTNAME) return a.hostname === b.hostname;
  if (bit === NAMESPACES) return isSameNamespaces(a.namespaces, b.namespaces);
  return a.cgroupId === b.cgroupId;
};
/** Whether all fields that are there are the same. */
export const isAllSame = (mask: number, a: Origin, b: Origin): boolean =>
  ORIGIN_BITS.every((bit) => (mask & bit) === 0 || isSame(bit, a, b));

/** One run on its way through a teller, either way. */
// oxlint-disable-next-line eslint/max-lines-per-function -- what is known of a run, and short functions over it
export function createToldRun(t: Teller, memory: Memory, { known, name }: Frame) {
  const instants = createInstants(t, known);
  const threads: Thread[] = [];
  const threadPlaces = new Map<string, number>();
  const templates = createTemplates(name);
  const kin = hashOf(name);

  const threadKey = (tgid: number | undefined, tid: number | undefined) => `${tgid}:${tid ?? tgid}`;
  function meet(pid: number | undefined): void {
    if (pid !== undefined && pid > memory.newestPid) memory.newestPid = pid;
  }
  function addThread(tgid: number | undefined, tid: number | undefined, like?: Thread): Thread {
    const thread: Thread = {
      tgid,
      tid: tid ?? tgid,
      origin: { ...(like?.origin ?? memory.origin) },
      cpu: like?.cpu ?? 0,
      boot: like?.boot ?? 0,
      state: threads.length,
      child: 0n,
      begun: undefined,
      own: new Map(),
    };
    const key = threadKey(tgid, tid);
    const place = threadPlaces.get(key);
    if (place === undefined) {
      threadPlaces.set(key, threads.length);
      threads.push(thread);
    } else threads[place] = thread;
    meet(tgid);
    meet(tid);
    return thread;
  }
  const placeOfThread = (tgid: number | undefined, tid: number | undefined) =>
    threadPlaces.get(threadKey(tgid, tid));

  function text(field: number, close: number, wide: number, value: string): string {
    const before = templates.ids.length;
    const marked = t.text(field, close, wide, t.isReading ? "" : templates.marked(value));
    const more = t.isReading ? templates.unknown(marked) : templates.ids.length - before;
    for (let n = 0; n < more; n++) {
      const place = before + n;
      const id = t.text(FIELD.id, mixed(kin, place), place, templates.ids[place] ?? "");
      if (t.isReading) templates.add(id);
    }
    if (!t.isReading) return value;
    const plain = templates.plain(marked);
    if (plain === undefined) throw damaged();
    return plain;
  }

  function pid(field: number, context: number, value: number, near: number): number {
    let how = NEAR;
    if (!t.isReading && value !== near) {
      const place = placeOfThread(value, value);
      how = place === undefined ? ANY : PLACES + place;
    }
    how = t.usual(field, mixed(context, FIELD.ownPid), field, how);
    if (how === NEAR) return near;
    if (how !== ANY) {
      const tgid = threads[how - PLACES]?.tgid;
      if (tgid === undefined) throw damaged();
      return tgid;
    }
    return (
      memory.newestPid + t.usual(field + 1, context, field, t.isReading ? 0 : whole(value) - memory.newestPid)
    );
  }

  function namespaces(
    context: number,
    value: Namespaces | undefined,
    before: Namespaces | undefined,
  ): Namespaces {
    const told: Record<string, number> = {};
    for (const [n, field] of NAMESPACE_FIELDS.entries()) {
      const own = value?.[field] ?? 0;
      const like = [before?.[field], before?.pid, before?.pidForChildren, memory.origin.namespaces?.[field]];
      const found = like.indexOf(own);
      const how = t.usual(FIELD.likeNamespace, mixed(context, n), n, found);
      const known = like[how];
      if (known !== undefined) {
        told[field] = known;
        continue;
      }
      const place = mixed(mixed(context, FIELD.namespace), n + 16);
      const at = memory.newestNamespace + t.usual(FIELD.namespace, place, n, own - memory.newestNamespace);
      if (!Number.isSafeInteger(at)) throw damaged();
      if (at > memory.newestNamespace) memory.newestNamespace = at;
      told[field] = at;
    }
    return told as Namespaces; // all fields of it
  }

  /** The fields of where an event happened that are there, but its thread. */
  function origin(
    { thread, mask, context, at, isAsBefore }: Where & { readonly isAsBefore: boolean },
    given: Origin,
  ): Origin {
    const { origin: before } = thread;
    const told: Mutable<Origin> = {};
    if ((mask & TGID) !== 0 && thread.tgid !== undefined) told.tgid = thread.tgid;
    if ((mask & TID) !== 0 && thread.tid !== undefined) told.tid = thread.tid;
    const has = (bit: number) => (mask & bit) !== 0;
    function field<Key extends keyof Origin>(bit: number, key: Key, tell: () => Origin[Key]): void {
      if (!has(bit)) return;
      const known: Origin[Key] = before[key];
      const isKnown =
        isAsBefore ||
        (known !== undefined &&
          t.flag(mixed(mixed(context, FIELD.same), bit), !t.isReading && isSame(bit, given, before)));
      const value = isKnown ? known : tell();
      if (value === undefined) throw damaged();
      told[key] = value;
      if (!isKnown) before[key] = value;
    }
    field(PPID, "ppid", () => pid(FIELD.ppid, context, given.ppid ?? 0, thread.tgid ?? 0));
    field(NSPID, "nspid", () => t.usual(FIELD.nspid, context, 0, given.nspid ?? 0));
    field(START, "startAt", () => instant(instants.tell(START, context, given.startAt ?? 0n, at)));
    field(COMM, "comm", () => text(FIELD.name, mixed(context, kin), context, given.comm ?? ""));
    field(HOSTNAME, "hostname", () =>
      text(FIELD.name, mixed(context, kin + 1), context + 1, given.hostname ?? ""),
    );
    field(NAMESPACES, "namespaces", () => namespaces(context, given.namespaces, before.namespaces));
    field(CGROUP, "cgroupId", () => {
      const value = given.cgroupId ?? 0n;
      if (!t.isReading && !isUint64(value)) throw new RangeError(`beyond 64 bits: ${value}`);
      const distance = t.big(FIELD.cgroup, value - memory.cgroup);
      return (memory.cgroup += distance);
    });
    if (has(DAEMON)) told.daemon = true;
    return told;
  }

  function forked(event: Extract<BootEvent, { readonly kind: "fork" }>, thread: Thread): void {
    const { childTgid, childTid, childNspid, childStartAt } = event;
    thread.child = BigInt(childTid ?? childTgid);
    const child = addThread(childTgid, childTid ?? childTgid, thread);
    if (event.thread) return;
    if (event.tgid !== undefined) child.origin.ppid = event.tgid;
    if (childNspid !== undefined) child.origin.nspid = childNspid;
    if (childStartAt !== undefined) child.origin.startAt = childStartAt;
  }

  return { instants, threads, addThread, placeOfThread, text, pid, origin, forked, kin };
}

export type ToldRun = ReturnType<typeof createToldRun>;
