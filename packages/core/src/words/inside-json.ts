import type { Boot } from "../domain/boot.ts";
import type { BootDetail, DetailLevel, WaitPartKind } from "../domain/detail.ts";
import type { Lane } from "../domain/phase.ts";
import { callInWords, parametersInWords, resultInWords } from "./call-words.ts";

/** The documented JSON of what ran and was waited for inside a boot. ns are decimal strings, absence is null. */
export type CallJson = {
  readonly name: string;
  /** As it would be written: `umount2(".", MNT_DETACH)`. */
  readonly text: string;
  /** By name, as texts. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly result: string | null;
  readonly lane: Lane;
  readonly pid: number;
  readonly tid: number;
  readonly comm: string | null;
  /** Slug of the span that it began in. */
  readonly span: string | null;
  readonly startNs: string;
  /** Null of one that has not come back. */
  readonly durationNs: string | null;
};
export type HelperJson = {
  readonly pid: number;
  readonly ppid: number | null;
  readonly lane: Lane;
  readonly command: readonly string[];
  readonly file: string | null;
  readonly depth: number;
  readonly span: string | null;
  readonly startNs: string;
  readonly durationNs: string | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
};
export type WaitPartJson = {
  readonly kind: WaitPartKind;
  readonly durationNs: string;
  readonly frame: string | null;
  readonly waitedForPid: number | null;
  readonly waitedForLane: Lane | null;
};
export type SpanWaitsJson = {
  readonly span: string;
  readonly pid: number;
  readonly parts: readonly WaitPartJson[];
};
export type RestJson = {
  readonly calls: number;
  readonly callNs: string;
  readonly waits: number;
  readonly waitNs: string;
};
export type PressureJson = {
  readonly cpuSomeNs: string;
  readonly ioSomeNs: string;
  readonly ioFullNs: string;
  readonly memorySomeNs: string;
  readonly memoryFullNs: string;
  readonly runningAtStart: number;
  readonly runningAtEnd: number;
};
export type InsideJson = {
  readonly level: DetailLevel;
  /** ns from the boot's start, where it was not seen from there on. */
  readonly fromNs: string | null;
  readonly calls: readonly CallJson[];
  readonly helpers: readonly HelperJson[];
  readonly waits: readonly SpanWaitsJson[];
  /** By span. */
  readonly selfTimeNs: Readonly<Record<string, string>>;
  readonly rest: RestJson | null;
  readonly pressure: PressureJson | null;
  /** From the start of the same container's boot before to this one's. */
  readonly sincePreviousNs: string | null;
};

const lasted = (startAt: bigint, endAt: bigint | undefined) =>
  endAt === undefined ? null : (endAt - startAt).toString();

const pressureJson = (pressure: BootDetail["pressure"]): PressureJson | null =>
  pressure === undefined
    ? null
    : {
        cpuSomeNs: pressure.cpuSome.toString(),
        ioSomeNs: pressure.ioSome.toString(),
        ioFullNs: pressure.ioFull.toString(),
        memorySomeNs: pressure.memorySome.toString(),
        memoryFullNs: pressure.memoryFull.toString(),
        runningAtStart: pressure.runningAtStart,
        runningAtEnd: pressure.runningAtEnd,
      };

/** Instants count from the boot's start. */
export function insideJson({ startAt: start }: Pick<Boot, "startAt">, detail: BootDetail): InsideJson {
  const { level, from, calls, helpers, waits, selfTime, rest, pressure, previousAt } = detail;
  return {
    level,
    fromNs: from === undefined ? null : (from - start).toString(),
    calls: calls.map((call) => ({
      name: call.name,
      text: callInWords(call),
      parameters: Object.fromEntries(
        parametersInWords(call).map(([name, value]) => {
          const given = call.parameters[name];
          return [name, typeof given === "string" ? given : value];
        }),
      ),
      result: resultInWords(call) ?? null,
      lane: call.lane,
      pid: call.tgid,
      tid: call.tid,
      comm: call.comm ?? null,
      span: call.span ?? null,
      startNs: (call.startAt - start).toString(),
      durationNs: lasted(call.startAt, call.endAt),
    })),
    helpers: helpers.map((helper) => ({
      pid: helper.tgid,
      ppid: helper.ppid ?? null,
      lane: helper.lane,
      command: helper.command,
      file: helper.file ?? null,
      depth: helper.depth,
      span: helper.span ?? null,
      startNs: (helper.startAt - start).toString(),
      durationNs: lasted(helper.startAt, helper.endAt),
      exitCode: helper.exitCode ?? null,
      exitSignal: helper.exitSignal ?? null,
    })),
    waits: waits.map(({ span, tgid, parts }) => ({
      span,
      pid: tgid,
      parts: parts.map(({ kind, duration, frame, waitedFor }) => ({
        kind,
        durationNs: duration.toString(),
        frame: frame ?? null,
        waitedForPid: waitedFor?.tgid ?? null,
        waitedForLane: waitedFor?.lane ?? null,
      })),
    })),
    selfTimeNs: Object.fromEntries([...selfTime].map(([slug, ns]) => [slug, ns.toString()])),
    rest:
      rest === undefined ? null : { ...rest, callNs: rest.callNs.toString(), waitNs: rest.waitNs.toString() },
    pressure: pressureJson(pressure),
    sincePreviousNs: previousAt === undefined ? null : (start - previousAt).toString(),
  };
}
