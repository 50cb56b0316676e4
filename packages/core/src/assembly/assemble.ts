import type { Boot, BootId, Mark, Run, RunId } from "../domain/boot.ts";
import type {
  BootEvent,
  ExecEvent,
  ExitEvent,
  FactEvent,
  ForkEvent,
  ListenEvent,
  LossEvent,
  Origin,
  ProbeEvent,
  Source,
} from "../domain/event.ts";
import { phaseFacts } from "../domain/phase.ts";
import { readProbe, type Reading } from "../domain/probe.ts";
import type { Instant } from "../domain/time.ts";
import type { Changes, FiledEvent, JoinedRuns } from "./changes.ts";
import { bootOver, deriveBoot, idOfBoot, idOfRun, isOver, KEPT_PROCESSES, laneOfProcess } from "./derive.ts";
import type { BootDraft, Process, Role, RunDraft } from "./draft.ts";
import { bootNaming, childrenOf, isTakenIn, KIN_WAIT, siblingOf, takeIn } from "./join.ts";
import { linkContainer, linkSupervisor } from "./link.ts";
import { firstPass, isAlive, learn, learnExec, lostSupervisors, mayBoot, newProcess } from "./process.ts";

/** Events in, boots out. Pure: no clock, no IO; the same events give the same boots however they are batched. */
export type Assembler = {
  /** Queues events, in any order. */
  push(events: readonly BootEvent[]): void;
  /** Takes in every queued event at or before `until`, in the order of their instants. */
  advance(until: Instant): Changes;
  /** End of a stream: takes in the rest; boots still on their way become partial ("stream-ended"). */
  finish(): Changes;
  /** Processes of haconiwa and of containers that nobody has seen exit, to check whether they still live. */
  living(): readonly LivingProcess[];
  /** Instant of the newest event taken in. */
  readonly now: Instant | undefined;
};
export type LivingProcess = { readonly tgid: number; readonly startAt: Instant | undefined };

/** A loss is counted up to a second after it: so long it may still mark a run that is over, ns. */
const LINGER = 2_000_000_000n;
/** Runs that are over and may yet be marked, at most. */
const MAX_ENDED = 5_000;
/** Losses that are remembered for events that come later than the loss they were caught in. */
const MAX_LOSSES = 1_000;
/** Text traces never say that a process is gone: keep at most this many of their runs open. */
const MAX_OPEN_RUNS = 20_000;

/** Marks of one process that wait until its part is known, at most. */
const MAX_WAITING_MARKS = 100;

type Step = {
  readonly events: FiledEvent[];
  readonly marks: Mark[];
  readonly retired: BootId[];
  readonly joined: JoinedRuns[];
  /** Runs that became part of another: events of this step may be filed under them. */
  readonly takenIn: Map<RunId, RunDraft>;
  readonly dirty: Set<BootDraft>;
  readonly runs: Set<RunDraft>;
};
type MarkReading = Extract<Reading, { kind: "mark" }>;
type WaitingMark = { readonly reading: MarkReading; readonly seq: number };
type PassReading = Extract<Reading, { kind: "phase" }>;

export function createAssembler(source: Source): Assembler {
  let queue: BootEvent[] = [];
  let now: Instant | undefined;
  const runs = new Set<RunDraft>();
  /** Runs that are over, by their ends. */
  let ended: { readonly run: RunDraft; readonly at: Instant }[] = [];
  const losses: LossEvent[] = [];
  const live = new Map<number, Process>();
  /** bpftrace's text prints no pid: the container process last seen for an hpid. */
  const anonymous = new Map<number, Process>();
  /** Processes whose birth nobody saw and whose parent is not known. */
  const orphans = new Set<Process>();
  /** Boots of which the container alone was seen. */
  const unclaimed = new Set<BootDraft>();
  /** Marks of processes whose part is not known yet. */
  const waitingMarks = new Map<Process, WaitingMark[]>();
  let step = newStep();

  function newStep(): Step {
    return {
      events: [],
      marks: [],
      retired: [],
      joined: [],
      takenIn: new Map(),
      dirty: new Set(),
      runs: new Set(),
    };
  }

  function newRun(origin: Origin): RunDraft {
    const run: RunDraft = {
      source,
      processes: [],
      uncounted: 0,
      boots: [],
      pending: [],
      firstAt: origin.at,
      facts: new Map(),
      losses: [],
      streamEnded: false,
      isTold: false,
    };
    runs.add(run);
    return run;
  }

  /** A process nobody knew: the parent of others that were seen before it, or a run of its own until more is known. */
  function meet(origin: Origin): Process {
    const children = childrenOf(origin, orphans);
    const [first] = children;
    if (first === undefined) {
      const process = startRun(origin);
      if (source.hasKernelEvents) orphans.add(process);
      return process;
    }
    const process = addProcess(first.run, origin);
    learn(process, origin);
    orphans.add(process);
    for (const child of children) {
      join(child, process);
      if (child.role === "container" && child.boot) claim(child.boot, process, origin);
      else if (child.role === "supervisor") setRole(process, "root");
    }
    return process;
  }

  /** The supervisor of a boot whose container alone was seen so far. */
  function claim(boot: BootDraft, supervisor: Process, origin: Origin): void {
    if (boot.supervisor !== undefined) return;
    boot.supervisor = supervisor;
    unclaimed.delete(boot);
    joinRuns(supervisor.run, boot.run);
    enlist(supervisor, origin);
    setRole(supervisor, "supervisor", boot);
  }

  /** Finds the run that a supervisor belongs to: its parent's, or that of another of the same parent. */
  function enlist(supervisor: Process, origin: Origin): BootDraft["lineage"] {
    const link = linkSupervisor(supervisor, origin, { source, live, runs });
    const sibling = link.launcherSide ? undefined : siblingOf(supervisor, origin.at, orphans);
    if (link.launcherSide) join(supervisor, link.launcherSide);
    else if (sibling) joinRuns(supervisor.run, sibling.run);
    if (supervisor.parent && supervisor.parent.role === undefined) setRole(supervisor.parent, "root");
    return link.lineage;
  }

  function startRun(origin: Origin): Process {
    const process = addProcess(newRun(origin), origin);
    for (const loss of losses) if (loss.at >= origin.at) suffer(process, loss);
    return process;
  }

  function addProcess(run: RunDraft, origin: Origin, parent?: Process): Process {
    const process = newProcess(run, origin, parent);
    if (
      parent &&
      isForeign(parent) &&
      run.processes.length >= KEPT_PROCESSES * Math.max(1, run.boots.length)
    ) {
      (bootOver(parent) ?? run).uncounted++;
      process.isUncounted = true;
    } else run.processes.push(process);
    if (process.tgid !== undefined) live.set(process.tgid, process);
    return process;
  }

  /** What it forks is no part of a boot's set-up: a supervisor's hooks may go on for as long as its container runs. */
  const isForeign = ({ role, boot }: Process) =>
    role === "application" ||
    role === "container" ||
    role === "helper" ||
    (role === "supervisor" && boot?.container?.exec !== undefined);

  /** A pid that is given out again proves that its process is gone, though nobody saw it go. */
  function closeTakenOver({ tgid, at, startAt }: Origin): void {
    const known = tgid === undefined ? undefined : live.get(tgid);
    if (known === undefined || !isAlive(known) || !source.hasKernelEvents) return;
    const { exactStart } = known;
    if (startAt !== undefined && startAt === exactStart) return;
    const started = exactStart === undefined ? {} : { startAt: exactStart };
    end(known, { kind: "exit", at, seq: 0, ...(tgid === undefined ? {} : { tgid }), ...started });
  }

  /** The process an event happened in, if it is known: not one whose pid was taken over by another. */
  function find(origin: Origin): Process | undefined {
    if (origin.tgid === undefined) return undefined;
    const process = live.get(origin.tgid);
    if (process === undefined) return undefined;
    const other =
      origin.startAt !== undefined &&
      process.exactStart !== undefined &&
      origin.startAt !== process.exactStart;
    const dead = process.exit !== undefined && origin.at > process.exit.at;
    return other || dead ? undefined : process;
  }

  function findOrAdd(origin: Origin): Process {
    const known = find(origin);
    if (known === undefined) closeTakenOver(origin);
    const process = known ?? meet(origin);
    learn(process, origin);
    return process;
  }

  /** Until its run is told of, what happens in a process that is only counted is not held either: it may never end. */
  const isPassedOver = (process: Process) =>
    process.run.pending !== undefined && process.isUncounted === true;

  function file(process: Process, event: BootEvent): void {
    const { run } = process;
    if (isPassedOver(process)) return;
    if (run.pending) run.pending.push({ process, event });
    else step.events.push(filed(process, event));
  }

  const filed = (process: Process, event: BootEvent): FiledEvent => ({
    runId: idOfRun(process.run),
    ...(process.boot ? { bootId: idOfBoot(process.boot) } : {}),
    event,
  });

  function confirm(run: RunDraft): void {
    const { pending } = run;
    if (pending === undefined) return;
    run.pending = undefined;
    step.runs.add(run);
    for (const { process, event } of pending) step.events.push(filed(process, event));
  }

  function touch(run: RunDraft): void {
    for (const boot of run.boots) step.dirty.add(boot);
  }

  function addBoot(run: RunDraft, anchor: Process, lineage: BootDraft["lineage"]): BootDraft {
    if (run.standIn) {
      const { standIn } = run;
      delete run.standIn;
      standIn.lineage = lineage;
      step.dirty.add(standIn);
      return standIn;
    }
    const boot: BootDraft = {
      run,
      lineage,
      facts: new Map(),
      anchor: { tgid: anchor.tgid, at: firstPass(anchor)?.at ?? anchor.seenAt },
      marks: 0,
      uncounted: 0,
    };
    run.boots.push(boot);
    step.dirty.add(boot);
    return boot;
  }

  function setRole(process: Process, role: Role, boot?: BootDraft): void {
    process.role = role;
    if (boot) process.boot = boot;
    const waiting = waitingMarks.get(process);
    if (waiting === undefined) return;
    waitingMarks.delete(process);
    for (const { reading, seq } of waiting) leaveMark(process, reading, seq);
  }

  /** Of a process that passed no phase while it lived: a hook forked it, or it was the root of a daemonised run. */
  const roleOfUnknown = (process: Process): Role => (bootOver(process) ? "helper" : "root");

  /** A boot that stood in is none beside one that is known. */
  function dismiss(run: RunDraft): void {
    const { standIn } = run;
    if (standIn === undefined) return;
    delete run.standIn;
    run.boots.splice(run.boots.indexOf(standIn), 1);
    step.dirty.delete(standIn);
    if (standIn.lastId !== undefined) step.retired.push(standIn.lastId);
  }

  /** Two runs turn out to be one: the one that others know of, or else began first, takes in the other. */
  function joinRuns(a: RunDraft, b: RunDraft): void {
    if (a === b || (a.launcher && b.launcher)) return;
    const [from, into] = isTakenIn(a, b) ? [a, b] : [b, a];
    if (from.isTold) step.joined.push({ from: idOfRun(from), into: idOfRun(into) });
    if (from.pending === undefined) step.takenIn.set(idOfRun(from), from);
    from.takenBy = into;
    const held = from.pending ?? [];
    if (from.boots.length > 0 && into.boots.length > 0) for (const run of [from, into]) dismiss(run);
    takeIn(into, from);
    runs.delete(from);
    for (const { process, event } of held) file(process, event);
    if (into.pending === undefined) step.runs.add(into);
    step.runs.delete(from);
    touch(into);
  }

  // One function for each kind of event.

  function takeFork(event: ForkEvent): void {
    const parent = findOrAdd(event);
    if (live.get(event.childTgid)?.forkedAt === event.at) return;
    const { at, seq, childTgid: tgid, childStartAt: startAt } = event;
    closeTakenOver({ at, seq, tgid, ...(startAt === undefined ? {} : { startAt }) });
    const child = addProcess(parent.run, { at, seq, tgid }, parent);
    child.forkedAt = event.at;
    child.ppid = event.tgid ?? 0;
    if (event.comm !== undefined) child.comm = event.comm;
    if (event.childNspid !== undefined) child.nspid = event.childNspid;
    if (event.childStartAt !== undefined) child.exactStart = event.childStartAt;
    if (parent.role === "container" || parent.role === "application") {
      // Before its exec the container's children are hooks and clean-up, afterwards the application's.
      if (parent.role === "application" || parent.exec !== undefined) child.role = "application";
      if (parent.boot) child.boot = parent.boot;
    } else if (parent.role === "helper" || parent.exec !== undefined) child.role = "helper";
    if (!isPassedOver(child)) file(parent, event);
    touch(parent.run);
  }

  function takeExec(event: ExecEvent): void {
    const known = find(event);
    if (!event.traced) {
      if (known) learnProgram(known, event, false);
      return;
    }
    if (known?.tracedExec?.at === event.at) return;
    if (known && known.run.launcher === known && known.passes.size === 0)
      return learnProgram(known, event, true);
    // For the run it belongs to, haconiwa is a program like any other: a hook's or a container's own.
    if (known) learnProgram(known, event, false);
    else closeTakenOver(event);
    const launcher = startRun(event);
    launcher.role = "launcher";
    launcher.run.launcher = launcher;
    if (known) launcher.former = known;
    learnProgram(launcher, event, true);
  }

  function learnProgram(process: Process, event: ExecEvent, isLauncher: boolean): void {
    learn(process, event);
    learnExec(process, event, isLauncher);
    if (!isLauncher && process.role === undefined) process.role = "helper";
    file(process, event);
    touch(process.run);
  }

  function takeExit(event: ExitEvent): void {
    for (let process = find(event); process; process = process.former) end(process, event);
  }

  function end(process: Process, event: ExitEvent): void {
    if (process.exit) return;
    learn(process, event);
    process.exit = {
      at: event.at,
      ...(event.code === undefined ? {} : { code: event.code }),
      ...(event.signal === undefined ? {} : { signal: event.signal }),
    };
    if (waitingMarks.has(process)) setRole(process, process.role ?? roleOfUnknown(process));
    if (process.isUncounted && process.tgid !== undefined) live.delete(process.tgid);
    const { run } = process;
    if (run.pending === undefined && run.boots.length === 0 && !run.processes.some(mayBoot))
      addUnstarted(run, process);
    file(process, event);
    touch(run);
  }

  /** A run is over and nothing of it showed that it boots a container. */
  function addUnstarted(run: RunDraft, last: Process): void {
    const lost = lostSupervisors(run);
    if (lost.length === 0) addBoot(run, run.launcher ?? last, "lineage");
    for (const supervisor of lost) {
      const boot = addBoot(run, supervisor, "lineage");
      boot.supervisor = supervisor;
      setRole(supervisor, "supervisor", boot);
    }
  }

  function takeListen(event: ListenEvent): void {
    const process = find(event);
    if (process === undefined) return;
    learn(process, event);
    const { boot, role } = process;
    if (
      boot &&
      (role === "container" || role === "application") &&
      (boot.ready === undefined || event.at < boot.ready.at) &&
      boot.container?.exec &&
      event.at >= boot.container.exec.at
    )
      boot.ready = { at: event.at, ...(event.port === undefined ? {} : { port: event.port }) };
    file(process, event);
    touch(process.run);
  }

  function takeFact(event: FactEvent): void {
    const process = find(event);
    if (process === undefined) return;
    const { run } = process;
    const facts = process.boot?.facts ?? run.facts;
    if (event.key === "wall-offset") {
      if (/^-?\d{1,19}$/.test(event.value)) run.wallOffset ??= BigInt(event.value);
    } else if (!facts.has(event.key)) facts.set(event.key, event.value);
    file(process, event);
    touch(run);
  }

  /** Loss touches every run that was under way in its window. */
  function takeLoss(event: LossEvent): void {
    losses.push(event);
    if (losses.length > MAX_LOSSES) losses.shift();
    for (const run of [...runs, ...ended.map((each) => each.run)]) {
      const process = run.launcher ?? run.processes[0];
      if (process === undefined) continue;
      if (run.boots.length > 0 && run.boots.every((boot) => settledBefore(boot, event.from))) continue;
      suffer(process, event);
    }
  }

  function suffer(process: Process, event: LossEvent): void {
    const { run } = process;
    run.losses.push({ reason: event.reason, from: event.from, to: event.at });
    file(process, event);
    touch(run);
  }

  const settledBefore = ({ container, supervisor }: BootDraft, at: Instant) => {
    const settled = container?.exec?.at ?? container?.exit?.at ?? supervisor?.exit?.at;
    return settled !== undefined && settled < at;
  };

  function takeProbe(event: ProbeEvent): void {
    const reading = readProbe(event);
    if (reading === undefined) return;
    const process =
      event.tgid === undefined ? anonymousProcess(event, reading) : processOfProbe(event, reading);
    process.run.generation ??= reading.generation;
    if (reading.kind === "mark") leaveMark(process, reading, event.seq);
    else pass(process, event, reading);
    file(process, event);
    confirm(process.run);
    touch(process.run);
  }

  /** A text trace shows a pid taken over only by a phase that this process has passed already. */
  function processOfProbe(event: ProbeEvent, reading: Reading): Process {
    const known = find(event);
    const again = !source.hasKernelEvents && reading.kind === "phase" && known?.passes.has(reading.code);
    if (known === undefined || again) {
      closeTakenOver(event);
      const process = meet(event);
      learn(process, event);
      return process;
    }
    learn(known, event);
    return known;
  }

  function anonymousProcess(event: ProbeEvent, reading: Reading): Process {
    const hpid = reading.kind === "phase" ? (reading.hpid ?? 0) : 0;
    const known = anonymous.get(hpid);
    if (known && !(reading.kind === "phase" && known.passes.has(reading.code))) return known;
    const process = startRun(event);
    anonymous.set(hpid, process);
    return process;
  }

  /** Which process passes a phase; undefined where it cannot be that process: a user's hook fired the number. */
  function roleFor(process: Process, reading: PassReading): Role | undefined {
    const lane = phaseFacts(reading.code)?.lane;
    const launching =
      process.role === "launcher" || (process.role === undefined && reading.generation === "2019");
    const role = reading.code === 1 && launching ? "launcher" : lane;
    if (process.role === undefined || process.role === "root" || process.role === role) return role;
    return undefined;
  }

  function pass(process: Process, event: ProbeEvent, reading: PassReading): void {
    const role = roleFor(process, reading);
    const known = process.passes.get(reading.code);
    if (role === undefined || (known && reading.at > known.at && source.hasKernelEvents)) {
      if (known?.at === reading.at) return;
      leaveMark(
        process,
        { ...reading, kind: "mark", name: `phase ${reading.code}`, flag: reading.code },
        event.seq,
      );
      return;
    }
    if (known && known.at <= reading.at) return;
    process.passes.set(reading.code, {
      at: reading.at,
      generation: reading.generation,
      ...(reading.hpid === undefined ? {} : { hpid: reading.hpid }),
      ...(event.hostname === undefined ? {} : { hostname: event.hostname }),
    });
    if (process.role !== role) takePart(process, role, event, reading);
    anchorOn(process, reading.at);
  }

  function takePart(process: Process, role: Role, event: ProbeEvent, reading: PassReading): void {
    if (role === "launcher") {
      process.run.launcher ??= process;
      setRole(process, "launcher");
    } else if (role === "supervisor") {
      const lineage = enlist(process, event);
      const named = process.boot ? undefined : bootNaming(process, unclaimed);
      if (named) {
        named.lineage = lineage;
        claim(named, process, event);
      }
      setRole(process, "supervisor", process.boot ?? addBoot(process.run, process, lineage));
      if (process.boot) process.boot.supervisor = process;
    } else if (role === "container") {
      const link = linkContainer(process, event, reading.hpid, { source, live, runs });
      if (link.supervisor) {
        join(process, link.supervisor);
        if (link.supervisor.boot === undefined) {
          const boot = addBoot(process.run, process, process.run.launcher ? link.lineage : "hpid");
          boot.supervisor = link.supervisor;
          boot.anchor = { tgid: link.supervisor.tgid, at: reading.at };
          setRole(link.supervisor, "supervisor", boot);
        }
      }
      const boot = link.supervisor?.boot ?? addBoot(process.run, process, link.lineage);
      if (boot.container === undefined) {
        boot.container = process;
        if (link.lineage !== "lineage" && boot.lineage === "lineage") boot.lineage = link.lineage;
        if (link.lineage === "guessed") boot.lineage = "guessed";
      }
      setRole(process, "container", boot);
      if (boot.supervisor === undefined) unclaimed.add(boot);
    }
  }

  function join(process: Process, parent: Process): void {
    process.parent ??= parent;
    orphans.delete(process);
    joinRuns(process.run, parent.run);
  }

  /** The identity hangs on the supervisor's first phase; on the container's where no supervisor was seen. */
  function anchorOn(process: Process, at: Instant): void {
    const { boot } = process;
    if (boot === undefined || process !== (boot.supervisor ?? boot.container)) return;
    if (at < boot.anchor.at) boot.anchor = { tgid: process.tgid, at };
  }

  function leaveMark(process: Process, reading: MarkReading, seq: number): void {
    if (process.role === undefined && !process.isUnplaced && isAlive(process) && process.tgid !== undefined) {
      const waiting = waitingMarks.get(process) ?? [];
      waiting.push({ reading, seq });
      waitingMarks.set(process, waiting);
      if (waiting.length >= MAX_WAITING_MARKS) stopWaiting(process, waiting);
      return;
    }
    const boot = bootOver(process) ?? process.run.standIn;
    const { lastMark } = process;
    if (lastMark?.at === reading.at && lastMark.seq === seq) return;
    process.lastMark = { at: reading.at, seq };
    if (boot) boot.marks++;
    step.marks.push({
      runId: idOfRun(process.run),
      ...(boot ? { bootId: idOfBoot(boot) } : {}),
      at: reading.at,
      seq,
      ...(process.tgid === undefined ? {} : { tgid: process.tgid }),
      lane: laneOfProcess(process),
      name: reading.name,
      flag: reading.flag,
      ...(reading.text === undefined ? {} : { text: reading.text }),
    });
    touch(process.run);
  }

  /** Its part may never be known: what it left is told as the run's, by a boot that stands in while there is no other. */
  function stopWaiting(process: Process, waiting: readonly WaitingMark[]): void {
    const { run } = process;
    waitingMarks.delete(process);
    process.isUnplaced = true;
    if (source.hasKernelEvents && run.boots.length === 0 && run.launcher === undefined)
      run.standIn = addBoot(run, process, "hpid");
    for (const { reading, seq } of waiting) leaveMark(process, reading, seq);
  }

  function take(event: BootEvent): void {
    if (now === undefined || event.at > now) now = event.at;
    switch (event.kind) {
      case "probe":
        return takeProbe(event);
      case "fork":
        return takeFork(event);
      case "exec":
        return takeExec(event);
      case "exit":
        return takeExit(event);
      case "listen":
        return takeListen(event);
      case "fact":
        return takeFact(event);
      case "loss":
        return takeLoss(event);
    }
  }

  /** A run whose processes are all gone is forgotten: nothing can change it any more. */
  function forget(): void {
    for (const run of runs) {
      if (!isForgettable(run)) continue;
      drop(run);
      if (source.hasKernelEvents) ended.push({ run, at: endOf(run) });
    }
    for (const run of runs) {
      if (runs.size <= MAX_OPEN_RUNS || source.hasKernelEvents) break;
      giveUp(run);
      drop(run);
    }
    const horizon = queue.reduce(
      (first, event) => (event.kind === "loss" && event.from < first ? event.from : first),
      now ?? 0n,
    );
    ended = ended.filter(({ at }) => at >= horizon - LINGER).slice(-MAX_ENDED);
  }

  const endOf = (run: RunDraft): Instant =>
    run.processes.reduce((last, { exit }) => (exit && exit.at > last ? exit.at : last), run.firstAt);

  /** The parent of one of its processes was never seen: it may yet show itself. */
  const isAwaited = (run: RunDraft) =>
    now !== undefined &&
    now - endOf(run) <= KIN_WAIT &&
    run.processes.some((process) => orphans.has(process));

  function drop(run: RunDraft): void {
    runs.delete(run);
    for (const boot of run.boots) unclaimed.delete(boot);
    for (const process of run.processes) {
      waitingMarks.delete(process);
      orphans.delete(process);
      if (process.tgid !== undefined && live.get(process.tgid) === process) live.delete(process.tgid);
      for (const { hpid = 0 } of process.passes.values())
        if (anonymous.get(hpid) === process) anonymous.delete(hpid);
    }
  }

  const isForgettable = (run: RunDraft) =>
    source.hasKernelEvents
      ? run.processes.every((process) => !isAlive(process)) && run.boots.every(isOver) && !isAwaited(run)
      : run.boots.length > 0 && run.boots.every(({ supervisor }) => supervisor?.passes.has(6));

  /** What was filed before its run became part of another is that other's. */
  function runOf(id: RunId, { takenIn }: Step): RunId {
    let run = takenIn.get(id);
    if (run === undefined) return id;
    while (run.takenBy) run = run.takenBy;
    return idOfRun(run);
  }

  function changes(): Changes {
    const boots: Boot[] = [];
    for (const draft of step.dirty) {
      if (draft.run.pending !== undefined) continue;
      const boot = deriveBoot(draft);
      if (draft.lastId !== undefined && draft.lastId !== boot.id) step.retired.push(draft.lastId);
      draft.lastId = boot.id;
      boots.push(boot);
    }
    const taken = step;
    step = newStep();
    for (const run of taken.runs) run.isTold = true;
    const settled = <Filed extends { readonly runId: RunId }>(all: Filed[]): Filed[] =>
      taken.takenIn.size === 0 ? all : all.map((each) => ({ ...each, runId: runOf(each.runId, taken) }));
    return {
      runs: [...taken.runs].map(
        (run): Run => ({
          id: idOfRun(run),
          hostId: source.hostId,
          kernelBootId: source.kernelBootId,
          startAt: run.firstAt,
          ...(run.launcher?.tgid === undefined ? {} : { launcherTgid: run.launcher.tgid }),
        }),
      ),
      boots,
      retired: taken.retired,
      ...(taken.joined.length === 0 ? {} : { joined: taken.joined }),
      marks: settled(taken.marks),
      events: settled(taken.events),
    };
  }

  /** Nothing more will be heard of a run. */
  function giveUp(run: RunDraft): void {
    if (run.pending !== undefined) return;
    run.streamEnded = true;
    for (const process of run.processes)
      if (waitingMarks.has(process)) setRole(process, process.role ?? roleOfUnknown(process));
    if (run.boots.length === 0 && run.launcher) addBoot(run, run.launcher, "lineage");
    touch(run);
  }

  function takeUntil(until: Instant | undefined): void {
    queue.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq));
    let due = queue.length;
    if (until !== undefined) {
      due = queue.findIndex((event) => event.at > until);
      if (due === -1) due = queue.length;
    }
    for (const event of queue.slice(0, due)) take(event);
    queue = queue.slice(due);
  }

  return {
    push(events) {
      // One by one: the arguments of a call are bounded by the stack, events by nothing.
      for (const event of events) queue.push(event);
    },
    advance(until) {
      takeUntil(until);
      const result = changes();
      forget();
      return result;
    },
    finish() {
      takeUntil(undefined);
      for (const run of runs) giveUp(run);
      return changes();
    },
    living: () =>
      [...runs].flatMap((run) =>
        run.processes.flatMap((process) =>
          isAlive(process) && process.tgid !== undefined
            ? [{ tgid: process.tgid, startAt: process.exactStart }]
            : [],
        ),
      ),
    get now() {
      return now;
    },
  };
}

/**
 * Everything derived of one run, from all of its raw events: what a rebuild and a merge write.
 * A live run may still go on; any other stream is over.
 */
export function deriveRun(source: Source, events: readonly BootEvent[]): Changes {
  const assembler = createAssembler(source);
  assembler.push(events);
  const newest = events.reduce<Instant | undefined>(
    (last, { at }) => (last === undefined || at > last ? at : last),
    undefined,
  );
  return source.kind === "live" && newest !== undefined ? assembler.advance(newest) : assembler.finish();
}
