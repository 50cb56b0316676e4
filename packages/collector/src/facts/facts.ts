import { closeSync, openSync, readFileSync, readlinkSync, readSync } from "node:fs";
import {
  hacoArgumentOf,
  isContainerBoot,
  readProbe,
  utcNow,
  wholeArguments,
  type BootEvent,
  type ExecEvent,
  type FactEvent,
  type FactKey,
  type Instant,
} from "@hacotaki/core";
import { readForeignFile, readForeignFolder, type ForeignProcess } from "@hacotaki/native";
import { attempt } from "./attempt.ts";
import { bootNow } from "../clock.ts";
import { keptText } from "./kept-text.ts";
import { bundleFacts } from "./oci-facts.ts";

/** A haco file is a page of Ruby; a larger one is kept by the hash of as much alone. */
const MAX_HACO_BYTES = 64 * 1024;
/** A dozen hierarchies, with paths of 4 kB. */
const MAX_CGROUP_BYTES = 64 * 1024;
/** Some 20,000 mounts. */
const MAX_MOUNTINFO_BYTES = 2 * 1024 * 1024;
/** The phases after which there is something to read, for as long as the boot has not gone on. */
export const TELLING_PHASES: ReadonlySet<number> = new Set([2, 13, 15, 18]);
const PID_FOLDER = "/var/run";
const PID_FILES = { prefix: "haconiwa-", suffix: ".pid", maxBytes: 32 };

/** An event as it was seen here and now; of an exec with whom the program ran as. */
export type SeenEvent = BootEvent & Pick<ForeignProcess, "owner">;
type Launch = Pick<ExecEvent, "argv" | "argvTruncated"> & ForeignProcess;

const cwdOf = (tgid: number) => attempt(() => readlinkSync(`/proc/${tgid}/cwd`));

/** What a read of /proc lands in. One for all, as large as any needed: making one costs more than reading. */
let landing = Buffer.allocUnsafeSlow(64 * 1024);

/** A file of /proc about a process; undefined where it is longer, as that process can make it. */
function readProc(tgid: number, name: "cgroup" | "mountinfo", maxBytes: number): string | undefined {
  return attempt(() => {
    const fd = openSync(`/proc/${tgid}/${name}`, "r");
    try {
      let length = 0;
      // A page or so at a time is what it gives.
      for (;;) {
        if (length === landing.length) landing = Buffer.concat([landing, landing]);
        const read = readSync(fd, landing, length, landing.length - length, null);
        if (read === 0) return landing.toString("utf8", 0, length);
        length += read;
        if (length >= maxBytes) return undefined;
      }
    } finally {
      closeSync(fd);
    }
  });
}

function hacoFacts(launch: Launch): [FactKey, string][] {
  const file = hacoArgumentOf(wholeArguments(launch));
  if (file === undefined) return [];
  const head = attempt(() => readForeignFile(launch, file, MAX_HACO_BYTES + 1));
  return head === undefined ? [] : keptText(head, MAX_HACO_BYTES);
}

/**
 * haconiwa writes its supervisor's pid, ended by a NUL, to /var/run/haconiwa-<name>.pid after that process has
 * started and before it says so: an older file with the same number was left behind by another, and a later one is
 * that of a process which got the number after it. Where there are two, supervisors of two pid
 * namespaces have the same pid and write to one folder: neither is believed.
 */
function pidFileName({ at, tgid, nspid, startAt }: BootEvent): string | undefined {
  if (tgid === undefined) return undefined;
  const options = { ...PID_FILES, changedSince: startAt ?? 0n, changedUntil: at };
  const files = attempt(() => readForeignFolder({ tgid }, PID_FOLDER, options)) ?? [];
  const isOwn = (head: Buffer) => Number.parseInt(head.toString("latin1"), 10) === (nspid ?? tgid);
  const [own, other] = files.filter(({ head }) => isOwn(head));
  if (other !== undefined) return undefined;
  return own?.name.slice(PID_FILES.prefix.length, -PID_FILES.suffix.length);
}

const pathsOf = (cgroups: string | undefined): readonly string[] =>
  (cgroups ?? "").split("\n").map((line) => line.split(":").slice(2).join(":"));

/** Our own paths in the hierarchy, where a service manager has put us before we ran. */
let ours: ReadonlySet<string> | undefined;

/** The container's own path in the hierarchy: none while it shares haconiwa's. */
function cgroupOf(tgid: number): string | undefined {
  ours ??= new Set(pathsOf(readProc(process.pid, "cgroup", MAX_CGROUP_BYTES)));
  const known = ours;
  return pathsOf(readProc(tgid, "cgroup", MAX_CGROUP_BYTES)).find(
    (path) => path.length > 1 && !known.has(path),
  );
}

/** What `mountinfo` lists, a line each. */
function mountsOf(tgid: number): string | undefined {
  const mounts = readProc(tgid, "mountinfo", MAX_MOUNTINFO_BYTES)?.trimEnd();
  // A process that is gone but was not waited for has none.
  return mounts === undefined || mounts === "" ? undefined : mounts.split("\n").length.toString();
}

/** Before pivot_root the root file system is the newest mount whose source is itself: a bind mount. */
function rootfsOf(tgid: number): string | undefined {
  const mounts = readProc(tgid, "mountinfo", MAX_MOUNTINFO_BYTES)?.trim().split("\n") ?? [];
  const [, , , source, target] =
    mounts
      .findLast((line) => {
        const fields = line.split(" ");
        return fields[3] !== "/" && fields[4] !== "/" && fields[3] === fields[4];
      })
      ?.split(" ") ?? [];
  return target ?? source;
}

/**
 * What the kernel's events do not carry, read from /proc right after the event that makes it readable.
 * Kept as events, so that boots can be rebuilt from what is stored.
 */
export function factsAfter(event: SeenEvent): FactEvent[] {
  const { tgid } = event;
  if (tgid === undefined || (event.kind !== "exec" && event.kind !== "probe")) return [];
  const found: [FactKey, string | undefined][] = [];
  if (event.kind === "exec" && (event.traced || isContainerBoot(event))) {
    const cwd = cwdOf(tgid);
    const launch = { ...event, tgid };
    found.push(
      ["wall-offset", (utcNow() - bootNow()).toString()],
      ["cwd", cwd],
      ...(event.traced ? hacoFacts(launch) : bundleFacts(launch, cwd)),
    );
  } else if (event.kind === "probe") {
    const reading = readProbe(event);
    if (reading?.kind !== "phase") return [];
    if (reading.code === 2) found.push(["pid-file-name", pidFileName(event)]);
    else if (reading.code === 13) found.push(["rootfs", rootfsOf(tgid)]);
    else if (reading.code === 15) found.push(["cgroup", cgroupOf(tgid)]);
    else if (reading.code === 18) found.push(["mounts", mountsOf(tgid)]);
  }
  return found.flatMap(([key, value], n): FactEvent[] =>
    value === undefined
      ? []
      : [{ kind: "fact", key, value, at: event.at, seq: event.seq + 1 + n, tgid, ...startOf(event) }],
  );
}

/** Beside the numbers of phases: what its exec lets be read. */
const EXECUTED = -1;

/** Processes whose facts are remembered to be known; of more, the ones looked at longest ago are looked at again. */
const MAX_KNOWN = 10_000;

/**
 * `factsAfter`, once for each process and phase: a hook may fire any phase at any rate, and would otherwise have
 * folders and lists of mounts read as often.
 */
export function createFactReader(): (event: SeenEvent) => FactEvent[] {
  const known = new Map<string, Set<number>>();

  function isKnown(event: SeenEvent, code: number): boolean {
    const key = `${event.tgid} ${event.startAt}`;
    const codes = known.get(key) ?? new Set();
    if (codes.has(code)) return true;
    known.delete(key);
    known.set(key, codes.add(code));
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    return false;
  }

  return (event) => {
    if (event.kind === "exit") known.delete(`${event.tgid} ${event.startAt}`);
    if (event.kind === "probe") {
      const reading = readProbe(event);
      if (reading?.kind !== "phase" || !TELLING_PHASES.has(reading.code)) return [];
      if (isKnown(event, reading.code)) return [];
    }
    // Runtimes execute copies of themselves.
    if (event.kind === "exec" && isContainerBoot(event) && isKnown(event, EXECUTED)) return [];
    return factsAfter(event);
  };
}

const startOf = ({ startAt }: BootEvent): { startAt?: Instant } => (startAt === undefined ? {} : { startAt });

/** Whether the process that started then still lives: its pid may be another's by now. */
export function isRunning(tgid: number, startAt: Instant | undefined): boolean {
  const stat = attempt(() => readFileSync(`/proc/${tgid}/stat`, "latin1"));
  if (stat === undefined) return false;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return false;
  // Field 22, in clock ticks of a hundredth of a second (proc(5)); the kernel rounds down.
  const ticks = BigInt(fields[19] ?? "0");
  return (
    startAt === undefined || (startAt / 10_000_000n - ticks <= 1n && ticks - startAt / 10_000_000n <= 1n)
  );
}
