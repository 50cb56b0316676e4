import { expect, test } from "vitest";
import { boundariesOf, measured, nextBoundary, snapped } from "../../src/drawing/measure.ts";
import { instant, type Boot, type Span } from "../../src/index.ts";

const START = 1_000n;
const span = (group: Span["group"], from: bigint, to: bigint | undefined, onPath = true) =>
  ({
    group,
    onPath,
    startAt: instant(START + from),
    ...(to === undefined ? { state: "open" } : { state: "closed", endAt: instant(START + to) }),
  }) as Span; // only what is measured of a span
const boot = {
  startAt: instant(START),
  spans: [
    span("supervise", 0n, 100n),
    span("limits", 100n, 400n),
    span("supervise", 400n, 450n),
    span("supervise", 100n, 900n, false),
    span("exec", 450n, undefined),
  ],
} as Pick<Boot, "startAt" | "spans">;

test("between two instants the path's spans add up by group, the longest first", () => {
  expect(measured(boot, { fromNs: 50n, toNs: 420n })).toEqual({
    ns: 370n,
    groups: [
      { group: "limits", ns: 300n },
      { group: "supervise", ns: 70n },
    ],
  });
});

test("an open span counts up to now, and what lies beside the path not at all", () => {
  expect(measured(boot, { fromNs: 440n, toNs: 800n }, 500n).groups).toEqual([
    { group: "exec", ns: 50n },
    { group: "supervise", ns: 10n },
  ]);
  expect(measured(boot, { fromNs: 460n, toNs: 800n }).groups).toEqual([]);
});

test("an end jumps to a boundary that is near, and from one to the next", () => {
  const all = boundariesOf(boot);
  expect(all).toEqual([0n, 100n, 400n, 450n, 900n]);
  expect(snapped(103n, all, 5n)).toBe(100n);
  expect(snapped(110n, all, 5n)).toBe(110n);
  expect([nextBoundary(100n, all, 1), nextBoundary(100n, all, -1), nextBoundary(0n, all, -1)]).toEqual([
    400n,
    0n,
    undefined,
  ]);
});
