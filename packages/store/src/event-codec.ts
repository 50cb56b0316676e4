import {
  FACT_KEYS,
  instant,
  LOSS_REASONS,
  type BootEvent,
  type Instant,
  type Namespaces,
  type ProbeArgument,
  type SyscallArgument,
  type SyscallEvent,
} from "@hacotaki/core";
import { createByteReader, createByteWriter, type ByteReader, type ByteWriter } from "./bytes.ts";
import { DamagedRow } from "./error.ts";
import { int64, whole } from "./integers.ts";

/**
 * Events as bytes. Neighbours have most in common, so what they share is told once: a *setting* is the process and boot an
 * event belongs to, a *shape* is its kind with its name and which fields it has. An event is the numbers of both and what
 * is its own. Instants stand before all else, as distances: they do not repeat, and would be in the way of compression.
 *
 * The order and meaning of what is written here must never change: stored blocks are read by it. Another form gets
 * another number (`event-block.ts`).
 */
export type Filed = { readonly event: BootEvent; readonly boot: bigint | null };

/** How many events are filed under each boot, in the order in which boots first come; null: under the run alone. */
export type Slots = readonly (readonly [boot: bigint | null, count: number])[];

const KINDS = ["probe", "fork", "exec", "exit", "listen", "fact", "loss", "more"] as const;
const KIND_BITS = 8;
/** Kinds that came later share the last number: the first of their flags tells them apart. */
const CGROUP_KIND = 1;
const kindOf = ({ kind }: BootEvent) => (kind === "syscall" || kind === "cgroup" ? "more" : kind);

/** Fields of a setting that are there. */
const TGID = 1;
const TID = 2;
const PPID = 4;
const NSPID = 8;
const START = 16;
const COMM = 32;
const HOSTNAME = 64;
const NAMESPACES = 128;
const CGROUP = 256;
/** The thread is the process's first. */
const IS_MAIN = 512;
const CPU = 1_024;
/** It happened in a daemon of an engine. */
const DAEMON = 2_048;

/** What a kernel numbers its first namespaces with: most are near it. */
const FIRST_NAMESPACE = 4_026_531_836;
const NAMESPACE_FIELDS = ["pid", "pidForChildren", "mnt", "uts", "ipc", "net", "user"] as const;
const FIRST_NAMESPACES: Namespaces = {
  pid: FIRST_NAMESPACE,
  pidForChildren: FIRST_NAMESPACE,
  mnt: FIRST_NAMESPACE,
  uts: FIRST_NAMESPACE,
  ipc: FIRST_NAMESPACE,
  net: FIRST_NAMESPACE,
  user: FIRST_NAMESPACE,
};

const isSameNamespaces = (a: Namespaces | undefined, b: Namespaces | undefined) =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.mnt === b.mnt &&
    a.pid === b.pid &&
    a.pidForChildren === b.pidForChildren &&
    a.uts === b.uts &&
    a.ipc === b.ipc &&
    a.net === b.net &&
    a.user === b.user);

const isSameSetting = (a: BootEvent, b: BootEvent) =>
  a.tid === b.tid &&
  a.ppid === b.ppid &&
  a.nspid === b.nspid &&
  a.startAt === b.startAt &&
  a.comm === b.comm &&
  a.hostname === b.hostname &&
  a.cgroupId === b.cgroupId &&
  a.daemon === b.daemon &&
  (a.cpu === undefined) === (b.cpu === undefined) &&
  isSameNamespaces(a.namespaces, b.namespaces);

/** What an argument of a probe is. Most are the pid of the process that fired it, or of its parent: these take no bytes. */
const INTEGER = 0;
const TEXT = 1;
const UNREADABLE = 2;
const OWN_PID = 3;
const PARENTS_PID = 4;

function typeOf(argument: ProbeArgument, { tgid, ppid }: BootEvent): number {
  if (argument === undefined) return UNREADABLE;
  if (typeof argument === "string") return TEXT;
  const value = Number(argument);
  if (value === tgid && Number.isSafeInteger(value)) return OWN_PID;
  return value === ppid && Number.isSafeInteger(value) ? PARENTS_PID : INTEGER;
}

/** Which optional fields an event of its kind has; true and false of those that say so themselves. */
function flagsOf(event: BootEvent): number {
  switch (event.kind) {
    case "probe":
    case "fact":
      return 0;
    case "fork":
      return (
        (event.childNspid === undefined ? 0 : 1) +
        (event.childStartAt === undefined ? 0 : 2) +
        (event.thread === undefined ? 0 : 4) +
        (event.childTid === undefined ? 0 : 8)
      );
    case "exec":
      return (
        (event.argv === undefined ? 0 : 1) +
        (event.argvTruncated === undefined ? 0 : event.argvTruncated ? 6 : 2) +
        (event.exeInode === undefined ? 0 : 8) +
        (event.traced ? 16 : 0) +
        (event.root === undefined ? 0 : 32) +
        (event.oldTid === undefined ? 0 : 64)
      );
    case "exit":
      return (
        (event.code === undefined ? 0 : 1) +
        (event.signal === undefined ? 0 : 2) +
        (event.coreDumped === undefined ? 0 : event.coreDumped ? 12 : 4)
      );
    case "listen":
      return (event.address === undefined ? 0 : 1) + (event.port === undefined ? 0 : 2);
    case "syscall":
      return (
        (event.when === "exit" ? 2 : 0) +
        (event.enterAt === undefined ? 0 : 4) +
        (event.result === undefined ? 0 : 8)
      );
    case "cgroup":
      return (
        CGROUP_KIND +
        (event.action === "attach" ? 2 : 0) +
        (event.hierarchy === undefined ? 0 : 4) +
        (event.targetTgid === undefined ? 0 : 8)
      );
    case "loss":
      return event.count === undefined ? 0 : 1;
  }
}

/** What a parameter of a system call is: few are pids. */
const parameterType = (value: SyscallArgument) =>
  value === undefined ? UNREADABLE : typeof value === "string" ? TEXT : INTEGER;

function hasSameParameters(a: SyscallEvent, b: SyscallEvent): boolean {
  const names = Object.keys(a.parameters);
  const others = Object.keys(b.parameters);
  return (
    names.length === others.length &&
    names.every(
      (name, n) =>
        name === others[n] && parameterType(a.parameters[name]) === parameterType(b.parameters[name]),
    )
  );
}

function isSameShape(a: BootEvent, b: BootEvent): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "probe" && b.kind === "probe")
    return (
      a.probe === b.probe &&
      a.provider === b.provider &&
      a.args.length === b.args.length &&
      a.args.every((argument, n) => typeOf(argument, a) === typeOf(b.args[n], b))
    );
  if (a.kind === "syscall" && b.kind === "syscall" && (a.name !== b.name || !hasSameParameters(a, b)))
    return false;
  if (a.kind === "fact" && b.kind === "fact") return a.key === b.key;
  if (a.kind === "loss" && b.kind === "loss" && a.reason !== b.reason) return false;
  return flagsOf(a) === flagsOf(b);
}

const isUint64 = (value: bigint) => value >= 0n && BigInt.asUintN(64, value) === value;

function writeNamespaces(to: ByteWriter, namespaces: Namespaces, told: Namespaces[]): void {
  const place = told.findLastIndex((each) => isSameNamespaces(each, namespaces));
  to.count(place + 1);
  if (place >= 0) return;
  const before = told.at(-1) ?? FIRST_NAMESPACES;
  for (const field of NAMESPACE_FIELDS) to.distance(namespaces[field], before[field]);
  told.push(namespaces);
}

function writeSetting(
  to: ByteWriter,
  event: BootEvent,
  {
    slot,
    firstAt,
    tgidBefore,
    namespaces,
  }: { slot: number; firstAt: bigint; tgidBefore: number; namespaces: Namespaces[] },
): void {
  const { tgid, tid, ppid, nspid, startAt, comm, hostname, cgroupId, cpu } = event;
  if (tgid !== undefined && tgid < 0) throw new RangeError(`no pid: ${tgid}`);
  const isMain = tid !== undefined && tid === tgid;
  to.count(
    (tgid === undefined ? 0 : TGID) +
      (tid === undefined ? 0 : isMain ? IS_MAIN : TID) +
      (ppid === undefined ? 0 : PPID) +
      (nspid === undefined ? 0 : NSPID) +
      (startAt === undefined ? 0 : START) +
      (comm === undefined ? 0 : COMM) +
      (hostname === undefined ? 0 : HOSTNAME) +
      (event.namespaces === undefined ? 0 : NAMESPACES) +
      (cgroupId === undefined ? 0 : CGROUP) +
      (cpu === undefined ? 0 : CPU) +
      (event.daemon === undefined ? 0 : DAEMON),
  );
  to.count(slot);
  const near = tgid ?? 0;
  if (tgid !== undefined) to.distance(tgid, tgidBefore);
  if (tid !== undefined && !isMain) to.distance(tid, near);
  if (ppid !== undefined) to.distance(ppid, near);
  if (nspid !== undefined) to.integer(nspid);
  if (startAt !== undefined) to.big(startAt - firstAt);
  if (comm !== undefined) to.text(comm);
  if (hostname !== undefined) to.text(hostname);
  if (event.namespaces !== undefined) writeNamespaces(to, event.namespaces, namespaces);
  if (cgroupId === undefined) return;
  if (!isUint64(cgroupId)) throw new RangeError(`beyond 64 bits: ${cgroupId}`);
  to.bigCount(cgroupId);
}

function writeShape(to: ByteWriter, event: BootEvent): void {
  to.count(KINDS.indexOf(kindOf(event)) + KIND_BITS * flagsOf(event));
  if (event.kind === "probe") {
    to.text(event.provider);
    to.text(event.probe);
    to.count(event.args.length);
    for (const argument of event.args) to.count(typeOf(argument, event));
  } else if (event.kind === "syscall") {
    const parameters = Object.entries(event.parameters);
    to.text(event.name);
    to.count(parameters.length);
    for (const [name, value] of parameters) {
      to.text(name);
      to.count(parameterType(value));
    }
  } else if (event.kind === "fact") to.text(event.key);
  else if (event.kind === "loss") to.text(event.reason);
}

/** What an event has to itself, behind its shape. A haco text is kept elsewhere: `digestOf` says under which name. */
function writeOwn(to: ByteWriter, event: BootEvent, digestOf: (hacoText: string) => string): void {
  switch (event.kind) {
    case "probe":
      for (const argument of event.args)
        if (typeof argument === "string") to.text(argument);
        else if (argument !== undefined && typeOf(argument, event) === INTEGER) to.big(argument);
      return;
    case "fork":
      to.distance(event.childTgid, event.tgid ?? 0);
      if (event.childNspid !== undefined) to.integer(event.childNspid);
      if (event.childStartAt !== undefined) to.big(event.at - event.childStartAt);
      if (event.childTid !== undefined) to.distance(event.childTid, event.childTgid);
      return;
    case "exec":
      to.text(event.file);
      if (event.argv !== undefined) {
        to.count(event.argv.length);
        for (const argument of event.argv) to.text(argument);
      }
      if (event.exeInode !== undefined) to.big(event.exeInode);
      if (event.root !== undefined) to.text(event.root);
      if (event.oldTid !== undefined) to.distance(event.oldTid, event.tgid ?? 0);
      return;
    case "exit":
      if (event.code !== undefined) to.integer(event.code);
      if (event.signal !== undefined) to.integer(event.signal);
      return;
    case "listen":
      if (event.address !== undefined) to.text(event.address);
      if (event.port !== undefined) to.integer(event.port);
      return;
    case "syscall":
      for (const value of Object.values(event.parameters))
        if (typeof value === "string") to.text(value);
        else if (value !== undefined) to.big(value);
      if (event.enterAt !== undefined) to.big(event.at - event.enterAt);
      if (event.result !== undefined) to.big(event.result);
      return;
    case "cgroup":
      to.text(event.path);
      if (event.hierarchy !== undefined) to.integer(event.hierarchy);
      if (event.targetTgid !== undefined) to.distance(event.targetTgid, event.tgid ?? 0);
      return;
    case "fact":
      to.text(event.key === "haco-text" ? digestOf(event.value) : event.value);
      return;
    case "loss":
      to.big(event.at - event.from);
      if (event.count !== undefined) to.integer(event.count);
  }
}

type Setting = { readonly event: BootEvent; readonly boot: bigint | null; readonly place: number };

const main = createByteWriter();
const times = createByteWriter();

export type Packed = { readonly bytes: Buffer; readonly slots: Slots };

/**
 * Events in the order of their instants, as bytes.
 * @throws RangeError for a number that is no integer or does not fit into what is kept of it.
 */
export function packEvents(filed: readonly Filed[], digestOf: (hacoText: string) => string): Packed {
  try {
    return packed(filed, digestOf);
  } catch (error) {
    main.take();
    times.take();
    throw error;
  }
}

function packed(filed: readonly Filed[], digestOf: (hacoText: string) => string): Packed {
  const settings = new Map<number | undefined, Setting[]>();
  const shapes: BootEvent[] = [];
  const slots: [bigint | null, number][] = [];
  const namespaces: Namespaces[] = [];
  const firstAt = filed[0]?.event.at ?? 0n;
  let known = 0;
  let tgidBefore = 0;
  let seqBefore = 0;
  let atBefore: bigint = firstAt;

  /** Of the boot; one that is filed under it more. */
  function slotOf(boot: bigint | null): number {
    const place = slots.findLastIndex(([each]) => each === boot);
    if (place >= 0) return place;
    slots.push([boot, 0]);
    return slots.length - 1;
  }

  for (const { event, boot } of filed) {
    int64(event.at);
    const slot = slotOf(boot);
    const counted = slots[slot];
    if (counted) counted[1] += 1;
    let alike = settings.get(event.tgid);
    if (alike === undefined) settings.set(event.tgid, (alike = []));
    const setting = alike.findLast((each) => each.boot === boot && isSameSetting(each.event, event));
    if (setting === undefined) {
      main.count(0);
      writeSetting(main, event, { slot, firstAt, tgidBefore, namespaces });
      tgidBefore = event.tgid ?? tgidBefore;
      alike.push({ event, boot, place: known++ });
    } else main.count(setting.place + 1);
    // Most are of the shape of one that came just before.
    const shape = shapes.findLastIndex((each) => isSameShape(each, event));
    main.count(shape + 1);
    if (shape < 0) {
      writeShape(main, event);
      shapes.push(event);
    }
    main.distance(event.seq, seqBefore);
    if (event.cpu !== undefined) main.integer(whole(event.cpu));
    writeOwn(main, event, digestOf);
    times.bigCount(event.at - atBefore);
    seqBefore = event.seq;
    atBefore = event.at;
  }
  return { bytes: Buffer.concat([times.take(), main.take()]), slots };
}

/** The fields of a setting, as events have them. */
type Origin = Omit<BootEvent, "at" | "seq" | "cpu" | "kind">;
type ReadSetting = { readonly origin: Origin; readonly slot: number; readonly hasCpu: boolean };

function readNamespaces(from: ByteReader, told: Namespaces[]): Namespaces {
  const place = from.count();
  const known = told[place - 1];
  if (known !== undefined) return known;
  if (place !== 0) throw new DamagedRow("a packed event of namespaces that nobody told");
  const before = told.at(-1) ?? FIRST_NAMESPACES;
  const [pid, pidForChildren, mnt, uts, ipc, net, user] = [
    from.distance(before.pid),
    from.distance(before.pidForChildren),
    from.distance(before.mnt),
    from.distance(before.uts),
    from.distance(before.ipc),
    from.distance(before.net),
    from.distance(before.user),
  ];
  const namespaces = { pid, pidForChildren, mnt, uts, ipc, net, user };
  told.push(namespaces);
  return namespaces;
}

function readSetting(
  from: ByteReader,
  { firstAt, tgidBefore, namespaces }: { firstAt: bigint; tgidBefore: number; namespaces: Namespaces[] },
): ReadSetting {
  const has = from.count();
  const slot = from.count();
  const origin: { -readonly [Key in keyof Origin]: Origin[Key] } = {};
  const tgid = (has & TGID) === 0 ? undefined : from.distance(tgidBefore);
  const near = tgid ?? 0;
  if (tgid !== undefined) origin.tgid = tgid;
  if ((has & IS_MAIN) !== 0) origin.tid = near;
  if ((has & TID) !== 0) origin.tid = from.distance(near);
  if ((has & PPID) !== 0) origin.ppid = from.distance(near);
  if ((has & NSPID) !== 0) origin.nspid = from.integer();
  if ((has & START) !== 0) origin.startAt = instant(firstAt + from.big());
  if ((has & COMM) !== 0) origin.comm = from.text();
  if ((has & HOSTNAME) !== 0) origin.hostname = from.text();
  if ((has & NAMESPACES) !== 0) origin.namespaces = readNamespaces(from, namespaces);
  if ((has & CGROUP) !== 0) origin.cgroupId = from.bigCount();
  if ((has & DAEMON) !== 0) origin.daemon = true;
  return { origin, slot, hasCpu: (has & CPU) !== 0 };
}

type Shape =
  | {
      readonly kind: "probe";
      readonly provider: string;
      readonly probe: string;
      readonly types: readonly number[];
    }
  | { readonly kind: "fact" | "loss"; readonly name: string; readonly flags: number }
  | {
      readonly kind: "syscall";
      readonly name: string;
      readonly parameters: readonly (readonly [name: string, type: number])[];
      readonly flags: number;
    }
  | { readonly kind: "cgroup"; readonly flags: number }
  | { readonly kind: "fork" | "exec" | "exit" | "listen"; readonly flags: number };

function readShape(from: ByteReader): Shape {
  const code = from.count();
  const kind = KINDS[code % KIND_BITS];
  const flags = Math.floor(code / KIND_BITS);
  if (kind === undefined) throw new DamagedRow("a packed event of an unknown kind");
  if (kind === "fact" || kind === "loss") return { kind, name: from.text(), flags };
  if (kind === "more") {
    if ((flags & CGROUP_KIND) !== 0) return { kind: "cgroup", flags };
    const name = from.text();
    const parameters = Array.from({ length: from.count() }, () => [from.text(), from.count()] as const);
    return { kind: "syscall", name, parameters, flags };
  }
  if (kind !== "probe") return { kind, flags };
  const [provider, probe] = [from.text(), from.text()];
  return { kind, provider, probe, types: Array.from({ length: from.count() }, () => from.count()) };
}

type Pids = { readonly tgid?: number; readonly ppid?: number };

function readArgument(from: ByteReader, type: number, { tgid, ppid }: Pids): ProbeArgument {
  if (type === INTEGER) return from.big();
  if (type === TEXT) return from.text();
  if (type === UNREADABLE) return undefined;
  const pid = type === OWN_PID ? tgid : type === PARENTS_PID ? ppid : undefined;
  if (pid === undefined) throw new DamagedRow("a packed argument of an unknown type");
  return BigInt(pid);
}

function among<Word extends string>(words: readonly Word[], word: string): Word {
  const found = words.find((each) => each === word);
  if (found === undefined) throw new DamagedRow(`a packed event with an unknown word: ${word}`);
  return found;
}

/** What an event has to itself, without its origin. `textOf` gives a haco text back by its digest. */
function readOwn(
  from: ByteReader,
  shape: Shape,
  { at, origin, textOf }: { at: bigint; origin: Pids; textOf: (digest: string) => string | undefined },
): object {
  switch (shape.kind) {
    case "probe": {
      const { provider, probe, types } = shape;
      return { kind: "probe", provider, probe, args: types.map((type) => readArgument(from, type, origin)) };
    }
    case "fork": {
      const own: Record<string, unknown> = { kind: "fork", childTgid: from.distance(origin.tgid ?? 0) };
      if ((shape.flags & 1) !== 0) own["childNspid"] = from.integer();
      if ((shape.flags & 2) !== 0) own["childStartAt"] = instant(at - from.big());
      if ((shape.flags & 4) !== 0) own["thread"] = true;
      if ((shape.flags & 8) !== 0) own["childTid"] = from.distance(Number(own["childTgid"]));
      return own;
    }
    case "exec": {
      const { flags } = shape;
      const own: Record<string, unknown> = { kind: "exec", file: from.text(), traced: (flags & 16) !== 0 };
      if ((flags & 1) !== 0) own["argv"] = Array.from({ length: from.count() }, () => from.text());
      if ((flags & 2) !== 0) own["argvTruncated"] = (flags & 4) !== 0;
      if ((flags & 8) !== 0) own["exeInode"] = from.big();
      if ((flags & 32) !== 0) own["root"] = from.text();
      if ((flags & 64) !== 0) own["oldTid"] = from.distance(origin.tgid ?? 0);
      return own;
    }
    case "exit": {
      const own: Record<string, unknown> = { kind: "exit" };
      if ((shape.flags & 1) !== 0) own["code"] = from.integer();
      if ((shape.flags & 2) !== 0) own["signal"] = from.integer();
      if ((shape.flags & 4) !== 0) own["coreDumped"] = (shape.flags & 8) !== 0;
      return own;
    }
    case "listen": {
      const own: Record<string, unknown> = { kind: "listen" };
      if ((shape.flags & 1) !== 0) own["address"] = from.text();
      if ((shape.flags & 2) !== 0) own["port"] = from.integer();
      return own;
    }
    case "syscall": {
      const { name, flags } = shape;
      const parameters = Object.fromEntries(
        shape.parameters.map(([each, type]) => [each, readArgument(from, type, origin)]),
      );
      const when = (flags & 2) === 0 ? "enter" : "exit";
      const own: Record<string, unknown> = { kind: "syscall", name, when, parameters };
      if ((flags & 4) !== 0) own["enterAt"] = instant(at - from.big());
      if ((flags & 8) !== 0) own["result"] = from.big();
      return own;
    }
    case "cgroup": {
      const { flags } = shape;
      const own: Record<string, unknown> = {
        kind: "cgroup",
        action: (flags & 2) === 0 ? "mkdir" : "attach",
        path: from.text(),
      };
      if ((flags & 4) !== 0) own["hierarchy"] = from.integer();
      if ((flags & 8) !== 0) own["targetTgid"] = from.distance(origin.tgid ?? 0);
      return own;
    }
    case "fact": {
      const key = among(FACT_KEYS, shape.name);
      const told = from.text();
      const value = key === "haco-text" ? textOf(told) : told;
      if (value === undefined) throw new DamagedRow(`the text of a haco file is missing: ${told}`);
      return { kind: "fact", key, value };
    }
    case "loss": {
      const reason = among(LOSS_REASONS, shape.name);
      const own: Record<string, unknown> = { kind: "loss", reason, from: instant(at - from.big()) };
      if ((shape.flags & 1) !== 0) own["count"] = from.integer();
      return own;
    }
  }
}

/**
 * The events again, field for field, in the same order.
 * @throws DamagedRow for bytes that nobody packed.
 */
export function unpackEvents(
  bytes: Buffer,
  {
    count,
    firstAt,
    boots,
    textOf,
  }: {
    readonly count: number;
    readonly firstAt: bigint;
    /** By slot. */
    readonly boots: readonly (bigint | null)[];
    readonly textOf: (digest: string) => string | undefined;
  },
): Filed[] {
  const from = createByteReader(bytes);
  const instants: Instant[] = [];
  let at = firstAt;
  for (let n = 0; n < count; n++) {
    at += from.bigCount();
    instants.push(instant(at));
  }
  const settings: ReadSetting[] = [];
  const shapes: Shape[] = [];
  const namespaces: Namespaces[] = [];
  let tgidBefore = 0;
  let seq = 0;
  const filed = instants.map((when): Filed => {
    const place = from.count();
    let setting = settings[place - 1];
    if (place === 0) {
      setting = readSetting(from, { firstAt, tgidBefore, namespaces });
      tgidBefore = setting.origin.tgid ?? tgidBefore;
      settings.push(setting);
    }
    const shapePlace = from.count();
    let shape = shapes[shapePlace - 1];
    if (shapePlace === 0) shapes.push((shape = readShape(from)));
    const boot = setting && boots[setting.slot];
    if (setting === undefined || shape === undefined || boot === undefined)
      throw new DamagedRow("a packed event refers to what is not there");
    seq = from.distance(seq);
    const cpu = setting.hasCpu ? { cpu: from.integer() } : undefined;
    const own = readOwn(from, shape, { at: when, origin: setting.origin, textOf });
    return { event: { ...setting.origin, at: when, seq, ...cpu, ...own } as BootEvent, boot }; // as it was packed
  });
  if (!from.isAtEnd()) throw new DamagedRow("packed events are followed by what is none");
  return filed;
}
