import { expect, test } from "vitest";
import { layoutTimeAxis } from "../../../charts/time-axis/layout.ts";
import { tickLabel } from "../stretches.ts";

const DATES = { locale: "en-GB", timeZone: "UTC" } as const;
const SECOND = 1_000_000_000n;

test.each([
  ["a second", SECOND],
  ["ten seconds", 10n * SECOND],
  ["five minutes", 300n * SECOND],
  ["a day", 86_400n * SECOND],
  ["a month", 30n * 86_400n * SECOND],
  ["a year", 366n * 86_400n * SECOND],
  ["ten years", 3653n * 86_400n * SECOND],
])("no two ticks of an axis over %s are labelled alike", (_, length) => {
  const since = 1_764_450_469_000_000_000n;
  const ticks = layoutTimeAxis({ since, until: since + length }, 6);
  const labels = ticks.map(tickLabel(DATES, ticks));
  expect(labels.length).toBeGreaterThan(1);
  expect(new Set(labels).size).toBe(labels.length);
});
