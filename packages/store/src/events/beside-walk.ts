import { NAMESPACE_FIELDS, type EventKind } from "@hacotaki/core";
import { DamagedRow } from "../error.ts";
import { CGROUP, COMM, CPU, HOSTNAME, NAMESPACES, NSPID, PPID, START, TGID, TID } from "./event-setting.ts";
import { CGROUP_KIND, INTEGER, KIND_BITS, KINDS, MOST_ARGUMENTS, TEXT, WAIT_KIND } from "./event-shape.ts";

/**
 * What stands in packed events (`event-codec.ts`), piece by piece. Each piece is read from one form of them and written in
 * another one; both tell the same numbers, so that one walk leads along either.
 */
export type Pieces = {
  /** A number that stands in both forms alike: exact where it is a place, a length or flags. */
  number(): number;
  bytes(size: number): void;
  /** A number that hardly ever is the same from boot to boot. */
  odd(): void;
  /** When an event was, after the one before it: ns from a start, as all instants here. */
  event(before: number): number;
  /** When a process began, which is told by its distance from an instant: behind it (1), or back from it (-1). */
  beginning(from: number, direction: 1 | -1): void;
  /** The processor, as it is written; `before` is that of the event before in the process, if there was one. */
  cpu(before: number | undefined): number;
  /** From here on instants are looked for behind this one. */
  reached(at: number): void;
};

type Kind = (typeof KINDS)[number] | EventKind;
type Shape = { readonly kind: Kind; readonly flags: number; readonly types: readonly number[] };

/** The processor of a process's last event. */
type Process = { cpu: number | undefined };
type Setting = { readonly process: Process; readonly hasCpu: boolean };

const NEW = 0;
const DIGEST = 1;
const DIGEST_BYTES = 32;
const signed = (told: number) => (told % 2 === 0 ? told / 2 : -(told + 1) / 2);

function text({ number, bytes }: Pieces): void {
  if (number() !== NEW) return;
  const size = number();
  bytes(size === DIGEST ? DIGEST_BYTES : size / 2);
}

function typesOf(pieces: Pieces, hasNames: boolean): readonly number[] {
  const types: number[] = [];
  const count = pieces.number();
  if (count > MOST_ARGUMENTS) throw new DamagedRow(`a packed list of ${count}`);
  while (types.length < count) {
    if (hasNames) text(pieces);
    types.push(pieces.number());
  }
  return types;
}

/** As `readShape`. */
function shapeOf(pieces: Pieces): Shape {
  const code = pieces.number();
  const kind = KINDS[code % KIND_BITS];
  const flags = Math.floor(code / KIND_BITS);
  if (kind === undefined) throw new DamagedRow("a packed event of an unknown kind");
  if (kind === "more" && (flags & CGROUP_KIND) !== 0) {
    if ((flags & WAIT_KIND) === 0) return { kind: "cgroup", flags, types: [] };
    if ((flags & 128) !== 0) text(pieces);
    return { kind: "wait", flags, types: [] };
  }
  if (kind === "fact" || kind === "loss" || kind === "more") text(pieces);
  if (kind === "more") return { kind: "syscall", flags, types: typesOf(pieces, true) };
  if (kind !== "probe") return { kind, flags, types: [] };
  text(pieces);
  text(pieces);
  return { kind, flags, types: typesOf(pieces, false) };
}

/** So many numbers follow as there are of these flags. */
function numbers({ number }: Pieces, flags: number, ...optional: readonly number[]): void {
  for (const flag of optional) if ((flags & flag) !== 0) number();
}

/** What an event has to itself, as `readOwn`. */
function own(pieces: Pieces, { kind, flags, types }: Shape, at: number): void {
  const { number } = pieces;
  switch (kind) {
    case "probe":
    case "syscall":
      for (const type of types)
        if (type === TEXT) text(pieces);
        else if (type === INTEGER) number();
      if (kind === "syscall") numbers(pieces, flags, 4, 8);
      return;
    case "fork":
      number();
      numbers(pieces, flags, 1);
      if ((flags & 2) !== 0) pieces.beginning(at, -1);
      numbers(pieces, flags, 8);
      return;
    case "exec":
      text(pieces);
      if ((flags & 1) !== 0) for (let left = number(); left > 0; left--) text(pieces);
      numbers(pieces, flags, 8);
      if ((flags & 32) !== 0) text(pieces);
      numbers(pieces, flags, 64);
      return;
    case "exit":
      numbers(pieces, flags, 1, 2);
      return;
    case "listen":
      if ((flags & 1) !== 0) text(pieces);
      numbers(pieces, flags, 2);
      return;
    case "cgroup":
      text(pieces);
      numbers(pieces, flags, 4, 8);
      return;
    case "wait":
      number();
      numbers(pieces, flags, 8, 256, 512, 512, 512);
      return;
    case "fact":
      text(pieces);
      return;
    case "loss":
      number();
      numbers(pieces, flags, 1);
      return;
    case "more":
  }
}

/** As `readSetting`. */
function settingOf(pieces: Pieces, firstNs: number, processOf: (step: number) => Process): Setting {
  const { number } = pieces;
  const has = number();
  number();
  const process = (has & TGID) === 0 ? { cpu: undefined } : processOf(signed(number()));
  numbers(pieces, has, TID, PPID, NSPID);
  if ((has & START) !== 0) pieces.beginning(firstNs, 1);
  if ((has & COMM) !== 0) text(pieces);
  if ((has & HOSTNAME) !== 0) text(pieces);
  if ((has & NAMESPACES) !== 0 && number() === NEW) for (const _ of NAMESPACE_FIELDS) pieces.odd();
  numbers(pieces, has, CGROUP);
  return { process, hasCpu: (has & CPU) !== 0 };
}

/** Walks along so many events, of which the first is at `firstNs`. @throws DamagedRow */
export function walk(pieces: Pieces, count: number, firstNs: number): void {
  const instants: number[] = [];
  for (let at = firstNs; instants.length < count; ) instants.push((at = pieces.event(at)));
  const settings: Setting[] = [];
  const shapes: Shape[] = [];
  const processes = new Map<number, Process>();
  let tgid = 0;

  function processOf(step: number): Process {
    tgid += step;
    let process = processes.get(tgid);
    if (process === undefined) processes.set(tgid, (process = { cpu: undefined }));
    return process;
  }
  for (const at of instants) {
    const place = pieces.number();
    if (place === NEW) settings.push(settingOf(pieces, firstNs, processOf));
    const setting = settings[place === NEW ? settings.length - 1 : place - 1];
    const shapePlace = pieces.number();
    if (shapePlace === NEW) shapes.push(shapeOf(pieces));
    const shape = shapes[shapePlace === NEW ? shapes.length - 1 : shapePlace - 1];
    if (setting === undefined || shape === undefined)
      throw new DamagedRow("a packed event refers to what is not there");
    pieces.number();
    if (setting.hasCpu) setting.process.cpu = pieces.cpu(setting.process.cpu);
    pieces.reached(at);
    own(pieces, shape, at);
  }
}
