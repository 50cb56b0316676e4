import { instant, type BootEvent, type Origin } from "@hacotaki/core";

const ID = "83d3bb504473fb2da9d5b599b10b0eb2732c9b1751495429fdc65595b3e8d550";
const START = 90_000_000_000_000n;
const at = (ns: bigint) => instant(START + ns);
const namespaces = {
  pid: 4_026_531_836,
  pidForChildren: 4_026_531_836,
  mnt: 4_026_531_841,
  uts: 4_026_531_838,
  ipc: 4_026_531_839,
  net: 4_026_531_840,
  user: 4_026_531_837,
};
const runc = {
  tgid: 700,
  tid: 700,
  ppid: 1,
  nspid: 700,
  startAt: at(-900n),
  comm: "runc",
  namespaces,
  cgroupId: 5n,
};
const thread = { ...runc, tid: 702 };
const init = { ...runc, tgid: 703, tid: 703, ppid: 700, nspid: 703, startAt: at(2_000_000n) };
const isolated = {
  ...init,
  comm: "runc:[2:INIT]",
  hostname: "box",
  nspid: 1,
  namespaces: { ...namespaces, mnt: 4_026_532_211 },
};
const mount = {
  kind: "syscall",
  name: "mount",
  parameters: {
    source: "proc",
    target: `/var/lib/docker/overlay2/${ID}/merged/proc`,
    fstype: "proc",
    flags: 14n,
    data: undefined,
  },
} as const;

const what: readonly (readonly [
  ns: bigint,
  cpu: number | undefined,
  origin: Omit<Origin, "at" | "seq">,
  own: object,
])[] = [
  [
    0n,
    0,
    runc,
    {
      kind: "exec",
      file: "/usr/sbin/runc",
      argv: ["runc", "run", "web"],
      argvTruncated: false,
      traced: false,
      exeInode: 77n,
      root: "/usr/sbin/runc",
      oldTid: 700,
    },
  ],
  [0n, undefined, { tgid: 700 }, { kind: "fact", key: "bundle", value: "/srv/web" }],
  [1_000_000n, 0, runc, { kind: "fork", childTgid: 700, childTid: 702, thread: true }],
  [2_000_000n, 0, thread, { kind: "fork", childTgid: 703, childNspid: 703, childStartAt: at(2_000_000n) }],
  [
    2_010_000n,
    1,
    init,
    { kind: "syscall", name: "clone", when: "exit", parameters: { flags: 0x4111n }, result: 0n },
  ],
  [
    2_050_001n,
    0,
    thread,
    {
      kind: "syscall",
      name: "clone",
      when: "exit",
      parameters: { flags: 0x4111n },
      enterAt: at(1_990_000n),
      result: 703n,
    },
  ],
  [
    5_600_123n,
    0,
    thread,
    {
      kind: "wait",
      left: "uninterruptible",
      from: at(3_100_000n),
      runnableAt: at(5_590_000n),
      frame: "synchronize_rcu_normal",
      wakerTgid: 15,
      short: { count: 3, blocked: 210_007n, runnable: 0n },
    },
  ],
  [
    5_700_000n,
    0,
    thread,
    { kind: "cgroup", action: "attach", path: `/docker/${ID}`, hierarchy: 3, targetTgid: 703 },
  ],
  [6_000_000n, 1, isolated, { ...mount, when: "enter" }],
  [91_623_456n, 1, isolated, { ...mount, when: "exit", enterAt: at(6_000_000n), result: 0n }],
  [
    92_000_000n,
    1,
    isolated,
    { kind: "syscall", name: "umount2", when: "enter", parameters: { target: ".", flags: 2n } },
  ],
  [92_400_000n, 0, runc, { kind: "exit", code: 0, signal: 0, coreDumped: false }],
  [93_000_000n, undefined, {}, { kind: "loss", reason: "dropped", from: at(92_900_000n), count: 3 }],
];

/** Events of the inside of a boot of each kind, numbered by their processors as a collector does. */
export const insideOfABoot: readonly BootEvent[] = (() => {
  const next = new Map<number | undefined, number>();
  return what.map(([ns, cpu, origin, own]) => {
    const seq = next.get(cpu) ?? 0;
    next.set(cpu, seq + 1);
    return { ...origin, at: at(ns), seq, ...(cpu === undefined ? {} : { cpu }), ...own } as BootEvent; // one of its kind
  });
})();
