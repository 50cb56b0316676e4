import { DamagedRow } from "../error.ts";
import { createByteReader, createByteWriter, type ByteReader, type ByteWriter } from "../values/bytes.ts";
import { bitFieldsOf, createBitFields } from "./bit-fields.ts";

/**
 * The spans of many boots. Which spans they are, and which of their instants are one, hardly differs: each such *course*
 * is told once. What remains is numbers in ns, each as bits: of each kind of span it is known how long its numbers are
 * among these boots. So they are read as quickly as they are told apart.
 */

/** Where a span begins: at the end or start of one just before it, as `places` has it, or so much behind the last end or before it. */
const LATER = 5;
const EARLIER = 6;
/** What follows tells its length: it is open, closed or failed. */
const OPEN = 0;
const CLOSED = 1;
const FAILED = 2;

type Step = { readonly kind: number; readonly start: number; readonly state: number };
type Course = readonly Step[];

/** Boots in one go; each is a text that says how its spans go, and numbers. */
type Parsed = { readonly steps: Step[]; readonly numbers: number[] };

const CANONICAL =
  /^\[(?:\[[1-9]\d{0,8},(?:0|-?[1-9]\d{0,14})(?:,(?:0|[1-9]\d{0,14})(?:,1)?)?\](?:,(?!\])|(?=\])))*\]$/;

/** Instants of the spans so far, by which the next one is told. */
function createPlaces() {
  const ends: number[] = [];
  let start = 0;
  let end = 0;
  return {
    end: () => end,
    /** Undefined: none of these. */
    at: (place: number): number | undefined => {
      if (place === 0) return end;
      return place === 1 ? start : ends[ends.length - place];
    },
    follow(from: number, duration: number): void {
      start = from;
      end = from + duration;
      ends.push(end);
    },
  };
}
type Places = ReturnType<typeof createPlaces>;

function startOf({ at }: Places, value: number, end: number): number {
  for (let place = 0; place < LATER; place++) if (at(place) === value) return place;
  return value > end ? LATER : EARLIER;
}

/** Undefined: not as `packSpans` writes them, or of numbers that are too large. */
function parsed(text: string): Parsed | undefined {
  if (!CANONICAL.test(text)) return undefined;
  const places = createPlaces();
  const steps: Step[] = [];
  const numbers: number[] = [];
  for (const [kind = 0, gap = 0, duration, failed] of JSON.parse(text) as number[][]) {
    const end = places.end();
    const from = end + gap;
    const start = startOf(places, from, end);
    if (start >= LATER) numbers.push(Math.abs(gap));
    const state = duration === undefined ? OPEN : failed === undefined ? CLOSED : FAILED;
    if (duration !== undefined) numbers.push(duration);
    steps.push({ kind, start, state });
    places.follow(from, duration ?? 0);
    if (!Number.isSafeInteger(places.end())) return undefined;
  }
  return { steps, numbers };
}

/** Lengths of the numbers of one kind and place, in bits. */
type Lengths = { least: number; most: number };
const STARTS = 0;
const DURATIONS = 1;
const keyOf = (kind: number, what: number) => kind * 2 + what;
const bitsOf = (value: number): number =>
  value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32));

/** Calls with the kind and place of each number of a course, in their order. */
function eachNumber(course: Course, call: (key: number) => void): void {
  for (const { kind, start, state } of course) {
    if (start >= LATER) call(keyOf(kind, STARTS));
    if (state !== OPEN) call(keyOf(kind, DURATIONS));
  }
}

/** Of boots: null: none; a text that is no course's; or a course, from this number on. */
const NONE = 0;
const ODD = 1;
const COURSES = 2;

const STATES = 3;
const STARTS_OF = 7;

function writeCourse(to: ByteWriter, course: Course): void {
  to.count(course.length);
  for (const { kind, start, state } of course) {
    to.count(kind);
    to.count(start * STATES + state);
  }
}
/** A boot of more spans is told by its text, and so are those of an archive beyond so many numbers. */
const MOST_STEPS = 4_096;
const MOST_NUMBERS = 1 << 21;
function readCourse(from: ByteReader): Course {
  const steps: Step[] = [];
  const count = from.count();
  if (count > MOST_STEPS) throw new DamagedRow(`an archive's boot of ${count} spans`);
  while (steps.length < count) {
    const kind = from.count();
    const told = from.count();
    if (told >= STATES * STARTS_OF) throw new DamagedRow("an archive's span that begins nowhere");
    steps.push({ kind, start: Math.floor(told / STATES), state: told % STATES });
  }
  return steps;
}

/** Of each boot its spans, as `packSpans` gave them, as two parts: the second one cannot be compressed. */
export function packSpanColumns(texts: readonly (string | null)[]): {
  readonly courses: Buffer;
  readonly bits: Buffer;
} {
  const to = createByteWriter();
  const places = new Map<string, number>();
  const courses: Course[] = [];
  const lengths = new Map<number, Lengths>();
  let count = 0;
  const boots = texts.map((text) => {
    if (text === null) return { told: NONE, text: "", numbers: [] };
    const boot = parsed(text);
    count += boot?.numbers.length ?? 0;
    if (boot === undefined || boot.steps.length > MOST_STEPS || count > MOST_NUMBERS)
      return { told: ODD, text, numbers: [] };
    const { steps, numbers } = boot;
    const key = steps.map(({ kind, start, state }) => `${kind} ${start} ${state}`).join();
    let place = places.get(key);
    if (place === undefined) {
      place = courses.push(steps) - 1;
      places.set(key, place);
    }
    let n = 0;
    eachNumber(steps, (each) => {
      const bits = bitsOf(numbers[n++] ?? 0);
      const known = lengths.get(each);
      if (known === undefined) lengths.set(each, { least: bits, most: bits });
      else {
        known.least = Math.min(known.least, bits);
        known.most = Math.max(known.most, bits);
      }
    });
    return { told: COURSES + place, text: "", numbers };
  });
  to.count(courses.length);
  for (const course of courses) writeCourse(to, course);
  to.count(lengths.size);
  for (const [key, { least, most }] of lengths) {
    to.count(key);
    to.count(least);
    to.count(most - least);
  }
  const bits = createBitFields();
  for (const { told, text, numbers } of boots) {
    to.count(told);
    if (told === ODD) to.text(text);
    let n = 0;
    eachNumber(courses[told - COURSES] ?? [], (key) => {
      const value = numbers[n++] ?? 0;
      const length = bitsOf(value);
      const { least, most } = lengths.get(key) ?? { least: 0, most: 0 };
      bits.put(length - least, bitsOf(most - least));
      if (length > 1) bits.put(value - 2 ** (length - 1), length - 1);
    });
  }
  return { courses: to.take(), bits: bits.take() };
}

/** A span's kind and instants, in ns from its boot's start; the end of one that is open is its start. */
export type SpanInstants = { readonly kind: number; readonly startAt: number; readonly endAt: number };

export type SpanColumns = {
  /** By place of the boot. */
  text(boot: number): string | null;
  closed<Told>(boot: number, told: (kind: number, duration: number) => Told | undefined): Told[];
  /** None of spans that are no course's. */
  instants(boot: number): readonly SpanInstants[];
  /** Where they are no course's. */
  odd(boot: number): string | undefined;
};

const MOST_BITS = 53;

type Fields = { readonly least: number; readonly bits: number };

function readLengths(from: ByteReader): ReadonlyMap<number, Fields> {
  const lengths = new Map<number, Fields>();
  for (let left = from.count(); left > 0; left--) {
    const [key, least, more] = [from.count(), from.count(), from.count()];
    if (least + more > MOST_BITS) throw new DamagedRow("an archive's spans of too many bits");
    lengths.set(key, { least, bits: bitsOf(more) });
  }
  return lengths;
}

/** Reads what `packSpanColumns` gave of so many boots. @throws DamagedRow */
export function openSpanColumns(parts: { courses: Buffer; bits: Buffer }, count: number): SpanColumns {
  const from = createByteReader(parts.courses);
  const courses: Course[] = [];
  for (let left = from.count(); left > 0; left--) courses.push(readCourse(from));
  const lengths = readLengths(from);
  const layouts = courses.map((course) => {
    const fields: Fields[] = [];
    eachNumber(course, (key) => {
      const each = lengths.get(key);
      if (each === undefined) throw new DamagedRow("an archive's span of no known length");
      fields.push(each);
    });
    return { course, fields };
  });
  const next = bitFieldsOf(parts.bits);
  const numbers: number[] = [];
  const boots = Array.from({ length: count }, () => {
    const told = from.count();
    const odd = told === ODD ? from.text() : undefined;
    const layout = layouts[told - COURSES];
    if (layout === undefined && told >= COURSES) throw new DamagedRow("an archive's boot goes as none does");
    const first = numbers.length;
    if (first + (layout?.fields.length ?? 0) > MOST_NUMBERS)
      throw new DamagedRow("an archive's spans are too many");
    for (const { least, bits } of layout?.fields ?? []) {
      const length = least + next(bits);
      numbers.push(length === 0 ? 0 : length === 1 ? 1 : 2 ** (length - 1) + next(length - 1));
    }
    return { isNone: told === NONE, odd, course: layout?.course ?? [], first };
  });
  if (!from.isAtEnd()) throw new DamagedRow("an archive's spans are followed by what is none");

  function instants(boot: number): SpanInstants[] {
    const { course, first } = boots[boot] ?? { course: [], first: 0 };
    const places = createPlaces();
    let n = first;
    return course.map(({ kind, start, state }) => {
      const end = places.end();
      let startAt = places.at(start);
      if (start >= LATER) startAt = end + (numbers[n++] ?? 0) * (start === LATER ? 1 : -1);
      if (startAt === undefined) throw new DamagedRow("an archive's span begins where none is");
      const duration = state === OPEN ? 0 : (numbers[n++] ?? 0);
      places.follow(startAt, duration);
      return { kind, startAt, endAt: startAt + duration };
    });
  }
  return {
    instants,
    odd: (boot) => boots[boot]?.odd,
    text(boot) {
      const told = boots[boot];
      if (told === undefined || told.isNone) return null;
      if (told.odd !== undefined) return told.odd;
      let end = 0;
      const parts = instants(boot).map(({ kind, startAt, endAt }, n) => {
        const gap = startAt - end;
        end = endAt;
        const state = told.course[n]?.state;
        if (state === OPEN) return `[${kind},${gap}]`;
        return state === FAILED
          ? `[${kind},${gap},${endAt - startAt},1]`
          : `[${kind},${gap},${endAt - startAt}]`;
      });
      return `[${parts.join(",")}]`;
    },
    closed(boot, told) {
      const { course, first } = boots[boot] ?? { course: [], first: 0 };
      const closed: NonNullable<ReturnType<typeof told>>[] = [];
      let n = first;
      for (const { kind, start, state } of course) {
        if (start >= LATER) n++;
        if (state === OPEN) continue;
        const duration = numbers[n++] ?? 0;
        const span = state === CLOSED ? told(kind, duration) : undefined;
        if (span !== undefined && span !== null) closed.push(span);
      }
      return closed;
    },
  };
}
