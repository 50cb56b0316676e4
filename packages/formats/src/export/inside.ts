import {
  callInWords,
  detailOf,
  LANES,
  resultInWords,
  visibleText,
  type BootDetail,
  type Call,
  type Helper,
  type Lane,
} from "@hacotaki/core";
import { lastInstant, type ExportedBoot } from "../exported-boot.ts";

/** A system call or a helper of a boot, for formats that nest: it lies within what is known of the boot. */
export type InsideSlice = {
  readonly kind: "call" | "helper";
  /** Unique within the boot. */
  readonly key: string;
  readonly name: string;
  readonly lane: Lane;
  readonly tgid: number;
  readonly tid: number;
  /** Slug of the span that it began in. */
  readonly span: string | undefined;
  readonly startAt: bigint;
  readonly endAt: bigint;
  /** It had not ended by then. */
  readonly isOpen: boolean;
  readonly isFailed: boolean;
  readonly result: string | undefined;
};

const NAME = 200;

function callSlice(call: Call, place: number, last: bigint): InsideSlice {
  const result = resultInWords(call);
  const { endAt = last, tgid, tid, lane, span, startAt } = call;
  return {
    kind: "call",
    key: `call/${place}`,
    name: visibleText(callInWords(call), NAME),
    lane,
    tgid,
    tid,
    span,
    startAt,
    endAt: endAt > last ? last : endAt,
    isOpen: call.endAt === undefined,
    isFailed: result?.startsWith("-") === true,
    result,
  };
}

function helperSlice(helper: Helper, place: number, last: bigint): InsideSlice {
  const { endAt = last, tgid, lane, span, startAt, exitCode, exitSignal } = helper;
  return {
    kind: "helper",
    key: `helper/${place}`,
    name: visibleText(helper.command.join(" "), NAME),
    lane,
    tgid,
    tid: tgid,
    span,
    startAt,
    endAt: endAt > last ? last : endAt,
    isOpen: helper.endAt === undefined,
    isFailed: (exitCode ?? 0) !== 0 || (exitSignal ?? 0) !== 0,
    result: exitSignal ? `signal ${exitSignal}` : exitCode?.toString(),
  };
}

/** What ran inside a boot, where its raw events are at hand. */
export function insideOf(exported: ExportedBoot): readonly InsideSlice[] {
  const { boot, raw } = exported;
  if (raw === undefined) return [];
  const detail: BootDetail = detailOf(boot, raw.events);
  const last = lastInstant(exported);
  return [
    ...detail.helpers.map((helper, n) => helperSlice(helper, n, last)),
    ...detail.calls.map((call, n) => callSlice(call, n, last)),
  ].filter(({ startAt, endAt }) => startAt <= endAt);
}

/** Slices of one thread, which nest. */
export type InsideTrack = {
  readonly tid: number;
  readonly title: string;
  readonly slices: readonly InsideSlice[];
};

/** By thread, in the order of lanes and of their first slices. */
export function insideTracks(exported: ExportedBoot): readonly InsideTrack[] {
  const byThread = Map.groupBy(insideOf(exported), ({ tid }) => tid);
  const tracks = [...byThread].map(([tid, slices]) => ({
    tid,
    slices,
    lane: slices[0]?.lane ?? "launcher",
    title: `in ${slices[0]?.lane ?? ""}: ${tid}`,
  }));
  return tracks.toSorted((a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane));
}
