import { expect, test } from "vitest";
import { parseBootId } from "@hacotaki/core";
import { parseMade, parseShareWords, previewHref } from "../share-fields.ts";

test("the cookie of a share just made is its id and token, or nothing", () => {
  const token = "uENINA0lO5BXmFbccTv8HguI";
  expect(parseMade(`12.${token}`)).toEqual({ id: 12, token });
  for (const bad of [undefined, "", "12", token, `x.${token}`, `12.${token}x`, `12.<${token.slice(1)}`])
    expect(parseMade(bad), bad).toBeUndefined();
});

test("what was written goes with the preview, as far as an address holds it", () => {
  const id = parseBootId("0123456789abcdef");
  if (id === undefined) throw new Error("no id");
  const request = { subject: { kind: "boot", id }, parts: ["hosts"] } as const;
  const words = { title: "A & B", comment: "why?\n", expires: "" };
  const read = (href: string) =>
    parseShareWords(Object.fromEntries(new URL(href, "http://localhost").searchParams));
  expect(previewHref(request, words)).toMatch(/^\/share\?boot=0123456789abcdef&show=hosts&/);
  expect(read(previewHref(request, words))).toEqual(words);
  const long = previewHref(request, { ...words, title: "箱".repeat(120), comment: "箱".repeat(2000) });
  expect(long.length).toBeLessThan(4096);
  expect(read(long)).toEqual({ title: "箱".repeat(120), comment: "", expires: "" });
});

test("words that no form of ours would send are left at their usual", () => {
  expect(parseShareWords({})).toEqual({ comment: "", expires: "30" });
  expect(parseShareWords({ title: ["a", "b"], comment: "x".repeat(3000), expires: "31" })).toEqual({
    comment: "x".repeat(2000),
    expires: "30",
  });
});
