import { instant, type BootEvent, type Namespaces, type SyscallEvent } from "@hacotaki/core";
import { createBitReader, createBitWriter, type BitReader, type BitWriter } from "../values/bits.ts";
import { createByteReader, createByteWriter, type ByteReader, type ByteWriter } from "../values/bytes.ts";
import { DamagedRow } from "../error.ts";
import { createTextReader, createTextWriter, type TextReader } from "./dense-texts.ts";
import { createSlots, type Asked, type Filed } from "./event-codec.ts";
import { createExpected, numberingOf, type Expected, type Setting } from "./event-expected.ts";
import { readOwn, writeOwn, type OwnReader, type OwnWriter } from "./event-own.ts";
import {
  CGROUP,
  COMM,
  CPU,
  DAEMON,
  HOSTNAME,
  IS_MAIN,
  isSameNamespaces,
  isSameOrigin,
  isUint64,
  NAMESPACES,
  NSPID,
  PPID,
  readNamespaces,
  START,
  TGID,
  TID,
  writeNamespaces,
  type Origin,
} from "./event-setting.ts";
import { isSameShape, readShape, writeShape, type Shape } from "./event-shape.ts";
import { int64 } from "../values/integers.ts";
import type { Slots } from "../packing/packed.ts";

/**
 * Events in fewer bytes than `event-codec.ts` takes, for those that tell what went on inside of a boot: hundreds of system
 * calls that are nearly the same from boot to boot, while no two lengths of time are. Instants and lengths of time stand
 * apart, as bits; they would not compress. All else is told as far as it is not what was to be expected
 * (`event-expected.ts`), with shapes and texts that most boots have told beforehand (`Known`), so that what remains is
 * alike wherever boots are. Nothing is left out: the same events come back.
 *
 * The order and meaning of what is written here must never change: stored blocks are read by it.
 */
export type Dense = { readonly bits: Buffer; readonly main: Buffer; readonly slots: Slots };

/** A shape, and an event that has it. */
type KnownShape = { readonly shape: Shape; readonly event: BootEvent; readonly isBegun: boolean };

/** What need not be told, because all who write and read have it: by place. */
export type Known = {
  readonly shapes: readonly KnownShape[];
  readonly texts: readonly string[];
  readonly textPlaces: ReadonlyMap<string, number>;
  /** By the name of their events. */
  readonly shapePlaces: ReadonlyMap<string, readonly number[]>;
};

/** Shapes are looked for among those of events of one name. */
export const nameOf = (event: BootEvent) =>
  event.kind === "syscall" ? event.name : event.kind === "wait" ? (event.frame ?? "") : event.kind;

export function knownOf(shapes: readonly KnownShape[], texts: readonly string[]): Known {
  const shapePlaces = new Map<string, number[]>();
  for (const [place, { event }] of shapes.entries()) addTo(shapePlaces, nameOf(event), place);
  return { shapes, texts, textPlaces: new Map(texts.map((text, place) => [text, place])), shapePlaces };
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const found = lists.get(key);
  if (found === undefined) lists.set(key, [value]);
  else found.push(value);
}

export const NOTHING_KNOWN = knownOf([], []);

/** The boot that a setting is filed under is the same: the bit of a field that needs none for that. */
const SLOT = TGID;

/** A process that an event names: the one that it is told from, one by its place, or any other. */
const NEAR = 0;
const ANY = 1;
const PLACES = 2;

/** Calls whose result is the process they made. */
export const MAKES_CHILD: ReadonlySet<string> = new Set(["clone", "clone3", "fork", "vfork"]);
/** A child in place of 1, and 1 in place of the child: both ways the same. */
const exchanged = (result: bigint, child: bigint) => (result === child ? 1n : result === 1n ? child : result);

export const hasSameValues = (a: SyscallEvent["parameters"], b: SyscallEvent["parameters"]) => {
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return (
    names.length === others.length && names.every((name, n) => name === others[n] && a[name] === b[name])
  );
};

/** Whether the early record of a call has told all but its result. */
function isBegun(event: BootEvent, expected: Expected): boolean {
  if (event.kind !== "syscall" || event.when !== "exit") return false;
  const early = expected.begun(event);
  return (
    early !== undefined &&
    early.name === event.name &&
    early.at === event.enterAt &&
    hasSameValues(early.parameters, event.parameters)
  );
}

const NO_FIELD = 0;
type Field = { readonly bit: number; readonly isSame: boolean; write(): void };

type Writing = {
  readonly to: ByteWriter;
  readonly bits: BitWriter;
  readonly expected: Expected;
  readonly firstAt: bigint;
  readonly namespaces: Namespaces[];
};

function writePid({ to, expected }: Writing, pid: number, near: number | undefined): void {
  if (pid === near) {
    to.count(NEAR);
    return;
  }
  const place = expected.placeOf(pid);
  to.count(place === undefined ? ANY : PLACES + place);
  if (place === undefined) to.distance(pid, expected.newest());
}

function writeCgroup(to: ByteWriter, id: bigint, before: bigint): void {
  if (!isUint64(id)) throw new RangeError(`beyond 64 bits: ${id}`);
  to.big(id - before);
}

/** The fields of a setting that are there, but its process: most are those of the one it is most like. */
function fieldsOf(writing: Writing, { origin }: Setting, like: Origin | undefined): readonly Field[] {
  const { to, bits, expected, firstAt } = writing;
  const { tgid, tid, ppid, nspid, startAt, comm, hostname, namespaces, cgroupId } = origin;
  const field = <Value>(
    bit: number,
    value: Value | undefined,
    isSame: (value: Value) => boolean,
    write: (value: Value) => void,
  ): Field =>
    value === undefined
      ? { bit: NO_FIELD, isSame: false, write() {} }
      : { bit, isSame: isSame(value), write: () => write(value) };
  return [
    field(
      TID,
      tid === tgid ? undefined : tid,
      (value) => value === like?.tid,
      (value) => to.distance(value, expected.newest()),
    ),
    field(
      PPID,
      ppid,
      (value) => value === like?.ppid,
      (value) => writePid(writing, value, tgid),
    ),
    field(NSPID, nspid, (value) => value === like?.nspid, to.integer),
    field(
      START,
      startAt,
      (value) => value === like?.startAt,
      (value) => bits.number(value - firstAt),
    ),
    field(COMM, comm, (value) => value === like?.comm, to.text),
    field(HOSTNAME, hostname, (value) => value === like?.hostname, to.text),
    field(
      NAMESPACES,
      namespaces,
      (value) => isSameNamespaces(value, like?.namespaces),
      (value) => writeNamespaces(to, value, writing.namespaces),
    ),
    field(
      CGROUP,
      cgroupId,
      (value) => value === like?.cgroupId,
      (value) => writeCgroup(to, value, like?.cgroupId ?? 0n),
    ),
  ];
}

function writeSetting(writing: Writing, setting: Setting): void {
  const { to, expected } = writing;
  const { origin, slot, hasCpu } = setting;
  const { tgid, tid } = origin;
  if (tgid !== undefined && tgid < 0) throw new RangeError(`no pid: ${tgid}`);
  const alike = expected.alike(tgid);
  const fields = fieldsOf(writing, setting, alike?.origin);
  const hasSlot = slot === (alike?.slot ?? 0);
  to.count(
    fields.reduce((has, { bit }) => has + bit, 0) +
      (tgid === undefined ? 0 : TGID) +
      (tid !== undefined && tid === tgid ? IS_MAIN : 0) +
      (hasCpu ? CPU : 0) +
      (origin.daemon === undefined ? 0 : DAEMON),
  );
  if (tgid !== undefined) writePid(writing, tgid, undefined);
  to.count(fields.reduce((same, { bit, isSame }) => same + (isSame ? bit : 0), hasSlot ? SLOT : 0));
  if (!hasSlot) to.count(slot);
  for (const { bit, isSame, write } of fields) if (bit !== NO_FIELD && !isSame) write();
  expected.addSetting(setting);
}

const ownWriterOf = (writing: Writing): OwnWriter => ({
  to: writing.to,
  ns: writing.bits.number,
  pid: (value, near) => writePid(writing, value, near),
  result(value, event) {
    const isChild = MAKES_CHILD.has(event.name);
    writing.to.big(isChild ? exchanged(value, BigInt(writing.expected.child(event))) : value);
  },
});

/** The places of shapes: of those that are known, and of those that were told. */
function createShapes(known: Known) {
  const told: Pick<KnownShape, "event" | "isBegun">[] = [];
  const places = new Map<string, number[]>();
  return {
    of(event: BootEvent, begun: boolean): { readonly place: number; readonly isNew: boolean } {
      const name = nameOf(event);
      const isIt = (place: number) => {
        const shape = known.shapes[place] ?? told[place - known.shapes.length];
        return shape?.isBegun === begun && isSameShape(shape.event, event, begun);
      };
      const found = places.get(name)?.findLast(isIt) ?? known.shapePlaces.get(name)?.findLast(isIt);
      if (found !== undefined) return { place: found, isNew: false };
      const place = known.shapes.length + told.length;
      told.push({ event, isBegun: begun });
      addTo(places, name, place);
      return { place, isNew: true };
    },
  };
}

function originOf(event: BootEvent): Origin {
  const { tgid, tid, ppid, nspid, startAt, comm, hostname, namespaces, cgroupId, daemon } = event;
  const all = { tgid, tid, ppid, nspid, startAt, comm, hostname, namespaces, cgroupId, daemon };
  return all as Origin; // absent fields are undefined: it is only looked at
}

/**
 * Events in the order of their instants.
 * @throws RangeError for a number that is no integer or does not fit into what is kept of it.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- one pass over the events, and what it has come by
export function packDense(
  filed: readonly Filed[],
  digestOf: (hacoText: string) => string,
  beforehand: Known = NOTHING_KNOWN,
): Dense {
  const numbering = numberingOf(filed.map(({ event }) => event));
  const firstAt = filed[0]?.event.at ?? 0n;
  const expected = createExpected(numbering);
  const bytes = createByteWriter();
  const to = { ...bytes, text: createTextWriter(bytes, beforehand.textPlaces) };
  const bits = createBitWriter();
  const writing: Writing = { to, bits, expected, firstAt, namespaces: [] };
  const own = ownWriterOf(writing);
  const slots = createSlots();
  const shapes = createShapes(beforehand);
  /** By their process, so that many processes are no more to look through. */
  const settings = new Map<number | undefined, Setting[]>();
  let atBefore: bigint = firstAt;

  to.count(numbering === "by-cpu" ? 1 : 0);
  for (const { event, boot } of filed) {
    int64(event.at);
    const slot = slots.add(boot);
    const hasCpu = event.cpu !== undefined;
    const known = settings
      .get(event.tgid)
      ?.findLast((each) => each.slot === slot && each.hasCpu === hasCpu && isSameOrigin(each.origin, event));
    const rank = known === undefined ? -1 : expected.settings.indexOf(known);
    const begun = isBegun(event, expected);
    const { place, isNew } = shapes.of(event, begun);
    const cpu = expected.cpu(event);
    const seq = expected.seq(event.cpu, place);
    const isExpected = event.seq === seq && (event.cpu === undefined || event.cpu === cpu);
    // Of what is as it was expected, this says so and whose it is.
    to.count(2 * (rank + 1) + (isExpected ? 0 : 1));
    const setting = known ?? { origin: originOf(event), slot, hasCpu };
    if (rank < 0) {
      writeSetting(writing, setting);
      addTo(settings, event.tgid, setting);
    } else expected.use(rank);
    to.count(isNew ? 0 : place + 1);
    if (isNew) writeShape(to, event, begun);
    if (!isExpected) {
      if (event.cpu !== undefined) to.distance(event.cpu, cpu);
      to.distance(event.seq, seq);
    }
    bits.number(event.at - atBefore);
    writeOwn(own, event, { digestOf, isBegun: begun });
    atBefore = event.at;
    expected.follow(event, setting, place);
  }
  return { bits: bits.take(), main: to.take(), slots: slots.all };
}

type Reading = {
  readonly from: ByteReader;
  readonly bits: BitReader;
  readonly expected: Expected;
  readonly firstAt: bigint;
  readonly namespaces: Namespaces[];
};

function readPid({ from, expected }: Reading, near: number | undefined): number {
  const told = from.count();
  if (told === ANY) return from.distance(expected.newest());
  const pid = told === NEAR ? near : expected.tgidAt(told - PLACES);
  if (pid === undefined) throw new DamagedRow("a packed event names a process that nobody told");
  return pid;
}

function readSetting(reading: Reading): Setting {
  const { from, bits, expected, firstAt } = reading;
  const has = from.count();
  const tgid = (has & TGID) === 0 ? undefined : readPid(reading, undefined);
  const alike = expected.alike(tgid);
  const like: Origin = alike?.origin ?? {};
  const same = from.count();
  const slot = (same & SLOT) === 0 ? from.count() : (alike?.slot ?? 0);
  const origin: { -readonly [Key in keyof Origin]: Origin[Key] } = {};
  function field<Key extends keyof Origin>(bit: number, key: Key, read: () => Origin[Key]): void {
    if ((has & bit) === 0) return;
    const value = (same & bit) === 0 ? read() : like[key];
    if (value === undefined) throw new DamagedRow("a packed process is like one that it cannot be like");
    origin[key] = value;
  }
  if (tgid !== undefined) origin.tgid = tgid;
  if ((has & IS_MAIN) !== 0 && tgid !== undefined) origin.tid = tgid;
  field(TID, "tid", () => from.distance(expected.newest()));
  field(PPID, "ppid", () => readPid(reading, tgid));
  field(NSPID, "nspid", from.integer);
  field(START, "startAt", () => instant(firstAt + bits.number()));
  field(COMM, "comm", from.text);
  field(HOSTNAME, "hostname", from.text);
  field(NAMESPACES, "namespaces", () => readNamespaces(from, reading.namespaces));
  field(CGROUP, "cgroupId", () => from.big() + (like.cgroupId ?? 0n));
  if ((has & DAEMON) !== 0) origin.daemon = true;
  const setting = { origin, slot, hasCpu: (has & CPU) !== 0 };
  expected.addSetting(setting);
  return setting;
}

const ownReaderOf = (reading: Reading): OwnReader => ({
  from: reading.from,
  ns: reading.bits.number,
  pid: (near) => readPid(reading, near),
  result(name, origin) {
    const told = reading.from.big();
    return MAKES_CHILD.has(name) ? exchanged(told, BigInt(reading.expected.child(origin))) : told;
  },
  begun(name, origin) {
    const early = reading.expected.begun(origin);
    if (early?.name !== name) throw new DamagedRow("a packed call of which nobody told that it began");
    return early;
  },
});

function readEvents(
  main: Buffer,
  bits: BitReader,
  { count, firstAt, boots, textOf }: Asked,
  known: Known,
): { readonly filed: readonly Filed[]; readonly shapes: readonly KnownShape[]; readonly texts: TextReader } {
  const bytes = createByteReader(main);
  const texts = createTextReader(bytes, known.texts);
  const from = { ...bytes, text: texts.text };
  const expected = createExpected(from.count() === 1 ? "by-cpu" : "all");
  const reading: Reading = { from, bits, expected, firstAt, namespaces: [] };
  const own = ownReaderOf(reading);
  const shapes: KnownShape[] = [];
  const filed: Filed[] = [];
  let at = firstAt;
  while (filed.length < count) {
    const turn = from.count();
    const isExpected = turn % 2 === 0;
    const setting = turn < 2 ? readSetting(reading) : expected.use(Math.floor(turn / 2) - 1);
    const { origin, slot, hasCpu } = setting;
    const told = from.count();
    const isNew = told === 0;
    const place = isNew ? known.shapes.length + shapes.length : told - 1;
    const shape = isNew
      ? readShape(from)
      : (known.shapes[place] ?? shapes[place - known.shapes.length])?.shape;
    const boot = boots[slot];
    if (shape === undefined || boot === undefined)
      throw new DamagedRow("a packed event refers to what is not there");
    const usual = expected.cpu(origin);
    const cpu = !hasCpu ? undefined : isExpected ? usual : from.distance(usual);
    const seq = isExpected ? expected.seq(cpu, place) : from.distance(expected.seq(cpu, place));
    at += bits.number();
    const event = {
      ...origin,
      at: instant(at),
      seq,
      ...(cpu === undefined ? {} : { cpu }),
      ...readOwn(own, shape, { at, origin, textOf }),
    } as BootEvent; // as it was packed
    if (isNew) shapes.push({ shape, event, isBegun: shape.kind === "syscall" && shape.isBegun });
    expected.follow(event, setting, place);
    filed.push({ event, boot });
  }
  if (!from.isAtEnd() || !bits.isAtEnd()) throw new DamagedRow("packed events are followed by what is none");
  return { filed, shapes, texts };
}

/**
 * The events again, field for field, in the same order.
 * @throws DamagedRow for bytes that nobody packed.
 */
export const unpackDense = (
  { bits, main }: Pick<Dense, "bits" | "main">,
  asked: Asked,
  known: Known = NOTHING_KNOWN,
): readonly Filed[] => readEvents(main, createBitReader(bits), asked, known).filed;

const NO_TIME: BitReader = { number: () => 0n, isAtEnd: () => true };

/** What is known once packed events have told their shapes and texts; their lengths of time need not be at hand. */
export function taught(main: Buffer, count: number, known: Known): Known {
  const asked = { count, firstAt: 0n, boots: [0n], textOf: () => "" };
  const { shapes, texts } = readEvents(main, NO_TIME, asked, known);
  return knownOf([...known.shapes, ...shapes], [...known.texts, ...texts.told()]);
}
