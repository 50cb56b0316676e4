import {
  LEFT_AS,
  type BootEvent,
  type ProbeArgument,
  type SyscallArgument,
  type SyscallEvent,
  type WaitEvent,
} from "@hacotaki/core";
import type { ByteReader, ByteWriter } from "../values/bytes.ts";
import { DamagedRow } from "../error.ts";

/**
 * The shape of an event: its kind, with its name and which fields it has. Order and meaning of what is written here must
 * never change: stored blocks are read by it.
 */
export const KINDS = ["probe", "fork", "exec", "exit", "listen", "fact", "loss", "more"] as const;
export const KIND_BITS = 8;
/** More arguments than any probe or system call has. Many of them take no bytes of their own in an event. */
export const MOST_ARGUMENTS = 64;
/**
 * Kinds that came later share the last number: a system call is without the first of these flags, a cgroup without the
 * second.
 */
export const CGROUP_KIND = 1;
export const WAIT_KIND = 16;
/** Of a system call: what it was called with, and when, is what its early record tells. */
const IS_BEGUN = 16;
const kindOf = ({ kind }: BootEvent) =>
  kind === "syscall" || kind === "cgroup" || kind === "wait" ? "more" : kind;

/** What an argument of a probe is. Most are the pid of the process that fired it, or of its parent: these take no bytes. */
export const INTEGER = 0;
export const TEXT = 1;
export const UNREADABLE = 2;
export const OWN_PID = 3;
export const PARENTS_PID = 4;

export function typeOf(argument: ProbeArgument, { tgid, ppid }: BootEvent): number {
  if (argument === undefined) return UNREADABLE;
  if (typeof argument === "string") return TEXT;
  const value = Number(argument);
  if (value === tgid && Number.isSafeInteger(value)) return OWN_PID;
  return value === ppid && Number.isSafeInteger(value) ? PARENTS_PID : INTEGER;
}

const waitFlags = ({ left, runnableAt, io, throttled, frame, wakerTgid, short }: WaitEvent): number =>
  CGROUP_KIND +
  WAIT_KIND +
  2 * LEFT_AS.indexOf(left) +
  (runnableAt === undefined ? 0 : 8) +
  (io === undefined ? 0 : 32) +
  (throttled === undefined ? 0 : 64) +
  (frame === undefined ? 0 : 128) +
  (wakerTgid === undefined ? 0 : 256) +
  (short === undefined ? 0 : 512);

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
    case "wait":
      return waitFlags(event);
    case "loss":
      return event.count === undefined ? 0 : 1;
  }
}

/** What a parameter of a system call is: few are pids. */
const parameterType = (value: SyscallArgument) =>
  value === undefined ? UNREADABLE : typeof value === "string" ? TEXT : INTEGER;

/** Of the one that is compared: every event is compared with several, and lists of names would be most of its garbage. */
const names: string[] = [];

/** The same names in the same order, with values of the same types. */
function hasSameParameters({ parameters: a }: SyscallEvent, { parameters: b }: SyscallEvent): boolean {
  let count = 0;
  for (const name in a) names[count++] = name;
  let n = 0;
  for (const name in b) {
    if (n === count || names[n] !== name || parameterType(a[name]) !== parameterType(b[name])) return false;
    n++;
  }
  return n === count;
}

/** Of calls that are begun their names tell: what they were called with is elsewhere. */
export function isSameShape(a: BootEvent, b: BootEvent, isBegun = false): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "probe" && b.kind === "probe")
    return (
      a.probe === b.probe &&
      a.provider === b.provider &&
      a.args.length === b.args.length &&
      a.args.every((argument, n) => typeOf(argument, a) === typeOf(b.args[n], b))
    );
  if (
    a.kind === "syscall" &&
    b.kind === "syscall" &&
    (a.name !== b.name || !(isBegun || hasSameParameters(a, b)))
  )
    return false;
  if (a.kind === "wait" && b.kind === "wait" && a.frame !== b.frame) return false;
  if (a.kind === "fact" && b.kind === "fact") return a.key === b.key;
  if (a.kind === "loss" && b.kind === "loss" && a.reason !== b.reason) return false;
  return flagsOf(a) === flagsOf(b);
}

export function writeShape(to: ByteWriter, event: BootEvent, isBegun: boolean): void {
  to.count(KINDS.indexOf(kindOf(event)) + KIND_BITS * (flagsOf(event) + (isBegun ? IS_BEGUN : 0)));
  if (event.kind === "probe") {
    to.text(event.provider);
    to.text(event.probe);
    to.count(event.args.length);
    for (const argument of event.args) to.count(typeOf(argument, event));
  } else if (event.kind === "syscall") {
    to.text(event.name);
    if (isBegun) return;
    const parameters = Object.entries(event.parameters);
    to.count(parameters.length);
    for (const [name, value] of parameters) {
      to.text(name);
      to.count(parameterType(value));
    }
  } else if (event.kind === "wait") {
    if (event.frame !== undefined) to.text(event.frame);
  } else if (event.kind === "fact") to.text(event.key);
  else if (event.kind === "loss") to.text(event.reason);
}

/** Values behind their number. It grows as they are read: the number alone may be anything. */
export function listOf<Value>(
  from: Pick<ByteReader, "count">,
  read: () => Value,
  most = Number.POSITIVE_INFINITY,
): Value[] {
  const length = from.count();
  if (length > most) throw new DamagedRow(`a packed list of ${length}`);
  const values: Value[] = [];
  while (values.length < length) values.push(read());
  return values;
}

export type Shape =
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
      /** It goes by its early record. */
      readonly isBegun: boolean;
    }
  | { readonly kind: "cgroup"; readonly flags: number }
  | {
      readonly kind: "wait";
      readonly left: WaitEvent["left"];
      readonly frame?: string;
      readonly flags: number;
    }
  | { readonly kind: "fork" | "exec" | "exit" | "listen"; readonly flags: number };

export function readShape(from: ByteReader): Shape {
  const code = from.count();
  const kind = KINDS[code % KIND_BITS];
  const flags = Math.floor(code / KIND_BITS);
  if (kind === undefined) throw new DamagedRow("a packed event of an unknown kind");
  if (kind === "fact" || kind === "loss") return { kind, name: from.text(), flags };
  if (kind === "more") {
    if ((flags & CGROUP_KIND) !== 0)
      return (flags & WAIT_KIND) === 0 ? { kind: "cgroup", flags } : readWaitShape(from, flags);
    const name = from.text();
    const isBegun = (flags & IS_BEGUN) !== 0;
    const parameters = isBegun
      ? []
      : listOf(from, () => [from.text(), from.count()] as const, MOST_ARGUMENTS);
    return { kind: "syscall", name, parameters, flags, isBegun };
  }
  if (kind !== "probe") return { kind, flags };
  const [provider, probe] = [from.text(), from.text()];
  return { kind, provider, probe, types: listOf(from, () => from.count(), MOST_ARGUMENTS) };
}

function readWaitShape(from: ByteReader, flags: number): Shape {
  const left = LEFT_AS[(flags >> 1) & 3];
  if (left === undefined) throw new DamagedRow("a packed wait that began in no known way");
  return { kind: "wait", left, flags, ...((flags & 128) === 0 ? {} : { frame: from.text() }) };
}
