import { pathEnd, type Boot, type BootProcess } from "../domain/boot.ts";
import { baseName } from "../domain/oci.ts";
import type { Lane } from "../domain/phase.ts";
import type { Instant } from "../domain/time.ts";

/** A process of a boot. */
export type Member = {
  readonly process: BootProcess & { readonly tgid: number };
  /** It runs on a lane of the boot itself; else it is a program that such a process started. */
  readonly isOwn: boolean;
  /** Of what another process started: that one's. */
  readonly lane: Lane;
  /** Who started it, where that is of the boot as well. */
  readonly parent?: Member;
};

/** Processes of a boot, as far as they lead to it: what an application starts is none of them. */
export type Members = {
  readonly all: readonly Member[];
  /** The process that had a pid at an instant. */
  at(tgid: number | undefined, at: Instant): Member | undefined;
};

const isRuntimeItself = (boot: Boot, { execFile }: BootProcess) =>
  execFile === undefined ||
  execFile.startsWith("/proc/") ||
  execFile.startsWith("/dev/fd/") ||
  baseName(execFile) === boot.oci?.runtime;

/** An outermost hook of an OCI runtime is a span of the boot, and this process is what it consists of. */
const isSpan = ({ spans }: Boot, process: BootProcess) =>
  spans.some(({ lane, startAt }) => lane === "hook" && startAt === process.startAt);

/** Lanes' own processes and those above them: between launcher and supervisor there may be a root. */
function ownOfHaconiwa(boot: Boot, byTgid: ReadonlyMap<number, BootProcess>): ReadonlySet<number> {
  const own = new Set<number>();
  for (const tgid of [boot.launcherTgid, boot.supervisorTgid, boot.containerTgid])
    for (let each = tgid; each !== undefined && !own.has(each); each = byTgid.get(each)?.ppid)
      if (byTgid.has(each)) own.add(each);
  return own;
}

const isOwnOfOci = (boot: Boot, process: BootProcess) =>
  process.lane === "hook"
    ? isSpan(boot, process)
    : process.lane === "container" || process.tgid === boot.launcherTgid || isRuntimeItself(boot, process);

/** The processes that a boot consists of until it is up, and what they started. */
export function membersOf(boot: Boot): Members {
  const end = pathEnd(boot);
  const processes = boot.processes.flatMap((process) => {
    const { tgid, lane, startAt } = process;
    const isPart = lane !== "application" && lane !== "engine" && (end === undefined || startAt <= end);
    return tgid !== undefined && isPart ? [{ ...process, tgid }] : [];
  });
  const byTgid = new Map(processes.toReversed().map((process) => [process.tgid, process]));
  const own = boot.oci === undefined ? ownOfHaconiwa(boot, byTgid) : undefined;
  const byPid = new Map<number, Member[]>();
  const at: Members["at"] = (tgid, when) => {
    const found = tgid === undefined ? undefined : byPid.get(tgid);
    return found?.findLast(({ process }) => process.startAt <= when) ?? found?.[0];
  };
  const all = processes.map((process): Member => {
    const isOwn = own === undefined ? isOwnOfOci(boot, process) : own.has(process.tgid);
    const parent = process.ppid === process.tgid ? undefined : at(process.ppid, process.startAt);
    const lane = isOwn ? process.lane : (parent?.lane ?? process.lane);
    const member = { process, isOwn, lane, ...(parent && { parent }) };
    const alike = byPid.get(process.tgid);
    if (alike) alike.push(member);
    else byPid.set(process.tgid, [member]);
    return member;
  });
  return { all, at };
}
