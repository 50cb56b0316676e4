import { instant, type BootEvent, type Source } from "../src/index.ts";

export const LIVE: Source = {
  kind: "live",
  hostId: "h",
  hostName: "host",
  kernelBootId: "k",
  hasKernelEvents: true,
};
let nextSeq = 0;
export const origin = (ms: number, tgid: number) => ({
  at: instant(BigInt(Math.round(ms * 1e6))),
  seq: nextSeq++,
  tgid,
});
export const haconiwa = (ms: number, tgid: number): BootEvent => ({
  ...origin(ms, tgid),
  kind: "exec",
  file: "/usr/bin/haconiwa",
  argv: ["haconiwa", "run", `/etc/${tgid}.haco`],
  traced: true,
});
export const program = (ms: number, tgid: number, file: string): BootEvent => ({
  ...origin(ms, tgid),
  kind: "exec",
  file,
  traced: false,
});
export const phase = (ms: number, tgid: number, code: number): BootEvent => ({
  ...origin(ms, tgid),
  kind: "probe",
  provider: "haconiwa",
  probe: "bootstrap_phase_pass",
  args: [BigInt(code), 1n],
});
export const fork = (ms: number, tgid: number, childTgid: number): BootEvent => ({
  ...origin(ms, tgid),
  kind: "fork",
  childTgid,
});
export const exit = (ms: number, tgid: number, code = 0): BootEvent => ({
  ...origin(ms, tgid),
  kind: "exit",
  code,
  signal: 0,
});
export const listen = (ms: number, tgid: number): BootEvent => ({
  ...origin(ms, tgid),
  kind: "listen",
  port: 80,
});
export const loss = (fromMs: number, ms: number): BootEvent => ({
  kind: "loss",
  reason: "dropped",
  from: instant(BigInt(fromMs) * 1_000_000n),
  at: instant(BigInt(Math.round(ms * 1e6))),
  seq: 0,
  count: 5,
});

/** Launcher `pid`, supervisor `pid + 1`, container `pid + 2`, set up and about to exec at `ms + 30`. */
export const setUp = (ms: number, pid: number): BootEvent[] => [
  haconiwa(ms, pid),
  phase(ms + 10, pid, 0),
  fork(ms + 11, pid, pid + 1),
  phase(ms + 12, pid + 1, 1),
  phase(ms + 13, pid + 1, 2),
  fork(ms + 14, pid + 1, pid + 2),
  ...[11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21].map((code) => phase(ms + code + 5, pid + 2, code)),
];
export const allExit = (ms: number, pid: number) => [
  exit(ms, pid + 2),
  exit(ms + 1, pid + 1),
  exit(ms + 2, pid),
];
