import { instant, type BootEvent, type BootId, type RunId } from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packEvents, type Filed } from "../src/events/event-codec.ts";
import type { KnownTimes } from "../src/events/beside-codec.ts";
import { packedBeside, unpackedBeside, type PackedBlock } from "../src/index.ts";
import { event } from "./arbitraries.ts";
import { eventsOfBoot } from "./builder.ts";

const same = (digest: string) => digest;
const BOOT = "0000000000000001" as BootId;
const filed = fc.array(fc.record({ event, boot: fc.constantFrom(null, 1n) }), {
  minLength: 1,
  maxLength: 40,
});

const inOrder = (all: readonly Filed[]) =>
  all.toSorted((a, b) => (a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : 0));

/** As a host's database has it. */
function blockOf(all: readonly Filed[]): PackedBlock {
  const { bytes, slots } = packEvents(all, same);
  const [firstAt = 0n, lastAt = 0n] = [all[0]?.event.at, all.at(-1)?.event.at];
  return {
    ...{ key: 1n, runId: "0000000000000002" as RunId, firstAt, lastAt, events: all.length, form: 1, bytes },
    filing: slots.map(([boot, count]) => [boot === null ? undefined : BOOT, count]),
  };
}

function ascending(start: bigint, instants: readonly bigint[]): KnownTimes {
  const offsets = instants.map((at) => Number(at - start)).filter(Number.isSafeInteger);
  return { start, offsets: Float64Array.from(new Set(offsets)).sort() };
}

/** What comes back; undefined: they are not to be told so. */
function back(all: readonly Filed[], written: KnownTimes, read = written): readonly Filed[] | undefined {
  const block = blockOf(all);
  const { events, firstAt, filing } = block;
  const about = { events, firstAt, slots: filing.length };
  const beside = packedBeside(block, written);
  return (
    beside &&
    unpackedBeside(beside, about, read, same).map(
      ({ event: each, slot }): Filed => ({ event: each, boot: filing[slot]?.[0] === undefined ? null : 1n }),
    )
  );
}

const exec = (at: bigint, tgid: number): BootEvent => ({
  ...{ kind: "exec", at: instant(at), seq: Number(at % 1_000n), tgid, file: "/bin/true", traced: false },
});

describe("events beside their boot", () => {
  test("come back field for field, whichever of their instants the boot has, or are left as they are", () => {
    let left = 0;
    const runs = 1_000;
    fc.assert(
      fc.property(
        filed,
        fc.array(fc.nat(39)),
        fc.bigInt({ min: -1_000n, max: 1_000n }),
        (all, places, start) => {
          const sorted = inOrder(all);
          const some = places.map((place) => sorted[place % sorted.length]?.event.at ?? 0n);
          const found = back(sorted, ascending(start, [start, ...some]));
          if (found === undefined) left++;
          else expect(found).toEqual(sorted);
        },
      ),
      { numRuns: runs },
    );
    expect(left).toBeLessThan(runs);
  });

  test("of a boot as it is recorded are never left as they are", () => {
    for (let n = 1; n < 40; n++) {
      const all = eventsOfBoot(n).map((each) => ({ event: each, boot: n % 2 === 0 ? 1n : null }));
      const sorted = inOrder(all);
      const instants = sorted.flatMap(({ event: { at } }, place) => (place % 3 === 0 ? [] : at));
      expect(back(sorted, ascending(sorted[0]?.event.at ?? 0n, instants))).toEqual(sorted);
    }
  });

  test("take no time of their own where the boot has their instants", () => {
    const start = 1_000_000_000_000n;
    const all = Array.from({ length: 20 }, (_, n) => ({ event: exec(start + BigInt(n) ** 7n, n), boot: 1n }));
    const instants = all.map((each) => each.event.at);
    expect(packedBeside(blockOf(all), ascending(start, instants))?.odd).toHaveLength(0);
  });

  test("are not read by the instants of another boot", () => {
    const start = 5_000n;
    const all = [exec(start, 1), exec(start + 70n, 2), exec(start + 90n, 2)].map((each) => ({
      event: each,
      boot: null,
    }));
    const known = ascending(start, [start, start + 70n, start + 90n]);
    expect(() => back(all, known, ascending(start, [start, start + 90n]))).toThrow(
      "others than the boot has",
    );
  });

  test("that make no sense are told to be damaged, and nothing else", () => {
    const known = ascending(0n, [0n, 10n, 20n]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 12 }), (main, odd) => {
        const about = { events: 3, firstAt: 0n, slots: 1 };
        try {
          unpackedBeside({ form: 3, odd, main: Uint8Array.of(3, ...main) }, about, known, same);
        } catch (error) {
          expect(error).toHaveProperty("name", "DamagedRow");
        }
      }),
    );
  });
});
