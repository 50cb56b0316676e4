import { pathEnd, type Boot } from "../domain/boot.ts";
import type { DetailRest, Pressure } from "../domain/detail.ts";
import type { BootEvent, FactEvent, FactKey } from "../domain/event.ts";
import { duration } from "../domain/time.ts";

const factsOf = (events: readonly BootEvent[], key: FactKey): FactEvent[] =>
  events.filter((event): event is FactEvent => event.kind === "fact" && event.key === key);

/** Counters of /proc/pressure (µs since the kernel booted) and procs_running of /proc/stat, as the collector read them. */
export type PressureReading = {
  readonly cpuSome: bigint;
  readonly ioSome: bigint;
  readonly ioFull: bigint;
  readonly memorySome: bigint;
  readonly memoryFull: bigint;
  readonly running: number;
};

const PRESSURE = /^cpu some=(\d+) io some=(\d+) full=(\d+) memory some=(\d+) full=(\d+) running=(\d+)$/;

/** A fact `pressure`: "cpu some=… io some=… full=… memory some=… full=… running=…". */
export const pressureText = (reading: PressureReading): string =>
  `cpu some=${reading.cpuSome} io some=${reading.ioSome} full=${reading.ioFull} memory some=${reading.memorySome} full=${reading.memoryFull} running=${reading.running}`;

/** Undefined for a text that says anything else. */
export function readPressure(text: string): PressureReading | undefined {
  const [, cpuSome, ioSome, ioFull, memorySome, memoryFull, running] = PRESSURE.exec(text) ?? [];
  if (!cpuSome || !ioSome || !ioFull || !memorySome || !memoryFull || !running) return undefined;
  return {
    cpuSome: BigInt(cpuSome),
    ioSome: BigInt(ioSome),
    ioFull: BigInt(ioFull),
    memorySome: BigInt(memorySome),
    memoryFull: BigInt(memoryFull),
    running: Number(running),
  };
}

/** Between the reading nearest to a boot's start and the one nearest to its end. */
export function pressureOf(boot: Boot, events: readonly BootEvent[]): Pressure | undefined {
  const end = pathEnd(boot);
  if (end === undefined) return undefined;
  const facts = factsOf(events, "pressure");
  const nearest = (at: bigint) =>
    facts.toSorted((a, b) => Math.abs(Number(a.at - at)) - Math.abs(Number(b.at - at)))[0];
  const [first, last] = [nearest(boot.startAt), nearest(end)];
  if (first === undefined || last === undefined || first.at >= last.at) return undefined;
  const [before, after] = [readPressure(first.value), readPressure(last.value)];
  if (before === undefined || after === undefined) return undefined;
  const grown = (key: Exclude<keyof PressureReading, "running">) => {
    const us = after[key] - before[key];
    return duration(us < 0n ? 0n : us * 1_000n);
  };
  return {
    cpuSome: grown("cpuSome"),
    ioSome: grown("ioSome"),
    ioFull: grown("ioFull"),
    memorySome: grown("memorySome"),
    memoryFull: grown("memoryFull"),
    runningAtStart: before.running,
    runningAtEnd: after.running,
  };
}

/** A fact `detail-rest`, as JSON. */
export const restText = ({ calls, callNs, waits, waitNs }: DetailRest): string =>
  JSON.stringify({ calls, callNs: callNs.toString(), waits, waitNs: waitNs.toString() });

const REST = /^\{"calls":(\d{1,15}),"callNs":"(\d{1,30})","waits":(\d{1,15}),"waitNs":"(\d{1,30})"\}$/;

/** Undefined for a text that says anything else. */
export function readRest(text: string): DetailRest | undefined {
  const [, calls, callNs, waits, waitNs] = REST.exec(text) ?? [];
  if (!calls || !callNs || !waits || !waitNs) return undefined;
  return { calls: Number(calls), callNs: BigInt(callNs), waits: Number(waits), waitNs: BigInt(waitNs) };
}

/** What was counted last. */
export const restOf = (events: readonly BootEvent[]): DetailRest | undefined => {
  const last = factsOf(events, "detail-rest").at(-1);
  return last && readRest(last.value);
};
