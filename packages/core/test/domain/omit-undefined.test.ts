import { expect, test } from "vitest";
import { omitUndefined } from "../../src/index.ts";

test("what is undefined is absent, and every other value stays", () => {
  const fields = omitUndefined({ a: undefined, b: null, c: 0n, d: "", e: false });
  expect(Object.keys(fields)).toEqual(["b", "c", "d", "e"]);
  expect(fields).toEqual({ b: null, c: 0n, d: "", e: false });
});

test("the object given is left as it is", () => {
  const given = { a: undefined };
  omitUndefined(given);
  expect(Object.keys(given)).toEqual(["a"]);
});
