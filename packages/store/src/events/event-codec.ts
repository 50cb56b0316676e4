import { instant, type BootEvent, type Instant, type Namespaces } from "@hacotaki/core";
import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { DamagedRow } from "../error.ts";
import { plainOwnReader, plainOwnWriter, readOwn, writeOwn } from "./event-own.ts";
import { isSameSetting, readSetting, writeSetting, type ReadSetting } from "./event-setting.ts";
import { isSameShape, readShape, writeShape, type Shape } from "./event-shape.ts";
import { int64, whole } from "../values/integers.ts";
import type { Slots } from "../packing/packed.ts";

/**
 * Events as bytes. Neighbours have most in common, so what they share is told once: a *setting* is the process and boot an
 * event belongs to, a *shape* is its kind with its name and which fields it has. An event is the numbers of both and what
 * is its own. Instants stand before all else, as distances: they do not repeat, and would be in the way of compression.
 *
 * The order and meaning of what is written here must never change: stored blocks are read by it. Another form gets
 * another number (`event-block.ts`).
 */
export type Filed = { readonly event: BootEvent; readonly boot: bigint | null };

type Setting = { readonly event: BootEvent; readonly boot: bigint | null; readonly place: number };

/** Counts the events of each boot. */
export function createSlots() {
  const all: [bigint | null, number][] = [];
  return {
    all: all as Slots,
    /** One event more; gives the slot of its boot. */
    add(boot: bigint | null): number {
      for (let place = all.length - 1; place >= 0; place--) {
        const counted = all[place];
        if (counted?.[0] !== boot) continue;
        counted[1] += 1;
        return place;
      }
      return all.push([boot, 1]) - 1;
    },
  };
}

const main = createByteWriter();
const times = createByteWriter();
const ownWriter = plainOwnWriter(main);

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

/** The setting of an event among those of its process; functions to look for it with would be made for each event. */
function settingOf(alike: readonly Setting[], event: BootEvent, boot: bigint | null): Setting | undefined {
  for (let n = alike.length - 1; n >= 0; n--) {
    const each = alike[n];
    if (each !== undefined && each.boot === boot && isSameSetting(each.event, event)) return each;
  }
  return undefined;
}

/** Where the shape of an event is among those before it: most are of that of one that came just before. */
function placeOfShape(shapes: readonly BootEvent[], event: BootEvent): number {
  for (let n = shapes.length - 1; n >= 0; n--) {
    const each = shapes[n];
    if (each !== undefined && isSameShape(each, event)) return n;
  }
  return -1;
}

function packed(filed: readonly Filed[], digestOf: (hacoText: string) => string): Packed {
  const settings = new Map<number | undefined, Setting[]>();
  const shapes: BootEvent[] = [];
  const slots = createSlots();
  const namespaces: Namespaces[] = [];
  const firstAt = filed[0]?.event.at ?? 0n;
  let known = 0;
  let tgidBefore = 0;
  let seqBefore = 0;
  let atBefore: bigint = firstAt;

  for (const { event, boot } of filed) {
    int64(event.at);
    const slot = slots.add(boot);
    let alike = settings.get(event.tgid);
    if (alike === undefined) settings.set(event.tgid, (alike = []));
    const setting = settingOf(alike, event, boot);
    if (setting === undefined) {
      main.count(0);
      writeSetting(main, event, { slot, firstAt, tgidBefore, namespaces });
      tgidBefore = event.tgid ?? tgidBefore;
      alike.push({ event, boot, place: known++ });
    } else main.count(setting.place + 1);
    const shape = placeOfShape(shapes, event);
    main.count(shape + 1);
    if (shape < 0) {
      writeShape(main, event, false);
      shapes.push(event);
    }
    main.distance(event.seq, seqBefore);
    if (event.cpu !== undefined) main.integer(whole(event.cpu));
    writeOwn(ownWriter, event, { digestOf, isBegun: false });
    times.bigCount(event.at - atBefore);
    seqBefore = event.seq;
    atBefore = event.at;
  }
  return { bytes: Buffer.concat([times.take(), main.take()]), slots: slots.all };
}

/** What packed events do not tell themselves. */
export type Asked = {
  readonly count: number;
  readonly firstAt: bigint;
  /** By slot. */
  readonly boots: readonly (bigint | null)[];
  readonly textOf: (digest: string) => string | undefined;
};

/**
 * The events again, field for field, in the same order.
 * @throws DamagedRow for bytes that nobody packed.
 */
export function unpackEvents(bytes: Buffer, { count, firstAt, boots, textOf }: Asked): Filed[] {
  const from = createByteReader(bytes);
  const instants: Instant[] = [];
  let at = firstAt;
  for (let n = 0; n < count; n++) {
    at += from.bigCount();
    instants.push(instant(at));
  }
  const reader = plainOwnReader(from);
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
    const own = readOwn(reader, shape, { at: when, origin: setting.origin, textOf });
    return { event: { ...setting.origin, at: when, seq, ...cpu, ...own } as BootEvent, boot }; // as it was packed
  });
  if (!from.isAtEnd()) throw new DamagedRow("packed events are followed by what is none");
  return filed;
}
