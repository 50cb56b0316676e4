import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDigester, digestOf } from "../src/packing/digest.ts";

type Value = string | number | bigint | null | undefined;

/** As it is stored by versions of before: the text of all values, put together. */
function plainDigest(values: readonly Value[]): Buffer {
  const told = (value: Value) =>
    typeof value === "string" ? `"${value.length}:${value}` : `,${value ?? "-"}`;
  return hash("sha256", `1${values.map(told).join("")}`, "buffer").subarray(0, 16);
}

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.maxSafeInteger(),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double(),
  fc.constantFrom(
    null,
    undefined,
    0,
    -0,
    9,
    10,
    99,
    100,
    "",
    "\ud800",
    "a".repeat(20_000),
    "字".repeat(9_000),
  ),
);

test("a digest is that of its values as one text, as what is stored was told by", () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (values) => {
      expect(digestOf(values)).toEqual(plainDigest(values));
    }),
  );
});

test("a digest that could not be made leaves nothing behind in the next one", () => {
  const { tell, digest } = createDigester();
  const told = () => digest(() => tell("a boot"));
  const before = told();
  expect(() =>
    digest(() => {
      tell("half of one");
      throw new RangeError("no row can hold it");
    }),
  ).toThrow(RangeError);
  expect(told()).toEqual(before);
});
