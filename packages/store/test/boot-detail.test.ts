import {
  createAssembler,
  instant,
  type BootEvent,
  type BootId,
  type Changes,
  type Source,
} from "@hacotaki/core";
import { afterEach, expect, test } from "vitest";
import { openStore, type StoreWriter } from "../src/index.ts";
import { RECORDING, SOURCE } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const opened: StoreWriter[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});
function open(): { store: StoreWriter; recording: number } {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  opened.push(store);
  return { store, recording: store.startRecording(RECORDING) };
}

const MS = 1_000_000n;
let seq = 0;
const origin = (ms: number, tgid: number) => ({
  at: instant(BigInt(Math.round(ms * 1_000)) * 1_000n),
  seq: seq++,
  tgid,
  tid: tgid,
});
const phase = (ms: number, tgid: number, code: number): BootEvent => ({
  ...origin(ms, tgid),
  kind: "probe",
  provider: "haconiwa",
  probe: "bootstrap_phase_pass",
  args: [BigInt(code), 1n],
});
const fork = (ms: number, tgid: number, childTgid: number): BootEvent => ({
  ...origin(ms, tgid),
  kind: "fork",
  childTgid,
});
const exec = (ms: number, tgid: number, file: string, traced = false): BootEvent => ({
  ...origin(ms, tgid),
  kind: "exec",
  file,
  traced,
});
const call = (fromMs: number, toMs: number, tgid: number, name: string): BootEvent => ({
  ...origin(toMs, tgid),
  kind: "syscall",
  name,
  when: "exit",
  enterAt: origin(fromMs, tgid).at,
  parameters: { target: "/proc", flags: 2n },
  result: 0n,
});
const wait = (fromMs: number, toMs: number, tgid: number): BootEvent => ({
  ...origin(toMs, tgid),
  kind: "wait",
  from: origin(fromMs, tgid).at,
  left: "uninterruptible",
  frame: "synchronize_rcu",
});
const mark = (ms: number, tgid: number): BootEvent => ({ ...phase(ms, tgid, 123) });
const fact = (ms: number, tgid: number, value: string): BootEvent => ({
  ...origin(ms, tgid),
  kind: "fact",
  key: "detail",
  value,
});
/** Launcher, supervisor and container from `pid` on, up 30 ms after `ms`; umount2 takes most of pivot_root. */
const boot = (ms: number, pid: number, ...more: BootEvent[]): BootEvent[] => [
  exec(ms, pid, "/usr/bin/haconiwa", true),
  fact(ms + 0.01, pid, "full"),
  phase(ms + 10, pid, 0),
  fork(ms + 11, pid, pid + 1),
  phase(ms + 12, pid + 1, 1),
  phase(ms + 13, pid + 1, 2),
  fork(ms + 14, pid + 1, pid + 2),
  ...[11, 12, 13, 14, 15, 16, 17].map((code) => phase(ms + code + 4, pid + 2, code)),
  wait(ms + 22, ms + 26, pid + 2),
  call(ms + 22, ms + 26.5, pid + 2, "umount2"),
  ...[18, 19, 20, 21].map((code) => phase(ms + code + 9, pid + 2, code)),
  exec(ms + 31, pid + 2, "/bin/web"),
  ...more,
];

function saved(store: StoreWriter, recording: number, events: readonly BootEvent[], source: Source = SOURCE) {
  const assembler = createAssembler(source);
  assembler.push(events);
  const changes: Changes = assembler.finish();
  store.save(changes, recording);
  return changes.boots.map(({ id }) => id);
}
const only = (ids: readonly BootId[]): BootId => {
  const [id] = ids;
  if (id === undefined) throw new Error("no boot");
  return id;
};

test("calls, waits and how they were seen come back with the boot's spans", async () => {
  const { store, recording } = open();
  const id = only(saved(store, recording, boot(1_000, 500)));
  const detail = await store.readDetail(id);
  expect(detail).toMatchObject({
    level: "full",
    calls: [
      { name: "umount2", span: "pivot-root", lane: "container", parameters: { target: "/proc", flags: 2n } },
    ],
  });
  expect(detail?.waits.find(({ span }) => span === "pivot-root")?.parts).toMatchObject([
    { kind: "kernel", duration: 4n * MS, frame: "synchronize_rcu" },
    { kind: "running", duration: 2n * MS },
  ]);
  expect(detail?.selfTime.get("pivot-root")).toBe(1_500_000n);
});

test("they are the same once the run is derived anew", async () => {
  const { store, recording } = open();
  const id = only(saved(store, recording, boot(1_000, 500)));
  const before = await store.readDetail(id);
  const run = (await store.findBoot(id))?.boot.runId;
  const stored = run && store.findRun(run);
  if (stored === undefined) throw new Error("no run");
  const assembler = createAssembler(stored.source);
  assembler.push(stored.events);
  store.replaceDerived(stored.runId, assembler.finish());
  expect(await store.readDetail(id)).toEqual(before);
});

test("marks of an application, however many, leave the detail as it is", async () => {
  const { store, recording } = open();
  const marks = Array.from({ length: 20_000 }, (_, n) => mark(5_000 + n / 100, 502));
  const id = only(saved(store, recording, boot(1_000, 500, ...marks)));
  expect((await store.readDetail(id))?.calls).toHaveLength(1);
});

test("a boot knows when its container booted before, on its host since the kernel booted", async () => {
  const { store, recording } = open();
  const named = (events: BootEvent[]) => events.map((event) => ({ ...event, hostname: "web" }));
  const [first, second] = [boot(1_000, 500), boot(9_000, 700)].map((events) =>
    only(saved(store, recording, named(events))),
  );
  if (first === undefined || second === undefined) throw new Error("no boots");
  expect(await store.readDetail(first)).not.toHaveProperty("previousAt");
  expect(await store.readDetail(second)).toMatchObject({ previousAt: 1_000n * MS });
});

test("a boot that nobody looked into says so, and one that is not there has none", async () => {
  const { store, recording } = open();
  const bare = boot(1_000, 500).filter(
    ({ kind }) => kind !== "fact" && kind !== "syscall" && kind !== "wait",
  );
  const id = only(saved(store, recording, bare));
  expect(await store.readDetail(id)).toMatchObject({ level: "off", calls: [], helpers: [], waits: [] });
  expect(await store.readDetail("0000000000000000" as BootId)).toBeUndefined();
});
