import type { BootEvent, Source } from "../../domain/event.ts";
import { instant, type Instant } from "../../domain/time.ts";
import type { Changes, LivingProcess } from "../changes.ts";
import { deriveOci } from "./derive.ts";
import type { OciBoot } from "./draft.ts";
import { idsOf } from "./filing.ts";
import { initOf } from "./process.ts";
import { newOciAssembly, type OciAssembly } from "./state.ts";
import { isOfOci, takeOci } from "./take.ts";

/** A loss is counted up to a second after it, and clients end after their boots: so long a boot may still change, ns. */
const LINGER = 2_000_000_000n;

/** What changed since it was gathered last. */
function gatherOci(assembly: OciAssembly): Changes {
  const { fresh, dirty, events, source } = assembly;
  const told = [...dirty].filter(({ isTold }) => isTold);
  const changes: Changes = {
    runs: [...fresh].map((boot) => ({
      id: idsOf(boot, assembly).runId,
      hostId: source.hostId,
      kernelBootId: source.kernelBootId,
      startAt: boot.client?.exec.at ?? boot.exec.at,
      launcherTgid: boot.runtime.tgid,
    })),
    boots: told.map((boot) => deriveOci(boot, assembly)),
    retired: [],
    marks: [],
    events,
  };
  assembly.events = [];
  fresh.clear();
  dirty.clear();
  return changes;
}

const hasEnded = (boot: OciBoot): boolean => {
  const { runtime, starter, client } = boot;
  const init = initOf(boot);
  return [init, runtime, starter?.process, client?.process].every(
    (process) => process === undefined || process.exit !== undefined,
  );
};

const endOf = ({ processes }: OciBoot): Instant =>
  processes.reduce((last, { exit }) => (exit && exit.at > last ? exit.at : last), instant(0n));

/** Boots whose processes are gone are forgotten: nothing can change them any more. */
function forgetOci(assembly: OciAssembly): void {
  const { boots, live, now } = assembly;
  if (now === undefined) return;
  for (const boot of boots)
    if (hasEnded(boot) && now - endOf(boot) > LINGER) {
      boots.delete(boot);
      for (const { led } of boot.processes) if (led.includes(boot)) led.splice(led.indexOf(boot), 1);
      for (const process of boot.processes)
        if (process.exit !== undefined && live.get(process.tgid) === process) live.delete(process.tgid);
    }
}

/** Nothing more will be heard. */
function giveUpOci(assembly: OciAssembly): void {
  for (const boot of assembly.boots) {
    boot.streamEnded = true;
    assembly.dirty.add(boot);
  }
}

const livingOci = ({ boots }: OciAssembly): LivingProcess[] =>
  [...boots].flatMap((boot) =>
    boot.processes.flatMap((process) =>
      process.exit === undefined && process.boot === boot
        ? [{ tgid: process.tgid, startAt: process.exactStart }]
        : [],
    ),
  );

/** The boots of OCI runtimes in a stream, beside those of haconiwa. */
export function createOciAssembler(source: Source) {
  const assembly = newOciAssembly(source);
  return {
    isOf: (event: BootEvent) => isOfOci(assembly, event),
    take: (event: BootEvent) => takeOci(assembly, event),
    gather: () => gatherOci(assembly),
    forget: () => forgetOci(assembly),
    giveUp: () => giveUpOci(assembly),
    living: () => livingOci(assembly),
  };
}
export type OciAssembler = ReturnType<typeof createOciAssembler>;
