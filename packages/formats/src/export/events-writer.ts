import type { BootEvent, Origin, ProbeArgument, Source } from "@hacotaki/core";

/** JSON.rawJSON (ECMAScript, "JSON.parse source text access") writes an integer by its digits, beyond what a double holds. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): object };
const raw = (n: bigint | undefined) => (n === undefined ? undefined : rawJSON(n.toString()));
const line = (record: object): string => `${JSON.stringify(record)}\n`;

function originRecord(event: Origin) {
  const { namespaces } = event;
  return {
    seq: event.seq,
    ts_boot_ns: raw(event.at),
    pid: event.tgid,
    tid: event.tid,
    ppid: event.ppid,
    nspid: event.nspid,
    start_ns: raw(event.startAt),
    comm: event.comm,
    ns: namespaces && {
      pid: namespaces.pid,
      pid_for_children: namespaces.pidForChildren,
      mnt: namespaces.mnt,
      uts: namespaces.uts,
      ipc: namespaces.ipc,
      net: namespaces.net,
      user: namespaces.user,
    },
    hostname: event.hostname,
    cgroup_id: raw(event.cgroupId),
    cpu: event.cpu,
    daemon: event.daemon,
  };
}

const argument = (value: ProbeArgument) => (typeof value === "bigint" ? raw(value) : (value ?? null));

function kindRecord(event: BootEvent): object {
  switch (event.kind) {
    case "probe":
      return { event: "usdt", provider: event.provider, probe: event.probe, args: event.args.map(argument) };
    case "fork":
      return {
        event: "fork",
        child_pid: event.childTgid,
        child_nspid: event.childNspid,
        child_start_ns: raw(event.childStartAt),
        thread: event.thread,
        child_tid: event.childTid,
      };
    case "exec":
      return {
        event: "exec",
        filename: event.file,
        argv: event.argv,
        argv_truncated: event.argvTruncated,
        exe_ino: raw(event.exeInode),
        traced: event.traced,
        root: event.root,
        old_tid: event.oldTid,
      };
    case "exit":
      return { event: "exit", exit_code: event.code, signal: event.signal, core: event.coreDumped };
    case "listen":
      return { event: "listen", address: event.address, port: event.port };
    case "syscall":
      return {
        event: "syscall",
        syscall: event.name,
        when: event.when,
        enter_ns: raw(event.enterAt),
        args: Object.fromEntries(
          Object.entries(event.parameters).map(([name, value]) => [name, argument(value)]),
        ),
        ret: raw(event.result),
      };
    case "cgroup":
      return {
        event: `cgroup_${event.action}`,
        path: event.path,
        hierarchy: event.hierarchy,
        target_pid: event.targetTgid,
      };
    case "wait":
      return {
        event: "wait",
        from_ns: raw(event.from),
        runnable_ns: raw(event.runnableAt),
        left: event.left,
        io: event.io,
        throttled: event.throttled,
        frame: event.frame,
        waker_pid: event.wakerTgid,
        short: event.short && {
          count: event.short.count,
          blocked_ns: raw(event.short.blocked),
          runnable_ns: raw(event.short.runnable),
        },
      };
    case "fact":
      return { event: "fact", key: event.key, value: event.value };
    case "loss":
      return { event: "loss", reason: event.reason, from_ns: raw(event.from), count: event.count };
  }
}

/** Of a stream by this provider system calls are events; they were not always, in streams of haconiwa's. */
export const OCI_PROVIDER = "oci";
const isOfOci = (event: BootEvent) =>
  event.kind === "cgroup" || (event.kind === "exec" && event.root !== undefined);

/**
 * Raw events as an event stream, NDJSON "schema 1", line by line. Importing it gives the same boots:
 * the meta line carries the host and its kernel boot, every event all of its fields.
 */
export function* eventsNdjson(source: Source, events: readonly BootEvent[]): Generator<string> {
  yield line({
    event: "meta",
    schema: 1,
    provider: events.some(isOfOci) ? OCI_PROVIDER : "haconiwa",
    host_id: source.hostId,
    host_name: source.hostName,
    kernel_boot_id: source.kernelBootId,
    kernel: source.kernel,
    has_kernel_events: source.hasKernelEvents,
    events: events.length,
    ...(source.wallOffset === undefined
      ? {}
      : // Only their difference is known, and only that is read.
        { clock_at_start: { realtime_ns: raw(source.wallOffset), boottime_ns: 0 } }),
  });
  for (const event of events) yield line({ ...kindRecord(event), ...originRecord(event) });
}
