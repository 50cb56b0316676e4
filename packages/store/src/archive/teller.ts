import { DamagedRow } from "../error.ts";
import { HEX_DIGEST } from "../values/bytes.ts";
import { whole } from "../values/integers.ts";
import type { BitCoder } from "./range-coder.ts";

/**
 * Numbers and texts in a `BitCoder`'s bits, by what stood where the same had been told before. Like it, a teller takes
 * what it writes and gives it back, or gives what it reads.
 *
 * `field` says what is told (a small number, each its own): lengths of numbers are learned for each. `context` is a hash
 * of whatever may tell which value comes: the last one that came with it is tried before any is spelled out. So what
 * goes as it always did takes a small part of a bit.
 */
export type Teller = {
  readonly isReading: boolean;
  /** Yes or no. */
  flag(context: number, value: boolean): boolean;
  /** A safe integer, spelled out. */
  number(field: number, value: number): number;
  /** An integer of at most 126 bits, spelled out. @throws RangeError */
  big(field: number, value: bigint): bigint;
  /** A safe integer: the last one that came with `close`; or one of the last two with `wide`; or another one. */
  usual(field: number, close: number, wide: number, value: number): number;
  /** A text that came before, as in `usual`, or a new one. */
  text(field: number, close: number, wide: number, value: string): string;
  bytes(field: number, value: Uint8Array): Buffer;
};

/** Digests that the reader knows by a number that never changes: 32 bytes less each. */
export type KnownDigests = {
  keyOf(digest: string): number | undefined;
  digestAt(key: number): string | undefined;
};
export const NO_DIGESTS: KnownDigests = { keyOf: () => undefined, digestAt: () => undefined };

/** One hash of two. */
export function mixed(a: number, b: number): number {
  const product = Math.imul(a ^ Math.imul(b + 0x7f_4a_7c_15, 0x9e_37_79_b1), 0x85_eb_ca_6b);
  return product ^ (product >>> 15);
}

const VALUE_BITS = 16;
const placeOf = (context: number) => Math.imul(context, 0xc2_b2_ae_35) >>> (32 - VALUE_BITS);
const SURE_AT_MOST = 12;

/** Bits of a number's length: up to 53 of them. */
const LENGTH_BITS = 6;
const LONGEST = 53;
const PIECE = 16;
const PIECES_OF_BIG = 8;

/** What a decision is about, in its context. */
const [HIT, AGAIN, LENGTH, SIGN, UPPER, IS_SAFE, LETTER, DIGEST, KEY] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const DIGEST_LETTERS = 64;

/** Of texts and bytes that are spelled out: no archive is given as many. */
const MOST_LETTERS = 16 << 20;

const DAMAGED = "an archive holds what nobody wrote";

// oxlint-disable-next-line eslint/max-lines-per-function -- tables, and short functions over them
export function createTeller(coder: BitCoder, digests: KnownDigests): Teller {
  const { isReading, bit, plain } = coder;
  const last = new Float64Array(1 << VALUE_BITS);
  const before = new Float64Array(1 << VALUE_BITS);
  const sure = new Uint8Array(1 << VALUE_BITS);
  const texts: string[] = [];
  const places = new Map<string, number>();
  let letters = 0;

  const flag = (context: number, value: boolean) => bit(context, value ? 1 : 0) === 1;

  /** `count` bits, the highest first, each by those before it. */
  function tree(context: number, count: number, value: number): number {
    let node = 1;
    for (let n = count - 1; n >= 0; n--) node = node * 2 + bit(mixed(context, node), (value >>> n) & 1);
    return node - (1 << count);
  }

  /** How many bits a safe integer has. */
  const lengthOf = (value: number) =>
    value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32));

  function count(field: number, value: number): number {
    const context = mixed(field, LENGTH);
    const length = tree(context, LENGTH_BITS, isReading ? 0 : lengthOf(value));
    if (length > LONGEST) throw new DamagedRow(DAMAGED);
    if (length < 2) return length;
    let known = 1;
    let left = length - 1;
    // The next two say much yet of what the length says little.
    for (let n = 0; n < 2 && left > 0; n++) {
      left--;
      const next = Math.floor(value / 2 ** left) % 2;
      known = known * 2 + bit(mixed(mixed(context, UPPER), length * 8 + known), next);
    }
    while (left > 0) {
      const size = Math.min(left, PIECE);
      left -= size;
      known = known * 2 ** size + plain(size, Math.floor(value / 2 ** left) % 2 ** size);
    }
    return known;
  }
  function number(field: number, value: number): number {
    if (!isReading) whole(value);
    const magnitude = count(field, Math.abs(value));
    if (magnitude === 0) return 0;
    return bit(mixed(field, SIGN), value < 0 ? 1 : 0) === 1 ? -magnitude : magnitude;
  }
  const isSafe = (value: bigint) =>
    value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);

  function big(field: number, value: bigint): bigint {
    if (flag(mixed(field, IS_SAFE), isSafe(value)))
      return BigInt(number(field, isReading ? 0 : Number(value)));
    const isNegative = plain(1, value < 0n ? 1 : 0) === 1;
    const magnitude = value < 0n ? -value : value;
    if (magnitude >> 126n !== 0n) throw new RangeError(`too large to be kept: ${value}`);
    let known = 0n;
    for (let n = BigInt(PIECES_OF_BIG - 1); n >= 0n; n--) {
      const shift = n * BigInt(PIECE);
      known = (known << BigInt(PIECE)) | BigInt(plain(PIECE, Number((magnitude >> shift) & 0xff_ffn)));
    }
    return isNegative ? -known : known;
  }

  function learn(place: number, isHit: boolean, value: number): void {
    const n = sure[place] ?? 0;
    if (isHit) {
      if (n < SURE_AT_MOST) sure[place] = n + 1;
      return;
    }
    sure[place] = n >> 2;
    before[place] = last[place] ?? 0;
    last[place] = value;
  }

  function usual(field: number, close: number, wide: number, value: number): number {
    const at = placeOf(mixed(close, field));
    const other = placeOf(mixed(wide, field + 0x10_00));
    const first = last[at] ?? 0;
    const second = last[other] ?? 0;
    const third = before[other] ?? 0;
    const hope = mixed(field, HIT + 16 * (sure[at] ?? 0));
    let told: number;
    if (flag(hope, value === first)) told = first;
    else {
      const doubt = mixed(field, AGAIN + 16 * (sure[other] ?? 0));
      if (second !== first && flag(doubt, value === second)) told = second;
      else if (third !== first && third !== second && flag(mixed(doubt, 1), value === third)) told = third;
      else told = number(field, value);
    }
    learn(at, told === first, told);
    learn(other, told === second, told);
    return told;
  }

  function bytes(field: number, value: Uint8Array): Buffer {
    const size = count(field, value.length);
    letters += size;
    if (letters > MOST_LETTERS)
      throw isReading ? new DamagedRow(DAMAGED) : new RangeError("too many letters");
    const told: number[] = [];
    let context = mixed(field, LETTER);
    for (let n = 0; n < size; n++) {
      const letter = tree(context, 8, value[n] ?? 0);
      told.push(letter);
      context = mixed(mixed(field, LETTER + letter * 16), told[n - 1] ?? 0);
    }
    return Buffer.from(told);
  }

  function spelled(field: number, value: string): string {
    if (flag(mixed(field, DIGEST), value.length === DIGEST_LETTERS && HEX_DIGEST.test(value))) {
      const key = isReading ? undefined : digests.keyOf(value);
      if (flag(mixed(field, KEY), key !== undefined)) {
        const known = digests.digestAt(number(mixed(field, KEY), key ?? 0));
        if (known === undefined) throw new DamagedRow("an archive names a haco text that is not there");
        return known;
      }
      const digest = isReading ? Buffer.alloc(DIGEST_LETTERS / 2) : Buffer.from(value, "hex");
      for (let n = 0; n < digest.length; n++) digest[n] = plain(8, digest[n] ?? 0);
      return digest.toString("hex");
    }
    const told = bytes(field, isReading ? Buffer.of() : Buffer.from(value));
    return isReading ? told.toString() : value;
  }

  function text(field: number, close: number, wide: number, value: string): string {
    const place = usual(field, close, wide, isReading ? 0 : (places.get(value) ?? texts.length));
    const known = texts[place];
    if (known !== undefined) return known;
    if (place !== texts.length) throw new DamagedRow(DAMAGED);
    const told = spelled(field, value);
    places.set(told, texts.length);
    texts.push(told);
    return told;
  }

  return { isReading, flag, number, big, usual, text, bytes };
}
