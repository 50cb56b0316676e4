import {
  createAssembler,
  detailOf,
  instant,
  type Boot,
  type BootEvent,
  type FactEvent,
  type FactKey,
  type WaitEvent,
} from "../../src/index.ts";
import { LIVE, origin, program, setUp } from "../made-events.ts";

export const at = (ms: number) => instant(BigInt(Math.round(ms * 1e6)));

/** A system call that began and ended. */
export const call = (
  fromMs: number,
  toMs: number,
  tgid: number,
  name: string,
  parameters = {},
  result = 0n,
): BootEvent => ({
  ...origin(toMs, tgid),
  tid: tgid,
  kind: "syscall",
  name,
  when: "exit",
  enterAt: at(fromMs),
  parameters,
  result,
});
/** A thread that was off the CPU. */
export const wait = (
  fromMs: number,
  toMs: number,
  tgid: number,
  facts: Partial<WaitEvent> = {},
): WaitEvent => ({
  ...origin(toMs, tgid),
  tid: tgid,
  kind: "wait",
  from: at(fromMs),
  left: "sleeping",
  ...facts,
});
export const fact = (ms: number, tgid: number, key: FactKey, value: string): FactEvent => ({
  ...origin(ms, tgid),
  kind: "fact",
  key,
  value,
});

/** Launcher 100, supervisor 101, container 102, up at 30 ms, and what else happened. */
export const booted = (...events: BootEvent[]): BootEvent[] =>
  [...setUp(0, 100), program(30, 102, "/bin/web"), ...events].sort((a, b) => Number(a.at - b.at));

/** The only boot of events, with what was filed under it and its run. */
export function bootOf(events: readonly BootEvent[]): { boot: Boot; filed: readonly BootEvent[] } {
  const assembler = createAssembler(LIVE);
  assembler.push(events);
  const changes = assembler.finish();
  const [boot] = changes.boots;
  if (boot === undefined) throw new Error("no boot");
  return { boot, filed: changes.events.map(({ event }) => event) };
}
export function detailIn(...events: BootEvent[]) {
  const { boot, filed } = bootOf(booted(...events));
  return detailOf(boot, filed);
}
