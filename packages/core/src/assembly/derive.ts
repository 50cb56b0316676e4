import type { Boot, BootId, BootProcess, Outcome, RunId, Span } from "../domain/boot.ts";
import type { LossReason } from "../domain/event.ts";
import { bootIdOf, runIdOf } from "../domain/identity.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { pathIndex, phaseConstant, type Generation, type Lane } from "../domain/phase.ts";
import {
  orderedBoundaries,
  partition,
  SUPERVISOR_SPANS,
  type Boundary,
  type PathEnd,
} from "../domain/span.ts";
import { compareInstants, type Instant } from "../domain/time.ts";
import { laneOf, type BootDraft, type Process, type Role, type RunDraft } from "./draft.ts";
import { containerHostname, hacoFileOf, nameBoot, wholeArguments } from "./naming.ts";
import { firstPass, isAlive, startOf } from "./process.ts";

/** At most this many processes of one boot are kept by name beside haconiwa's own; the rest are counted. */
export const KEPT_PROCESSES = 200;
const LANE_ROLES: ReadonlySet<Role> = new Set<Role>(["launcher", "root", "supervisor", "container"]);

function pathBoundaries({ run, supervisor, container }: BootDraft): Boundary[] {
  const boundaries: Boundary[] = [];
  const { launcher } = run;
  const add = (key: Boundary["key"], at: Instant | undefined, label: string) => {
    if (at !== undefined) boundaries.push({ key, at, label });
  };
  const addPasses = (process: Process | undefined) => {
    for (const [code, { at }] of process?.passes ?? [])
      if (pathIndex(code) !== undefined) add(code, at, phaseConstant(code));
  };
  add("exec", launcher?.tracedExec?.at, "exec");
  add(0, launcher?.passes.get(0)?.at, phaseConstant(0));
  const evaluated = launcher?.passes.get(1)?.at;
  add("eval", evaluated, phaseConstant(1, "launcher"));
  if (evaluated !== undefined) add("forked", supervisor?.forkedAt, "fork");
  if (supervisor !== launcher) addPasses(supervisor);
  addPasses(container);
  return orderedBoundaries(boundaries);
}

/** phase 21 is the last thing a text trace can tell of a boot that came up. */
function upOf({ run, container }: BootDraft): { at: Instant; by: "exec" | "phase" } | undefined {
  if (container === undefined) return undefined;
  if (container.exec) return { at: container.exec.at, by: "exec" };
  if (run.source.hasKernelEvents) return undefined;
  const execing = container.passes.get(21);
  return execing && { at: execing.at, by: "phase" };
}

/** When a boot that never came up died. */
function deathOf(boot: BootDraft): Instant | undefined {
  const { run, supervisor, container } = boot;
  if (container?.exit) return container.exit.at;
  if (container === undefined && supervisor?.exit) return supervisor.exit.at;
  if (supervisor === undefined && container === undefined && run.launcher?.exit) return run.launcher.exit.at;
  if (run.source.hasKernelEvents) return undefined;
  // A text trace prints no exit: the supervisor saw the container end when it passed 5, or else 6.
  return (supervisor?.passes.get(5) ?? supervisor?.passes.get(6))?.at;
}

const SETTING_UP = [1, 31, 32, 2];

/** Of a supervisor that was seen only after it had started its container: how that one fared, nobody saw. */
const isContainerUnseen = ({ supervisor, container }: BootDraft) =>
  container === undefined &&
  supervisor !== undefined &&
  supervisor.forkedAt === undefined &&
  !SETTING_UP.some((code) => supervisor.passes.has(code));

/** Nobody looked at all of the time from `from` to `to`: what ended in it, and what did not, is not known. */
const isUnseen = ({ losses }: RunDraft, from: Instant, to: Instant | undefined) =>
  losses.some((loss) => loss.to >= from && (to === undefined || loss.from <= to));

/** A boot that may have come up, or gone on, while nobody looked did not fail where it was seen last. */
function mayHaveComeUp(boot: BootDraft, last: Instant, died: Instant | undefined): boolean {
  if (isContainerUnseen(boot) || isUnseen(boot.run, last, died)) return true;
  const { run, container } = boot;
  const exit = (container ?? boot.supervisor ?? run.launcher)?.exit;
  if (exit === undefined || !run.source.hasKernelEvents) return false;
  return isGone(exit) || (container !== undefined && endedWell(container));
}

type Exit = NonNullable<Process["exit"]>;
const isGone = ({ code, signal }: Exit) => code === undefined && signal === undefined;
/** A container that fails after phase 21 exits 1; a clean exit means that its exec went unseen. */
const endedWell = ({ passes, exit }: Process) => passes.has(21) && exit?.code === 0 && !exit.signal;

function lossesOf(
  boot: BootDraft,
  up: Instant | undefined,
  died: Instant | undefined,
  start: Instant,
): LossReason[] {
  const { run, container } = boot;
  const losses = new Set<LossReason>();
  if (run.source.hasKernelEvents ? run.launcher?.tracedExec === undefined : isContainerUnseen(boot))
    losses.add("attached-late");
  const end = up ?? died;
  for (const loss of run.losses)
    if (loss.to >= start && (end === undefined || loss.from <= end)) losses.add(loss.reason);
  const exit = (container ?? boot.supervisor ?? run.launcher)?.exit;
  if (up === undefined && exit !== undefined) {
    if (isGone(exit)) losses.add("collector-away");
    else if (container && endedWell(container) && run.source.hasKernelEvents) losses.add("dropped");
  }
  if (run.streamEnded && end === undefined) losses.add("stream-ended");
  return [...losses];
}

const SUPERVISOR_CODES: readonly number[] = SUPERVISOR_SPANS.flatMap(({ from, to }) => [from, to]);

/** The supervisor's own intervals, beside the boot path. */
function supervisorSpans({ run, supervisor, container }: BootDraft): Span[] {
  if (supervisor === undefined) return [];
  return SUPERVISOR_SPANS.flatMap(({ from, to, slug, label }): Span[] => {
    const start = supervisor.passes.get(from)?.at;
    if (start === undefined) return [];
    const facts = {
      slug,
      label,
      group: "supervise" as const,
      lane: "supervisor" as const,
      onPath: false,
      startAt: start,
      from: phaseConstant(from),
    };
    const end = supervisor.passes.get(to)?.at;
    if (end !== undefined && end >= start)
      return [{ ...facts, state: "closed", endAt: end, to: phaseConstant(to) }];
    const unended: Span = { ...facts, state: "open", to: phaseConstant(to) };
    const wentOn = [...supervisor.passes].some(
      ([code, { at }]) => at > start && SUPERVISOR_CODES.indexOf(code) > SUPERVISOR_CODES.indexOf(from),
    );
    // Phase 5 can be missing for good: the container's exit ends its running.
    if (slug === "running" && container?.exit && container.exit.at >= start)
      return [{ ...facts, state: "closed", endAt: container.exit.at, to: "exit" }];
    const died = supervisor.exit?.at;
    if (died === undefined || died < start || wentOn || isUnseen(run, start, died)) return [unended];
    return [{ ...facts, state: "failed", endAt: died, to: "exit" }];
  });
}

function appStartSpan(up: Instant | undefined, ready: Instant | undefined): Span[] {
  if (up === undefined || ready === undefined) return [];
  return [
    {
      slug: "app-start",
      label: "application start",
      group: "exec",
      lane: "application",
      onPath: false,
      startAt: up,
      from: "exec",
      state: "closed",
      endAt: ready,
      to: "listen",
    },
  ];
}

/** A helper stands on the lane of the haconiwa process that started it. */
export function laneOfProcess(process: Process): Lane {
  let current: Process | undefined = process;
  while (current?.role === "helper" && current.parent) current = current.parent;
  return laneOf(current?.role);
}

/** The boot a process or the nearest of its ancestors belongs to; undefined for what all boots of a run share. */
export function bootOver(process: Process): BootDraft | undefined {
  for (let each: Process | undefined = process; each; each = each.parent) if (each.boot) return each.boot;
  return undefined;
}

function processesOf(boot: BootDraft): { readonly processes: BootProcess[]; readonly count: number } {
  const all = boot.run.processes.filter((process) => (bootOver(process) ?? boot) === boot);
  let others = 0;
  const isKept = ({ role }: Process) =>
    (role !== undefined && LANE_ROLES.has(role)) || others++ < KEPT_PROCESSES;
  const processes = [...all]
    .sort((a, b) => compareInstants(startOf(a), startOf(b)))
    .filter(isKept)
    .map(
      (process): BootProcess => ({
        ...omitUndefined({ tgid: process.tgid, ppid: process.ppid, nspid: process.nspid }),
        lane: laneOfProcess(process),
        ...omitUndefined({ comm: process.comm }),
        startAt: startOf(process),
        ...((process.exec ?? process.tracedExec)
          ? { execFile: (process.exec ?? process.tracedExec)?.file ?? "" }
          : {}),
        ...(process.exit ? { exitAt: process.exit.at } : {}),
        ...(process.exit?.code === undefined || process.exit.signal ? {} : { exitCode: process.exit.code }),
        ...(process.exit?.signal ? { exitSignal: process.exit.signal } : {}),
      }),
    );
  return { processes, count: all.length + boot.uncounted + boot.run.uncounted };
}

function outcomeOf(up: boolean, ready: boolean, died: boolean, losses: readonly LossReason[]): Outcome {
  if (losses.length > 0) return "partial";
  if (up) return ready ? "ready" : "up";
  return died ? "failed" : "booting";
}

function furthestPhase(boundaries: readonly Boundary[]): string | undefined {
  const passes = boundaries.filter(({ key }) => typeof key === "number" || key === "eval");
  return passes.at(-1)?.label;
}

const generationOf = (boot: BootDraft): Generation =>
  (boot.supervisor && firstPass(boot.supervisor)?.generation) ??
  (boot.container && firstPass(boot.container)?.generation) ??
  boot.run.generation ??
  "0.11";

/** How the container ended, or the launcher of a run that never had a supervisor: another's end is not the container's. */
const exitOf = ({ run, supervisor, container }: BootDraft): Exit | undefined =>
  container ? container.exit : supervisor ? undefined : run.launcher?.exit;

/** A fact that counts something; undefined where another tool wrote anything else. */
const countIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** The boot as its events tell it now. Pure: the same drafts give the same boot. */
export function deriveBoot(draft: BootDraft): Boot {
  const { run, supervisor, container } = draft;
  const { launcher, source } = run;
  const path = pathBoundaries(draft);
  const all = path.length > 0 ? path : [{ key: "seen" as const, at: draft.anchor.at, label: "first event" }];
  const start = all[0]?.at ?? draft.anchor.at;
  const reached = upOf(draft);
  const up = reached && reached.at >= start ? reached : undefined;
  const death = up ? undefined : deathOf(draft);
  const isUnknown = !up && mayHaveComeUp(draft, all.at(-1)?.at ?? start, death);
  const died = !isUnknown && death !== undefined && death >= start ? death : undefined;
  const end = up?.at ?? died;
  const within = all.filter(({ at }) => end === undefined || at <= end);
  const boundaries =
    up?.by === "exec" ? [...within, { key: "up" as const, at: up.at, label: "exec" }] : within;
  const pathEnd: PathEnd = up
    ? { kind: "reached" }
    : died !== undefined
      ? { kind: "died", at: died }
      : { kind: isUnknown ? "unseen" : "open" };
  const ready = up && draft.ready && draft.ready.at >= up.at ? draft.ready : undefined;
  const losses = lossesOf(draft, up?.at, end ?? death, start);
  const spans = [
    ...partition(boundaries, pathEnd),
    ...appStartSpan(up?.at, ready?.at),
    ...supervisorSpans(draft),
  ].sort((a, b) => compareInstants(a.startAt, b.startAt));
  const argv = launcher?.tracedExec?.argv;
  const cwd = run.facts.get("cwd");
  const hacoFile = hacoFileOf(launcher?.tracedExec && wholeArguments(launcher.tracedExec), cwd);
  const exit = exitOf(draft);
  const { processes, count } = processesOf(draft);
  const furthest = furthestPhase(within);
  const wallOffset = run.wallOffset ?? source.wallOffset;
  const hostname = containerHostname(draft);
  const fact = (key: "haco-hash" | "haco-text" | "cgroup" | "rootfs") =>
    draft.facts.get(key) ?? run.facts.get(key);
  const facts = {
    cgroup: fact("cgroup"),
    rootfs: fact("rootfs"),
    hacoHash: fact("haco-hash"),
    hacoText: fact("haco-text"),
  };

  const mounts = countIn(draft.facts.get("mounts"));

  const boot: { -readonly [K in keyof Boot]: Boot[K] } = {
    id: idOfBoot(draft),
    runId: idOfRun(run),
    hostId: source.hostId,
    hostName: source.hostName,
    kernelBootId: source.kernelBootId,
    sourceKind: source.kind,
    ...nameBoot(draft, hacoFile),
    generation: generationOf(draft),
    outcome: outcomeOf(up !== undefined, ready !== undefined, died !== undefined, losses),
    losses,
    startAt: start,
    startBy: all[0]?.key === "exec" ? "exec" : "phase",
    lineage: draft.lineage,
    processes,
    processCount: count,
    spans,
    markCount: draft.marks,
  };
  if (source.kernel !== undefined) boot.kernel = source.kernel;
  if (furthest !== undefined) boot.furthestPhase = furthest;
  if (up) {
    boot.upAt = up.at;
    boot.upBy = up.by;
  }
  if (ready) boot.readyAt = ready.at;
  if (ready?.port !== undefined) boot.readyPort = ready.port;
  if (end !== undefined) boot.endAt = end;
  if (exit) boot.exitAt = exit.at;
  if (exit?.code !== undefined && !exit.signal) boot.exitCode = exit.code;
  if (exit?.signal) boot.exitSignal = exit.signal;
  if (wallOffset !== undefined) boot.wallTime = start + wallOffset;
  if (hacoFile !== undefined) boot.hacoFile = hacoFile;
  if (facts.hacoHash !== undefined) boot.hacoHash = facts.hacoHash;
  if (facts.hacoText !== undefined) boot.hacoText = facts.hacoText;
  if (argv !== undefined) boot.launcherArgv = argv;
  if (cwd !== undefined) boot.cwd = cwd;
  if (container?.exec?.argv !== undefined) boot.command = container.exec.argv;
  if (hostname !== undefined) boot.hostname = hostname;
  if (facts.cgroup !== undefined) boot.cgroup = facts.cgroup;
  if (facts.rootfs !== undefined) boot.rootfs = facts.rootfs;
  if (mounts !== undefined) boot.mounts = mounts;
  if (container?.namespaces !== undefined) boot.namespaces = container.namespaces;
  if (launcher?.tgid !== undefined) boot.launcherTgid = launcher.tgid;
  if (supervisor?.tgid !== undefined) boot.supervisorTgid = supervisor.tgid;
  if (container?.tgid !== undefined) boot.containerTgid = container.tgid;
  return boot;
}

/** Fixed the first time it is asked for: what arrives late never renames a run. */
export function idOfRun(run: RunDraft): RunId {
  run.id ??= runIdOf({
    hostId: run.source.hostId,
    kernelBootId: run.source.kernelBootId,
    tgid: run.launcher?.tgid ?? run.processes[0]?.tgid,
    at: run.firstAt,
  });
  return run.id;
}

/** Follows the anchor: hashed again only when an earlier first phase has moved it. */
export function idOfBoot(boot: BootDraft): BootId {
  const { run, anchor, identity } = boot;
  if (identity?.anchor === anchor) return identity.id;
  const id = bootIdOf({ hostId: run.source.hostId, kernelBootId: run.source.kernelBootId, ...anchor });
  boot.identity = { anchor, id };
  return id;
}

/** A boot whose every process is gone: nothing can change it any more. */
export const isOver = ({ supervisor, container }: BootDraft) =>
  (supervisor === undefined || !isAlive(supervisor)) && (container === undefined || !isAlive(container));
