import {
  instant,
  type Origin,
  omitUndefined,
  type SyscallEvent,
  tellingFrame,
  type WaitEvent,
} from "@hacotaki/core";
import type {
  Attachment,
  NativeEvent,
  SyscallEvent as NativeSyscallEvent,
  WaitEvent as NativeWaitEvent,
} from "@hacotaki/native";
import type { SeenEvent } from "./facts.ts";

/** Of the probes' arguments only the second of the misc ones can be a `char *`. */
export const TEXT_ARGUMENT = 1;

/** What the numbers in events stand for. */
type Known = {
  readonly attachments: ReadonlyMap<number, Attachment>;
  /** Path of a root. */
  pathOf(root: number | undefined): string | undefined;
};

const originOf = (event: NativeEvent): Origin => ({
  at: instant(event.at),
  seq: event.seq,
  cpu: event.cpu,
  tgid: event.tgid,
  tid: event.tid,
  ppid: event.ppid,
  nspid: event.nspid,
  startAt: instant(event.startAt),
  comm: event.comm,
  namespaces: event.namespaces,
  cgroupId: event.cgroupId,
  ...omitUndefined({ hostname: event.hostname }),
});

const instantOf = (at: bigint | undefined) => (at === undefined ? undefined : instant(at));

/** What happened inside a boot. */
function decodeDetail(event: NativeSyscallEvent | NativeWaitEvent): SyscallEvent | WaitEvent {
  const origin = originOf(event);
  if (event.kind === "syscall") {
    const { name, when, parameters, result } = event;
    const enterAt = instantOf(event.enterAt);
    return { ...origin, kind: "syscall", name, when, parameters, ...omitUndefined({ enterAt, result }) };
  }
  const { left, io, throttled, wakerTgid, short } = event;
  const runnableAt = instantOf(event.runnableAt);
  const frame = tellingFrame(event.frames);
  return {
    ...origin,
    kind: "wait",
    from: instant(event.from),
    left,
    ...omitUndefined({ runnableAt, io, throttled, frame, wakerTgid, short }),
  };
}

/** Gives a native event the domain's form. Undefined for a firing of a probe that is no longer attached. */
export function decodeEvent(event: NativeEvent, { attachments, pathOf }: Known): SeenEvent | undefined {
  const origin = originOf(event);
  switch (event.kind) {
    case "probe": {
      const probe = attachments.get(event.attachment)?.probes[event.probe];
      // A text that points nowhere is an argument nobody could read, not the number of its address.
      const args = event.badPointer
        ? event.args.map((value, n) => (n === TEXT_ARGUMENT ? undefined : value))
        : event.args;
      return probe && { ...origin, kind: "probe", provider: probe.provider, probe: probe.name, args };
    }
    case "fork":
      return {
        ...origin,
        kind: "fork",
        childTgid: event.childTgid,
        childNspid: event.childNspid,
        childStartAt: instant(event.childStartAt),
      };
    case "exec":
      return {
        ...origin,
        kind: "exec",
        file: event.filename,
        argv: event.argv,
        argvTruncated: event.argvTruncated,
        exeInode: event.exeInode,
        traced: event.attachment !== undefined,
        oldTid: event.oldTid,
        ...omitUndefined({ root: pathOf(event.root) }),
        owner: { uid: event.uid, gid: event.gid },
      };
    case "exit":
      return {
        ...origin,
        kind: "exit",
        code: event.exitCode,
        signal: event.exitSignal,
        coreDumped: event.coreDumped,
      };
    case "listen":
      return { ...origin, kind: "listen", address: event.address, port: event.port };
    case "cgroup":
      return {
        ...origin,
        kind: "cgroup",
        action: event.action,
        path: event.path,
        hierarchy: event.hierarchy,
        ...omitUndefined({ targetTgid: event.targetTgid }),
      };
    case "syscall":
    case "wait":
      return decodeDetail(event);
  }
}
