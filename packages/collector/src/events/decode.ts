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
import type { SeenEvent } from "../facts/facts.ts";

/** Of the probes' arguments only the second of the misc ones can be a `char *`. */
export const TEXT_ARGUMENT = 1;

/** What the numbers in events stand for. */
type Known = {
  readonly attachments: ReadonlyMap<number, Attachment>;
  /** Path of a root. */
  pathOf(root: number | undefined): string | undefined;
};

function originOf(event: NativeEvent): Origin {
  const origin = {
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
  };
  return event.hostname === undefined ? origin : { ...origin, hostname: event.hostname };
}

const instantOf = (at: bigint | undefined) => (at === undefined ? undefined : instant(at));

/** It is the domain's already, but for its instants, which are the same numbers there: most events are these. */
const decodeCall = (event: NativeSyscallEvent): SyscallEvent => event as unknown as SyscallEvent;

function decodeWait(event: NativeWaitEvent): WaitEvent {
  const { left, io, throttled, wakerTgid, short } = event;
  const runnableAt = instantOf(event.runnableAt);
  const frame = tellingFrame(event.frames);
  return {
    ...originOf(event),
    kind: "wait",
    from: instant(event.from),
    left,
    ...omitUndefined({ runnableAt, io, throttled, frame, wakerTgid, short }),
  };
}

/** Gives a native event the domain's form. Undefined for a firing of a probe that is no longer attached. */
export function decodeEvent(event: NativeEvent, { attachments, pathOf }: Known): SeenEvent | undefined {
  if (event.kind === "syscall") return decodeCall(event);
  if (event.kind === "wait") return decodeWait(event);
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
  }
}
