import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bootDuration, type Boot } from "../../src/index.ts";
import { assemble, readRecording, recordingNames, RECORDINGS } from "../recording.ts";

type Row = {
  readonly boots: number;
  readonly lastPhases: readonly string[];
  readonly containerExits: readonly string[];
};

/** "21+exec x3" and "0, 1" of the index, spelled out. */
const spell = (cell: string): string[] =>
  cell === "-"
    ? []
    : cell.split(", ").flatMap((part) => {
        const [value, times] = part.split(" x");
        return Array.from({ length: Number(times ?? 1) }, () => value ?? "");
      });

const index = new Map(
  readFileSync(join(RECORDINGS, "INDEX.md"), "utf8")
    .split("\n")
    .filter((line) => line.includes(".ndjson"))
    .map((line): [string, Row] => {
      const [, file, , , , boots, , lastPhase, containerExit] = line.split("|").map((cell) => cell.trim());
      return [
        (file ?? "").replace(".ndjson", ""),
        {
          boots: Number(boots),
          lastPhases: spell(lastPhase ?? ""),
          containerExits: spell(containerExit ?? ""),
        },
      ];
    }),
);

const CODE: Record<string, string> = {
  CONTAINER_NAMESPACE_GENERATED: "12",
  CONTAINER_RLIMIT_SETUP: "14",
  CONTAINER_UID_MAPPING_SETUP: "17",
  CONTAINER_SECCOMP_SETUP: "20",
  CONTAINER_EXECING: "21",
};
const exitOf = (boot: Boot) => (boot.exitSignal ? `sig${boot.exitSignal}` : String(boot.exitCode));
const lastPhase = (boot: Boot) =>
  `${CODE[boot.furthestPhase ?? ""]}${boot.outcome === "up" || boot.outcome === "ready" ? "+exec" : ""}`;

describe.each(recordingNames())("recording %s", (name) => {
  const { source, events } = readRecording(name);
  const boots = [...assemble(source, events).boots.values()];
  const started = boots.filter((boot) => boot.supervisorTgid !== undefined);

  test("every boot has the outcome, furthest phase and exit the index gives", () => {
    const row = index.get(name);
    expect(started.length).toBe(row?.boots);
    expect(started.map(lastPhase).sort()).toEqual([...(row?.lastPhases ?? [])].sort());
    expect(started.map(exitOf).sort()).toEqual([...(row?.containerExits ?? [])].sort());
  });

  test("a launcher that ended without a supervisor is a failed boot, and a command that boots nothing is none", () => {
    const without = boots.filter((boot) => boot.supervisorTgid === undefined);
    expect(without.every((boot) => boot.outcome === "failed" && boot.exitCode === 1)).toBe(true);
    if (name.endsWith("-version")) expect(boots).toEqual([]);
  });

  test("processes are linked by fork", () => {
    expect(boots.every((boot) => boot.lineage === "lineage" && boot.losses.length === 0)).toBe(true);
  });

  test("the spans of the boot path add up to the boot, to the nanosecond, without gap or overlap", () => {
    for (const boot of boots) {
      const path = boot.spans.filter((span) => span.onPath);
      let at = boot.startAt;
      for (const span of path) {
        expect(span.startAt).toBe(at);
        if (span.state === "open") throw new Error(`${span.slug} is open`);
        at = span.endAt;
      }
      expect(at).toBe(boot.endAt);
      if (boot.upAt !== undefined) expect(bootDuration(boot)).toBe(at - boot.startAt);
      expect(new Set(boot.spans.map((span) => span.slug)).size).toBe(boot.spans.length);
    }
  });
});

test("a boot that came up is made of the named spans alone", () => {
  const { source, events } = readRecording("head-min-true");
  const [boot] = assemble(source, events).boots.values();
  expect(boot?.spans.filter((span) => span.onPath).map((span) => span.slug)).toEqual([
    "runtime-start",
    "evaluate",
    "prepare",
    "fork",
    "namespace",
    "filesystem",
    "rlimit",
    "cgroup",
    "remount",
    "uid-map",
    "pivot-root",
    "capability",
    "seccomp",
    "handover",
    "exec",
  ]);
  expect(boot).toMatchObject({
    container: "min-true",
    command: ["/bin/true"],
    startBy: "exec",
    upBy: "exec",
  });
});

test("2019's phase 1 is the launcher's, and evaluating ends with the supervisor's fork", () => {
  const { source, events } = readRecording("2019-min-true");
  const [boot] = assemble(source, events).boots.values();
  expect(boot?.spans.slice(0, 3).map(({ slug, lane, from }) => [slug, lane, from])).toEqual([
    ["runtime-start", "launcher", "exec"],
    ["evaluate", "launcher", "START_EVAL"],
    ["prepare", "supervisor", "fork"],
  ]);
});

test("boots of one run share it, and each has its own container", () => {
  const { source, events } = readRecording("head-multi-daemon");
  const boots = [...assemble(source, events).boots.values()];
  expect(new Set(boots.map((boot) => boot.runId)).size).toBe(1);
  expect(boots.map((boot) => boot.container).sort()).toEqual([
    "multi-child-0",
    "multi-child-1",
    "multi-child-2",
  ]);
  expect(new Set(boots.map((boot) => boot.id)).size).toBe(3);
});

test("a listening application makes its boot ready, whichever of its processes listens", () => {
  const { source, events } = readRecording("head-tcp-c");
  const [boot] = assemble(source, events).boots.values();
  expect(boot?.outcome).toBe("ready");
  const appStart = boot?.spans.find((span) => span.slug === "app-start");
  expect(appStart?.state === "closed" && appStart.endAt - appStart.startAt).toBe(301_502_237n);
});

test("marks stand on the lane of the process that fired them, with flag and text", () => {
  const { source, events } = readRecording("head-user-probes");
  const { marks } = assemble(source, events);
  expect(marks.map(({ name, flag, text, lane }) => ({ name, flag, text, lane }))).toContainEqual({
    name: "misc",
    flag: 125,
    text: "4242",
    lane: "container",
  });
  expect(marks.filter(({ name }) => name === "USR2")).toHaveLength(5);
  expect(marks.filter(({ name, text }) => name === "misc-str" && text === "user-probes")).toHaveLength(5);
});
