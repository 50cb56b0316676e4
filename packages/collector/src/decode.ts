import { instant, type Origin, omitUndefined } from "@hacotaki/core";
import type { Attachment, NativeEvent } from "@hacotaki/native";
import type { SeenEvent } from "./facts.ts";

/** Of the probes' arguments only the second of the misc ones can be a `char *`. */
export const TEXT_ARGUMENT = 1;

/** Gives a native event the domain's form. Undefined for a firing of a probe that is no longer attached. */
export function decodeEvent(
  event: NativeEvent,
  attachments: ReadonlyMap<number, Attachment>,
): SeenEvent | undefined {
  const origin: Origin = {
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
  };
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
  }
}
