import type { BootEvent, FactKey, Namespaces, ProbeArgument } from "../domain/event.ts";
import type { ProbeGeneration } from "../domain/phase.ts";
import { instant, type Instant } from "../domain/time.ts";
import { LEGS, type Course, type Deed, type Step } from "./course.ts";
import type { Random } from "./random.ts";
import { SPREADS, SPREAD_SHARES } from "./recorded.ts";

/** A machine, as the events on it show it. Mutable: pids and sequence numbers go on. */
export type Machine = {
  readonly name: string;
  readonly cpus: number;
  readonly shell: number;
  readonly cgroupId: bigint;
  pid: number;
  seq: number;
  /** Runs so far: namespaces of runs that are over are numbered again. */
  runs: number;
};

/** What a run is of, and how fast. */
export type Part = {
  readonly name: string;
  readonly binary: string;
  readonly exeInode: bigint;
  readonly generation: ProbeGeneration;
  readonly hacoFile: string;
  readonly hacoHash: string;
  readonly hacoText: string;
  readonly rootfs: string;
  readonly cgroup: string | undefined;
  readonly mounts: number;
  readonly port: number;
  /** Added to UTC to have the machine's clock, ns. */
  readonly wallOffset: bigint;
  /** How many times as long as usual each of `LEGS` takes. */
  readonly factors: Float64Array;
  /** So much longer, ns, one of `LEGS` takes. */
  readonly delay: { readonly leg: number; readonly ns: number } | undefined;
  /** How long what is up lives, ns; undefined: as long as it was recorded. */
  readonly life: number | undefined;
};

const PID_MAX = 4_194_304;
/** Sets of namespaces that a machine gives out, one after the other. */
const NAMESPACE_SETS = 256;
const HOST_NAMESPACES: Namespaces = {
  pid: 4_026_531_836,
  pidForChildren: 4_026_531_836,
  mnt: 4_026_531_841,
  uts: 4_026_531_838,
  ipc: 4_026_531_839,
  net: 4_026_531_840,
  user: 4_026_531_837,
};
const KINDS = Object.keys(HOST_NAMESPACES) as (keyof Namespaces)[]; // its own keys, in the order of the letters
const FIRST_MADE = 4_026_532_000;
const LETTERS = 16;

/** The phases that a collector reads something after. */
const PASSES_WITH_FACTS: ReadonlySet<number> = new Set([2, 13, 15, 18]);
const PHASE_PROBES: Readonly<Record<ProbeGeneration, string>> = {
  "2019": "probe-boottime",
  "2019-10-07": "bootstrap-phase-pass",
  "0.11": "bootstrap_phase_pass",
};
/** haconiwa of 2019 reads its clock so long before its probe fires, ns (median of the recordings). */
const OWN_CLOCK_LAG = 3_000n;
const LEAST_GAP = 1_000;
const BEFORE_EXEC = 400_000n;

/** The quantile function of a leg's recorded lengths, as a multiple of the usual one: straight between what was measured. */
function ratio(ratios: readonly number[], at: number): number {
  const upper = SPREAD_SHARES.findIndex((share) => share >= at);
  const lower = upper === -1 ? SPREAD_SHARES.length - 2 : Math.max(0, upper - 1);
  const [from = 0, to = 1] = [SPREAD_SHARES[lower], SPREAD_SHARES[lower + 1]];
  const [low = 1, high = 1] = [ratios[lower], ratios[lower + 1]];
  return low + ((high - low) * Math.max(0, at - from)) / (to - from);
}

/** How many times as long each leg takes, this once. */
function drawn(factors: Float64Array, random: Random): Float64Array {
  const lengths = new Float64Array(LEGS.length);
  for (let leg = 0; leg < lengths.length; leg++) {
    const spread = SPREADS[leg];
    const factor = factors[leg] ?? 1;
    lengths[leg] =
      factor *
      (spread === undefined ? random.about(0.25) : Math.max(0.05, ratio(spread.ratios, random.next())));
  }
  return lengths;
}

function namespacesOf(letters: string, first: number): Namespaces {
  const namespaces = { ...HOST_NAMESPACES };
  KINDS.forEach((kind, place) => {
    const letter = letters.charCodeAt(place);
    if (letter !== 46) namespaces[kind] = first + letter - 97;
  });
  return namespaces;
}

type Seen = { readonly tgid: number; readonly startAt: Instant };

/** One run from its launcher's exec on: the events that a collector sees of it, and the facts that it reads. */
// oxlint-disable-next-line eslint/max-lines-per-function -- one pass over a run's steps, hot: a million runs are made of it
export function playRun(
  course: Course,
  machine: Machine,
  part: Part,
  start: bigint,
  random: Random,
): BootEvent[] {
  const events: BootEvent[] = [];
  const lengths = drawn(part.factors, random);
  const first = FIRST_MADE + (machine.runs++ % NAMESPACE_SETS) * LETTERS;
  const namespaces = new Map<string, Namespaces>();
  const seen: Seen[] = [{ tgid: nextPid(machine), startAt: instant(start - BEFORE_EXEC) }];
  const told = new Set<number>();
  const filled = (text: string) =>
    text.includes("{")
      ? text
          .replaceAll("{name}", part.name)
          .replaceAll("{bin}", part.binary)
          .replaceAll("{haco}", part.hacoFile)
          .replaceAll("{link}", `${part.hacoHash.slice(0, 8)}_h`)
      : text;
  let elapsed = 0;
  let isDelayed = false;

  function factsAfter(step: Step, at: Instant, { tgid, startAt }: Seen): void {
    const { deed, process } = step;
    const found: [FactKey, string][] = [];
    if (deed.kind === "exec" && process === 0)
      found.push(
        ["wall-offset", part.wallOffset.toString()],
        ["cwd", "/"],
        ["haco-hash", part.hacoHash],
        ["haco-text", part.hacoText],
      );
    else if (deed.kind === "pass" && PASSES_WITH_FACTS.has(deed.code)) {
      const key = process * 256 + deed.code;
      if (told.has(key)) return;
      told.add(key);
      if (deed.code === 2) found.push(["pid-file-name", nameOf(course, step, part)]);
      else if (deed.code === 13) found.push(["rootfs", part.rootfs]);
      else if (deed.code === 15 && part.cgroup !== undefined) found.push(["cgroup", part.cgroup]);
      else if (deed.code === 18) found.push(["mounts", String(part.mounts)]);
    }
    for (const [key, value] of found)
      events.push({ kind: "fact", key, value, at, seq: machine.seq++, tgid, startAt });
  }

  for (const step of course.steps) {
    const { process, leg, deed } = step;
    let gap = step.endsLife && part.life !== undefined ? part.life : step.gap * (lengths[leg] ?? 1);
    if (part.delay?.leg === leg && !isDelayed && deed.kind === "pass") {
      isDelayed = true;
      gap += part.delay.ns;
    }
    if (events.length > 0) elapsed += Math.max(LEAST_GAP, Math.round(gap));
    const at = instant(start + BigInt(elapsed));
    const self = seen[process];
    if (self === undefined) throw new Error(`${course.name}: a process that nobody forked`);
    let own = namespaces.get(step.namespaces);
    if (own === undefined) namespaces.set(step.namespaces, (own = namespacesOf(step.namespaces, first)));
    const ppid =
      process === 0 ? machine.shell : step.parent === undefined ? 1 : (seen[step.parent]?.tgid ?? 1);
    const origin = {
      at,
      seq: machine.seq++,
      cpu: (self.tgid + (deed.kind === "exec" ? 1 : 0)) % machine.cpus,
      tgid: self.tgid,
      tid: self.tgid,
      ppid,
      nspid: step.nspid ?? self.tgid,
      startAt: self.startAt,
      comm: step.comm,
      namespaces: own,
      cgroupId: machine.cgroupId,
    };
    // The kernel side reads it in a UTS namespace of its own alone.
    const inOwn = own.uts !== HOST_NAMESPACES.uts;
    const placed = inOwn
      ? { ...origin, hostname: step.hostname === "." ? machine.name : filled(step.hostname) }
      : origin;
    const supervisor = seen[step.supervisor]?.tgid ?? self.tgid;
    switch (deed.kind) {
      case "pass":
        events.push({
          ...placed,
          kind: "probe",
          provider: "haconiwa",
          probe: PHASE_PROBES[part.generation],
          args: phaseArguments(deed.code, at, supervisor, part.generation),
        });
        break;
      case "mark":
        events.push({
          ...placed,
          kind: "probe",
          provider: "haconiwa",
          probe: deed.probe,
          args: marked(deed, filled),
        });
        break;
      case "fork": {
        const child = { tgid: nextPid(machine), startAt: at };
        seen[deed.child] = child;
        events.push({
          ...placed,
          kind: "fork",
          childTgid: child.tgid,
          childNspid: deed.childNspid ?? child.tgid,
          childStartAt: at,
        });
        break;
      }
      case "exec":
        events.push({
          ...placed,
          kind: "exec",
          file: filled(deed.file),
          argv: deed.argv.map(filled),
          argvTruncated: false,
          exeInode: process === 0 ? part.exeInode : part.exeInode + BigInt(deed.file.length),
          traced: process === 0,
        });
        break;
      case "exit":
        events.push({ ...placed, kind: "exit", code: deed.code, signal: deed.signal, coreDumped: false });
        break;
      case "listen":
        events.push({ ...placed, kind: "listen", address: "0.0.0.0", port: part.port });
        break;
    }
    factsAfter(step, at, self);
  }
  return events;
}

function nextPid(machine: Machine): number {
  machine.pid = machine.pid + 1 < PID_MAX ? machine.pid + 1 : 300;
  return machine.pid;
}

/** Of several containers of a run, each has a name of its own: that of the host name its container will have. */
function nameOf({ steps, boots }: Course, { process }: Step, { name }: Part): string {
  if (boots === 1) return name;
  const own = steps.find((step) => step.supervisor === process && step.hostname.includes("{name}"));
  return own === undefined ? name : own.hostname.replace("{name}", name);
}

const SECOND = 1_000_000_000n;

function phaseArguments(
  code: number,
  at: Instant,
  supervisor: number,
  generation: ProbeGeneration,
): ProbeArgument[] {
  if (generation !== "2019") return [BigInt(code), BigInt(supervisor)];
  const own = at - OWN_CLOCK_LAG;
  return [BigInt(code), own / SECOND, own % SECOND];
}

const marked = ({ flag, value }: Extract<Deed, { kind: "mark" }>, filled: (text: string) => string) => [
  flag,
  typeof value === "string" ? filled(value) : value,
];
