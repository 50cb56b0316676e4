import { instant, NAMESPACE_FIELDS, type BootEvent, type Namespaces } from "@hacotaki/core";
import type { ByteReader, ByteWriter } from "../values/bytes.ts";
import { DamagedRow } from "../error.ts";

/** Fields of a setting that are there. */
export const TGID = 1;
export const TID = 2;
export const PPID = 4;
export const NSPID = 8;
export const START = 16;
export const COMM = 32;
export const HOSTNAME = 64;
export const NAMESPACES = 128;
export const CGROUP = 256;
/** The thread is the process's first. */
export const IS_MAIN = 512;
export const CPU = 1_024;
/** It happened in a daemon of an engine. */
export const DAEMON = 2_048;

/** What a kernel numbers its first namespaces with: most are near it. */
const FIRST_NAMESPACE = 4_026_531_836;
const FIRST_NAMESPACES: Namespaces = {
  pid: FIRST_NAMESPACE,
  pidForChildren: FIRST_NAMESPACE,
  mnt: FIRST_NAMESPACE,
  uts: FIRST_NAMESPACE,
  ipc: FIRST_NAMESPACE,
  net: FIRST_NAMESPACE,
  user: FIRST_NAMESPACE,
};

export const isSameNamespaces = (a: Namespaces | undefined, b: Namespaces | undefined) =>
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

export const isSameOrigin = (a: Origin, b: Origin) =>
  a.tgid === b.tgid &&
  a.tid === b.tid &&
  a.ppid === b.ppid &&
  a.nspid === b.nspid &&
  a.startAt === b.startAt &&
  a.comm === b.comm &&
  a.hostname === b.hostname &&
  a.cgroupId === b.cgroupId &&
  a.daemon === b.daemon &&
  isSameNamespaces(a.namespaces, b.namespaces);
export const isSameSetting = (a: BootEvent, b: BootEvent) =>
  isSameOrigin(a, b) && (a.cpu === undefined) === (b.cpu === undefined);

export const isUint64 = (value: bigint) => value >= 0n && BigInt.asUintN(64, value) === value;

export function writeNamespaces(to: ByteWriter, namespaces: Namespaces, told: Namespaces[]): void {
  const place = told.findLastIndex((each) => isSameNamespaces(each, namespaces));
  to.count(place + 1);
  if (place >= 0) return;
  const before = told.at(-1) ?? FIRST_NAMESPACES;
  for (const field of NAMESPACE_FIELDS) to.distance(namespaces[field], before[field]);
  told.push(namespaces);
}

export function writeSetting(
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

/** The fields of a setting, as events have them. */
export type Origin = Omit<BootEvent, "at" | "seq" | "cpu" | "kind">;
export type ReadSetting = { readonly origin: Origin; readonly slot: number; readonly hasCpu: boolean };

export function readNamespaces(from: ByteReader, told: Namespaces[]): Namespaces {
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

export function readSetting(
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
