import type { BootEvent, WaitEvent } from "../../domain/event.ts";
import { bootIdOf, runIdOf } from "../../domain/identity.ts";
import type { OciBoot, OciProcess } from "./draft.ts";
import type { OciAssembly } from "./state.ts";

/** Events of one process that are held until a boot comes of it, at most: the first ones tell what it is. */
const MAX_HELD = 2_000;

/** Never the container's id, which is booted again with every restart: the process that boots, and when. */
export function idsOf(boot: OciBoot, { source }: OciAssembly) {
  if (boot.identity) return boot.identity;
  const { hostId, kernelBootId } = source;
  const anchor = { hostId, kernelBootId, tgid: boot.runtime.tgid, at: boot.exec.at };
  boot.identity = { id: bootIdOf(anchor), runId: runIdOf(anchor) };
  return boot.identity;
}

function push(assembly: OciAssembly, boot: OciBoot, event: BootEvent): void {
  const { id: bootId, runId } = idsOf(boot, assembly);
  assembly.events.push({ runId, bootId, event });
}

/** Puts an event under the boots that its process has led to; holds it while there is none and may yet be. */
export function fileOci(assembly: OciAssembly, process: OciProcess, event: BootEvent): void {
  const { boot } = process;
  if (process.isForeign) return;
  if (boot) {
    if (!boot.isTold) hold(process, event);
    else if (!process.isUncounted) push(assembly, boot, event);
    assembly.dirty.add(boot);
    return;
  }
  hold(process, event);
  for (const led of process.led) {
    // What an engine's process does later has nothing to do with a boot, but how it ends.
    if (!led.isTold || !assembly.boots.has(led) || (led.up !== undefined && event.kind !== "exit")) continue;
    push(assembly, led, event);
    assembly.dirty.add(led);
  }
}

/** A wait tells nothing of a boot, but what it is part of: only on the way up, and of processes that are its own. */
export function fileWait(assembly: OciAssembly, process: OciProcess, event: WaitEvent): void {
  const { boot } = process;
  if (boot === undefined || process.isForeign || process.isUncounted) return;
  if (boot.up !== undefined && event.from > boot.up.exec.at) return;
  if (boot.isTold) push(assembly, boot, event);
  else hold(process, event);
}

function hold({ held }: OciProcess, event: BootEvent): void {
  if (held.length < MAX_HELD) held.push(event);
}

/** What was held of a boot is filed. */
export function tellOf(assembly: OciAssembly, boot: OciBoot): void {
  if (boot.isTold) return;
  boot.isTold = true;
  assembly.fresh.add(boot);
  assembly.dirty.add(boot);
  for (const process of boot.processes)
    if (process.boot === boot) for (const event of process.held.splice(0)) push(assembly, boot, event);
}

/** What was held of an engine's process, and of those it began, is filed under a boot that came of it. */
export function fileHeld(assembly: OciAssembly, process: OciProcess, boot: OciBoot): void {
  for (const event of process.held) push(assembly, boot, event);
  for (const child of process.children)
    if (!child.isForeign && child.boot === undefined && !child.led.includes(boot))
      fileHeld(assembly, child, boot);
}

/** Files an event of a daemon under a boot. */
export const fileOfDaemon = push;
