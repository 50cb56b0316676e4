import { instant, type BootEvent, type SyscallEvent } from "@hacotaki/core";
import { hasSameValues, nameOf } from "../events/dense-codec.ts";
import type { Filed } from "../events/event-codec.ts";
import { readOwn, writeOwn } from "../events/event-own.ts";
import {
  CGROUP,
  COMM,
  CPU,
  DAEMON,
  HOSTNAME,
  NAMESPACES,
  NSPID,
  PPID,
  START,
  TGID,
  TID,
  type Origin,
} from "../events/event-setting.ts";
import { isSameShape, readShape, writeShape } from "../events/event-shape.ts";
import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { int64, whole } from "../values/integers.ts";
import { mixed, type Teller } from "./teller.ts";
import { createOwn } from "./told-own.ts";
import {
  createToldRun,
  damaged,
  FIELD,
  isAllSame,
  type Frame,
  type KnownShape,
  type Memory,
  type Thread,
  type ToldRun,
  type Where,
} from "./told-run.ts";

const maskOf = (event: BootEvent): number =>
  (event.tgid === undefined ? 0 : TGID) +
  (event.tid === undefined ? 0 : TID) +
  (event.ppid === undefined ? 0 : PPID) +
  (event.nspid === undefined ? 0 : NSPID) +
  (event.startAt === undefined ? 0 : START) +
  (event.comm === undefined ? 0 : COMM) +
  (event.hostname === undefined ? 0 : HOSTNAME) +
  (event.namespaces === undefined ? 0 : NAMESPACES) +
  (event.cgroupId === undefined ? 0 : CGROUP) +
  (event.cpu === undefined ? 0 : CPU) +
  (event.daemon === undefined ? 0 : DAEMON);

/** Whether the early record of a call has told all but its result. */
const tellsBegun = (event: BootEvent, early: SyscallEvent | undefined): boolean =>
  event.kind === "syscall" &&
  event.when === "exit" &&
  early !== undefined &&
  early.name === event.name &&
  early.at === event.enterAt &&
  hasSameValues(early.parameters, event.parameters);

/** The place of an event's shape; the next one, where it is new. */
function placeOfShape(
  { shapes, shapePlaces }: Memory,
  event: BootEvent,
  mask: number,
  begun: boolean,
): number {
  const places = shapePlaces.get(nameOf(event));
  for (let n = (places?.length ?? 0) - 1; n >= 0; n--) {
    const place = places?.[n] ?? 0;
    const known = shapes[place];
    if (known?.mask === mask && known.isBegun === begun && isSameShape(known.event, event, begun))
      return place;
  }
  return shapes.length;
}

/** Where an event happened, its boot (from 1; 0: none) and number: of most events one bit says that all is as before. */
function tellWhere(
  t: Teller,
  memory: Memory,
  told: ToldRun,
  where: Where,
  one: Filed | undefined,
  frame: Frame,
): {
  readonly origin: Origin;
  readonly boot: number;
  readonly cpu: number | undefined;
  readonly seq: number;
} {
  const { thread, threadPlace, place, mask, context } = where;
  const event = one?.event;
  const given = event ?? {};
  const boot = one === undefined || one.boot === null ? 0 : frame.boots.indexOf(one.boot) + 1;
  const hasCpu = (mask & CPU) !== 0;
  const isAsBefore = event !== undefined && isAllSame(mask, given, thread.origin);
  const isSteady =
    isAsBefore &&
    boot === thread.boot &&
    event.seq === memory.seq + 1 &&
    (!hasCpu || event.cpu === thread.cpu);
  if (t.flag(mixed(context, FIELD.steady), isSteady))
    return {
      origin: told.origin({ ...where, isAsBefore: true }, given),
      boot: thread.boot,
      cpu: hasCpu ? thread.cpu : undefined,
      seq: memory.seq + 1,
    };
  const isOrigin = t.flag(mixed(context, FIELD.asBefore), isAsBefore);
  const origin = told.origin({ ...where, isAsBefore: isOrigin }, given);
  const toldBoot = t.usual(FIELD.boot, mixed(place, thread.boot), mixed(place, threadPlace), boot);
  const cpu = hasCpu
    ? thread.cpu + t.usual(FIELD.cpu, mixed(place, threadPlace), place, whole(event?.cpu ?? 0) - thread.cpu)
    : undefined;
  const next = memory.seq + 1;
  const seq = next + t.usual(FIELD.seq, context, 0, whole(event?.seq ?? 0) - next);
  return { origin, boot: toldBoot, cpu: cpu === undefined ? undefined : whole(cpu), seq: whole(seq) };
}

const shapeWriter = createByteWriter();

/** A shape that no event had yet. */
function newShape(
  t: Teller,
  event: BootEvent | undefined,
  mask: number,
  isBegun: boolean,
): Pick<KnownShape, "mask" | "shape"> {
  const toldMask = t.number(FIELD.mask, mask);
  if (event !== undefined) writeShape(shapeWriter, event, isBegun);
  const from = createByteReader(t.bytes(FIELD.shapeBytes, shapeWriter.take()));
  const shape = readShape(from);
  if (!from.isAtEnd()) throw damaged();
  return { shape, mask: toldMask };
}

/** A thread in which nothing happened yet, and that nobody was seen to fork. */
function newThread(
  t: Teller,
  { newestPid }: Memory,
  mask: number,
  event: BootEvent | undefined,
): readonly [tgid: number | undefined, tid: number | undefined] {
  const tgid =
    (mask & TGID) === 0
      ? undefined
      : whole(newestPid + t.number(FIELD.newTgid, (event?.tgid ?? 0) - newestPid));
  if (!t.isReading && tgid !== undefined && tgid < 0) throw new RangeError(`no pid: ${tgid}`);
  const near = tgid ?? 0;
  return [
    tgid,
    (mask & TID) === 0 ? undefined : whole(near + t.number(FIELD.newTid, (event?.tid ?? 0) - near)),
  ];
}

function addShape({ shapes, shapePlaces }: Memory, known: KnownShape): void {
  const name = nameOf(known.event);
  const places = shapePlaces.get(name);
  if (places === undefined) shapePlaces.set(name, [shapes.length]);
  else places.push(shapes.length);
  shapes.push(known);
}

/** Those whose first value says what happened. */
const TOLD_BY_FIRST: ReadonlySet<BootEvent["kind"]> = new Set(["probe", "exec"]);

type Given = {
  /** When writing. */
  readonly filed: readonly Filed[];
  readonly count: number;
  digestOf(hacoText: string): string;
};

/**
 * The events of one run, in order: those that are given when writing, so many when reading; haco texts are then their
 * digests. The order and meaning of what is told must never change: stored archives are read by it.
 *
 * Of each event: in which thread, of which shape, when, and where; then what it has to itself. Each is told by what came
 * before in its thread and in the run, in this run or another one; and by which of the boot's own instants comes next,
 * for most events are where a span or a process of it begins or ends.
 * @throws RangeError for what does not fit; DamagedRow
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- one pass over the events, and what it has come by
export function tellEvents(t: Teller, memory: Memory, frame: Frame, given: Given): readonly Filed[] {
  const told = createToldRun(t, memory, frame);
  const { threads, instants } = told;
  const own = createOwn(t, told);
  const { digestOf } = given;
  const filed: Filed[] = [];
  const textOf = (digest: string) => digest;
  let at = frame.known.base;
  /** Hashes of the event before, and of the one before it. */
  let [last, beforeLast] = [0, 0];

  for (let n = 0; n < given.count; n++) {
    const one = given.filed[n];
    const event = one?.event;
    const next = instants.nextMeant(at);
    const threadPlace = t.usual(
      FIELD.thread,
      mixed(last, next),
      mixed(last, beforeLast),
      event === undefined ? 0 : (told.placeOfThread(event.tgid, event.tid) ?? threads.length),
    );
    const found = threads[threadPlace];
    if (found === undefined && threadPlace !== threads.length) throw damaged();
    const state = found?.state ?? -1;
    const mask = event === undefined ? 0 : maskOf(event);
    const isBegun = event !== undefined && tellsBegun(event, found?.begun);
    const place = t.usual(
      FIELD.shape,
      mixed(mixed(state, next), threadPlace),
      state,
      event === undefined ? 0 : placeOfShape(memory, event, mask, isBegun),
    );
    const known = memory.shapes[place];
    if (known === undefined && place !== memory.shapes.length) throw damaged();
    const shape = known ?? newShape(t, event, mask, isBegun);
    const thread: Thread = found ?? told.addThread(...newThread(t, memory, shape.mask, event));
    const context = mixed(place, state);
    at = instants.tell(FIELD.ns, context, event?.at ?? 0n, at, next);
    int64(at);
    const where: Where = { thread, threadPlace, place, mask: shape.mask, context, at };
    const { origin, boot, cpu, seq } = tellWhere(t, memory, told, where, one, frame);
    if (n === 0) memory.origin = origin;
    const key = boot === 0 ? null : frame.boots[boot - 1];
    if (key === undefined) throw damaged();
    own.begin(place, thread, at, last);
    if (event !== undefined) writeOwn(own.writer, event, { digestOf, isBegun });
    const same =
      event ??
      ({
        ...origin,
        at: instant(at),
        seq,
        ...(cpu === undefined ? {} : { cpu }),
        ...readOwn(own.reader, shape.shape, { at, origin, textOf }),
      } as BootEvent); // as it was told
    if (known === undefined)
      addShape(memory, {
        ...shape,
        event: same,
        isBegun: shape.shape.kind === "syscall" && shape.shape.isBegun,
      });
    filed.push({ event: same, boot: key });

    thread.state = mixed(place, TOLD_BY_FIRST.has(same.kind) ? own.first() : 0);
    thread.boot = boot;
    if (cpu !== undefined) thread.cpu = cpu;
    memory.seq = seq;
    beforeLast = last;
    last = mixed(thread.state, threadPlace);
    if (same.kind === "fork") told.forked(same, thread);
    if (same.kind === "syscall") thread.begun = same.when === "enter" ? same : undefined;
  }
  return filed;
}
