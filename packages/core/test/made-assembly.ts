import type { Process, RunDraft } from "../src/assembly/draft.ts";
import { addProcess, startRun } from "../src/assembly/runs.ts";
import { newAssembly, type Assembly, type MarkReading } from "../src/assembly/state.ts";
import { take } from "../src/assembly/take.ts";
import { instant, type BootEvent, type Source } from "../src/index.ts";
import { LIVE, origin } from "./made-events.ts";

export const TEXT: Source = { ...LIVE, kind: "text", hasKernelEvents: false };
export const ms = (n: number) => instant(BigInt(n) * 1_000_000n);

/** An assembly that has taken in these events. */
export function assemblyOf(events: readonly BootEvent[] = [], source: Source = LIVE): Assembly {
  const assembly = newAssembly(source);
  for (const event of events) take(assembly, event);
  return assembly;
}

/** A run of its own that begins with this process. */
export const runOf = (assembly: Assembly, at: number, tgid: number): Process =>
  startRun(assembly, origin(at, tgid));

export const childOf = (assembly: Assembly, parent: Process, at: number, tgid: number): Process =>
  addProcess(assembly, parent.run, origin(at, tgid), parent);

/** The process that has a pid, which has to be known. */
export function processAt({ live }: Assembly, tgid: number): Process {
  const process = live.get(tgid);
  if (process === undefined) throw new Error(`no process has pid ${tgid}`);
  return process;
}

/** The run that others were told of. */
export const told = (run: RunDraft): RunDraft => Object.assign(run, { isTold: true, pending: undefined });

export const mark = (at: number, flag = 123): MarkReading => ({
  kind: "mark",
  generation: "0.11",
  name: "USR1",
  flag,
  at: ms(at),
});
