import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBitReader, createBitWriter } from "../src/values/bits.ts";
import { DamagedRow } from "../src/error.ts";

function written(values: readonly bigint[]): Buffer {
  const to = createBitWriter();
  for (const value of values) to.number(value);
  return to.take();
}

const most = 2n ** 126n - 1n;
const number = fc.oneof(
  fc.bigInt(0n, 300n),
  fc.bigInt(0n, 2n ** 24n),
  fc.bigInt(2n ** 52n, 2n ** 54n),
  fc.bigInt(-most, most),
);

describe("numbers as bits", () => {
  test("come back, whatever their size and sign, and nothing is left", () => {
    fc.assert(
      fc.property(fc.array(number), (values) => {
        const from = createBitReader(written(values));
        expect(values.map(() => from.number())).toEqual(values);
        expect(from.isAtEnd()).toBe(true);
      }),
    );
  });

  test("of every length of bits come back", () => {
    const values = Array.from({ length: 126 }, (_, bits) => [
      2n ** BigInt(bits),
      2n ** BigInt(bits + 1) - 1n,
    ]).flat();
    const all = [0n, ...values.slice(0, -2), most, ...values.slice(0, -2).map((value) => -value), -most];
    const from = createBitReader(written(all));
    expect(all.map(() => from.number())).toEqual(all);
  });

  test("of more bits than are kept are refused by who writes", () => {
    expect(() => written([most + 1n])).toThrow(RangeError);
    expect(() => written([-most - 1n])).toThrow(RangeError);
  });

  test("of any bytes are read until they end, or said to be damaged", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const from = createBitReader(Buffer.from(bytes));
        // Each takes four bits at least.
        expect(() => {
          for (let n = 0; n <= bytes.length * 2; n++) from.number();
        }).toThrow(DamagedRow);
      }),
    );
  });

  test("a length of time as calls take it is told in four bits more than its own", () => {
    expect(written([256n, 4_000_000n])).toHaveLength(Math.ceil((4 + 8 + 4 + 21) / 8));
  });
});
