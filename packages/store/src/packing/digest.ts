import { hash } from "node:crypto";
import type { Column } from "./packed.ts";

/** What stands for a haco text in blocks and rows. */
export const hacoDigest = (hacoText: string): string => hash("sha256", hacoText, "hex");

/** Part of every digest: a change of what is derived, without one of the boot, must still be written. */
const ENCODING = "1";

/** More than most boots tell. */
const BYTES = 1 << 14;
/** Of a number: a sign, and 16 digits of a safe integer. */
const MOST_DIGITS = 17;
const MOST_BYTES_A_LETTER = 3;
/** A text that is shorter is written letter by letter, faster than by a call to where Node does it. */
const SHORT = 40;
const [QUOTE, COLON, COMMA, MINUS, ZERO] = [0x22, 0x3a, 0x2c, 0x2d, 0x30];
const DECIMAL = 10;

/** Tells values by 16 bytes. */
export type Digester = {
  /** Takes a value, to be called within `digest` alone. */
  tell(value: Column | undefined): void;
  /** Of the values that are told meanwhile, one after the other. What it throws concerns no other digest. */
  digest(tellAll: () => void): Buffer;
};

/**
 * `"` and the letters of a text behind how many they are, which keeps ["a","bc"] and ["ab","c"] apart; `,` before all else.
 * Put together as a text, the values of a boot were a sixth of all that its writer left to the garbage collector.
 */
export function createDigester(): Digester {
  let bytes = Buffer.allocUnsafe(BYTES);
  let length = 0;

  function ensure(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  }
  function letters(text: string): void {
    const from = length;
    if (text.length < SHORT)
      for (let n = 0; n < text.length; n++) {
        const letter = text.charCodeAt(n);
        if (letter > 0x7f) break;
        bytes[length++] = letter;
      }
    if (length - from < text.length) length = from + bytes.write(text, from);
  }
  function digits(number: number): void {
    let rest = number < 0 ? -number : number;
    if (number < 0) bytes[length++] = MINUS;
    for (let power = DECIMAL; power <= rest; power *= DECIMAL) length++;
    for (let at = length++; rest > 0 || at === length - 1; at--) {
      const tenth = Math.floor(rest / DECIMAL);
      bytes[at] = ZERO + (rest - tenth * DECIMAL);
      rest = tenth;
    }
  }

  return {
    tell(value) {
      const room = typeof value === "string" ? value.length * MOST_BYTES_A_LETTER : MOST_DIGITS;
      ensure(room + 2 + MOST_DIGITS);
      if (typeof value === "string") {
        bytes[length++] = QUOTE;
        digits(value.length);
        bytes[length++] = COLON;
        letters(value);
        return;
      }
      bytes[length++] = COMMA;
      if (typeof value === "number" && Number.isSafeInteger(value)) digits(value);
      else letters(String(value ?? "-"));
    },
    digest(tellAll) {
      if (bytes.length > BYTES) bytes = Buffer.allocUnsafe(BYTES);
      length = bytes.write(ENCODING);
      tellAll();
      return hash("sha256", bytes.subarray(0, length), "buffer").subarray(0, 16);
    },
  };
}

const digester = createDigester();

/** Says whether two lists of values are the same, in 16 bytes. */
export const digestOf = (values: readonly (Column | undefined)[]): Buffer =>
  digester.digest(() => {
    for (const value of values) digester.tell(value);
  });
