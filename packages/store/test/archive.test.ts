import { instant, type Boot, type BootEvent } from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRecording, recordingNames } from "../../core/test/recording.ts";
import { notKept, packArchive, unpackArchive } from "../src/archive/archive.ts";
import { MOST_EVENTS, type ArchivedBoot, type ArchivedRun } from "../src/archive/archived.ts";
import { openEvents } from "../src/archive/archived-events.ts";
import { openDetails } from "../src/archive/details.ts";
import { sealed } from "../src/archive/sealed.ts";
import { DamagedRow } from "../src/error.ts";
import { inOrder } from "../src/events/incoming.ts";
import { bootColumns } from "../src/packing/boot-row.ts";
import { packBoot } from "../src/packing/packed-boot.ts";
import { closedSpans } from "../src/packing/packed-spans.ts";
import { boot, event } from "./arbitraries.ts";
import { assembled, eventsOfBoot } from "./builder.ts";
import { seeded } from "./seeded.ts";

const textOf = (digest: string) => digest;
const digestOf = textOf;
const TEXTS = { digestOf, textOf };

const kinds: string[] = [];
function kindOf({ slug }: { readonly slug: string }): number {
  const place = kinds.indexOf(slug);
  return place < 0 ? kinds.push(slug) : place + 1;
}

function archivedBoot(each: Boot, key: bigint): ArchivedBoot {
  const { spans, processes } = packBoot(each, kindOf);
  const { reasons } = bootColumns(each);
  return {
    key,
    container: each.container,
    startAt: each.startAt,
    spans,
    processes: Buffer.from(processes),
    reasons,
  };
}

/** Runs as they are stored of what an assembler made of events; keys are in the order of their boots. */
function runsOf(changes: ReturnType<typeof assembled>, first = 1n): ArchivedRun[] {
  const runs = new Map<
    string,
    { boots: Boot[]; filed: { event: BootEvent; bootId: string | undefined }[] }
  >();
  const of = (id: string) => {
    const found = runs.get(id) ?? { boots: [], filed: [] };
    runs.set(id, found);
    return found;
  };
  for (const each of changes.boots) of(each.runId).boots.push(each);
  for (const { runId, bootId, event: one } of changes.events) of(runId).filed.push({ event: one, bootId });
  let next = first;
  return [...runs.values()].map(({ boots, filed }) => {
    const key = next;
    const keyed = boots.map((each, n) => ({ id: each.id, boot: archivedBoot(each, next + BigInt(n)) }));
    next += BigInt(Math.max(1, boots.length));
    const keyOf = (id: string | undefined) => keyed.find((each) => each.id === id)?.boot.key ?? null;
    const events = inOrder(filed.map(({ event: one, bootId }) => ({ event: one, boot: keyOf(bootId) })));
    return { key, boots: keyed.map((each) => each.boot), events };
  });
}

const recorded = recordingNames().flatMap((name) => {
  const { source, events } = readRecording(name);
  return runsOf(assembled(events, source)).filter((run) => run.events.length <= MOST_EVENTS);
});
/** With keys of their own. */
const keyed = (runs: readonly ArchivedRun[]): ArchivedRun[] => {
  let next = 1n;
  return runs.map((run) => {
    const first = next;
    const to = new Map(run.boots.map(({ key }, n) => [key, first + BigInt(n)]));
    next += BigInt(Math.max(1, run.boots.length));
    return {
      key: first,
      boots: run.boots.map((each) => ({ ...each, key: to.get(each.key) ?? 0n })),
      events: run.events.map((each) => ({
        ...each,
        boot: each.boot === null ? null : (to.get(each.boot) ?? null),
      })),
    };
  });
};

/** Everything of an archive, read in the ways in which it can be. */
function read(archive: ReturnType<typeof packArchive>): readonly ArchivedRun[] {
  const details = openDetails(archive.details);
  const events = openEvents(archive.events, details);
  for (const run of details.runs) {
    const filed = events.events(run, textOf);
    const head = events.head(run);
    expect(head?.count ?? 0).toBe(filed.length);
    if (head !== undefined) {
      expect([head.firstAt, head.lastAt]).toEqual([filed[0]?.event.at, filed.at(-1)?.event.at]);
      for (const [boot, count] of head.slots)
        expect(filed.filter((each) => each.boot === boot)).toHaveLength(count);
    }
  }
  for (const boot of details.runs.flatMap((run) => details.bootsOf(run) ?? [])) {
    const spans = details.spans(boot) ?? "[]";
    const told = (kind: number, duration: number) => [kind, duration];
    expect(details.closedSpans(boot, told)).toEqual(closedSpans(spans, told));
  }
  return unpackArchive(archive, textOf);
}
const bare = (runs: readonly ArchivedRun[]) =>
  runs.map((run) => ({
    ...run,
    boots: run.boots.map((each) => ({ ...each, container: run.boots[0]?.container })),
  }));

describe("runs in an archive", () => {
  test("come back as they were: spans, processes, reasons and events of every recording", () => {
    const runs = keyed(recorded);
    const archive = packArchive(runs, digestOf);
    expect(bare(read(archive))).toStrictEqual(bare(runs));
    expect(notKept(runs, archive, TEXTS)).toEqual([]);
  });

  test("come back whatever they are, and in whatever order they are given", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.array(boot, { maxLength: 3 }),
            fc.array(fc.tuple(event, fc.nat(3)), { maxLength: 12 }),
            fc.bigInt(1n, 1n << 40n),
          ),
          { maxLength: 5 },
        ),
        (given) => {
          let key = 0n;
          const runs = given.map(([boots, events, step]): ArchivedRun => {
            key += step;
            const own = boots.map((each, n) => archivedBoot(each, key + BigInt(n)));
            key += BigInt(own.length);
            const filed = events.map(([one, n]) => ({ event: one, boot: own[n]?.key ?? null }));
            return { key: key - BigInt(own.length), boots: own, events: inOrder(filed) };
          });
          const archive = packArchive(runs.toReversed(), digestOf);
          expect(bare(read(archive))).toStrictEqual(bare(runs));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("come back where what is stored of a boot stands elsewhere, or is of a form that nobody knows", () => {
    const odd = [
      null,
      "",
      "[]",
      "[[1,0]]",
      "[[1,-5,18446744073709551616,1]]",
      "[[01,0,1]]",
      "[[1,0,1e3]]",
      "\0é",
    ];
    const bytes = [
      null,
      Buffer.of(),
      Buffer.of(1, 0),
      Buffer.of(1, 0, 0),
      Buffer.of(2, 200),
      Buffer.of(1, 0x80, 0),
    ];
    const reasons = [
      null,
      "",
      ";",
      " 1:5;",
      " 1:5 2:7;3:05",
      ";1:99999999999999999999",
      "1",
      " 1:5  2:6;",
      "3:7 4:9",
      " 3:7",
      "3:07",
    ];
    const boots = Array.from({ length: 24 }, (_, n) => ({
      key: BigInt(n + 1),
      container: `c${n % 3}`,
      startAt: BigInt(n),
      spans: odd[n % odd.length] ?? null,
      processes: bytes[n % bytes.length] ?? null,
      reasons: reasons[(n * 3) % reasons.length] ?? null,
    }));
    const runs = [{ key: 7n, boots, events: [] }];
    expect(bare(unpackArchive(packArchive(runs, digestOf), textOf))).toStrictEqual(bare(runs));
    expect(notKept(runs, packArchive(runs, digestOf), TEXTS)).toEqual([]);
  });

  test("name haco texts by numbers that their reader has, who says which is missing", () => {
    const runs = keyed(recorded);
    const digests = runs.flatMap(({ events }) =>
      events.flatMap(({ event: one }) => (one.kind === "fact" && one.key === "haco-hash" ? one.value : [])),
    );
    const all = [...new Set(digests), "a".repeat(64)];
    const known = {
      keyOf: (digest: string) => (all.includes(digest) ? all.indexOf(digest) : undefined),
      digestAt: (key: number) => all[key],
    };
    const [run] = runs;
    if (run === undefined) throw new Error("no recordings");
    const fact = { kind: "fact" as const, key: "haco-hash" as const, seq: 9 };
    const values = ["a".repeat(64), "b".repeat(64)];
    const events = values.map((value, n) => ({
      event: { ...fact, at: instant(BigInt(n)), value },
      boot: null,
    }));
    const told = [...runs.slice(1), { ...run, events }];
    const archive = packArchive(told, digestOf, known);
    expect(notKept(told, archive, TEXTS, known)).toEqual([]);
    expect(archive.events.length).toBeLessThan(packArchive(told, digestOf).events.length);
    expect(() => unpackArchive(archive, textOf)).toThrow("a haco text that is not there");
  });

  test("are told apart from those that an archive does not have", () => {
    const runs = keyed(recorded.slice(0, 2));
    const archive = packArchive(runs, digestOf);
    const details = openDetails(archive.details);
    expect([details.bootsOf(99_999n), details.spans(99_999n), details.reasons(99_999n)]).toEqual(
      Array.from({ length: 3 }),
    );
    const events = openEvents(archive.events, details);
    expect(events.head(99_999n)).toBeUndefined();
    expect(events.events(99_999n, textOf)).toEqual([]);
  });

  test("that would come back otherwise are told", () => {
    const runs = keyed(recorded.slice(0, 3));
    const [first, second] = runs;
    if (first === undefined || second === undefined) throw new Error("too few recordings");
    const archive = packArchive(runs, digestOf);
    const other = { ...second, events: second.events.slice(1) };
    const named = { ...first, boots: first.boots.map((each) => ({ ...each, reasons: " 1:1;" })) };
    expect(notKept([named, other], archive, TEXTS)).toEqual([named.key, other.key]);
    expect(notKept(runs, { ...archive, events: Buffer.of(1) }, TEXTS)).toEqual(runs.map(({ key }) => key));
  });

  test("are refused where they come twice, or more than an archive holds", () => {
    const [run] = runsOf(assembled(eventsOfBoot(1)));
    if (run === undefined) throw new Error("no run");
    expect(() => packArchive([run, run], digestOf)).toThrow(RangeError);
    const [filed] = run.events;
    if (filed === undefined) throw new Error("no events");
    const events = Array.from({ length: MOST_EVENTS + 1 }, () => filed);
    expect(() => packArchive([{ ...run, events }], digestOf)).toThrow(RangeError);
    expect(() => packArchive([{ ...run, events: [{ ...filed, boot: 77n }] }], digestOf)).toThrow("filed");
  });
});

describe("an archive that is damaged", () => {
  const runs = keyed(recorded.slice(0, 4));
  const archive = packArchive(runs, digestOf);
  const reads = (part: Partial<typeof archive>) => unpackArchive({ ...archive, ...part }, textOf);

  test.each(["details", "events"] as const)("in its %s is told, wherever a bit is another one", (part) => {
    const below = seeded(7);
    const whole = archive[part];
    for (let n = 0; n < 400; n++) {
      const flipped = Buffer.from(whole);
      const at = n < 8 ? n : below(whole.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << below(8));
      expect(() => reads({ [part]: flipped })).toThrow(DamagedRow);
    }
  });

  test.each(["details", "events"] as const)("in its %s is told, wherever it ends too soon", (part) => {
    const whole = archive[part];
    for (let length = 0; length < whole.length; length += length < 16 ? 1 : 37)
      expect(() => reads({ [part]: whole.subarray(0, length) })).toThrow(DamagedRow);
  });
});

describe("a made-up archive with a right checksum", () => {
  const archive = packArchive(keyed(recorded.slice(0, 4)), digestOf);
  const HEAD = 5;
  /** Gives what it is asked for, or says that it is damaged; nothing else is thrown. */
  function readsOrIsDamaged(given: typeof archive): void {
    try {
      unpackArchive(given, textOf);
    } catch (error) {
      expect(error).toBeInstanceOf(DamagedRow);
    }
  }

  test("of any bytes gives runs or says that it is damaged", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readsOrIsDamaged({ ...archive, details: sealed(1, bytes) });
        readsOrIsDamaged({ ...archive, events: sealed(1, bytes) });
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(["details", "events"] as const)(
    "of other bits in its %s gives runs or says that it is damaged",
    (part) => {
      const below = seeded(11);
      for (let n = 0; n < 600; n++) {
        const bytes = Buffer.from(archive[part].subarray(HEAD));
        for (let times = below(3); times >= 0; times--) {
          const at = below(bytes.length);
          bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        }
        readsOrIsDamaged({ ...archive, [part]: sealed(1, bytes) });
      }
    },
  );

  test("of a later version is refused by its number", () => {
    const later = sealed(9, archive.details.subarray(HEAD));
    expect(() => openDetails(later)).toThrow("the form 9");
  });
});
