import { readProbe, type BootEvent, type ProbeArgument, type ProbeEvent } from "@hacotaki/core";
import type { Column } from "./boot-row.ts";
import { keyTgid } from "./derived-rows.ts";
import { fitsInt64, int64, uint64, whole } from "./integers.ts";
import type { EventRow } from "./tables.ts";

/** The provider of nearly every probe is not written out. */
export const PROVIDER = "haconiwa";

/** Columns of `phase_event` that say what happened. */
export type Payload = {
  -readonly [Name in
    | "phase_code"
    | "arg0"
    | "arg1"
    | "arg2"
    | "child_tgid"
    | "child_nspid"
    | "child_start_at"
    | "file"
    | "traced"
    | "exit_code"
    | "exit_signal"
    | "port"
    | "text"
    | "detail"]?: Exclude<EventRow[Name], null> | number | null;
};

const optional = (value: number | undefined) => (value === undefined ? null : whole(value));
const optionalInstant = (value: bigint | undefined) => (value === undefined ? null : int64(value));

/** In the detail an integer is a decimal string in a list of its own, so that 1 and "1" stay apart. */
const argumentJson = (argument: ProbeArgument) =>
  argument === undefined ? null : typeof argument === "bigint" ? [argument.toString()] : argument;

/** The code a phase probe fired with, be it a known phase or a user's number. */
function phaseCode(event: ProbeEvent): number | null {
  const reading = readProbe(event);
  if (reading === undefined) return null;
  if (reading.kind === "phase") return reading.code;
  return reading.name.startsWith("misc") ? null : reading.flag;
}

/** Integers that fit stand in their columns, where people can ask for them; anything else goes into the detail. */
function probePayload(event: ProbeEvent): Payload {
  const { args, provider } = event;
  const fits = (argument: ProbeArgument) => typeof argument === "bigint" && fitsInt64(argument);
  const inColumns = args.length > 0 && args.length <= 3 && args.every(fits);
  const [arg0, arg1, arg2] = inColumns ? (args as readonly bigint[]) : []; // every one was checked
  const isPlain = inColumns && provider === PROVIDER;
  return {
    phase_code: phaseCode(event),
    arg0: arg0 ?? null,
    arg1: arg1 ?? null,
    arg2: arg2 ?? null,
    detail: isPlain
      ? null
      : JSON.stringify({
          ...(provider === PROVIDER ? {} : { provider }),
          ...(inColumns ? {} : { args: args.map(argumentJson) }),
        }),
  };
}

/** A haco text is kept once: `digestOf` says under which name. */
export function payload(event: BootEvent, digestOf: (hacoText: string) => string): Payload {
  switch (event.kind) {
    case "probe":
      return probePayload(event);
    case "fork":
      return {
        child_tgid: whole(event.childTgid),
        child_nspid: optional(event.childNspid),
        child_start_at: optionalInstant(event.childStartAt),
      };
    case "exec":
      return {
        file: event.file,
        traced: event.traced ? 1 : 0,
        detail: JSON.stringify({
          argv: event.argv,
          argvTruncated: event.argvTruncated,
          exeInode: event.exeInode?.toString(),
        }),
      };
    case "exit":
      return {
        exit_code: optional(event.code),
        exit_signal: optional(event.signal),
        detail: event.coreDumped === undefined ? null : `{"coreDumped":${event.coreDumped}}`,
      };
    case "listen":
      return { port: optional(event.port), text: event.address ?? null };
    case "fact":
      return { text: event.key === "haco-text" ? digestOf(event.value) : event.value };
    case "loss":
      return { arg0: int64(event.from), arg1: optional(event.count) };
  }
}

/** The part of the primary key that tells apart two events of one process, instant and kind. */
function nameOf(event: BootEvent): string {
  switch (event.kind) {
    case "probe":
      return event.probe;
    case "fact":
      return event.key;
    case "loss":
      return event.reason;
    case "fork":
    case "exec":
    case "exit":
    case "listen":
      return "";
  }
}

/** The columns of `phase_event`, in the order `eventValues` gives their values. */
export const EVENT_COLUMNS = [
  "run_key",
  "at",
  "seq",
  "kind",
  "tgid",
  "name",
  "boot_key",
  "cpu",
  "tid",
  "ppid",
  "nspid",
  "start_at",
  "comm",
  "hostname",
  "namespaces_key",
  "cgroup_id",
  "phase_code",
  "arg0",
  "arg1",
  "arg2",
  "child_tgid",
  "child_nspid",
  "child_start_at",
  "file",
  "traced",
  "exit_code",
  "exit_signal",
  "port",
  "text",
  "detail",
] as const satisfies readonly (keyof EventRow)[];

/** Keys of other tables that an event's row holds. */
export type EventKeys = {
  readonly run: bigint;
  readonly boot: bigint | null;
  readonly namespaces: bigint | null;
  readonly digestOf: (hacoText: string) => string;
};

export const eventPrimaryKey = (event: BootEvent) => ({
  at: int64(event.at),
  seq: whole(event.seq),
  kind: event.kind,
  tgid: keyTgid(event.tgid),
  name: nameOf(event),
});

export function eventValues(event: BootEvent, keys: EventKeys): Column[] {
  const what = payload(event, keys.digestOf);
  return [
    keys.run,
    int64(event.at),
    whole(event.seq),
    event.kind,
    keyTgid(event.tgid),
    nameOf(event),
    keys.boot,
    optional(event.cpu),
    optional(event.tid),
    optional(event.ppid),
    optional(event.nspid),
    optionalInstant(event.startAt),
    event.comm ?? null,
    event.hostname ?? null,
    keys.namespaces,
    event.cgroupId === undefined ? null : uint64(event.cgroupId),
    what.phase_code ?? null,
    what.arg0 ?? null,
    what.arg1 ?? null,
    what.arg2 ?? null,
    what.child_tgid ?? null,
    what.child_nspid ?? null,
    what.child_start_at ?? null,
    what.file ?? null,
    what.traced ?? null,
    what.exit_code ?? null,
    what.exit_signal ?? null,
    what.port ?? null,
    what.text ?? null,
    what.detail ?? null,
  ];
}
