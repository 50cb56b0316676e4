import { describe, expect, test } from "vitest";
import { createColumns, type BootSample, type ContainerChange } from "../../src/index.ts";
import { normalQuantile } from "../../src/statistics/normal.ts";
import { idAt, KINDS, TICK, WALL } from "./sample-boots.ts";

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const SIGMA = 0.1;
const noise = (random: () => number) => {
  const share = random();
  const z = normalQuantile(Math.min(share, 1 - share) || 1e-12);
  return Math.exp(SIGMA * (share < 0.5 ? -z : z));
};

/** Boots a tick apart; the runtime starts in 40 ms, pivot_root takes 20 ms, times a factor each. */
function bootsOf(
  container: string,
  n: number,
  random: () => number,
  change: (boot: number) => Partial<BootSample> & { readonly factors?: readonly number[] } = () => ({}),
): readonly BootSample[] {
  return Array.from({ length: n }, (_, boot): BootSample => {
    const { factors = [], ...facts } = change(boot);
    const spans = KINDS.slice(0, 2).map((kind, place) => ({
      kind,
      duration: (40e6 / (place + 1)) * noise(random) * (factors[place] ?? 1),
    }));
    return {
      id: idAt(boot),
      container,
      hostId: "h",
      hostName: "h",
      outcome: "up",
      kernel: "6.1",
      wallTime: WALL + BigInt(boot) * TICK,
      duration: spans.reduce((sum, { duration }) => sum + duration, 0),
      spans,
      ...facts,
    };
  });
}
const columnsOf = (samples: readonly BootSample[]) => {
  const columns = createColumns();
  for (const sample of samples) columns.put(sample);
  return columns;
};
const named = ({ slug, after }: ContainerChange) => `${slug} at ${Number(after.boot.slice(1))}`;

describe("change points of a container", () => {
  test("of a thousand containers that never changed, no more than 10 (alpha is 1 %) are said to have", () => {
    let wrong = 0;
    for (let container = 0; container < 1_000; container++) {
      const random = randomOf(container);
      const columns = columnsOf(bootsOf("web", 20 + (container % 7) * 40, random));
      if (columns.changes("web", {}).changes.length > 0) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(10);
  });

  test("a span that became 40 % slower is found where it did, with its cause, and so is its way back", () => {
    let found = 0;
    for (let seed = 0; seed < 20; seed++) {
      const columns = columnsOf(
        bootsOf("web", 300, randomOf(seed), (boot) =>
          boot >= 100 && boot < 200 ? { factors: [1, 1.4], kernel: "6.18" } : {},
        ),
      );
      const { changes, looked, all, omitted } = columns.changes("web", {});
      expect([looked, all, omitted]).toEqual([300, 300, 0]);
      const [back, began] = changes.filter(({ slug }) => slug === "pivot-root");
      if (began === undefined || back === undefined) continue;
      const isNear = ({ after }: ContainerChange, boot: number) =>
        Math.abs(Number(after.boot.slice(1)) - boot) <= 3;
      if (!isNear(began, 100) || !isNear(back, 200)) continue;
      found++;
      expect(began.attributes).toEqual([{ attribute: "kernel", before: "6.1", after: "6.18" }]);
      expect(back.attributes).toEqual([{ attribute: "kernel", before: "6.18", after: "6.1" }]);
      expect(began.shift.low).toBeGreaterThan(0);
      expect(back.shift.high).toBeLessThan(0);
      expect(changes.map(({ slug }) => slug)).not.toContain("runtime-start");
    }
    expect(found).toBeGreaterThanOrEqual(19);
  });

  test("the ranges of both sides hold exactly the boots that were compared", () => {
    const columns = columnsOf(
      bootsOf("web", 120, randomOf(1), (boot) => ({ factors: [1, boot < 50 ? 1 : 2] })),
    );
    const { changes } = columns.changes("web", {});
    expect(changes.map(named)).toEqual(["boot at 50", "pivot-root at 50"]);
    for (const { before, after } of changes) {
      const { n: nBefore, since, until } = before;
      const options = { alpha: 0.01, minChange: 0, minShift: 0 };
      const side = { container: "web", since: after.since, until: after.until };
      const compared = columns.compare({ container: "web", since, until }, side, options);
      expect([compared.baseline, compared.candidate, compared.shared]).toEqual([nBefore, after.n, 0]);
      expect([before.boot, after.boot]).toEqual([idAt(49), idAt(50)]);
    }
  });

  test("a certain shift that is too small to matter is no change, and its neighbours are one stretch", () => {
    const columns = columnsOf(
      bootsOf("web", 3_000, randomOf(2), (boot) => ({
        factors: [boot < 1_000 ? 1 : 1.03, boot < 2_000 ? 1 : 1.3],
      })),
    );
    const { changes } = columns.changes("web", {});
    expect(changes.every(({ slug }) => slug !== "runtime-start")).toBe(true);
    const pivot = changes.filter(({ slug }) => slug === "pivot-root");
    expect(pivot.map(({ before, after }) => [before.n, after.n].map((n) => Math.round(n / 100)))).toEqual([
      [20, 10],
    ]);
  });

  test("boots of other hosts and times, failed ones and ones without a clock are left out", () => {
    const columns = columnsOf(
      bootsOf("web", 100, randomOf(3), (boot) => ({
        factors: [boot % 2 === 0 && boot >= 50 ? 3 : 1, 1],
        hostId: boot % 2 === 0 ? "h" : "other",
      })),
    );
    expect(columns.changes("web", { host: "other" }).changes).toEqual([]);
    expect(columns.changes("web", { host: "h" }).changes.map(named)).toContain("runtime-start at 50");
    expect(columns.changes("web", { host: "h", until: WALL + 48n * TICK }).changes).toEqual([]);
    for (const [place, sample] of bootsOf("web", 100, randomOf(3)).entries()) {
      const { wallTime: _, ...without } = sample;
      columns.put(place % 2 === 0 ? without : { ...sample, outcome: "failed" });
    }
    expect(columns.changes("web", {})).toEqual({ looked: 0, all: 0, changes: [], omitted: 0 });
    expect(columns.changes("nobody", {}).changes).toEqual([]);
  });
});
