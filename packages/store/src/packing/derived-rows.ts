import {
  instant,
  labelOfToday,
  type BootId,
  type BootProcess,
  type Mark,
  type RunId,
  type Span,
} from "@hacotaki/core";
import { numberOf, present } from "../values/absent.ts";
import { DamagedRow } from "../error.ts";
import { int64, int64OfDouble, whole } from "../values/integers.ts";
import type { MarkRow, ProcessRow, SpanKindRow } from "../connection/tables.ts";
import type { PackedSpan } from "./packed-spans.ts";

/** Where no process is told of: a primary key holds no NULL, and no process has this pid. */
export const NO_TGID = -1;
export const keyTgid = (tgid: number | undefined) => {
  if (tgid !== undefined && tgid < 0) throw new RangeError(`no pid: ${tgid}`);
  return tgid === undefined ? NO_TGID : whole(tgid);
};

/** What many spans share: everything but their place in time. */
export type SpanKind = Omit<SpanKindRow, "key" | "on_path"> & { readonly on_path: number };
export const spanKind = (span: Span): SpanKind => ({
  slug: span.slug,
  label: span.label,
  group: span.group,
  lane: span.lane,
  on_path: span.onPath ? 1 : 0,
  from: span.from,
  to: span.to ?? null,
});

/** A kind as spans tell it: with the label that it has today. */
export type ToldKind = Omit<SpanKindRow, "key" | "on_path"> & { readonly onPath: boolean };
export const toldKind = ({ slug, label, group, lane, on_path, from, to }: SpanKindRow): ToldKind => ({
  ...{ slug, label: labelOfToday(slug, label), group, lane, from, to },
  onPath: on_path === 1n,
});

/**
 * Fields are written out for each state: a boot has twenty spans, and lists and shippers read boots by hundreds.
 * @throws DamagedRow
 */
export function spanOf(kind: ToldKind, { state, startAt: at, duration }: PackedSpan): Span {
  const { slug, label, group, lane, onPath, from, to } = kind;
  const startAt = instant(at);
  if (state === "open") {
    const open = { slug, label, group, lane, onPath, startAt, from, state };
    return to === null ? open : { ...open, to };
  }
  if (duration === null || to === null) throw new DamagedRow(`span ${slug} has ended, and nobody knows when`);
  const endAt = instant(at + duration);
  if (state === "failed")
    return { slug, label, group, lane, onPath, startAt, from, state, endAt, to: "exit" };
  return { slug, label, group, lane, onPath, startAt, from, state, endAt, to };
}

export function processOf(row: ProcessRow): BootProcess {
  return present<BootProcess>({
    tgid: numberOf(row.tgid),
    ppid: numberOf(row.ppid),
    nspid: numberOf(row.nspid),
    lane: row.lane,
    comm: row.comm,
    startAt: row.start_at,
    execFile: row.exec_file,
    exitAt: row.exit_at,
    exitCode: numberOf(row.exit_code),
    exitSignal: numberOf(row.exit_signal),
  });
}

/** Columns of `mark` but the keys of its run and boot. */
export const markColumns = (mark: Mark) => ({
  at: int64(mark.at),
  seq: whole(mark.seq),
  tgid: keyTgid(mark.tgid),
  name: mark.name,
  lane: mark.lane,
  flag: int64OfDouble(mark.flag),
  text: mark.text ?? null,
});

export function markOf(
  row: Omit<MarkRow, "run_key" | "boot_key">,
  runId: RunId,
  bootId: BootId | null,
): Mark {
  return present<Mark>({
    runId,
    bootId,
    at: row.at,
    seq: Number(row.seq),
    tgid: row.tgid === BigInt(NO_TGID) ? null : Number(row.tgid),
    lane: row.lane,
    name: row.name,
    flag: Number(row.flag),
    text: row.text,
  });
}
