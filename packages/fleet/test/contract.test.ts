import { hash } from "node:crypto";
import {
  createColumns,
  instant,
  isMeant,
  OUTCOMES,
  type Boot,
  type BootEvent,
  type BootFilter,
  type BootId,
} from "@hacotaki/core";
import type { ListSort, StoreReader } from "@hacotaki/store";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasEngine } from "../../../test/fleet/engine.ts";
import { readRecording } from "../../core/test/recording.ts";
import { assembled, bootAt, eventsOfBoot, NOTHING, SOURCE } from "../../store/test/builder.ts";
import { FILTER_CASES, FILTERED_BOOTS, namesOf } from "../../store/test/filter-cases.ts";
import { insideOfABoot } from "../../store/test/made-inside.ts";
import { openFleet as openReader } from "../src/index.ts";
import {
  destinationAt,
  openFleet,
  openSpoolAt,
  shipperOf,
  untilQuiet,
  type Fleet,
  type Spool,
} from "./fleet.ts";

/** What the two tell apart by their nature: how they count changes, and how a host's boots came to it. */
const RECORDED = [
  "2019-multi",
  "2019-slow-hooks",
  "2019-fail-hook-exit",
  "head-attach-kill",
  "head-min-true",
];
const OWN = new Set(["revision", "recording", "hostLabels"]);
function told(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (OWN.has(key) ? [] : [[key, told(each)]])),
  );
}

/** A run of one boot with many marks, many events, and texts of all kinds. */
function busyBoot(): readonly BootEvent[] {
  const events = eventsOfBoot(70);
  const last = events.find(({ kind, tgid }) => kind === "probe" && tgid !== events[0]?.tgid)?.tgid ?? 0;
  const start = events.at(-6)?.at ?? 0n;
  const more = Array.from({ length: 5_000 }, (_, n): BootEvent => {
    const who = { tgid: last, ppid: 1, at: instant(start + BigInt(n) * 500n), seq: 100 + n };
    if (n % 7 === 0)
      return {
        ...who,
        kind: "probe",
        provider: "haconiwa",
        probe: "probe_misc_str",
        args: n % 2 === 0 ? [BigInt(n)] : [BigInt(n), n === 2_107 ? "é".repeat(1_200) : `note ${n} デモ`],
      };
    return {
      ...who,
      kind: "syscall",
      name: "rmdir",
      when: "exit",
      parameters: { path: `/tmp/${n}` },
      result: 0n,
    };
  });
  return [...events, ...more];
}

/** A boot of a host that is not the first of its database, with its haco file among its events. */
function withHacoText(hostId: string) {
  const text = `# of ${hostId}`;
  const told = { "haco-text": text, "haco-hash": hash("sha256", text, "hex") };
  const { runs, boots, ...changes } = assembled(
    eventsOfBoot(hostId === "host-x" ? 80 : 90).flatMap((event): BootEvent[] =>
      event.kind === "probe" && event.args[0] === 1n
        ? [
            event,
            ...Object.entries(told).map(
              ([key, value], n) =>
                ({ ...event, kind: "fact", key, value, seq: event.seq + 500 + n }) as BootEvent, // one of its kind
            ),
          ]
        : [event],
    ),
    { ...SOURCE, hostId, hostName: hostId },
  );
  if (!boots.some(({ hacoText }) => hacoText !== undefined)) throw new Error("no boot with its haco file");
  return { runs, boots, ...changes };
}

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const someFilter = fc
  .record({
    container: optional(fc.constantFrom("web-0", "web-1", "none")),
    host: optional(fc.constantFrom("host-1", "host-b")),
    outcomes: optional(fc.subarray([...OUTCOMES])),
    minDuration: optional(fc.bigInt(0n, 40_000_000n)),
    until: optional(fc.bigInt(0n, 40n).map((n) => 1_700_000_000_000_000_000n + n * 1_000_000_000n)),
    text: optional(fc.constantFrom("web", "%", "ALPHA", "b00000", "\\")),
  })
  .map(
    (all) => Object.fromEntries(Object.entries(all).filter(([, each]) => each !== undefined)) as BootFilter,
  );

describe.skipIf(!hasEngine)("a fleet's database and a host's own", () => {
  let fleet: Fleet;
  let spool: Spool;
  let inFleet: StoreReader;
  let boots: readonly Boot[];
  let busy: BootId;
  let inside: BootId;
  let kernelBootId: string;

  const ship = async () => untilQuiet(await shipperOf(spool, fleet, { role: "web" }));
  /** Both are asked the same. */
  async function expectSame(question: (store: StoreReader) => unknown): Promise<void> {
    expect(told(await question(inFleet))).toEqual(told(await question(spool.store)));
  }

  beforeAll(async () => {
    fleet = await openFleet();
    spool = openSpoolAt(`${fleet.folder}-host.db`);
    const all = [
      ...RECORDED.map((name) => {
        const { source, events } = readRecording(name);
        return assembled(events, { ...source, kernelBootId: name });
      }),
      {
        ...NOTHING,
        boots: Array.from({ length: 40 }, (_, n) => bootAt(n, { outcome: OUTCOMES[n % 5] ?? "up" })),
      },
      { ...NOTHING, boots: FILTERED_BOOTS },
      withHacoText("host-x"),
      withHacoText("host-y"),
      assembled(busyBoot()),
      assembled(insideOfABoot, {
        kind: "live",
        hostId: "host-oci",
        hostName: "oci",
        kernelBootId: "kernel-oci",
        hasKernelEvents: true,
        wallOffset: 1_700_000_000_000_000_000n,
      }),
    ];
    for (const changes of all) spool.save(changes);
    boots = all.flatMap((changes) => changes.boots);
    busy = all.at(-2)?.boots[0]?.id ?? busy;
    inside = all.at(-1)?.boots[0]?.id ?? inside;
    kernelBootId = boots[0]?.kernelBootId ?? "";
    await ship();
    inFleet = await openReader({ destination: fleet.reading, access: fleet.access });
  });
  afterAll(async () => {
    inFleet.close();
    spool.close();
    spool.remove();
    await fleet.close();
  });

  test.each(FILTER_CASES.map(([filter, wanted]) => [told(filter), filter, wanted] as const))(
    "find the same boots by %o",
    async (_, filter, wanted) => {
      const of = (store: StoreReader, sort: ListSort) => store.listBoots({ filter, sort, limit: 1_000 });
      const own = new Set<string>(FILTERED_BOOTS.map(({ id }) => id));
      for (const sort of ["newest", "slowest"] as const) {
        const found = (await of(inFleet, sort)).boots;
        const ids = (all: readonly { readonly id: BootId }[]) => all.map(({ id }) => id);
        expect(namesOf(found.filter(({ id }) => own.has(id)))).toBe(
          namesOf([...wanted].map((id) => ({ id }))),
        );
        expect(ids(found)).toEqual(ids((await of(spool.store, sort)).boots));
      }
    },
  );

  test("give the same pages, whatever is asked and however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        someFilter,
        fc.constantFrom<ListSort>("newest", "slowest"),
        fc.integer({ min: 1, max: 30 }),
        async (filter, sort, limit) => {
          let after: string | undefined;
          for (let page = 0; page < 3; page++) {
            const query = { filter, sort, limit, ...(after === undefined ? {} : { after }) };
            await expectSame((store) => store.listBoots(query));
            after = (await spool.store.listBoots(query)).next;
            if (after === undefined) return;
            expect(inFleet.isCursor(after, sort)).toBe(true);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test("tell the same of every boot", async () => {
    for (const { id } of boots.filter(({ hacoText }, n) => n % 3 === 0 || hacoText !== undefined))
      await expectSame((store) => store.findBoot(id));
    await expectSame((store) => store.findBoot("nobody0000000000" as BootId));
    const ids = [...boots.map(({ id }) => id).toReversed(), "nobody0000000000" as BootId];
    await expectSame((store) => store.findBoots(ids));
  });

  test("tell the same of what stands beside a boot", async () => {
    for (const { id, runId } of boots.slice(0, 8)) {
      await expectSame((store) => store.neighbours(id));
      await expectSame((store) => store.siblings(runId, 2));
      await expectSame((store) => store.siblingIds(runId));
    }
    for (const { hostId, startAt } of [boots[0], bootAt(7)].flatMap((each) => each ?? []))
      for (const limit of [3, 100])
        for (const kernel of [kernelBootId, bootAt(0).kernelBootId])
          await expectSame((store) =>
            store.overlapping({
              hostId,
              kernelBootId: kernel,
              startAt,
              endAt: instant(startAt + 30_000_000_000n),
              limit,
            }),
          );
  });

  test("tell the same of containers and hosts, and how many boots there are", async () => {
    await expectSame((store) => store.containers());
    await expectSame((store) => store.hosts());
    await expectSame(async (store) => {
      const { boots: count, events, oldestWallTime } = await store.facts();
      return { count, events, oldestWallTime };
    });
  });

  test("tell of hosts what they are, and when something of them came, the one that shipped last first", async () => {
    const hosts = (await inFleet.hostFacts?.(100)) ?? [];
    const all = await spool.store.hosts();
    expect(new Set(hosts.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
    const own = FILTERED_BOOTS.filter(({ hostId }) => hostId === "host-b");
    expect(hosts.find(({ id }) => id === "host-b")).toMatchObject({
      name: "straße",
      labels: { role: "web" },
      arrivedLately: own.length,
    });
    const arrivals = hosts.map(({ lastArrival }) => lastArrival);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => Number(b - a)));
    expect(await inFleet.hostFacts?.(1)).toEqual(hosts.slice(0, 1));
  });

  test("of a fleet find boots by the labels of their hosts, by SQL, by columns and one by one", async () => {
    const of = async (hostLabel: string) =>
      (await inFleet.listBoots({ filter: { hostLabel }, limit: 1_000 })).boots;
    const all = (await inFleet.listBoots({ limit: 1_000 })).boots;
    expect(await of("role=web")).toEqual(all);
    expect(await of("role")).toEqual(all);
    expect(await of("role=db")).toEqual([]);
    const columns = createColumns();
    for (const sample of (await inFleet.samples({ limit: 1_000 })).samples) columns.put(sample);
    for (const [hostLabel, n] of [
      ["role=web", all.length],
      ["role=db", 0],
    ] as const) {
      expect(columns.select({ filter: { hostLabel }, limit: 1_000 }).ids).toHaveLength(n);
      expect(all.filter((boot) => isMeant(boot, { hostLabel }))).toHaveLength(n);
    }
  });

  test("bring the same raw events, page by page, and find the same of them", async () => {
    const texts = boots.filter(({ hacoText }) => hacoText !== undefined);
    for (const id of [
      ...[...boots.slice(0, 1), ...texts].map((boot) => boot.id),
      inside,
      busy,
      bootAt(3).id,
    ]) {
      await expectSame(async (store) => (await store.eventsOf(id))?.events);
      await expectSame((store) => store.countEvents(id));
      let after: string | undefined;
      for (let page = 0; page < 3; page++) {
        const query = { limit: 900, ...(after === undefined ? {} : { after }) };
        await expectSame((store) => store.events(id, query));
        after = (await spool.store.events(id, query))?.next;
        if (after === undefined) break;
        expect(inFleet.isRowCursor("events", after)).toBe(true);
      }
      for (const words of [["RMDIR", "12"], ["exec"], ["4999"], []])
        for (const limit of [0, 5]) await expectSame((store) => store.searchEvents(id, { words, limit }));
    }
    await expectSame((store) => store.eventsOf("nobody0000000000" as BootId));
  });

  test("tell the same of the inside of boots", async () => {
    for (const id of [inside, busy, ...boots.slice(0, 2).map((boot) => boot.id)])
      await expectSame((store) => store.readDetail(id));
  });

  test("bring the same marks: all of them, drawn, and as they are looked for", async () => {
    const of = await spool.store.findBoot(busy);
    // More than a row has, and more than are drawn one by one.
    expect(await inFleet.countMarks(busy)).toBeGreaterThan(500);
    const from = of?.boot.startAt ?? instant(0n);
    for (const id of [busy, ...boots.slice(0, 2).map((boot) => boot.id), "nobody0000000000" as BootId]) {
      await expectSame((store) => store.marksOf(id));
      await expectSame((store) => store.countMarks(id));
      await expectSame((store) => store.drawnMarks(id));
      for (const length of [1_000_000n, 20_000_000n, 10_000_000_000n])
        await expectSame((store) =>
          store.drawnMarks(id, { from: from + 5_000_000n, to: from + 5_000_000n + length }),
        );
      for (const words of [["note"], ["デモ", "70"], ["2107"], ["14"]])
        for (const limit of [0, 3]) await expectSame((store) => store.searchMarks(id, { words, limit }));
      await expectSame((store) => store.marks(id, { limit: 200 }));
    }
    const [first] = (await spool.store.marksOf(busy)) ?? [];
    if (first === undefined) throw new Error("no mark");
    expect(inFleet.cursorAfter(first)).toBe(spool.store.cursorAfter(first));
    const after = spool.store.cursorAfter(first);
    await expectSame((store) => store.marks(busy, { limit: 5, after, to: instant(from + 20_000_000n) }));
  });

  test("give statistics the same boots", async () => {
    const all = async (store: StoreReader) => {
      const samples = [];
      let after: bigint | undefined;
      do {
        const page = await store.samples({ limit: 25, ...(after === undefined ? {} : { after }) });
        expect(page.samples.length).toBeLessThanOrEqual(25);
        samples.push(...page.samples);
        after = page.next;
      } while (after !== undefined);
      return samples.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    };
    await expectSame(all);
  });

  test("give statistics of a fleet no more boots than they hold: the newest, and others leave as newer ones come", async () => {
    const most = 20;
    const bounded = await openReader({ destination: fleet.reading, access: fleet.access, mostSamples: most });
    const held = new Set<string>();
    let after: bigint | undefined;
    const { revision } = await bounded.facts();
    do {
      const page = await bounded.samples({ limit: 7, ...(after === undefined ? {} : { after }) });
      for (const { id } of page.samples) held.add(id);
      after = page.next;
    } while (after !== undefined);
    const newest = async (limit: number) =>
      new Set((await bounded.listBoots({ limit })).boots.map(({ id }) => id as string));
    expect(held.size).toBe(most);
    const wallTime = 1_900_000_000_000_000_000n;
    spool.save({
      ...NOTHING,
      boots: Array.from({ length: 9 }, (_, n) => bootAt(200 + n, { wallTime: wallTime + BigInt(n) })),
    });
    await ship();
    const changes = await bounded.samplesSince(revision, 400);
    for (const { id } of changes.samples) held.add(id);
    for (const id of changes.retired) held.delete(id);
    expect(held).toEqual(await newest(most));
    bounded.close();
  });

  test("tell of boots that change, come and go", async () => {
    const { revision } = await inFleet.facts();
    expect(await inFleet.changesSince(revision, 10)).toEqual({ boots: [], retired: [], revision });
    const [gone, changed, fresh] = [bootAt(10), { ...bootAt(11), exitCode: 9 }, bootAt(300)];
    spool.save({ ...NOTHING, boots: [changed, fresh], retired: [gone.id] });
    await ship();
    const changes = await inFleet.changesSince(revision, 10);
    expect(new Set(changes.boots.map(({ id }) => id))).toEqual(new Set([changed.id, fresh.id]));
    expect(changes.boots.find(({ id }) => id === changed.id)?.exitCode).toBe(9);
    expect(changes.retired).toEqual([gone.id]);
    expect(changes.revision).toBeGreaterThan(revision);
    expect(await inFleet.changesSince(changes.revision, 10)).toMatchObject({ boots: [], retired: [] });
    const samples = await inFleet.samplesSince(revision, 10);
    expect(samples.samples.map(({ id }) => id)).toHaveLength(2);
    expect(samples.retired).toEqual([gone.id]);
    expect(await inFleet.findBoot(gone.id)).toBeUndefined();
    await expectSame(async (store) => (await store.facts()).boots);
  });

  test("tell all changes in parts, however many came at once", async () => {
    const start = await inFleet.revision();
    const many = Array.from({ length: 60 }, (_, n) => bootAt(400 + n));
    spool.save({ ...NOTHING, boots: many });
    await ship();
    const seen = new Set<string>();
    let revision = start;
    for (;;) {
      const part = await inFleet.changesSince(revision, 8);
      for (const { id } of part.boots) seen.add(id);
      if (part.revision === revision) break;
      revision = part.revision;
    }
    expect(seen).toEqual(new Set(many.map(({ id }) => id)));
  });

  test("tell whoever watches of a boot that was shipped", async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const watch = inFleet.watch(() => 25, tell);
    await inFleet.facts();
    spool.save({ ...NOTHING, boots: [bootAt(500)] });
    await ship();
    await told;
    watch.stop();
  });

  /** A boot as some other program would write it to the tables. */
  const insertAs = (id: string, replaced: string) =>
    fleet.admin.run(
      `INSERT INTO hacotaki.boot SELECT * REPLACE ('${id}' AS boot_id, ${replaced})
       FROM (SELECT * FROM hacotaki.boot FINAL WHERE boot_id = '${bootAt(3).id}')`,
    );

  test("of a fleet tell of a boot that is seen after later ones, once", async () => {
    const { revision } = await inFleet.facts();
    const late = "1ate000000000000";
    await insertAs(late, "(SELECT max(arrived_at) - INTERVAL 1 SECOND FROM hacotaki.boot) AS arrived_at");
    const changes = await inFleet.changesSince(revision, 10);
    expect(changes.boots.map(({ id }) => id)).toEqual([late]);
    expect(await inFleet.changesSince(changes.revision, 10)).toMatchObject({ boots: [], retired: [] });
    expect((await inFleet.samplesSince(revision, 10)).samples.map(({ id }) => id)).toEqual([late]);
  });

  test("of a fleet say which boot makes no sense, and show the others", async () => {
    const odd = "0dd0000000000000" as BootId;
    await insertAs(odd, "arrayMap(each -> NULL, `span.ns`) AS `span.ns`");
    const found = await inFleet.findBoots([odd, bootAt(4).id]);
    expect(found.map(({ id, isDamaged }) => [id, isDamaged])).toEqual([
      [odd, true],
      [bootAt(4).id, undefined],
    ]);
    await expect(inFleet.findBoot(odd)).rejects.toMatchObject({ code: "damaged-row" });
    expect((await inFleet.listBoots({ limit: 1_000 })).boots.length).toBeGreaterThan(100);
  });

  test("of a fleet say why they cannot be read", async () => {
    const refused = openReader({ destination: fleet.reading, access: { password: "guessed" } });
    await expect(refused).rejects.toMatchObject({
      code: "denied",
      message: expect.stringContaining("it does not know this user or password"),
    });
    const nowhere = openReader({ destination: destinationAt(1, "reader"), access: fleet.access });
    await expect(nowhere).rejects.toMatchObject({ code: "unreachable" });
    const elsewhere = openReader({
      destination: destinationAt(fleet.running.port, "reader", "nothing_here"),
      access: fleet.access,
    });
    await expect(elsewhere).rejects.toMatchObject({
      code: "denied",
      message: expect.stringContaining("hacotaki fleet migrate"),
    });
    await fleet.admin.run("CREATE OR REPLACE VIEW hacotaki.schema_version AS SELECT 99 AS version");
    const newer = openReader({ destination: fleet.reading, access: fleet.access });
    await expect(newer).rejects.toMatchObject({
      code: "denied",
      message: expect.stringContaining("install the newer Hacotaki"),
    });
  });
});
