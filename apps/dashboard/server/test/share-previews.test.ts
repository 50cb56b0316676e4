import type { Boot, BootId, ShareRequest } from "@hacotaki/core";
import { expect, test } from "vitest";
import { printOfPreview } from "../../components/share/share-print.ts";
import type { TakenSnapshot } from "../../components/share/share-snapshot.ts";
import { createSharePreviews } from "../share-previews.ts";

const ID = "0123456789abcdef" as BootId;
const REQUEST: ShareRequest = { subject: { kind: "boot", id: ID }, parts: [] };

/** A boot that has fired so many marks; `exitAt` once it is over. */
function taken(marks: number, note = "slow", exitAt?: bigint): TakenSnapshot {
  const boot = { id: ID, markCount: marks, ...(exitAt === undefined ? {} : { exitAt }) } as unknown as Boot; // what is looked at
  return {
    bootIds: [ID],
    snapshot: { version: 1, kind: "boot", shared: { boot, marks: [], notes: [{ text: note, at: 1n }] } },
  };
}
const printOf = ({ snapshot }: TakenSnapshot, request = REQUEST) => printOfPreview(request, snapshot);

test("of a boot that has gone on, what the preview showed is shared", () => {
  const previews = createSharePreviews(() => 0);
  const before = taken(1);
  previews.show(REQUEST, before);
  expect(previews.chosen(REQUEST, taken(2), printOf(before))).toBe(before);
});

test("what is still as it was previewed is shared as it is now", () => {
  const now = taken(1, "slow", 5n);
  expect(createSharePreviews(() => 0).chosen(REQUEST, now, printOf(now))).toBe(now);
});

test("nothing is shared that no preview showed, or with other parts than it showed", () => {
  const previews = createSharePreviews(() => 0);
  const before = taken(1);
  previews.show(REQUEST, before);
  expect(previews.chosen(REQUEST, taken(2), printOf(taken(3)))).toBeUndefined();
  expect(previews.chosen(REQUEST, taken(2), null)).toBeUndefined();
  expect(previews.chosen({ ...REQUEST, parts: ["hosts"] }, taken(2), printOf(before))).toBeUndefined();
});

test("a note that was changed since is not shared as it was", () => {
  const previews = createSharePreviews(() => 0);
  const before = taken(1, "with a secret");
  previews.show(REQUEST, before);
  expect(previews.chosen(REQUEST, taken(2, "without"), printOf(before))).toBeUndefined();
});

test("a boot that is over has to be as it was previewed", () => {
  const previews = createSharePreviews(() => 0);
  const before = taken(1, "slow", 5n);
  previews.show(REQUEST, before);
  expect(previews.chosen(REQUEST, taken(2, "slow", 5n), printOf(before))).toBeUndefined();
});

test("previews are forgotten after a while, and beyond so many", () => {
  let now = 0;
  const previews = createSharePreviews(() => now);
  const all = Array.from({ length: 17 }, (_, n) => taken(n));
  for (const each of all) previews.show(REQUEST, each);
  const isKnown = (each: TakenSnapshot) => previews.chosen(REQUEST, taken(99), printOf(each)) !== undefined;
  expect(all.map(isKnown)).toEqual(all.map((_, n) => n > 0));
  now = 15 * 60_000 + 1;
  expect(all.some(isKnown)).toBe(false);
});
