import fc from "fast-check";
import { createColumns, quantileOf, type BootSample } from "@hacotaki/core";
import { expect, test } from "vitest";
import { idAt, someSample, TICK, WALL } from "./sample-boots.ts";

const filled = (samples: readonly BootSample[]) => {
  const columns = createColumns();
  for (const sample of samples) columns.put(sample);
  return columns;
};
const someSamples = fc
  .integer({ min: 0, max: 60 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => someSample(i))));
const isOver = ({ outcome }: BootSample) => outcome !== "booting";
const cameUp = ({ outcome }: BootSample) => outcome === "up" || outcome === "ready";

test("figures are those of the newest boots of the container that have the measure", () => {
  fc.assert(
    fc.property(someSamples, fc.integer({ min: 1, max: 12 }), (samples, most) => {
      const [[figures] = []] = filled(samples).budgets([
        { container: "web", window: { boots: most }, measure: "boot", quantile: 0.95 },
      ]);
      const walls = samples
        .filter((each) => each.container === "web" && cameUp(each) && each.duration !== undefined)
        .flatMap(({ wallTime }) => wallTime ?? [])
        .sort((a, b) => Number(b - a))
        .slice(0, most);
      expect(figures?.n).toBe(walls.length);
      expect(figures?.since).toBe(walls.at(-1));
    }),
  );
});

test("over a stretch of time, failures are counted of all boots that are over, for each container by itself", () => {
  fc.assert(
    fc.property(someSamples, fc.bigInt(0n, 30n), (samples, ticks) => {
      const since = WALL + ticks * TICK;
      const [figures = []] = filled(samples).budgets([{ window: { since } }]);
      const within = samples.filter((each) => isOver(each) && (each.wallTime ?? 0n) >= since);
      const byContainer = Map.groupBy(within, ({ container }) => container);
      expect(new Map(figures.map(({ container, n, failed }) => [container, [n, failed]]))).toEqual(
        new Map(
          [...byContainer].map(([name, boots]) => [
            name,
            [boots.length, boots.filter(({ outcome }) => outcome === "failed").length],
          ]),
        ),
      );
    }),
  );
});

const up = (n: number, duration: number, more: Partial<BootSample> = {}): BootSample => ({
  id: idAt(n),
  container: "web",
  hostId: "h",
  hostName: "h",
  outcome: "up",
  wallTime: WALL + BigInt(n) * TICK,
  duration,
  spans: [],
  ...more,
});

test("the quantile is that of the window, the boot shown the longest in it", () => {
  const columns = filled(Array.from({ length: 500 }, (_, n) => up(n, (n % 10) * 1_000)));
  const [[figures] = []] = columns.budgets([
    { container: "web", window: { boots: 100 }, measure: "boot", quantile: 0.95 },
  ]);
  const newest = Array.from({ length: 100 }, (_, n) => (n % 10) * 1_000).sort((a, b) => a - b);
  expect(figures).toMatchObject({ n: 100, value: quantileOf(newest, 0.95), since: WALL + 400n * TICK });
});

test("a container nobody knows, or a span no boot has, has no boots", () => {
  const columns = filled([up(1, 5)]);
  expect(columns.budgets([{ container: "db", window: { boots: 5 } }])).toEqual([
    [{ container: "db", n: 0, failed: 0 }],
  ]);
  expect(columns.budgets([{ container: "web", window: { boots: 5 }, measure: "seccomp" }])).toEqual([
    [{ container: "web", n: 0, failed: 0 }],
  ]);
});
