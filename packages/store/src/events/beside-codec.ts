import { DamagedRow } from "../error.ts";
import { walk, type Pieces } from "./beside-walk.ts";

/**
 * Events of the first form (`event-codec.ts`) in the row of their boot: an instant that the boot has is told by its place
 * among those, and what is alike from boot to boot stands apart from what hardly ever is, so that many of them are
 * compressed into little. The same bytes come back. To pack the events anew (`dense-codec.ts`) would take eight times as
 * long, for a tenth less.
 *
 * The order and meaning of what is written here must never change: rows of a fleet are read by it.
 */
export type BesideParts = {
  /** Instants that the boot does not have, processors, inodes. */
  readonly odd: Buffer;
  readonly main: Buffer;
};

/** What is known of when anything was: ns from a start, safe integers that ascend, each once. */
export type KnownTimes = { readonly start: bigint; readonly offsets: Float64Array };

/** How an instant is told: it is that of the event before; by a number; or by its place, from the one expected. */
const AS_BEFORE = 0;
const BY_NUMBER = 1;
const BY_PLACE = 2;
/** A processor is the one before, or so many more than it is. */
const SAME_CPU = 0;
const CPU = 1;

const zigzag = (value: number) => (value < 0 ? -value * 2 - 1 : value * 2);
const signed = (told: number) => (told % 2 === 0 ? told / 2 : -(told + 1) / 2);

/** A number that does not fit: the events are left as they are. */
class Unfit extends Error {}

const LARGEST_OF_ONE = 0x7f;
/** Of a number in LEB128, as it is written by `bytes.ts`. */
const MOST_BYTES = 19;

/** Reads numbers and bytes one after the other. @throws DamagedRow at the end */
class Source {
  readonly #bytes: Uint8Array;
  at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  next(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new DamagedRow("packed events end in the middle of one");
    return byte;
  }
  /** Beyond 2^53 it is not exact. */
  number(): number {
    let byte = this.next();
    if (byte <= LARGEST_OF_ONE) return byte;
    let value = byte & LARGEST_OF_ONE;
    for (let factor = 0x80, n = 1; ; factor *= 0x80, n++) {
      byte = this.next();
      value += (byte & LARGEST_OF_ONE) * factor;
      if (byte <= LARGEST_OF_ONE) return value;
      if (n === MOST_BYTES) throw new DamagedRow("a packed number without end");
    }
  }
  exact(): number {
    const value = this.number();
    if (!Number.isSafeInteger(value)) throw new Unfit();
    return value;
  }
  isAtEnd = () => this.at === this.#bytes.length;
}

/** A buffer that is kept from one block to the next. */
class Target {
  #bytes = Buffer.allocUnsafe(8_192);
  #length = 0;
  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }
  number(value: number): void {
    let rest = value;
    while (rest > LARGEST_OF_ONE) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }
  /** As it stands there, whatever its size; tells it. */
  numberOf(from: Source): number {
    const start = from.at;
    const value = from.number();
    const end = from.at;
    from.at = start;
    while (from.at < end) this.byte(from.next());
    return value;
  }
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }
}

/** The place of an offset; undefined where it is none of them. */
function placeOf(offsets: Float64Array, offset: number): number | undefined {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return offsets[low] === offset ? low : undefined;
}

const [main, odd] = [new Target(), new Target()];

/** From the first form into both parts. */
function apart(from: Source, offsets: Float64Array): Pieces {
  /** The instant that is expected next. */
  let next = 0;
  /** As many were reached. */
  let passed = 0;
  function tell(at: number, told: number): number | undefined {
    if (!Number.isSafeInteger(at)) throw new Unfit();
    const place = offsets[next] === at ? next : placeOf(offsets, at);
    main.number(place === undefined ? BY_NUMBER : BY_PLACE + zigzag(place - next));
    if (place === undefined) odd.number(told);
    return place;
  }
  return {
    number: () => main.numberOf(from),
    bytes(size) {
      for (let left = size; left > 0; left--) main.byte(from.next());
    },
    odd: () => void odd.numberOf(from),
    event(before) {
      const distance = from.exact();
      if (distance === 0) {
        main.number(AS_BEFORE);
        return before;
      }
      const place = tell(before + distance, distance);
      if (place !== undefined) next = place + 1;
      return before + distance;
    },
    beginning(base, direction) {
      const distance = from.exact();
      tell(base + direction * signed(distance), distance);
    },
    cpu(before) {
      const cpu = from.exact();
      odd.number(cpu === before ? SAME_CPU : CPU + cpu);
      return cpu;
    },
    reached(at) {
      while ((offsets[passed] ?? Number.POSITIVE_INFINITY) <= at) passed++;
      next = passed;
    },
  };
}

/** And back. */
function together(ofMain: Source, ofOdd: Source, offsets: Float64Array, to: Target): Pieces {
  let next = 0;
  let passed = 0;
  function placeIn(told: number): number {
    const place = next + signed(told - BY_PLACE);
    if (place in offsets) return place;
    throw new DamagedRow("a packed event was at an instant that nobody told");
  }
  const at = (place: number) => offsets[place] ?? 0;
  return {
    number: () => to.numberOf(ofMain),
    bytes(size) {
      for (let left = size; left > 0; left--) to.byte(ofMain.next());
    },
    odd: () => void to.numberOf(ofOdd),
    event(before) {
      const told = ofMain.number();
      let distance = 0;
      if (told === BY_NUMBER) distance = ofOdd.number();
      else if (told !== AS_BEFORE) {
        const place = placeIn(told);
        next = place + 1;
        distance = at(place) - before;
      }
      if (distance < 0) throw new DamagedRow("packed events are not in order");
      to.number(distance);
      return before + distance;
    },
    beginning(base, direction) {
      const told = ofMain.number();
      if (told === BY_NUMBER) to.numberOf(ofOdd);
      else to.number(zigzag(direction * (at(placeIn(told)) - base)));
    },
    cpu(before) {
      const told = ofOdd.number();
      const cpu = told === SAME_CPU ? before : told - CPU;
      if (cpu === undefined) throw new DamagedRow("a packed event is on the processor of none before");
      to.number(cpu);
      return cpu;
    },
    reached(instant) {
      while ((offsets[passed] ?? Number.POSITIVE_INFINITY) <= instant) passed++;
      next = passed;
    },
  };
}

type Told = { readonly count: number; readonly firstAt: bigint };
const firstNsOf = ({ firstAt }: Told, { start }: KnownTimes) => Number(firstAt - start);

/** Undefined where something is too far from all else to be told so. @throws DamagedRow */
export function putApart(bytes: Uint8Array, told: Told, known: KnownTimes): BesideParts | undefined {
  const from = new Source(bytes);
  try {
    main.number(known.offsets.length);
    walk(apart(from, known.offsets), told.count, firstNsOf(told, known));
    if (!from.isAtEnd()) throw new DamagedRow("packed events are followed by what is none");
    return { odd: odd.take(), main: main.take() };
  } catch (error) {
    main.take();
    odd.take();
    if (error instanceof Unfit) return undefined;
    throw error;
  }
}

/** @throws DamagedRow for what nobody put apart, or by other instants */
export function putTogether(
  parts: Readonly<Record<"odd" | "main", Uint8Array>>,
  told: Told,
  known: KnownTimes,
): Buffer {
  const [ofMain, ofOdd] = [new Source(parts.main), new Source(parts.odd)];
  if (ofMain.number() !== known.offsets.length)
    throw new DamagedRow("packed events tell instants by others than the boot has");
  const to = new Target();
  walk(together(ofMain, ofOdd, known.offsets, to), told.count, firstNsOf(told, known));
  if (!ofMain.isAtEnd() || !ofOdd.isAtEnd())
    throw new DamagedRow("packed events are followed by what is none");
  return to.take();
}
