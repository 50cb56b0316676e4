import {
  FACT_KEYS,
  instant,
  LOSS_REASONS,
  type BootEvent,
  type ExecEvent,
  type ExitEvent,
  type FactEvent,
  type FactKey,
  type ForkEvent,
  type ListenEvent,
  type LossEvent,
  type LossReason,
  type Namespaces,
  type Origin,
  type ProbeArgument,
  type ProbeEvent,
} from "@hacotaki/core";
import { numberOf, present, type Columns } from "../values/absent.ts";
import { NO_TGID } from "../packing/derived-rows.ts";
import { DamagedRow } from "../error.ts";
import type { EventRow } from "../connection/tables.ts";

/** The provider of nearly every probe was not written out. */
const PROVIDER = "haconiwa";

type Detail = {
  readonly provider?: string;
  readonly args?: readonly (string | [string] | null)[];
  readonly argv?: readonly string[];
  readonly argvTruncated?: boolean;
  readonly exeInode?: string;
  readonly coreDumped?: boolean;
};

const argumentOf = (json: string | [string] | null): ProbeArgument =>
  json === null ? undefined : typeof json === "string" ? json : BigInt(json[0]);

/** What an event of this kind always has. */
function required<Value>(value: Value | null, column: keyof EventRow, { kind }: EventRow): Value {
  if (value === null) throw new DamagedRow(`phase_event of the kind ${kind} without ${column}`);
  return value;
}

const integers = ({ arg0, arg1, arg2 }: EventRow) =>
  [arg0, arg1, arg2].filter((argument) => argument !== null);

const factKeyOf = (row: EventRow): FactKey => {
  const key = FACT_KEYS.find((each) => each === row.name);
  if (key === undefined) throw new DamagedRow(`phase_event tells an unknown fact: ${row.name}`);
  return key;
};
const lossReasonOf = (row: EventRow): LossReason => {
  const reason = LOSS_REASONS.find((each) => each === row.name);
  if (reason === undefined) throw new DamagedRow(`phase_event is a loss of an unknown reason: ${row.name}`);
  return reason;
};

const originOf = (row: EventRow, namespaces: Namespaces | null): Columns<Origin> => ({
  at: row.at,
  seq: Number(row.seq),
  cpu: numberOf(row.cpu),
  tgid: row.tgid === BigInt(NO_TGID) ? null : Number(row.tgid),
  tid: numberOf(row.tid),
  ppid: numberOf(row.ppid),
  nspid: numberOf(row.nspid),
  startAt: row.start_at,
  comm: row.comm,
  hostname: row.hostname,
  namespaces,
  cgroupId: row.cgroup_id === null ? null : BigInt.asUintN(64, row.cgroup_id),
  daemon: null,
});

/** The event a row was made of, field for field. */
export function eventOf(row: EventRow, namespaces: Namespaces | null, hacoText: string | null): BootEvent {
  const detail = (row.detail === null ? {} : JSON.parse(row.detail)) as Detail; // as it was written
  const origin = originOf(row, namespaces);
  switch (row.kind) {
    case "probe":
      return present<ProbeEvent>({
        ...origin,
        kind: "probe",
        provider: detail.provider ?? PROVIDER,
        probe: row.name,
        args: detail.args?.map(argumentOf) ?? integers(row),
      });
    case "fork":
      return present<ForkEvent>({
        ...origin,
        kind: "fork",
        childTgid: Number(required(row.child_tgid, "child_tgid", row)),
        childNspid: numberOf(row.child_nspid),
        childStartAt: row.child_start_at,
        thread: null,
        childTid: null,
      });
    case "exec":
      return present<ExecEvent>({
        ...origin,
        kind: "exec",
        file: required(row.file, "file", row),
        traced: row.traced === 1n,
        argv: detail.argv ?? null,
        argvTruncated: detail.argvTruncated ?? null,
        exeInode: detail.exeInode === undefined ? null : BigInt(detail.exeInode),
        root: null,
        oldTid: null,
      });
    case "exit":
      return present<ExitEvent>({
        ...origin,
        kind: "exit",
        code: numberOf(row.exit_code),
        signal: numberOf(row.exit_signal),
        coreDumped: detail.coreDumped ?? null,
      });
    case "listen":
      return present<ListenEvent>({
        ...origin,
        kind: "listen",
        port: numberOf(row.port),
        address: row.text,
      });
    case "fact":
      return present<FactEvent>({
        ...origin,
        kind: "fact",
        key: factKeyOf(row),
        value: required(row.name === "haco-text" ? hacoText : row.text, "text", row),
      });
    case "loss":
      return present<LossEvent>({
        ...origin,
        kind: "loss",
        reason: lossReasonOf(row),
        from: instant(required(row.arg0, "arg0", row)),
        count: numberOf(row.arg1),
      });
    // Versions that wrote rows knew none of them.
    case "syscall":
    case "cgroup":
    case "wait":
    default:
      throw new DamagedRow(`phase_event of an unknown kind: ${String(row.kind)}`);
  }
}
