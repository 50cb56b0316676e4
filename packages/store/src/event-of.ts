import type { BootEvent, Namespaces, ProbeArgument } from "@hacotaki/core";
import { numberOf, present } from "./absent.ts";
import { NO_TGID } from "./derived-rows.ts";
import { DamagedRow } from "./error.ts";
import { PROVIDER } from "./event-row.ts";
import type { EventRow } from "./tables.ts";

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

function kindFields(row: EventRow, detail: Detail, hacoText: string | null): object {
  switch (row.kind) {
    case "probe":
      return {
        provider: detail.provider ?? PROVIDER,
        probe: row.name,
        args:
          detail.args?.map(argumentOf) ??
          [row.arg0, row.arg1, row.arg2].filter((argument) => argument !== null),
      };
    case "fork":
      return {
        childTgid: numberOf(row.child_tgid),
        childNspid: numberOf(row.child_nspid),
        childStartAt: row.child_start_at,
      };
    case "exec":
      return {
        file: row.file,
        traced: row.traced === 1n,
        argv: detail.argv ?? null,
        argvTruncated: detail.argvTruncated ?? null,
        exeInode: detail.exeInode === undefined ? null : BigInt(detail.exeInode),
      };
    case "exit":
      return {
        code: numberOf(row.exit_code),
        signal: numberOf(row.exit_signal),
        coreDumped: detail.coreDumped ?? null,
      };
    case "listen":
      return { port: numberOf(row.port), address: row.text };
    case "fact":
      return { key: row.name, value: row.name === "haco-text" ? hacoText : row.text };
    case "loss":
      return { reason: row.name, from: row.arg0, count: numberOf(row.arg1) };
    default:
      throw new DamagedRow(`phase_event of an unknown kind: ${row.kind}`);
  }
}

/** The event a row was made of, field for field. */
export function eventOf(row: EventRow, namespaces: Namespaces | null, hacoText: string | null): BootEvent {
  const detail = (row.detail === null ? {} : JSON.parse(row.detail)) as Detail;
  const event = present({
    kind: row.kind,
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
    ...kindFields(row, detail, hacoText),
  });
  return event as unknown as BootEvent; // only this package writes these columns
}
