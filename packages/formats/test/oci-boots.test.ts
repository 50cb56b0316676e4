import {
  bootDuration,
  createAssembler,
  deriveRun,
  detailOf,
  instant,
  type Boot,
  type BootEvent,
  type Changes,
  type Instant,
  type RunId,
} from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mermaid } from "../src/export/mermaid.ts";
import { eventsNdjson } from "../src/index.ts";
import { take } from "./importing.ts";
import { memorySink } from "./memory-sink.ts";
import { ociBoots, ociEvents, ociNames, ociRecording } from "./oci-recordings.ts";
import { TRUTH } from "./oci-truth.ts";

const ms = (ns: bigint) => Math.round(Number(ns) / 1e6);
const hooksOf = ({ spans }: Boot) =>
  spans.filter(({ lane }) => lane === "hook").map(({ label }) => label.replace(/^hook /, ""));

/** Events of a boot of runc, and `made` of its runtime's at one instant each, somewhere before the container is. */
function withMade(count: number, made: (n: number, runtime: number, at: Instant) => readonly BootEvent[]) {
  const { source, events } = ociEvents("runc-run");
  const [first] = events;
  if (first?.tgid === undefined) throw new Error("a boot begins with its runtime's exec");
  const { tgid, at } = first;
  const more = Array.from({ length: count }, (_, n) =>
    made(n, tgid, instant(at + 1_000n * BigInt(n + 5))),
  ).flat();
  return {
    source,
    events: [...events, ...more].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq)),
  };
}
const FIRST_MADE = 1_000_000;
const forked = (parent: number, n: number, at: Instant): BootEvent => ({
  kind: "fork",
  at,
  seq: FIRST_MADE + n,
  tgid: parent,
  childTgid: FIRST_MADE + n,
});

/** The path as one text a span, for reading. */
const pathOf = ({ spans }: Boot) => spans.filter(({ onPath }) => onPath).map(({ slug }) => slug);

function expectPartition(boot: Boot): void {
  let at = boot.startAt;
  for (const span of boot.spans.filter(({ onPath }) => onPath)) {
    expect(span.startAt).toBe(at);
    if (span.state === "open") throw new Error(`${span.slug} is open`);
    expect(span.endAt).toBeGreaterThan(span.startAt);
    at = span.endAt;
  }
  expect(at).toBe(boot.endAt);
  if (boot.upAt !== undefined) expect(bootDuration(boot)).toBe(at - boot.startAt);
  expect(new Set(boot.spans.map(({ slug }) => slug)).size).toBe(boot.spans.length);
}

describe.each(ociNames())("recording %s", (name) => {
  const { source, events } = ociEvents(name);
  const boots = ociBoots(source, events);
  const truth = TRUTH[name];

  test("holds the boots that happened, by id, with their outcomes and how long they took", () => {
    expect(boots.every(({ losses }) => losses.length === 0)).toBe(true);
    if (truth === undefined) return;
    expect(boots).toHaveLength(truth.boots);
    const found = boots.map((boot) => ({
      id: (boot.oci?.containerId ?? "").slice(0, 12),
      outcome: boot.outcome,
      afterMs: ms((boot.endAt ?? boot.startAt) - boot.startAt),
      ...(boot.readyAt === undefined ? {} : { listenMs: ms(boot.readyAt - boot.startAt) }),
    }));
    expect(found).toEqual(expect.arrayContaining([...truth.told]));
    expect(new Set(boots.map(({ id }) => id)).size).toBe(truth.boots);
  });

  test("says how the runtime, and the engine, ended", () => {
    if (truth === undefined) return;
    for (const { oci } of boots) expect((oci?.engineExit ?? oci?.runtimeExit)?.code).toBe(truth.exit);
  });

  test("shows the hooks, by their programs", () => {
    if (truth === undefined) return;
    for (const boot of boots) expect(hooksOf(boot)).toEqual(truth.hooks);
  });

  test("is cut into spans without gap or overlap, to the nanosecond", () => {
    for (const boot of boots) expectPartition(boot);
  });

  test("leaves nothing unattributed in a boot that came up", () => {
    for (const boot of boots.filter(({ upAt }) => upAt !== undefined))
      expect(boot.spans.filter(({ group }) => group === "unattributed")).toEqual([]);
  });

  test("has calls and programs within its boots, and leaves each span a part of its own", () => {
    const { events } = ociEvents(name);
    for (const boot of boots) {
      const { calls, helpers, selfTime } = detailOf(boot, events);
      const slugs = new Set(boot.spans.map(({ slug }) => slug));
      expect(calls.length).toBeGreaterThan(0);
      for (const { startAt, span } of [...calls, ...helpers]) {
        expect(startAt >= boot.startAt).toBe(true);
        if (span !== undefined) expect(slugs).toContain(span);
      }
      // A hook is a span, and not what ran in it.
      const hooks = new Set(boot.spans.filter(({ lane }) => lane === "hook").map(({ startAt }) => startAt));
      expect(helpers.filter(({ startAt, depth }) => depth === 0 && hooks.has(startAt))).toEqual([]);
      for (const span of boot.spans) {
        if (span.state === "open") continue;
        const self = selfTime.get(span.slug) ?? -1n;
        expect(self >= 0n && self <= span.endAt - span.startAt).toBe(true);
      }
    }
  });

  test("imports again without a change, and what is exported of it to the same boots and events", async () => {
    const memory = memorySink();
    const first = await take(ociRecording(name), {}, { memory });
    expect(first.report).toMatchObject({ format: "events", rejected: 0, boots: boots.length });
    expect(first.boots()).toHaveLength(boots.length);
    const before = { boots: memory.boots(), events: memory.events() };
    await take(ociRecording(name), {}, { memory });
    expect({ boots: memory.boots(), events: memory.events() }).toEqual(before);
    const exportedFrom = first.source();
    if (exportedFrom === undefined || before.boots.length === 0) return;
    const again = await take([...eventsNdjson(exportedFrom, before.events)].join(""));
    expect(again.report.rejected).toBe(0);
    expect(again.boots()).toEqual(before.boots);
    expect(inOrder(again.events())).toEqual(inOrder(before.events));
  });
});

/** What was left out of a boot is counted behind all else of it. */
const inOrder = (events: readonly BootEvent[]) =>
  events.toSorted((a, b) => Number(a.at - b.at) || a.seq - b.seq);

/** Where the tests name boots of their own, only the repository's recordings are sure to be there. */
const has = (name: string) => ociNames().includes(name);
const one = (name: string): Boot => {
  const { source, events } = ociEvents(name);
  const [boot] = ociBoots(source, events);
  if (boot === undefined) throw new Error(`${name} holds no boot`);
  return boot;
};

test.runIf(has("runc-run-seccomp"))("with noNewPrivileges the filter comes after the capabilities", () => {
  expect(pathOf(one("runc-run-seccomp"))).toEqual([
    "runtime-start",
    "cgroup",
    "spawn",
    "namespace",
    "init-start",
    "filesystem",
    "pivot-root",
    "mask-paths",
    "capability",
    "seccomp",
    "handover",
    "exec",
  ]);
});

test.runIf(has("docker-run"))(
  "a run of Docker is seen from its client's exec on, and only what follows is the boot",
  () => {
    const boot = one("docker-run");
    expect(boot).toMatchObject({
      container: "dk1",
      containerSource: "engine",
      lineage: "guessed",
      oci: { runtime: "runc", engine: "docker", name: "dk1", image: "busybox:local" },
    });
    expect(boot.spans.map(({ slug }) => slug)).toEqual([
      "client",
      "engine",
      "shim",
      "runtime-start",
      "cgroup",
      "spawn",
      "namespace",
      "init-start",
      "filesystem",
      "hook-libnetwork-setkey",
      "filesystem-2",
      "pivot-root",
      "mask-paths",
      "seccomp",
      "capability",
      "handover",
      "wait-start",
      "start",
      "exec",
    ]);
    const [client] = boot.spans;
    expect(client?.startAt).toBe(boot.oci?.clientAt);
  },
);

test.runIf(has("docker-run"))("what came before the boot has no negative place in a Gantt chart", () => {
  const chart = [...mermaid([{ boot: one("docker-run"), marks: [], siblings: [] }])].join("");
  expect(chart).toContain("client 279 ms :0, ");
  expect(chart).not.toMatch(/[:,] ?-\d/);
});

test.runIf(has("docker-create-start"))("two boots of one container id are two boots", () => {
  const { source, events } = ociEvents("docker-create-start");
  const boots = ociBoots(source, events);
  expect(new Set(boots.map(({ oci }) => oci?.containerId)).size).toBe(1);
  expect(new Set(boots.map(({ id }) => id)).size).toBe(2);
  expect(boots.map(({ container }) => container)).toEqual(["cs1", "cs1"]);
});

test.runIf(has("docker-parallel10"))(
  "of several clients that may have asked for a boot, none is said to have",
  () => {
    const { source, events } = ociEvents("docker-parallel10");
    for (const boot of ociBoots(source, events)) {
      expect(boot.oci?.clientAt).toBeUndefined();
      expect(boot).toMatchObject({ lineage: "lineage", containerSource: "container-id" });
    }
  },
);

test.runIf(has("runc-fail-hook"))("a failed boot's last bar says what it had behind it", () => {
  const last = (name: string) => one(name).spans.findLast(({ onPath }) => onPath);
  expect(last("runc-fail-hook")).toMatchObject({ state: "failed", label: "after hook hook.sh" });
  expect(last("runc-fail-nocmd")).toMatchObject({ state: "failed", slug: "after-capability" });
  expect(last("crun-fail-nocmd")).toMatchObject({ state: "failed", slug: "after-mask-paths" });
  expect(last("crun-fail-seccomp-kill")).toMatchObject({ state: "failed", slug: "after-seccomp" });
});

test.runIf(has("crun-hooks"))("the kinds of hooks follow from who begins them, and when", () => {
  const kinds = one("crun-hooks")
    .spans.filter(({ lane }) => lane === "hook")
    .map(({ from, onPath }) => `${from}${onPath ? "" : ", beside"}`);
  expect(kinds).toEqual([
    "prestart or createRuntime hook",
    "prestart or createRuntime hook",
    "createContainer hook",
    "poststart hook, beside",
    "startContainer hook",
  ]);
});

test("without its system calls a boot has the same start and end, and one span for what they tell", () => {
  for (const name of ["runc-run", "crun-run", "docker-run", "podman-crun"].filter(has)) {
    const { source, events } = ociEvents(name);
    const [whole] = ociBoots(source, events);
    const [boot] = ociBoots(
      source,
      events.filter(({ kind }) => kind !== "syscall"),
    );
    if (boot === undefined) throw new Error(`${name} holds no boot without its system calls`);
    expectPartition(boot);
    expect([boot.id, boot.upAt, boot.outcome]).toEqual([whole?.id, whole?.upAt, whole?.outcome]);
    expect(pathOf(boot).filter((slug) => slug === "set-up")).toEqual(["set-up"]);
  }
});

/** The events a store holds, by the run they are filed under. */
const filed = (all: readonly Changes[]): Map<RunId, Changes["events"]> =>
  Map.groupBy(
    all.flatMap(({ events }) => events),
    ({ runId }) => runId,
  );

test("a stream gives the same boots however it is batched, and derived anew from what was filed", () => {
  const names = ociNames().filter((name) => !/allsys|parallel/.test(name));
  const recordings = new Map(names.map((name) => [name, ociEvents(name)]));
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
      (name, sizes) => {
        const { source, events } = recordings.get(name) ?? ociEvents(name);
        const assembler = createAssembler(source);
        const changes: Changes[] = [];
        for (let at = 0, n = 0; at < events.length; n++) {
          const batch = events.slice(at, (at += sizes[n % sizes.length] ?? 1));
          assembler.push(batch);
          changes.push(assembler.advance(instant((batch.at(-1)?.at ?? 0n) - 1_000_000n)));
        }
        changes.push(assembler.finish());
        const settled = new Map(changes.flatMap(({ boots }) => boots.map((boot) => [boot.id, boot])));
        const whole = new Map(ociBoots(source, events).map((boot) => [boot.id, boot]));
        expect(settled).toEqual(whole);
        const anew = [...filed(changes)].flatMap(([, own]) =>
          deriveRun(
            source,
            own.map(({ event }) => event),
          ).boots.map((boot) => [boot.id, boot] as const),
        );
        expect(new Map(anew)).toEqual(whole);
      },
    ),
    { numRuns: 60 },
  );
});

test("of a stream whose beginning was not seen no boot is made that did not happen", () => {
  for (const name of ["runc-hooks", "crun-hooks", "docker-create-start", "podman-exec"].filter(has)) {
    const { source, events } = ociEvents(name);
    const whole = new Set(ociBoots(source, events).map(({ id }) => id));
    for (let cut = 0; cut < events.length; cut += 23)
      for (const { id } of ociBoots(source, events.slice(cut))) expect(whole.has(id)).toBe(true);
  }
});

describe("a runtime that forks without end costs what is kept of it, and is told with its number", () => {
  const MADE = 20_000;
  const recorded = ociEvents("runc-run");
  const [whole] = ociBoots(recorded.source, recorded.events);
  const told = (made: Parameters<typeof withMade>[1], count = MADE) => {
    const { source, events } = withMade(count, made);
    const boots = ociBoots(source, events);
    expect(boots).toHaveLength(1);
    return boots[0] as Boot;
  };

  test("as children that do nothing", () => {
    const boot = told((n, runtime, at) => [forked(runtime, n, at)]);
    expect(boot).toMatchObject({
      id: whole?.id,
      startAt: whole?.startAt,
      processCount: MADE + (whole?.processCount ?? 0),
    });
    expect(boot.processes.length).toBeLessThan(1_000);
  });

  test("as a child of a child of a child", () => {
    const boot = told((n, runtime, at) => [forked(n === 0 ? runtime : FIRST_MADE + n - 1, n, at)]);
    expect(boot.processCount).toBe(MADE + (whole?.processCount ?? 0));
    expect(boot.processes.length).toBeLessThan(1_000);
  });

  test("as hooks: the path stays exact", () => {
    const boot = told(
      (n, runtime, at) => [
        forked(runtime, n, at),
        {
          kind: "exec",
          at: instant(at + 100n),
          seq: FIRST_MADE + n,
          tgid: FIRST_MADE + n,
          file: `/bin/h${n % 7}`,
          traced: false,
        },
        { kind: "exit", at: instant(at + 900n), seq: FIRST_MADE + n, tgid: FIRST_MADE + n, code: 0 },
      ],
      1_500,
    );
    expectPartition(boot);
    expect(boot.outcome).toBe("up");
    expect(boot.spans.length).toBeLessThan(700);
    expect(boot.processes.length).toBeLessThan(1_000);
  });

  test("as what a hook begins: all hooks and the container are told", () => {
    const boot = told((n, runtime, at) =>
      n === 0
        ? [
            forked(runtime, n, at),
            {
              kind: "exec",
              at: instant(at + 1n),
              seq: FIRST_MADE,
              tgid: FIRST_MADE,
              file: "/bin/make",
              traced: false,
            },
          ]
        : [forked(FIRST_MADE, n, at)],
    );
    expect(boot).toMatchObject({ outcome: "up", upAt: whole?.upAt, containerTgid: whole?.containerTgid });
    expect(hooksOf(boot)).toContain("make");
    expect(boot.processes.length).toBeLessThan(1_000);
    expect(boot.processCount).toBe(MADE + (whole?.processCount ?? 0));
  });

  test("as a hook that executes one program after the other: so many of them are kept", () => {
    const { source, events } = withMade(5_000, (n, runtime, at) => [
      ...(n === 0 ? [forked(runtime, 0, at)] : []),
      {
        kind: "exec",
        at: instant(at + 1n),
        seq: FIRST_MADE + n,
        tgid: FIRST_MADE,
        file: `/bin/p${n}`,
        traced: false,
      },
    ]);
    const assembler = createAssembler(source);
    assembler.push(events);
    const changes = assembler.finish();
    expect(changes.boots).toMatchObject([{ outcome: "up", upAt: whole?.upAt }]);
    expect(changes.events.length).toBeLessThan(recorded.events.length + 100);
    const again = deriveRun(
      source,
      changes.events.map(({ event }) => event),
    );
    expect(again.boots).toEqual(changes.boots);
  });
});
