import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { release } from "node:os";
import { dirname } from "node:path";
import type { DetailLevel } from "@hacotaki/core";

/** Bits of capability sets, from linux/capability.h, by the names that setpriv(1) takes. */
const BIT = {
  dac_override: 1,
  dac_read_search: 2,
  net_bind_service: 10,
  sys_ptrace: 19,
  sys_admin: 21,
  lease: 28,
  syslog: 34,
  perfmon: 38,
  bpf: 39,
} as const;
type Capability = keyof typeof BIT;

const FIRST_UNPRIVILEGED_PORT = 1024;

type Status = { readonly effective: bigint; readonly mayGainMore: boolean };

/** Of this process, by /proc/self/status (see proc_pid_status(5)). */
function ownStatus(): Status {
  const text = readFileSync("/proc/self/status", "utf8");
  return {
    effective: BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(text)?.[1] ?? "0"}`),
    mayGainMore: /^NoNewPrivs:\s*0$/m.test(text),
  };
}

/** Root writes its own files as anybody does; those of others only with this capability. */
function toWrite(path: string): readonly Capability[] {
  const isOwn = (each: string) => statSync(each, { throwIfNoEntry: false })?.uid === process.getuid?.();
  const isOurs = isOwn(dirname(path)) && (isOwn(path) || !statSync(path, { throwIfNoEntry: false }));
  return isOurs ? [] : ["dac_override"];
}

/** Before Linux 6.6 uprobes go through perf, which wants more than PERFMON. */
function needsAdmin(effective: bigint): boolean {
  const [major = 0, minor = 0] = release().split(".").map(Number);
  const has = (name: Capability) => ((effective >> BigInt(BIT[name])) & 1n) === 1n;
  return major < 6 || (major === 6 && minor < 6) || !has("bpf") || !has("perfmon");
}

/** Root holds back whoever writes its own files as anybody does; for those of others it takes this capability. */
function toHold(paths: readonly string[]): readonly Capability[] {
  const isOther = (path: string) => {
    const owner = statSync(path, { throwIfNoEntry: false })?.uid;
    return owner !== undefined && owner !== process.getuid?.();
  };
  return paths.some(isOther) ? ["lease"] : [];
}

/**
 * What tracing `binaries` takes (see docs/security.md), and writing the database at `dbPath`; of waits the functions of the
 * kernel are told by /proc/kallsyms, which shows no addresses without SYSLOG.
 */
export const toCollect = (
  dbPath: string,
  binaries: readonly string[],
  detail: DetailLevel,
): readonly Capability[] => [
  "bpf",
  "perfmon",
  "sys_ptrace",
  "dac_read_search",
  ...(needsAdmin(ownStatus().effective) ? (["sys_admin"] as const) : []),
  ...(detail === "full" ? (["syslog"] as const) : []),
  ...toWrite(dbPath),
  ...toHold(binaries),
];

/** What a program takes that reads and writes the files beside `dbPath`, and listens on `port`. */
export const toServe = (dbPath: string, port?: number): readonly Capability[] => [
  ...toWrite(dbPath),
  ...(port !== undefined && port > 0 && port < FIRST_UNPRIVILEGED_PORT
    ? (["net_bind_service"] as const)
    : []),
];

/**
 * The command before a program's own that leaves root with `keep` alone, for good: neither it nor what it starts can
 * gain others. Empty where there is nothing to let go of (not root, or limited already, as by a systemd unit), or where
 * setpriv, of util-linux, cannot do it.
 */
export function limitedTo(keep: readonly Capability[]): readonly string[] {
  if (process.getuid?.() !== 0 || !ownStatus().mayGainMore) return [];
  const command = [
    "setpriv",
    `--bounding-set=${["-all", ...keep.map((name) => `+${name}`)].join(",")}`,
    "--inh-caps=-all",
    "--no-new-privs",
    "--",
  ];
  const [program = "", ...args] = command;
  return spawnSync(program, [...args, "true"], { stdio: "ignore" }).status === 0 ? command : [];
}

/** Starts this very command again, in its own place, as `limitedTo` says; returns where there is nothing to let go of. */
export function becomeLimitedTo(keep: readonly Capability[]): void {
  const command = limitedTo(keep);
  // Node 22.15 and 23.11 brought execve.
  if (command.length === 0 || typeof process.execve !== "function") return;
  const program = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) =>
    statSync(path, { throwIfNoEntry: false }),
  );
  if (program === undefined) return;
  process.execve(program, [...command, process.execPath, ...process.execArgv, ...process.argv.slice(1)]);
}
