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
import type { MarkRow, ProcessRow, SpanKindRow, SpanRow } from "../connection/tables.ts";

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

export type FullSpanRow = Pick<SpanRow, "slug" | "state" | "start_at" | "duration"> &
  Omit<SpanKindRow, "key" | "slug">;

/** Where a span that has ended lies, and with what it ended. */
const ended = ({ start_at, duration, to, slug }: FullSpanRow) => {
  if (duration === null || to === null) throw new DamagedRow(`span ${slug} has ended, and nobody knows when`);
  return { endAt: instant(start_at + duration), to };
};

export function spanOf(row: FullSpanRow): Span {
  const facts = {
    slug: row.slug,
    label: labelOfToday(row.slug, row.label),
    group: row.group,
    lane: row.lane,
    onPath: row.on_path === 1n,
    startAt: row.start_at,
    from: row.from,
  };
  switch (row.state) {
    case "closed":
      return present<Extract<Span, { state: "closed" }>>({ ...facts, state: "closed", ...ended(row) });
    case "failed":
      return present<Extract<Span, { state: "failed" }>>({
        ...facts,
        state: "failed",
        endAt: ended(row).endAt,
        to: "exit",
      });
    case "open":
      return present<Extract<Span, { state: "open" }>>({ ...facts, state: "open", to: row.to });
    default:
      throw new DamagedRow(`span ${row.slug} is neither closed, failed nor open`);
  }
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
