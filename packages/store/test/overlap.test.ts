import { instant, type Boot } from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openStore } from "../src/index.ts";
import { bootAt, bootIdAt, saveBoots, SOURCE } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const { hostId, kernelBootId } = SOURCE;

/** A boot from one instant to another; without an end it is booting. */
function bootFrom(n: number, from: number, to: number | undefined, facts: Partial<Boot> = {}): Boot {
  const { upAt: _up, upBy: _by, endAt: _end, ...base } = bootAt(n);
  const startAt = instant(BigInt(from));
  return to === undefined
    ? { ...base, startAt, outcome: "booting", ...facts }
    : { ...base, startAt, upAt: instant(BigInt(to)), upBy: "exec", endAt: instant(BigInt(to)), ...facts };
}

async function beside(boots: readonly Boot[], from: number, to: number, limit = 100) {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  saveBoots(store, boots);
  const found = await store.overlapping({
    hostId,
    kernelBootId,
    startAt: instant(BigInt(from)),
    endAt: instant(BigInt(to)),
    limit,
  });
  store.close();
  return found.map(({ id }) => id);
}

describe("boots beside a boot", () => {
  test("are those under way meanwhile, by their start, ends included", async () => {
    const boots = [
      bootFrom(0, 0, 9),
      bootFrom(1, 5, 10),
      bootFrom(2, 12, 15),
      bootFrom(3, 20, 40),
      bootFrom(4, 21, 40),
    ];
    expect(await beside(boots, 10, 20)).toEqual([1, 2, 3].map(bootIdAt));
  });

  test("are of the same kernel boot: other instants cannot be compared", async () => {
    const boots = [
      bootFrom(0, 10, 20),
      bootFrom(1, 10, 20, { kernelBootId: "another" }),
      bootFrom(2, 10, 20, { hostId: "another" }),
    ];
    expect(await beside(boots, 10, 20)).toEqual([bootIdAt(0)]);
  });

  test("may still be booting; one whose end nobody saw is known at its start alone", async () => {
    const boots = [
      bootFrom(0, 1, undefined),
      bootFrom(1, 2, undefined, { outcome: "partial" }),
      bootFrom(2, 11, undefined, { outcome: "partial" }),
    ];
    expect(await beside(boots, 10, 20)).toEqual([0, 2].map(bootIdAt));
  });

  test("of more than asked for, those that began last are told", async () => {
    const boots = Array.from({ length: 10 }, (_, n) => bootFrom(n, n, 100));
    expect(await beside(boots, 50, 60, 3)).toEqual([7, 8, 9].map(bootIdAt));
  });

  test("share at least an instant with it", async () => {
    const stretch = fc.tuple(fc.nat(30), fc.nat(10));
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { maxLength: 12 }), stretch, async (others, [from, length]) => {
        const boots = others.map(([start, ns], n) => bootFrom(n, start, start + ns));
        const expected = boots.filter((_, n) => {
          const [start = 0, ns = 0] = others[n] ?? [];
          return start <= from + length && start + ns >= from;
        });
        const found = await beside(boots, from, from + length);
        expect([...found].sort()).toEqual(expected.map(({ id }) => id).sort());
      }),
      { numRuns: 30 },
    );
  });
});
