import { expect, test } from "vitest";
import { layoutSparkline } from "../../../charts/sparkline/layout.ts";
import { createEventRates, RATES_NS } from "../event-rates.ts";

const SECOND = 1_000_000_000n;
const sign = (seconds: number, events: bigint) => ({ id: 1, seenAt: BigInt(seconds) * SECOND, events });

test("a rate needs two signs of life and is the events between them by the time between them", () => {
  const rates = createEventRates();
  rates.see([sign(10, 1000n)]);
  expect(rates.of(1)).toEqual([]);
  rates.see([sign(12, 1500n)]);
  rates.see([sign(12, 1500n)]);
  expect(rates.of(1)).toEqual([{ since: 10n * SECOND, until: 12n * SECOND, perSecond: 250 }]);
});

test("rates older than five minutes, and recordings told of no more, are forgotten", () => {
  const rates = createEventRates();
  for (let second = 0; second <= 600; second += 2) rates.see([sign(second, BigInt(second))]);
  expect(rates.of(1)).toHaveLength(150);
  expect(rates.of(1)[0]?.until).toBe(600n * SECOND - RATES_NS + 2n * SECOND);
  rates.see([]);
  expect(rates.of(1)).toEqual([]);
});

test("the highest rate fills the chart, and time without a sign of life is a gap", () => {
  const rates = [
    { since: 0n, until: 10n * SECOND, perSecond: 50 },
    { since: 20n * SECOND, until: 30n * SECOND, perSecond: 100 },
  ];
  const range = { since: 0n, until: 40n * SECOND };
  expect(layoutSparkline(rates, range, { width: 40, height: 20 })).toEqual({
    peak: 100,
    path: "M0,10L10,10L10,20L0,20ZM20,0L30,0L30,20L20,20Z",
  });
  expect(layoutSparkline([], range, { width: 40, height: 20 })).toEqual({ peak: 0, path: "" });
});
