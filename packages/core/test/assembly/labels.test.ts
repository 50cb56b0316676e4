import { expect, test } from "vitest";
import { labelsOf } from "../../src/assembly/oci/labels.ts";

test("labels are texts by their keys; what is no text, or long, is not told", () => {
  const given = { project: "shop", number: 7, "": "x", long: "x".repeat(200), empty: "" };
  expect(labelsOf(JSON.stringify(given))).toEqual({ project: "shop", empty: "" });
});

test("a fact that holds no labels tells none", () => {
  for (const fact of [undefined, "", "{", "null", "[]", "7", "{}"]) expect(labelsOf(fact)).toBeUndefined();
});

test("of very many labels the first are told", () => {
  const given = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`key${n}`, "v"]));
  expect(Object.keys(labelsOf(JSON.stringify(given)) ?? {})).toHaveLength(32);
});
