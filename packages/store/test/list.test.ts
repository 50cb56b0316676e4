import { instant, NO_PHASE, OUTCOMES, type Boot, type BootFilter, type BootSummary } from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openStore, type ListSort, type StoreReader } from "../src/index.ts";
import { bootAt, bootIdAt, NOTHING, RECORDING, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

async function allPages(
  store: StoreReader,
  filter: BootFilter,
  sort: ListSort,
  limit: number,
): Promise<BootSummary[]> {
  const boots: BootSummary[] = [];
  let after: string | undefined;
  do {
    const page = await store.listBoots({ filter, sort, limit, ...(after === undefined ? {} : { after }) });
    expect(page.boots.length).toBeLessThanOrEqual(limit);
    boots.push(...page.boots);
    after = page.next;
  } while (after !== undefined);
  return boots;
}

const durationOf = (boot: Boot) => (boot.upAt === undefined ? undefined : boot.upAt - boot.startAt);
const includes = (boot: Boot, text: string) =>
  [boot.container, boot.hostName, boot.hacoFile, boot.command?.join(" "), boot.id].some((field) =>
    field?.toLowerCase().includes(text.toLowerCase()),
  );

/** What the list must answer, worked out the slow way. */
function expected(boots: readonly Boot[], filter: BootFilter, sort: ListSort): string[] {
  const matching = matchingBoots(boots, filter);
  const key = (boot: Boot) => (sort === "newest" ? (boot.wallTime ?? 0n) : (durationOf(boot) ?? -1n));
  return matching
    .sort((a, b) => (key(a) > key(b) || (key(a) === key(b) && a.id > b.id) ? -1 : 1))
    .map(({ id }) => id);
}

function matchingBoots(boots: readonly Boot[], filter: BootFilter): Boot[] {
  const duration = (boot: Boot) => durationOf(boot) ?? -1n;
  const { since, until, minDuration, maxDuration, outcomes } = filter;
  return boots.filter(
    (boot) =>
      (filter.container === undefined || boot.container === filter.container) &&
      (filter.host === undefined || boot.hostId === filter.host) &&
      (filter.hacoFile === undefined || boot.hacoFile === filter.hacoFile) &&
      (filter.phase === undefined || (boot.furthestPhase ?? NO_PHASE) === filter.phase) &&
      (outcomes === undefined || outcomes.length === 0 || outcomes.includes(boot.outcome)) &&
      (since === undefined || (boot.wallTime !== undefined && boot.wallTime >= since)) &&
      (until === undefined || (boot.wallTime !== undefined && boot.wallTime <= until)) &&
      (minDuration === undefined || (durationOf(boot) ?? -1n) >= minDuration) &&
      (maxDuration === undefined || (durationOf(boot) !== undefined && duration(boot) <= maxDuration)) &&
      (filter.text === undefined || includes(boot, filter.text)),
  );
}

const WALL = 1_700_000_000_000_000_000n;
const someBoot = (n: number) =>
  fc
    .record({
      container: fc.constantFrom("web", "db", "100%", "a_b"),
      host: fc.constantFrom("h1", "h2"),
      outcome: fc.constantFrom(...OUTCOMES),
      // Few distinct values: pages must not lose boots that share one.
      wallTime: fc.option(fc.bigInt(1n, 4n), { nil: undefined }),
      duration: fc.option(fc.bigInt(0n, 3n), { nil: undefined }),
      hacoFile: fc.option(fc.constantFrom("/etc/web.haco", "/etc/db.haco"), { nil: undefined }),
      furthestPhase: fc.option(fc.constantFrom("CLI_START", "CONTAINER_CHROOTED"), { nil: undefined }),
      command: fc.option(fc.constantFrom(["sh", "-c", "true"], ["httpd"]), { nil: undefined }),
    })
    .map(({ host, wallTime, duration, hacoFile, furthestPhase, command, ...facts }): Boot => {
      const {
        wallTime: _wall,
        upAt: _up,
        furthestPhase: _phase,
        ...base
      } = bootAt(n, { ...facts, hostId: host, hostName: `${host}.example` });
      return {
        ...base,
        ...(wallTime === undefined ? {} : { wallTime: WALL + wallTime }),
        ...(duration === undefined ? {} : { upAt: (base.startAt + duration) as Boot["startAt"] }),
        ...(hacoFile === undefined ? {} : { hacoFile }),
        ...(furthestPhase === undefined ? {} : { furthestPhase }),
        ...(command === undefined ? {} : { command }),
      };
    });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const someFilter = fc
  .record({
    container: optional(fc.constantFrom("web", "100%", "none")),
    host: optional(fc.constantFrom("h1", "h3")),
    outcomes: optional(fc.subarray([...OUTCOMES])),
    minDuration: optional(fc.bigInt(0n, 3n)),
    maxDuration: optional(fc.bigInt(0n, 3n)),
    since: optional(fc.bigInt(1n, 4n).map((n) => WALL + n)),
    until: optional(fc.bigInt(1n, 4n).map((n) => WALL + n)),
    hacoFile: optional(fc.constant("/etc/web.haco")),
    phase: optional(fc.constantFrom(NO_PHASE, "CONTAINER_CHROOTED")),
    text: optional(fc.constantFrom("web", "%", "_", "a_b", "SH -C", "example", "b00000", "\\", "")),
  })
  .map(
    (filter) =>
      Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as BootFilter,
  );

describe("the list of boots", () => {
  test("any filter, sort and page size give what a plain search gives, each boot once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...Array.from({ length: 24 }, (_, n) => someBoot(n))),
        fc.array(
          fc.tuple(
            someFilter,
            fc.constantFrom<ListSort>("newest", "slowest"),
            fc.integer({ min: 1, max: 9 }),
          ),
          {
            minLength: 10,
            maxLength: 10,
          },
        ),
        async (boots, queries) => {
          const store = openStore(temporaryDatabase(), { mode: "write" });
          saveBoots(store, boots);
          for (const [filter, sort, limit] of queries) {
            const ids = (await allPages(store, filter, sort, limit)).map(({ id }) => id);
            expect(ids).toEqual(expected(boots, filter, sort));
          }
          store.close();
        },
      ),
      { numRuns: 20 },
    );
  });

  test("a summary says of a boot what the boot says of itself, spans included", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const boot = bootAt(4, {
      hacoFile: "/etc/web.haco",
      losses: ["dropped"],
      furthestPhase: "CONTAINER_EXECING",
    });
    saveBoots(store, [boot]);
    const [summary] = (await store.listBoots({ limit: 1 })).boots;
    expect(summary).toStrictEqual({
      id: boot.id,
      runId: boot.runId,
      hostId: boot.hostId,
      hostName: boot.hostName,
      container: boot.container,
      generation: "0.11",
      sourceKind: "live",
      outcome: "up",
      losses: ["dropped"],
      furthestPhase: "CONTAINER_EXECING",
      startAt: boot.startAt,
      startBy: "exec",
      upAt: boot.upAt,
      upBy: "exec",
      endAt: boot.endAt,
      wallTime: boot.wallTime,
      lineage: "lineage",
      hacoFile: "/etc/web.haco",
      markCount: 0,
      revision: 1n,
      spans: [
        {
          slug: "runtime-start",
          group: "supervise",
          lane: "launcher",
          state: "closed",
          onPath: true,
          offsetNs: 0n,
          durationNs: 5_000_000n,
        },
      ],
    });
    store.close();
  });

  test("a text that matches next to nothing is found among many, without holding up others", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = store.startRecording(RECORDING);
    const boots = Array.from({ length: 12_000 }, (_, n) => bootAt(n, { spans: [], processes: [] }));
    boots[17] = bootAt(17, { hacoFile: "/etc/needle.haco" });
    for (let n = 0; n < boots.length; n += 1_000)
      store.save({ ...NOTHING, boots: boots.slice(n, n + 1_000) }, recording);
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const ids = (await allPages(store, { text: "needle" }, "newest", 5)).map(({ id }) => id);
    clearInterval(counting);
    expect(ids).toEqual([bootIdAt(17)]);
    expect(turns).toBeGreaterThan(0);
    const all = await allPages(store, { text: "web-1" }, "slowest", 997);
    expect(all.map(({ id }) => id)).toEqual(expected(boots, { text: "web-1" }, "slowest"));
    store.close();
  });

  test("a cursor nobody gave begins the list anew", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    saveBoots(store, [bootAt(0), bootAt(1)]);
    for (const after of ["", "x", "n99999999999999999999.a", "s1.b000000000000000", "n1.'; DROP TABLE boot"])
      expect((await store.listBoots({ limit: 5, after })).boots).toHaveLength(2);
    store.close();
  });
});

describe("what stands beside a boot", () => {
  test("neighbours are the boots of the same container just before and after", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    saveBoots(
      store,
      Array.from({ length: 9 }, (_, n) => bootAt(n)),
    );
    expect(await store.neighbours(bootIdAt(4))).toEqual({ previous: bootIdAt(1), next: bootIdAt(7) });
    expect(await store.neighbours(bootIdAt(0))).toEqual({ next: bootIdAt(3) });
    expect(await store.neighbours(bootIdAt(99))).toEqual({});
    store.close();
  });

  test("siblings come in the order in which their supervisors began", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const [first, second] = [bootAt(8), bootAt(3)];
    const { runId } = first;
    const laterSupervisor = second.processes.map((process) => ({ ...process, startAt: bootAt(20).startAt }));
    saveBoots(store, [{ ...second, runId, processes: laterSupervisor }, first, bootAt(5)]);
    expect((await store.siblings(runId, 10)).boots.map(({ id }) => id)).toEqual([first.id, second.id]);
    store.close();
  });

  test("containers are counted as boots come, are renamed and go", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = saveBoots(store, [bootAt(0), bootAt(1), bootAt(3)]);
    expect(await store.containers()).toEqual([
      { name: "web-0", boots: 2 },
      { name: "web-1", boots: 1 },
    ]);
    saveBoots(store, [bootAt(3, { container: "db" })], recording);
    store.save({ ...NOTHING, retired: [bootIdAt(1)] }, recording);
    expect(await store.containers()).toEqual([
      { name: "db", boots: 1 },
      { name: "web-0", boots: 1 },
    ]);
    expect((await store.facts()).boots).toBe(2);
    expect(await store.hosts()).toEqual([{ id: "host-1", name: "node-1" }]);
    store.close();
  });
});

describe("a boot of which one thing changed", () => {
  const before = bootAt(1);
  test.each<[string, Partial<Boot>]>([
    ["its container", { container: "db" }],
    ["its outcome", { outcome: "failed" }],
    ["its wall time", { wallTime: (before.wallTime ?? 0n) + 60_000_000_000n }],
    ["its duration", { upAt: instant(before.startAt + 90_000_000_000n) }],
    ["what no list is in the order of", { exitAt: instant(before.startAt + 90_000_000_000n) }],
  ])("%s: stands in every list where it is now", async (_, facts) => {
    const now = [bootAt(0), { ...before, ...facts }, bootAt(2)];
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = saveBoots(store, [bootAt(0), before, bootAt(2)]);
    saveBoots(store, now, recording);
    for (const sort of ["newest", "slowest"] as const)
      for (const filter of [
        {},
        { container: "db" },
        { container: "web-1" },
        { outcomes: ["failed" as const] },
      ])
        expect((await allPages(store, filter, sort, 2)).map(({ id }) => id)).toEqual(
          expected(now, filter, sort),
        );
    store.close();
  });
});
