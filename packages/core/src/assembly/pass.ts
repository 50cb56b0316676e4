import type { ProbeEvent } from "../domain/event.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { readProbe } from "../domain/probe.ts";
import { anchorOn } from "./boots.ts";
import type { Process } from "./draft.ts";
import { confirm, file, touch, touchBootOf } from "./filing.ts";
import { findOfProbe } from "./find.ts";
import { leaveMark } from "./marks.ts";
import { roleFor, takePart, type PassReading } from "./roles.ts";
import type { Assembly } from "./state.ts";

/** A probe fired: its process passes a phase or leaves a mark, and its run is one. */
export function takeProbe(assembly: Assembly, event: ProbeEvent): void {
  const reading = readProbe(event);
  if (reading === undefined) return;
  const process = findOfProbe(assembly, event, reading);
  const { pending, generation } = process.run;
  process.run.generation ??= reading.generation;
  if (reading.kind === "mark") leaveMark(assembly, process, reading, event.seq);
  else pass(assembly, process, event, reading);
  file(assembly, process, event);
  confirm(assembly, process.run);
  if (reading.kind === "mark" && pending === undefined && generation !== undefined)
    touchBootOf(assembly, process);
  else touch(assembly, process.run);
}

/** A phase counts once, when it was passed first; a number that cannot be this process's phase is a mark. */
function pass(assembly: Assembly, process: Process, event: ProbeEvent, reading: PassReading): void {
  const { at, code } = reading;
  const role = roleFor(process, reading);
  const known = process.passes.get(code);
  if (role === undefined || (known && at > known.at && assembly.source.hasKernelEvents)) {
    if (known?.at === at) return;
    leaveMark(assembly, process, { ...reading, kind: "mark", name: `phase ${code}`, flag: code }, event.seq);
    return;
  }
  if (known && known.at <= at) return;
  process.passes.set(code, {
    at,
    generation: reading.generation,
    ...omitUndefined({ hpid: reading.hpid, hostname: event.hostname }),
  });
  if (process.role !== role) takePart(assembly, process, role, event, reading);
  anchorOn(process, at);
}
