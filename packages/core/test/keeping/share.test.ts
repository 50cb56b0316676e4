import fc from "fast-check";
import { expect, test } from "vitest";
import type { Boot, BootId, Mark, RunId } from "../../src/domain/boot.ts";
import { instant } from "../../src/domain/time.ts";
import type { Population } from "../../src/statistics/population.ts";
import { verdictOf } from "../../src/domain/verdict.ts";
import type { Note } from "../../src/keeping/note.ts";
import {
  SHARE_PARTS,
  sharedBoot,
  sharedSide,
  snapshotOfToday,
  type SharePart,
  type ShareSnapshot,
} from "../../src/keeping/share.ts";
import { decodeWire, encodeWire, type Wire } from "../../src/words/wire.ts";

/** Strings that occur nowhere else, by what has to be asked for to see them; "never" cannot be asked for. */
const SECRETS: readonly { readonly text: string; readonly needs: readonly (SharePart | "never")[] }[] = [
  { text: "secret-host-name", needs: ["hosts"] },
  { text: "secret-uts-name", needs: ["hosts"] },
  { text: "secret-host-id", needs: ["never"] },
  { text: "secret-kernel-boot", needs: ["never"] },
  { text: "secret-run", needs: ["never"] },
  { text: "secret-haco-hash", needs: ["never"] },
  { text: "secret-later-fact", needs: ["never"] },
  { text: "secret-command", needs: ["commands"] },
  { text: "secret-launcher-argument", needs: ["commands"] },
  { text: "secret-process-name", needs: ["commands", "environment"] },
  { text: "/secret/exec", needs: ["commands", "paths", "environment"] },
  { text: "/secret/haco", needs: ["paths"] },
  { text: "/secret/cwd", needs: ["paths"] },
  { text: "/secret/rootfs", needs: ["paths"] },
  { text: "/secret/cgroup", needs: ["paths"] },
  { text: "secret-kernel-release", needs: ["environment"] },
  { text: "4026531999", needs: ["environment"] },
  { text: "31337", needs: ["environment"] },
  { text: "52525", needs: ["environment"] },
  { text: "secret-haco-text", needs: ["haco"] },
  { text: "secret-mark", needs: ["marks"] },
  { text: "secret-note", needs: ["notes"] },
];

const START = instant(7_777_000_000_000n);
const namespace = 4_026_531_999;
const boot: Boot & { readonly learntLater: string } = {
  id: "0123456789abcdef" as BootId,
  runId: "secret-run" as RunId,
  hostId: "secret-host-id",
  hostName: "secret-host-name",
  kernelBootId: "secret-kernel-boot",
  kernel: "secret-kernel-release",
  sourceKind: "live",
  container: "web",
  containerSource: "hostname",
  generation: "0.11",
  outcome: "ready",
  losses: [],
  startAt: START,
  startBy: "exec",
  upAt: instant(START + 5n),
  upBy: "exec",
  readyAt: instant(START + 9n),
  readyPort: 31_337,
  endAt: instant(START + 5n),
  wallTime: 1_700_000_000_000_000_001n,
  lineage: "lineage",
  hacoFile: "/secret/haco",
  hacoHash: "secret-haco-hash",
  hacoText: "secret-haco-text",
  launcherArgv: ["haconiwa", "secret-launcher-argument"],
  cwd: "/secret/cwd",
  command: ["secret-command"],
  hostname: "secret-uts-name",
  cgroup: "/secret/cgroup",
  rootfs: "/secret/rootfs",
  mounts: 52_525,
  namespaces: {
    pid: namespace,
    pidForChildren: namespace,
    mnt: namespace,
    uts: namespace,
    ipc: namespace,
    net: namespace,
    user: namespace,
  },
  containerTgid: 12,
  processes: [
    { tgid: 12, lane: "container", comm: "secret-process-name", startAt: START, execFile: "/secret/exec" },
  ],
  processCount: 1,
  spans: [
    {
      slug: "exec",
      label: "exec",
      group: "exec",
      lane: "container",
      onPath: true,
      startAt: START,
      from: "CONTAINER_EXECING",
      state: "closed",
      endAt: instant(START + 5n),
      to: "exec",
    },
  ],
  markCount: 1,
  learntLater: "secret-later-fact",
};
const marks: readonly Mark[] = [
  {
    runId: boot.runId,
    bootId: boot.id,
    at: instant(START + 3n),
    seq: 1,
    lane: "container",
    name: "misc-str",
    flag: 1,
    text: "secret-mark",
  },
];
const notes: readonly Note[] = [{ id: 1, bootId: boot.id, text: "secret-note", writtenAt: 5n }];
const usual: Population = {
  reference: { container: "web", host: "secret-host-id" },
  n: 7,
  boot: { n: 7, min: 1, p5: 1, p25: 2, p50: 3, p75: 4, p95: 5, max: 6 },
  bootPercentile: 0.9,
  readyPercentile: undefined,
  spans: [],
};
const share = (parts: readonly SharePart[]) => sharedBoot(boot, marks, notes, new Set(parts), { usual });

test("what is usual is shared when it is asked for, and reads back as it was", () => {
  expect(share([]).usual).toBeUndefined();
  const shared = share(["usual"]);
  expect(shared.usual).toEqual({ ...usual, reference: { container: "web" } });
  expect(decodeWire(JSON.parse(encodeWire(shared)) as Wire<typeof shared>)).toEqual(shared);
});

test("a share holds what was asked for, and no trace of anything else", () => {
  fc.assert(
    fc.property(fc.subarray([...SHARE_PARTS]), (parts) => {
      const text = encodeWire(share(parts));
      for (const { text: secret, needs } of SECRETS) {
        const isAsked = needs.every((need) => need !== "never" && parts.includes(need));
        expect(text.includes(secret), `${secret} with ${parts.join()}`).toBe(isAsked);
      }
    }),
  );
});

test("durations are whole, and instants count from the start of the boot", () => {
  const { boot: shown } = share([]);
  expect([shown.startAt, shown.upAt, shown.readyAt, shown.wallTime]).toEqual([0n, 5n, 9n, boot.wallTime]);
  expect(shown.spans).toEqual([{ ...boot.spans[0], startAt: 0n, endAt: 5n }]);
  expect(encodeWire(share([...SHARE_PARTS]))).not.toContain(START.toString());
});

test("how haconiwa's own processes ended is told whatever is left out: a failure is told by that", () => {
  const death = {
    tgid: 12,
    lane: "container",
    startAt: START,
    exitAt: instant(START + 7n),
    exitCode: 1,
  } as const;
  const failed: Boot = {
    ...boot,
    outcome: "failed",
    processes: [
      { ...death, comm: "secret-process-name", ppid: 31_337 },
      { ...death, tgid: 13 },
    ],
  };
  const told = (parts: readonly SharePart[]) => sharedBoot(failed, [], [], new Set(parts)).boot;
  expect(told([]).processes).toEqual([{ ...death, startAt: 0n, exitAt: 7n }]);
  expect(told([]).processCount).toBe(0);
  expect(verdictOf(told([]))).toEqual(verdictOf(failed));
});

test("a snapshot is read back as it was written", () => {
  const snapshot: ShareSnapshot = { version: 1, kind: "boot", shared: share([...SHARE_PARTS]) };
  const wire = JSON.parse(encodeWire(snapshot)) as Wire<ShareSnapshot>;
  expect(decodeWire<ShareSnapshot>(wire)).toEqual(snapshot);
});

test("a share that was made when labels told how spans ended, too, shows them as one of today", () => {
  const failed = (label: string): Boot => ({
    ...boot,
    spans: [
      {
        slug: "pivot-root",
        label,
        group: "unattributed",
        lane: "container",
        onPath: true,
        startAt: START,
        from: "A",
        state: "failed",
        endAt: instant(START + 5n),
        to: "exit",
      },
    ],
  });
  const shared = (label: string) => ({ boot: failed(label), marks: [], notes: [] });
  const both = (label: string): ShareSnapshot[] => [
    { version: 1, kind: "boot", shared: shared(label) },
    { version: 1, kind: "comparison", boots: [shared(label)], baseline: 0, align: "start" },
  ];
  expect(both("pivot_root, until exit").map(snapshotOfToday)).toEqual(both("pivot_root"));
});

test("a side of cohorts says what it is narrowed by only as far as that is asked for, and that there is more", () => {
  const filter = { container: "web", hostLabel: "role=web", kernel: "6.18.5", hacoFile: "/etc/web.haco" };
  const side = (...parts: readonly SharePart[]) => sharedSide(undefined, filter, undefined, new Set(parts));
  expect(side()).toEqual({ filter: { container: "web" }, isCut: true });
  expect(side("hosts", "environment")).toEqual({
    filter: { container: "web", hostLabel: "role=web", kernel: "6.18.5" },
    isCut: true,
  });
  expect(side("hosts", "environment", "paths")).toEqual({ filter });
});
