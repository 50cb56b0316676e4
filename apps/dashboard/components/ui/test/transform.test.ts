import { clampRange, MIN_LENGTH_NS } from "@hacotaki/core/drawing/extent";
import { zoomIdentity } from "d3-zoom";
import { expect, test } from "vitest";
import { acrossOf, constrained, rangeOf, scalesOf } from "../gestures/transform.ts";

const TRACK = { left: 180, width: 900 };
const DAY_NS = 86_400_000_000_000n;
/** The longest that is exact as a number: 2^53 ns. */
const LONGEST = 104n * DAY_NS;
const second = { fromNs: 0n, toNs: 1_000_000_000n };
/** As d3 stretches around a place, px of the chart's element. */
const around = (px: number, k: number) => zoomIdentity.translate(px, 0).scale(k).translate(-px, 0);

test("a gesture that has not moved shows what was there, at any length, to the nanosecond at both ends", () => {
  for (const range of [
    second,
    { fromNs: 1n, toNs: 101n },
    { fromNs: -7n, toNs: LONGEST },
    { fromNs: LONGEST - 1001n, toNs: LONGEST - 3n },
  ]) {
    expect(rangeOf(range, zoomIdentity, TRACK)).toEqual(range);
    expect(rangeOf(range, acrossOf(range, range, TRACK), TRACK)).toEqual(range);
  }
});

test("a range that is panned keeps its length to the nanosecond, also at the far end of 104 days", () => {
  for (const base of [second, { fromNs: LONGEST - 1_000_001n, toNs: LONGEST }])
    for (const px of [-333, -1, 0.25, 17, 900]) {
      const { fromNs, toNs } = rangeOf(base, zoomIdentity.translate(px, 0), TRACK);
      expect(toNs - fromNs).toBe(base.toNs - base.fromNs);
      expect(fromNs - base.fromNs).toBe(BigInt(Math.round((Number(toNs - fromNs) * -px) / TRACK.width)));
    }
});

test("what lies under the pointer stays there when the chart is stretched", () => {
  const middle = TRACK.left + TRACK.width / 2;
  expect(rangeOf(second, around(middle, 2), TRACK)).toEqual({ fromNs: 250_000_000n, toNs: 750_000_000n });
  expect(rangeOf(second, around(TRACK.left, 4), TRACK)).toEqual({ fromNs: 0n, toNs: 250_000_000n });
  // Out, and around a place that is not on the chart.
  expect(rangeOf(second, around(TRACK.left + TRACK.width, 0.5), TRACK)).toEqual({
    fromNs: -1_000_000_000n,
    toNs: 1_000_000_000n,
  });
});

test("of 104 days, a range of nanoseconds is found to the nanosecond at both ends", () => {
  const whole = { fromNs: 0n, toNs: LONGEST };
  const wanted = { fromNs: LONGEST - 1_000n, toNs: LONGEST - 500n };
  // Step by step, as fingers and wheels do: each gesture begins anew at what is shown.
  let shown = whole;
  for (let step = 0; step < 200 && shown.toNs - shown.fromNs > 500n; step++) {
    const [, most] = scalesOf(shown, whole);
    const k = Math.min(4, most, Number(shown.toNs - shown.fromNs) / 500);
    const at = Number(wanted.fromNs - shown.fromNs) / Number(shown.toNs - shown.fromNs - 500n);
    shown = clampRange(rangeOf(shown, around(TRACK.left + at * TRACK.width, k), TRACK), whole);
  }
  expect(shown).toEqual(wanted);
});

test("nothing is shown beyond the whole, and nothing shorter than clocks can tell", () => {
  const shown = { fromNs: 400_000_000n, toNs: 600_000_000n };
  const [least, most] = scalesOf(shown, second);
  expect(least).toBeCloseTo(0.2, 12);
  expect(200_000_000 / most).toBe(Number(MIN_LENGTH_NS));
  const beyond = zoomIdentity.translate(5 * TRACK.width, 0);
  const within = constrained(shown, beyond, TRACK, second);
  expect(within && rangeOf(shown, within, TRACK)).toEqual({ fromNs: 0n, toNs: 200_000_000n });
  expect(constrained(shown, zoomIdentity.translate(10, 0), TRACK, second)).toBeUndefined();
});
