import {
  FACT_KEYS,
  LOSS_REASONS,
  type BootEvent,
  type FactKey,
  type LossReason,
  type Origin,
  type ProbeArgument,
  type Source,
} from "@hacotaki/core";
import * as field from "./fields.ts";
import { parseJsonLine } from "./json-line.ts";
import { eventsRead, IGNORED, rejected, type LineReading, type Reader } from "./reader.ts";

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
function syscallOf(fields: Fields, origin: () => Origin): BootEvent | undefined {
  if (fields["when"] !== "exit" || fields["ret"] !== 0) return undefined;
  if (fields["syscall"] === "listen") return { ...origin(), kind: "listen" };
  const args = fields["args"];
  if (fields["syscall"] !== "mount" || typeof args !== "object" || args === null) return undefined;
  const { source, target } = args as Fields;
  if (typeof source !== "string" || source !== target || !source.startsWith("/") || source.length > 4096)
    return undefined;
  return { ...origin(), kind: "fact", key: "rootfs", value: source };
}

function oneOf<Value extends string>(fields: Fields, key: string, known: readonly Value[]): Value {
  const value = field.text(fields, key);
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new field.FieldError(`${key} "${value.slice(0, 40)}" is unknown`);
  return found;
}

function eventOf(fields: Fields, exeInode: bigint | undefined): BootEvent | "ignored" {
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
      if (fields["thread"] === true) return "ignored";
      return {
        ...originOf(fields),
        kind: "fork",
        childTgid: field.pid(fields, "child_pid"),
        ...field.present({
          childNspid: field.optionalPid(fields, "child_nspid"),
          childStartAt: field.optionalNs(fields, "child_start_ns"),
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
        }),
      };
    }
    case "exit":
      if (fields["group_dead"] === false) return "ignored";
      return {
        ...originOf(fields),
        kind: "exit",
        ...field.present({
          code: field.optionalInt32(fields, "exit_code"),
          signal: field.optionalInt32(fields, "signal"),
          coreDumped: field.optionalFlag(fields, "core"),
        }),
      };
    case "listen":
      return {
        ...originOf(fields),
        kind: "listen",
        ...field.present({
          address: field.optionalText(fields, "address"),
          port: field.optionalInt32(fields, "port"),
        }),
      };
    case "fact":
      return {
        ...originOf(fields),
        kind: "fact",
        key: oneOf<FactKey>(fields, "key", FACT_KEYS),
        value: field.text(fields, "value"),
      };
    case "loss":
      return {
        ...originOf(fields),
        kind: "loss",
        reason: oneOf<LossReason>(fields, "reason", LOSS_REASONS),
        from: field.ns(fields, "from_ns"),
        ...field.present({ count: field.optionalCount(fields, "count") }),
      };
    case "syscall":
      return syscallOf(fields, () => originOf(fields)) ?? "ignored";
    default:
      throw new field.FieldError(`event "${String(fields["event"]).slice(0, 40)}" is unknown`);
  }
}

/** Without a host of its own in the file, the first hostname seen stands for it: the same file gives the same boots. */
function sourceOf(meta: Fields | undefined, firstHostname: string): Source {
  const clock = meta?.["clock_at_start"];
  const wallOffset =
    typeof clock === "object" && clock !== null
      ? field.signedNs(clock as Fields, "realtime_ns") - field.signedNs(clock as Fields, "boottime_ns")
      : undefined;
  const hostName = (meta && field.optionalText(meta, "host_name")) ?? firstHostname;
  const hasKernelEvents = (meta && field.optionalFlag(meta, "has_kernel_events")) ?? true;
  const kernel = meta && field.optionalText(meta, "kernel");
  return {
    kind: hasKernelEvents ? "events" : "text",
    hostId: (meta && field.optionalText(meta, "host_id")) ?? `import:${hostName}`,
    hostName,
    kernelBootId: (meta && field.optionalText(meta, "kernel_boot_id")) ?? "",
    hasKernelEvents,
    ...(kernel === undefined ? {} : { kernel }),
    ...(wallOffset === undefined ? {} : { wallOffset }),
  };
}

/** Event streams, NDJSON "schema 1": a meta line, then one event a line. */
export function eventsReader(): Reader {
  let meta: Fields | undefined;
  let exeInode: bigint | undefined;
  let source: Source | undefined;

  function readMeta(fields: Fields): LineReading {
    if (fields["schema"] !== 1) return rejected(`schema ${String(fields["schema"])} is not 1`);
    if (source !== undefined) return rejected("a second meta line: join files by importing each");
    exeInode = field.optionalU64(fields, "exe_ino");
    sourceOf(fields, "");
    meta = fields;
    return { kind: "noise" };
  }

  return {
    source: () => source,
    read(line) {
      if (line.trim() === "") return { kind: "noise" };
      const fields = parseJsonLine(line);
      if (typeof fields === "string") return rejected(fields);
      try {
        if (fields["event"] === "meta") return readMeta(fields);
        const event = eventOf(fields, exeInode);
        if (event === "ignored") return IGNORED;
        source ??= sourceOf(meta, event.hostname ?? "unknown");
        return eventsRead(event);
      } catch (error) {
        if (error instanceof field.FieldError) return rejected(error.message);
        throw error;
      }
    },
  };
}
