import { DamagedRow } from "../error.ts";

/**
 * Bits in as many bytes as they are unlikely: a range coder (G. N. N. Martin, 1979; carries are put off as in LZMA's) with
 * a probability for each context, which learns from every bit. Who writes and who reads call the same functions in the
 * same order: writing, they take a value and give it back; reading, they give what was written, whatever they are given.
 * So the code that says what is told stands there once for both.
 *
 * All is integers of 31 bits, which engines keep in registers. What is done here must never change: stored archives
 * depend on it.
 */
export type BitCoder = {
  readonly isReading: boolean;
  /** 0 or 1, of which `context` has seen some. A context is any 32 bits. */
  bit(context: number, value: number): number;
  /** The lowest so many bits of a number, as likely as any others. 16 at most. */
  plain(bits: number, value: number): number;
};

/** Contexts that are kept apart; two that fall on one place only cost some bits. */
const CONTEXT_BITS = 17;
const SPREAD = 0x9e_37_79_b1;
/** Probabilities are parts of 2^15, and never certain. */
const WHOLE_BITS = 15;
const HALF = 1 << (WHOLE_BITS - 1);
const LEAST = 16;
const MOST = 2 * HALF - LEAST;
/** How much one more bit tells after n others, of 2^16. */
const SEEN_AT_MOST = 60;
const WEIGHTS = Uint16Array.from({ length: SEEN_AT_MOST + 1 }, (_, n) => Math.floor(65_536 / (n + 1.6)));

/** A range is of 31 bits, and below it once the first eight are told. */
const RANGE_BITS = 31;
const LARGEST = 2 ** RANGE_BITS - 1;
const TOP_BITS = RANGE_BITS - 8;
const TOP = 1 << TOP_BITS;
const BELOW_TOP = TOP - 1;

const placeOf = (context: number): number => Math.imul(context, SPREAD) >>> (32 - CONTEXT_BITS);

/** How likely 1 is, for each context. */
function createLikelihood() {
  const ones = new Uint16Array(1 << CONTEXT_BITS).fill(HALF);
  const seen = new Uint8Array(1 << CONTEXT_BITS);
  return {
    ones,
    learn(place: number, bit: number): void {
      const before = ones[place] ?? HALF;
      const n = seen[place] ?? 0;
      const target = bit === 1 ? MOST : LEAST;
      ones[place] = before + (((target - before) * (WEIGHTS[n] ?? 0)) >> 16);
      if (n < SEEN_AT_MOST) seen[place] = n + 1;
    },
  };
}

/** What was learned stays from one taking to the next. */
export type BitEncoder = BitCoder & { take(): Buffer };

export function createBitEncoder(): BitEncoder {
  const { ones, learn } = createLikelihood();
  let bytes = Buffer.allocUnsafe(16_384);
  let length = 0;
  let low = 0;
  let range = LARGEST;
  /** A byte that a carry may still change, and how many of 0xff follow it; none at first. */
  let held = -1;
  let full = 0;

  function put(byte: number): void {
    if (length === bytes.length) {
      const larger = Buffer.allocUnsafe(bytes.length * 2);
      bytes.copy(larger);
      bytes = larger;
    }
    bytes[length++] = byte;
  }
  /** What is held, and those of 0xff behind it; by one more, where there was a carry. */
  function release(carry: 0 | 1): void {
    if (held >= 0) put(held + carry);
    for (; full > 0; full--) put(carry === 1 ? 0 : 0xff);
  }
  function shift(): void {
    const byte = low >>> TOP_BITS;
    if (byte === 0xff) full++;
    else {
      release(0);
      held = byte;
    }
    low = (low & BELOW_TOP) << 8;
  }
  /** Beyond 31 bits it is carried at once: numbers stay small. */
  function raise(by: number): void {
    if (low <= LARGEST - by) low += by;
    else {
      low -= LARGEST - by + 1;
      release(1);
      held = -1;
    }
  }
  function narrowed(): void {
    while (range < TOP) {
      shift();
      range <<= 8;
    }
  }

  return {
    isReading: false,
    bit(context, value) {
      const place = placeOf(context);
      const bound = (range >>> WHOLE_BITS) * (ones[place] ?? HALF);
      if (value === 1) range = bound;
      else {
        raise(bound);
        range -= bound;
      }
      learn(place, value);
      narrowed();
      return value;
    },
    plain(bits, value) {
      range >>>= bits;
      raise(range * value);
      narrowed();
      return value;
    },
    take() {
      for (let n = 0; n < 5; n++) shift();
      const taken = Buffer.from(bytes.subarray(0, length));
      [length, low, range, held, full] = [0, 0, LARGEST, -1, 0];
      return taken;
    },
  };
}

export type BitDecoder = BitCoder & {
  /** Goes on with what was taken next. */
  follow(bytes: Uint8Array): void;
};

/** Reads what was taken of a `BitEncoder`. @throws DamagedRow (when it is asked) where there is nothing of the kind */
export function createBitDecoder(): BitDecoder {
  const { ones, learn } = createLikelihood();
  let bytes: Uint8Array = Buffer.of();
  let at = 0;
  let range = LARGEST;
  let code = 0;
  /** Ranges take a bit less than four bytes: the last one of what was read is not in `code` yet. */
  let ahead = 0;

  function next(): void {
    const byte = bytes[at++];
    if (byte === undefined) throw new DamagedRow("an archive ends in the middle of a number");
    code = (code << 8) | (ahead << 7) | (byte >>> 1);
    ahead = byte & 1;
  }
  function narrowed(): void {
    while (range < TOP) {
      next();
      range <<= 8;
    }
  }

  return {
    follow(taken) {
      bytes = taken;
      [at, range, code, ahead] = [0, LARGEST, 0, 0];
      for (let n = 0; n < 4; n++) next();
    },
    isReading: true,
    bit(context) {
      const place = placeOf(context);
      const bound = (range >>> WHOLE_BITS) * (ones[place] ?? HALF);
      let value = 1;
      if (code < bound) range = bound;
      else {
        value = 0;
        code -= bound;
        range -= bound;
      }
      learn(place, value);
      narrowed();
      return value;
    },
    plain(bits) {
      range >>>= bits;
      const value = Math.floor(code / range);
      if (value >> bits !== 0) throw new DamagedRow("an archive holds a number that nobody wrote");
      code -= value * range;
      narrowed();
      return value;
    },
  };
}
