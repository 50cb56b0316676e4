import { expect, test } from "vitest";
import { rangeWith } from "../found-place.ts";

const SHOWN = { fromNs: 1_000n, toNs: 2_000n };

test("what is in sight moves nothing", () => {
  expect(rangeWith(SHOWN, { atNs: 1_000n })).toBeUndefined();
  expect(rangeWith(SHOWN, { atNs: 1_200n, toNs: 1_205n })).toBeUndefined();
});

test("an instant out of sight is shown in the middle of a range as long as before", () => {
  expect(rangeWith(SHOWN, { atNs: 9_000n })).toEqual({ fromNs: 8_500n, toNs: 9_500n });
  expect(rangeWith(SHOWN, { atNs: 100n })).toEqual({ fromNs: -400n, toNs: 600n });
});

test("a stretch that would hardly be seen, or not whole, is zoomed to", () => {
  expect(rangeWith(SHOWN, { atNs: 1_200n, toNs: 1_204n })).toEqual({ fromNs: 1_186n, toNs: 1_218n });
  expect(rangeWith(SHOWN, { atNs: 0n, toNs: 5_000n })).toEqual({ fromNs: -5_010n, toNs: 10_010n });
});
