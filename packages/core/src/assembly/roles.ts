import type { Lineage } from "../domain/boot.ts";
import type { Origin } from "../domain/event.ts";
import { phaseFacts } from "../domain/phase.ts";
import type { Reading } from "../domain/probe.ts";
import { addBoot } from "./boots.ts";
import type { BootDraft, Process, Role, RunDraft } from "./draft.ts";
import { bootNaming, siblingOf } from "./kin.ts";
import { linkContainer, linkSupervisor } from "./link.ts";
import { placeWaitingMarks } from "./marks.ts";
import { lostSupervisors } from "./process.ts";
import { adopt, joinRuns } from "./runs.ts";
import type { Assembly } from "./state.ts";
import { bootOver } from "./tree.ts";

export type PassReading = Extract<Reading, { kind: "phase" }>;

/** Gives a process its part in a boot, and the marks it left so far their place. */
export function setRole(assembly: Assembly, process: Process, role: Role, boot?: BootDraft): void {
  process.role = role;
  if (boot) process.boot = boot;
  placeWaitingMarks(assembly, process);
}

/** Nothing more will be heard of a process: the marks it left need no longer wait for its part. */
export function settleRole(assembly: Assembly, process: Process): void {
  if (assembly.waitingMarks.has(process)) setRole(assembly, process, process.role ?? roleOfUnknown(process));
}

/** Of a process that passed no phase while it lived: a hook forked it, or it was the root of a daemonised run. */
const roleOfUnknown = (process: Process): Role => (bootOver(process) ? "helper" : "root");

/** Which process passes a phase; undefined where it cannot be that process: a user's hook fired the number. */
export function roleFor(process: Process, { code, generation }: PassReading): Role | undefined {
  const launching = process.role === "launcher" || (process.role === undefined && generation === "2019");
  const role = code === 1 && launching ? "launcher" : phaseFacts(code)?.lane;
  if (process.role === undefined || process.role === "root" || process.role === role) return role;
  return undefined;
}

/** A process shows by the phase it passes what part it has. */
export function takePart(
  assembly: Assembly,
  process: Process,
  role: Role,
  origin: Origin,
  reading: PassReading,
): void {
  if (role === "launcher") becomeLauncher(assembly, process);
  else if (role === "supervisor") becomeSupervisor(assembly, process, origin);
  else if (role === "container") becomeContainer(assembly, process, origin, reading);
}

function becomeLauncher(assembly: Assembly, process: Process): void {
  process.run.launcher ??= process;
  setRole(assembly, process, "launcher");
}

function becomeSupervisor(assembly: Assembly, process: Process, origin: Origin): void {
  const lineage = enlist(assembly, process, origin);
  const named = process.boot ? undefined : bootNaming(process, assembly.unclaimed);
  if (named) {
    named.lineage = lineage;
    claim(assembly, named, process, origin);
  }
  const boot = process.boot ?? addBoot(assembly, process.run, process, lineage);
  setRole(assembly, process, "supervisor", boot);
  boot.supervisor = process;
}

function becomeContainer(
  assembly: Assembly,
  process: Process,
  origin: Origin,
  { hpid, at }: PassReading,
): void {
  const { supervisor, lineage } = linkContainer(process, origin, hpid, assembly);
  if (supervisor) {
    adopt(assembly, process, supervisor);
    if (supervisor.boot === undefined) {
      const boot = addBoot(assembly, process.run, process, process.run.launcher ? lineage : "hpid");
      boot.supervisor = supervisor;
      boot.anchor = { tgid: supervisor.tgid, at };
      setRole(assembly, supervisor, "supervisor", boot);
    }
  }
  const boot = supervisor?.boot ?? addBoot(assembly, process.run, process, lineage);
  if (boot.container === undefined) {
    boot.container = process;
    if (lineage !== "lineage" && boot.lineage === "lineage") boot.lineage = lineage;
    if (lineage === "guessed") boot.lineage = "guessed";
  }
  setRole(assembly, process, "container", boot);
  if (boot.supervisor === undefined) assembly.unclaimed.add(boot);
}

/** The supervisor of a boot whose container alone was seen so far. */
export function claim(assembly: Assembly, boot: BootDraft, supervisor: Process, origin: Origin): void {
  if (boot.supervisor !== undefined) return;
  boot.supervisor = supervisor;
  assembly.unclaimed.delete(boot);
  joinRuns(assembly, supervisor.run, boot.run);
  enlist(assembly, supervisor, origin);
  setRole(assembly, supervisor, "supervisor", boot);
}

/** Finds the run that a supervisor belongs to: its parent's, or that of another of the same parent. */
function enlist(assembly: Assembly, supervisor: Process, origin: Origin): Lineage {
  const { launcherSide, lineage } = linkSupervisor(supervisor, origin, assembly);
  const sibling = launcherSide ? undefined : siblingOf(supervisor, origin.at, assembly.orphans);
  if (launcherSide) adopt(assembly, supervisor, launcherSide);
  else if (sibling) joinRuns(assembly, supervisor.run, sibling.run);
  const { parent } = supervisor;
  if (parent && parent.role === undefined) setRole(assembly, parent, "root");
  return lineage;
}

/** A run is over and nothing of it showed that it boots a container. */
export function addUnstarted(assembly: Assembly, run: RunDraft, last: Process): void {
  const lost = lostSupervisors(run);
  if (lost.length === 0) addBoot(assembly, run, run.launcher ?? last, "lineage");
  for (const supervisor of lost) {
    const boot = addBoot(assembly, run, supervisor, "lineage");
    boot.supervisor = supervisor;
    setRole(assembly, supervisor, "supervisor", boot);
  }
}
