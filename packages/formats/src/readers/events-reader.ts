import {
  FACT_KEYS,
  LEFT_AS,
  LOSS_REASONS,
  omitUndefined,
  readProbe,
  valueText,
  type BootEvent,
  type CgroupEvent,
  type FactKey,
  type LeftAs,
  type LossReason,
  type Origin,
  type ProbeArgument,
  type ShortWaits,
  type Source,
} from "@hacotaki/core";
import * as field from "./fields.ts";
import { OCI_PROVIDER } from "../export/events-writer.ts";
import { FormatError } from "../format-error.ts";
import { parseJsonLine } from "../input/json-line.ts";
import { eventsRead, IGNORED, NEW_STREAM, NOISE, rejected, type LineReading, type Reader } from "./reader.ts";
import { rootfsSearch, type MountReading } from "./rootfs.ts";
import { syscallReader } from "./syscalls.ts";

type Fields = { readonly [key: string]: unknown };
const MAX_ARGUMENTS = 12;

export const isEventsLine = (line: string) => /^\s*\{.*"event"\s*:\s*"/.test(line.slice(0, 4096));

function originOf(fields: Fields): Origin {
  return {
    at: field.ns(fields, "ts_boot_ns"),
    seq: field.count(fields, "seq"),
    ...field.present({
      cpu: field.optionalCount(fields, "cpu"),
      tgid: field.optionalPid(fields, "pid"),
      tid: field.optionalPid(fields, "tid"),
      ppid: field.optionalPid(fields, "ppid"),
      nspid: field.optionalPid(fields, "nspid"),
      startAt: field.optionalNs(fields, "start_ns"),
      comm: field.optionalText(fields, "comm"),
      hostname: field.optionalText(fields, "hostname"),
      namespaces: field.optionalNamespaces(fields, "ns"),
      cgroupId: field.optionalU64(fields, "cgroup_id"),
      daemon: field.optionalTrue(fields, "daemon"),
    }),
  };
}

function argumentsOf(fields: Fields): ProbeArgument[] {
  const args = fields["args"];
  if (!Array.isArray(args) || args.length > MAX_ARGUMENTS)
    throw new field.FieldError("args is not a list of arguments");
  return args.map((argument: unknown, n): ProbeArgument => {
    if (argument === null) return undefined;
    if (typeof argument === "string") return field.text({ argument }, "argument");
    return field.integer({ [`args[${n}]`]: argument }, `args[${n}]`, -(1n << 63n), (1n << 64n) - 1n);
  });
}

/** Of the recorded system calls two tell of a boot: a socket that listens, and the root's bind mount onto itself. */
function toldBySyscall(fields: Fields, rootfsOf: MountReading): BootEvent | undefined {
  if (fields["when"] !== "exit" || fields["ret"] !== 0) return undefined;
  if (fields["syscall"] === "listen") return { ...originOf(fields), kind: "listen" };
  if (fields["syscall"] !== "mount") return undefined;
  const value = rootfsOf(fields);
  return value === undefined ? undefined : { ...originOf(fields), kind: "fact", key: "rootfs", value };
}

function factOf(fields: Fields): BootEvent {
  const key = oneOf<FactKey>(fields, "key", FACT_KEYS);
  if (key === "wall-offset") field.wallOffset(fields, "value");
  return { ...originOf(fields), kind: "fact", key, value: field.text(fields, "value") };
}

function lossOf(fields: Fields): BootEvent {
  const origin = originOf(fields);
  const from = field.ns(fields, "from_ns");
  if (from > origin.at) throw new field.FieldError("from_ns is later than ts_boot_ns");
  return {
    ...origin,
    kind: "loss",
    reason: oneOf<LossReason>(fields, "reason", LOSS_REASONS),
    from,
    ...field.present({ count: field.optionalCount(fields, "count") }),
  };
}

function oneOf<Value extends string>(fields: Fields, key: string, known: readonly Value[]): Value {
  const value = field.text(fields, key);
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new field.FieldError(`${key} "${value.slice(0, 40)}" is unknown`);
  return found;
}

/** The container program that was executed: by its place among those that the recorder knew, or by its path. */
function rootOf(fields: Fields, binaries: readonly string[]): string | undefined {
  const root = fields["root"];
  if (typeof root === "string") return field.text(fields, "root");
  const place = field.optionalCount(fields, "root") ?? 0;
  if (place === 0) return undefined;
  const path = binaries[place - 1];
  if (path === undefined) throw new field.FieldError(`root ${place} is none of the stream's binaries`);
  return path;
}

function cgroupOf(fields: Fields, action: CgroupEvent["action"]): BootEvent {
  return {
    ...originOf(fields),
    kind: "cgroup",
    action,
    path: field.text(fields, "path"),
    ...field.present({
      hierarchy: field.optionalCount(fields, "hierarchy"),
      targetTgid: field.optionalPid(fields, "target_pid"),
    }),
  };
}

function shortOf(fields: Fields): ShortWaits | undefined {
  const short = fields["short"];
  if (short === undefined || short === null) return undefined;
  if (typeof short !== "object") throw new field.FieldError("short is not an object");
  const told = short as Fields; // its fields are read one by one
  return {
    count: field.count(told, "count"),
    blocked: field.ns(told, "blocked_ns"),
    runnable: field.ns(told, "runnable_ns"),
  };
}

/** A wait's instants are in the order in which it left the CPU, was woken, and came back. */
function waitOf(fields: Fields): BootEvent {
  const origin = originOf(fields);
  const from = field.ns(fields, "from_ns");
  const runnableAt = field.optionalNs(fields, "runnable_ns");
  if (from > origin.at) throw new field.FieldError("from_ns is later than ts_boot_ns");
  if (runnableAt !== undefined && (runnableAt < from || runnableAt > origin.at))
    throw new field.FieldError("runnable_ns is not between from_ns and ts_boot_ns");
  return {
    ...origin,
    kind: "wait",
    from,
    left: oneOf<LeftAs>(fields, "left", LEFT_AS),
    ...field.present({
      runnableAt,
      io: field.optionalTrue(fields, "io"),
      throttled: field.optionalTrue(fields, "throttled"),
      frame: field.optionalText(fields, "frame"),
      wakerTgid: field.optionalPid(fields, "waker_pid"),
      short: shortOf(fields),
    }),
  };
}

/** What the beginning of a stream says of all of its events. */
type Stream = {
  readonly exeInode: bigint | undefined;
  /** A recorder wrote it that knows probes and system calls alone: what these tell of a boot are no events of their own. */
  readonly isRaw: boolean;
  /** Paths of container programs; undefined in streams of haconiwa's alone. */
  readonly binaries: readonly string[] | undefined;
};

const HACONIWA: Stream = { exeInode: undefined, binaries: undefined, isRaw: true };

// oxlint-disable-next-line eslint/max-lines-per-function -- a case for each kind of event, most of them one expression
function eventOf(
  fields: Fields,
  { exeInode, binaries }: Stream,
  syscalls: ReturnType<typeof syscallReader>,
): BootEvent | "ignored" | "told-later" {
  switch (fields["event"]) {
    case "usdt":
      return {
        ...originOf(fields),
        kind: "probe",
        provider: field.text(fields, "provider"),
        probe: field.text(fields, "probe"),
        args: argumentsOf(fields),
      };
    case "fork":
      if (fields["thread"] === true && binaries === undefined) return "ignored";
      return {
        ...originOf(fields),
        kind: "fork",
        childTgid: field.pid(fields, "child_pid"),
        ...field.present({
          childNspid: field.optionalPid(fields, "child_nspid"),
          childStartAt: field.optionalNs(fields, "child_start_ns"),
          thread: field.optionalTrue(fields, "thread"),
          childTid: binaries && field.optionalPid(fields, "child_tid"),
        }),
      };
    case "exec": {
      const inode = field.optionalU64(fields, "exe_ino");
      return {
        ...originOf(fields),
        kind: "exec",
        file: field.text(fields, "filename"),
        traced: field.optionalFlag(fields, "traced") ?? (inode !== undefined && inode === exeInode),
        ...field.present({
          argv: field.optionalTexts(fields, "argv"),
          argvTruncated: field.optionalFlag(fields, "argv_truncated"),
          exeInode: inode,
          root: binaries && rootOf(fields, binaries),
          oldTid: binaries && field.optionalPid(fields, "old_tid"),
        }),
      };
    }
    case "exit":
      if (fields["group_dead"] === false) return "ignored";
      return {
        ...originOf(fields),
        kind: "exit",
        ...field.present({
          code: field.optionalExitCode(fields, "exit_code"),
          signal: field.optionalSignal(fields, "signal"),
          coreDumped: field.optionalFlag(fields, "core"),
        }),
      };
    case "listen":
      return {
        ...originOf(fields),
        kind: "listen",
        ...field.present({
          address: field.optionalText(fields, "address"),
          port: field.optionalPort(fields, "port"),
        }),
      };
    case "fact":
      return factOf(fields);
    case "loss":
      return lossOf(fields);
    case "syscall":
      return syscalls.read(originOf(fields), fields) ?? "told-later";
    case "wait":
      return waitOf(fields);
    case "cgroup_mkdir":
      return cgroupOf(fields, "mkdir");
    case "cgroup_attach":
      return cgroupOf(fields, "attach");
    // The name that these boots were exported under; `baseline import` reads it.
    case "baseline":
      return "ignored";
    default:
      throw new field.FieldError(`event "${valueText(fields["event"]).slice(0, 40)}" is unknown`);
  }
}

/** A line that cannot be read, but holds what only the beginning of a stream does. */
const BEGINS_STREAM = /"event"\s*:\s*"meta"|"(?:schema|host_id|kernel_boot_id|clock_at_start)"\s*:/;

/** UTC minus CLOCK_BOOTTIME; undefined where the stream has no wall clock. */
function wallOffsetOf(meta: Fields | undefined): bigint | undefined {
  const clock = meta?.["clock_at_start"];
  if (typeof clock !== "object" || clock === null) return undefined;
  const read = (key: string) => field.signedNs(clock as Fields, key);
  return field.inWallRange("clock_at_start", read("realtime_ns") - read("boottime_ns"));
}

/** Paths of the container programs that a stream knows by their inodes; undefined in a stream of haconiwa's. */
function binariesOf(meta: Fields): readonly string[] | undefined {
  if (meta["provider"] !== OCI_PROVIDER) return undefined;
  const binaries = meta["binaries"] ?? [];
  if (!Array.isArray(binaries)) throw new field.FieldError("binaries is not a list");
  return binaries.map((binary: unknown) => {
    if (typeof binary !== "object" || binary === null)
      throw new field.FieldError("binaries holds no programs");
    return field.text(binary as Fields, "path");
  });
}

/** Without a host of its own in the file, the first hostname seen stands for it: the same file gives the same boots. */
function sourceOf(meta: Fields | undefined, firstHostname: string): Source {
  const wallOffset = wallOffsetOf(meta);
  const hostName = (meta && field.optionalText(meta, "host_name")) ?? firstHostname;
  const hasKernelEvents = (meta && field.optionalFlag(meta, "has_kernel_events")) ?? true;
  const kernel = meta && field.optionalText(meta, "kernel");
  return {
    kind: hasKernelEvents ? "events" : "text",
    hostId: (meta && field.optionalText(meta, "host_id")) ?? `import:${hostName}`,
    hostName,
    kernelBootId: (meta && field.optionalText(meta, "kernel_boot_id")) ?? "",
    hasKernelEvents,
    ...omitUndefined({ kernel, wallOffset }),
  };
}

/**
 * Event streams, NDJSON "schema 1": a meta line, then one event a line. Files that were joined hold several.
 * @throws FormatError for a stream of another schema: its events would be read with the wrong meaning.
 */
export function eventsReader(): Reader {
  let meta: Fields | undefined;
  let stream: Stream = HACONIWA;
  let source: Source | undefined;
  let rootfs = rootfsSearch();
  let syscalls = syscallReader();

  function readMeta(fields: Fields): LineReading {
    const schema = fields["schema"];
    if (typeof schema === "number" && schema !== 1)
      throw new FormatError(
        "not-importable",
        `this event stream is of schema ${schema}; this version of hacotaki reads schema 1.`,
      );
    if (schema !== 1) return rejected("schema is not 1");
    sourceOf(fields, "");
    const binaries = binariesOf(fields);
    const isRaw = binaries === undefined && fields["has_kernel_events"] === undefined;
    stream = { exeInode: field.optionalU64(fields, "exe_ino"), binaries, isRaw };
    meta = fields;
    if (source === undefined) return NOISE;
    source = undefined;
    rootfs = rootfsSearch();
    syscalls = syscallReader();
    return NEW_STREAM;
  }

  function readEvent(fields: Fields): LineReading {
    const event = eventOf(fields, stream, syscalls);
    if (event === "ignored") return IGNORED;
    if (event === "told-later") return NOISE;
    if (event.kind === "exit") rootfs.forget(event.tgid);
    if (event.kind === "probe") {
      const reading = readProbe(event);
      if (reading?.kind === "phase") rootfs.pass(event.tgid, reading.code);
    }
    source ??= sourceOf(meta, event.hostname ?? "unknown");
    const told =
      stream.isRaw && event.kind === "syscall" ? toldBySyscall(fields, rootfs.readMount) : undefined;
    return told === undefined ? eventsRead(event) : eventsRead(event, told);
  }

  /**
   * A beginning that cannot be read ends the stream before it all the same: its events must not pass for those of
   * another host. They are read as a stream without a beginning is.
   */
  function rejectedLine(line: string, reason: string): LineReading {
    const isWithin = meta !== undefined || source !== undefined;
    if (!isWithin || !BEGINS_STREAM.test(line.replaceAll("\0", ""))) return rejected(reason);
    meta = undefined;
    stream = HACONIWA;
    source = undefined;
    rootfs = rootfsSearch();
    syscalls = syscallReader();
    const untold = "; the events after it come in without the host and the clock that it names";
    return { kind: "rejected", reason: `${reason}${untold}`, endsStream: true };
  }

  return {
    source: () => source,
    read(line) {
      if (line.trim() === "") return NOISE;
      const fields = parseJsonLine(line);
      if (typeof fields === "string") return rejectedLine(line, fields);
      try {
        const reading = fields["event"] === "meta" ? readMeta(fields) : readEvent(fields);
        return reading.kind === "rejected" ? rejectedLine(line, reading.reason) : reading;
      } catch (error) {
        if (error instanceof field.FieldError) return rejectedLine(line, error.message);
        throw error;
      }
    },
  };
}
