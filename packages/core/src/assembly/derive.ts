import type { Boot, Outcome } from "../domain/boot.ts";
import type { FactKey } from "../domain/event.ts";
import type { Generation } from "../domain/phase.ts";
import { courseOf, type Course } from "./course.ts";
import type { BootDraft, Mutable, Process } from "./draft.ts";
import { idOfBoot, idOfRun } from "./ids.ts";
import { containerHostname, hacoFileOf, nameBoot, wholeArguments } from "./naming.ts";
import { firstPass } from "./process.ts";
import { spansOf } from "./spans.ts";
import { exitFacts, processesOf, type Family } from "./tree.ts";

/*
 * A boot is derived anew with every batch that changes it. Optional facts are therefore set one by one, where a copy
 * without the undefined ones would cost an assembler a fifth of its time.
 */

/** The boot as its events tell it now. Pure: the same drafts give the same boot. */
export function deriveBoot(draft: BootDraft, family: Family): Boot {
  const { run } = draft;
  const { source } = run;
  const course = courseOf(draft);
  const { processes, count } = processesOf(draft, family);
  const exec = run.launcher?.tracedExec;
  const hacoFile = hacoFileOf(exec && wholeArguments(exec), run.facts.get("cwd"));
  const boot: Mutable<Boot> = {
    id: idOfBoot(draft),
    runId: idOfRun(run),
    hostId: source.hostId,
    hostName: source.hostName,
    kernelBootId: source.kernelBootId,
    sourceKind: source.kind,
    ...nameBoot(draft, hacoFile),
    generation: generationOf(draft),
    outcome: outcomeOf(course),
    losses: course.losses,
    startAt: course.start,
    startBy: course.startBy,
    lineage: draft.lineage,
    processes,
    processCount: count,
    spans: spansOf(draft, course),
    markCount: draft.marks,
  };
  if (hacoFile !== undefined) boot.hacoFile = hacoFile;
  if (exec?.argv !== undefined) boot.launcherArgv = exec.argv;
  addCourse(boot, course);
  addProcesses(boot, draft);
  addFacts(boot, draft);
  return boot;
}

function addCourse(boot: Mutable<Boot>, { furthestPhase, up, ready, end }: Course): void {
  if (furthestPhase !== undefined) boot.furthestPhase = furthestPhase;
  if (up) {
    boot.upAt = up.at;
    boot.upBy = up.by;
  }
  if (ready) boot.readyAt = ready.at;
  if (ready?.port !== undefined) boot.readyPort = ready.port;
  if (end !== undefined) boot.endAt = end;
}

function addProcesses(boot: Mutable<Boot>, draft: BootDraft): void {
  const { run, supervisor, container } = draft;
  const exit = exitOf(draft);
  const { exitCode, exitSignal } = exitFacts(exit);
  const hostname = containerHostname(draft);
  if (exit) boot.exitAt = exit.at;
  if (exitCode !== undefined) boot.exitCode = exitCode;
  if (exitSignal !== undefined) boot.exitSignal = exitSignal;
  if (container?.exec?.argv !== undefined) boot.command = container.exec.argv;
  if (hostname !== undefined) boot.hostname = hostname;
  if (container?.namespaces !== undefined) boot.namespaces = container.namespaces;
  if (run.launcher?.tgid !== undefined) boot.launcherTgid = run.launcher.tgid;
  if (supervisor?.tgid !== undefined) boot.supervisorTgid = supervisor.tgid;
  if (container?.tgid !== undefined) boot.containerTgid = container.tgid;
}

/** What was read of a boot, or else of its run, beside the kernel's events. */
function addFacts(boot: Mutable<Boot>, { facts, run }: BootDraft): void {
  const fact = (key: FactKey) => facts.get(key) ?? run.facts.get(key);
  const wallOffset = run.wallOffset ?? run.source.wallOffset;
  const cwd = run.facts.get("cwd");
  const [hacoHash, hacoText] = [fact("haco-hash"), fact("haco-text")];
  const [cgroup, rootfs] = [fact("cgroup"), fact("rootfs")];
  const mounts = countIn(facts.get("mounts"));
  if (run.source.kernel !== undefined) boot.kernel = run.source.kernel;
  if (wallOffset !== undefined) boot.wallTime = boot.startAt + wallOffset;
  if (cwd !== undefined) boot.cwd = cwd;
  if (hacoHash !== undefined) boot.hacoHash = hacoHash;
  if (hacoText !== undefined) boot.hacoText = hacoText;
  if (cgroup !== undefined) boot.cgroup = cgroup;
  if (rootfs !== undefined) boot.rootfs = rootfs;
  if (mounts !== undefined) boot.mounts = mounts;
}

/** A fact that counts something; undefined where another tool wrote anything else. */
const countIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

function outcomeOf({ up, ready, died, losses }: Course): Outcome {
  if (losses.length > 0) return "partial";
  if (up) return ready ? "ready" : "up";
  return died === undefined ? "booting" : "failed";
}

const generationOf = (boot: BootDraft): Generation =>
  (boot.supervisor && firstPass(boot.supervisor)?.generation) ??
  (boot.container && firstPass(boot.container)?.generation) ??
  boot.run.generation ??
  "0.11";

/** How the container ended, or the launcher of a run that never had a supervisor: another's end is not the container's. */
const exitOf = ({ run, supervisor, container }: BootDraft): Process["exit"] =>
  container ? container.exit : supervisor ? undefined : run.launcher?.exit;
