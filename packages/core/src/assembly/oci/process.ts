import type { ExecEvent, Origin } from "../../domain/event.ts";
import { commandOf, programOf } from "../../domain/oci.ts";
import { omitUndefined } from "../../domain/omit-undefined.ts";
import type { Instant } from "../../domain/time.ts";
import type { OciBoot, OciExec, OciProcess } from "./draft.ts";
import type { OciAssembly } from "./state.ts";

/** The process that an event happened in, if it is known: not one whose pid was taken over by another. */
export function findOci({ live }: OciAssembly, origin: Origin): OciProcess | undefined {
  if (live.size === 0 || origin.tgid === undefined) return undefined;
  const process = live.get(origin.tgid);
  if (process === undefined) return undefined;
  const { exactStart, exit } = process;
  const isOther = origin.startAt !== undefined && exactStart !== undefined && origin.startAt !== exactStart;
  return isOther || (exit !== undefined && origin.at > exit.at) ? undefined : process;
}

/** A process that nobody knew. */
export function meetOci({ live }: OciAssembly, tgid: number, at: Instant): OciProcess {
  const process: OciProcess = {
    tgid,
    seenAt: at,
    children: new Set(),
    held: [],
    led: [],
    landmarks: {},
  };
  live.set(tgid, process);
  return process;
}

/** Takes over what an event tells of the process itself. */
export function learnOci(process: OciProcess, origin: Origin): void {
  if (origin.ppid !== undefined) process.ppid ??= origin.ppid;
  if (origin.nspid !== undefined) process.nspid = origin.nspid;
  if (origin.comm !== undefined) process.comm = origin.comm;
  if (origin.namespaces !== undefined) process.namespaces = origin.namespaces;
  if (origin.startAt !== undefined) process.exactStart ??= origin.startAt;
}

export function readExec(event: ExecEvent): OciExec {
  const program = programOf(event);
  const command = program && commandOf(event.argv);
  return {
    at: event.at,
    file: event.file,
    ...omitUndefined({ argv: event.argv, argvTruncated: event.argvTruncated, program, command }),
  };
}

/** The container's init process, or on the way to become it: it has executed nothing but the runtime's own program. */
export const isInitLike = (process: OciProcess): boolean =>
  process.foreignExec === undefined &&
  (process.landmarks.pivot !== undefined ||
    process.attached !== undefined ||
    process.nspid === 1 ||
    process.stage === 2);

const rank = ({ landmarks, stage, nspid, attached }: OciProcess) =>
  landmarks.pivot !== undefined ? 4 : stage === 2 ? 3 : nspid === 1 ? 2 : attached !== undefined ? 1 : 0;

/** The container's init process, as far as one shows; the runtime's first child where none is better. */
export function initOf({ up, processes, runtime, starter }: OciBoot): OciProcess | undefined {
  if (up) return up.process;
  let best: OciProcess | undefined;
  for (const process of processes)
    if (
      process !== runtime &&
      process !== starter?.process &&
      process.foreignExec === undefined &&
      (best === undefined || rank(process) > rank(best))
    )
      best = process;
  return best;
}

/** From the runtime's child down to the init process. */
export function chainOf(boot: OciBoot, init: OciProcess | undefined): readonly OciProcess[] {
  const chain: OciProcess[] = [];
  for (let each = init; each !== undefined && each !== boot.runtime; each = each.parent) chain.unshift(each);
  return chain;
}
