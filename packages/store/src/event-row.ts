import {
  eventName,
  readProbe,
  type BootEvent,
  type EventKind,
  type ProbeArgument,
  type ProbeEvent,
} from "@hacotaki/core";
import type { Column } from "./boot-row.ts";
import { keyTgid } from "./derived-rows.ts";
import { fitsInt64, int64, uint64, whole } from "./integers.ts";
import type { EventRow } from "./tables.ts";

/** The provider of nearly every probe is not written out. */
export const PROVIDER = "haconiwa";

/** Columns every event has, in the order `eventValues` gives their values. */
const ORIGIN_COLUMNS = [
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
] as const satisfies readonly (keyof EventRow)[];

/** Columns that say what happened. A statement for each kind: binding a NULL costs as much as binding a value. */
const PAYLOAD_COLUMNS = {
  probe: ["phase_code", "arg0", "arg1", "arg2", "detail"],
  fork: ["child_tgid", "child_nspid", "child_start_at"],
  exec: ["file", "traced", "detail"],
  exit: ["exit_code", "exit_signal", "detail"],
  listen: ["port", "text"],
  fact: ["text"],
  loss: ["arg0", "arg1"],
} as const satisfies Record<EventKind, readonly (keyof EventRow)[]>;

export const EVENT_KINDS = Object.keys(PAYLOAD_COLUMNS) as EventKind[]; // its own keys
export const eventColumns = (kind: EventKind): readonly string[] => [
  ...ORIGIN_COLUMNS,
  ...PAYLOAD_COLUMNS[kind],
];

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
function probePayload(event: ProbeEvent): Column[] {
  const { args, provider } = event;
  const fits = (argument: ProbeArgument) => typeof argument === "bigint" && fitsInt64(argument);
  const inColumns = args.length > 0 && args.length <= 3 && args.every(fits);
  const column = (n: number) => (inColumns ? optionalInstant(args[n] as bigint | undefined) : null); // just checked
  const isPlain = inColumns && provider === PROVIDER;
  const detail = isPlain
    ? null
    : JSON.stringify({
        ...(provider === PROVIDER ? {} : { provider }),
        ...(inColumns ? {} : { args: args.map(argumentJson) }),
      });
  return [phaseCode(event), column(0), column(1), column(2), detail];
}

/** The values of the kind's own columns. A haco text is kept once: `digestOf` says under which name. */
function payload(event: BootEvent, digestOf: (hacoText: string) => string): Column[] {
  switch (event.kind) {
    case "probe":
      return probePayload(event);
    case "fork":
      return [whole(event.childTgid), optional(event.childNspid), optionalInstant(event.childStartAt)];
    case "exec": {
      const { argv, argvTruncated, exeInode } = event;
      const detail = JSON.stringify({ argv, argvTruncated, exeInode: exeInode?.toString() });
      return [event.file, event.traced ? 1 : 0, detail];
    }
    case "exit": {
      const detail = event.coreDumped === undefined ? null : `{"coreDumped":${event.coreDumped}}`;
      return [optional(event.code), optional(event.signal), detail];
    }
    case "listen":
      return [optional(event.port), event.address ?? null];
    case "fact":
      return [event.key === "haco-text" ? digestOf(event.value) : event.value];
    case "loss":
      return [int64(event.from), optional(event.count)];
  }
}

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
  name: eventName(event),
});

export function eventValues(event: BootEvent, keys: EventKeys): Column[] {
  return [
    keys.run,
    int64(event.at),
    whole(event.seq),
    event.kind,
    keyTgid(event.tgid),
    eventName(event),
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
    ...payload(event, keys.digestOf),
  ];
}
