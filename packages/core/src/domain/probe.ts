import type { ProbeArgument, ProbeEvent } from "./event.ts";
import { omitUndefined } from "./omit-undefined.ts";
import { pathIndex, phaseFacts, userMarkName, type Generation } from "./phase.ts";
import { instant, type Instant } from "./time.ts";

/** What a firing means: a phase was passed, or the user left a mark. */
export type Reading =
  | {
      readonly kind: "phase";
      readonly generation: Generation;
      readonly code: number;
      /** Pid haconiwa gives for the supervisor, local to its own pid namespace. */
      readonly hpid?: number;
      readonly at: Instant;
    }
  | {
      readonly kind: "mark";
      readonly generation: Generation;
      readonly name: string;
      readonly flag: number;
      readonly text?: string;
      readonly at: Instant;
    };

/** Probes that carry no `char *` hold numbers only; these may hold a string in their second argument. */
export const STRING_PROBES: ReadonlySet<string> = new Set(["probe-misc", "probe-misc-str", "probe_misc_str"]);

const GENERATION_OF_PROBE: ReadonlyMap<string, Generation> = new Map([
  ["probe-boottime", "2019"],
  ["probe-containergen", "2019"],
  ["probe-misc", "2019"],
  ["bootstrap-phase-pass", "2019-10-07"],
  ["probe-misc-str", "2019-10-07"],
  ["bootstrap_phase_pass", "0.11"],
  ["probe_misc", "0.11"],
  ["probe_misc_str", "0.11"],
]);

const PHASE_ARGUMENTS: ReadonlyMap<string, readonly number[]> = new Map([
  ["probe-boottime", [0]],
  ["bootstrap-phase-pass", [0, 1]],
  ["bootstrap_phase_pass", [0]],
]);

/** Whether an argument of a probe, counted from 0, holds the phase: without it nothing is known to have been passed. */
export const isPhaseArgument = (probe: string, index: number): boolean =>
  PHASE_ARGUMENTS.get(probe)?.includes(index) ?? false;

/** The generations a binary's probe names tell of; more than one for a build that carries several. */
export const generationsOf = (probes: Iterable<string>): Generation[] => [
  ...new Set(
    [...probes].flatMap((probe) => {
      const generation = GENERATION_OF_PROBE.get(probe);
      return generation === undefined ? [] : [generation];
    }),
  ),
];

/** probe-boottime reads its clock up to this long before it fires, on a machine under load. */
const MAX_OWN_CLOCK_LAG = 10_000_000_000n;

const numberOf = (argument: ProbeArgument): number | undefined =>
  typeof argument === "bigint" ? Number(BigInt.asIntN(64, argument)) : undefined;

/** 2019: the process's own reading of CLOCK_BOOTTIME is the instant, if it can be one. */
function ownInstant(event: ProbeEvent): Instant {
  const [, seconds, nanoseconds] = event.args;
  if (typeof seconds !== "bigint" || typeof nanoseconds !== "bigint") return event.at;
  const own = seconds * 1_000_000_000n + nanoseconds;
  return own <= event.at && event.at - own <= MAX_OWN_CLOCK_LAG ? instant(own) : event.at;
}

function passed(
  generation: Generation,
  code: number | undefined,
  hpid: number | undefined,
  at: Instant,
): Reading | undefined {
  if (code === undefined || !Number.isSafeInteger(code)) return undefined;
  if (phaseFacts(code) === undefined)
    return { kind: "mark", generation, name: userMarkName(code) ?? `phase ${code}`, flag: code, at };
  return { kind: "phase", generation, code, ...omitUndefined({ hpid }), at };
}

function misc(generation: Generation, event: ProbeEvent): Reading | undefined {
  const flag = numberOf(event.args[0]);
  const value = event.args[1];
  if (flag === undefined) return undefined;
  const name = typeof value === "string" ? "misc-str" : "misc";
  return {
    kind: "mark",
    generation,
    name,
    flag,
    ...omitUndefined({ text: value?.toString() }),
    at: event.at,
  };
}

/** For one day in 2019 the arguments came as (hpid, phase), then as (phase, hpid): tell them apart by what they can be. */
function swappedPass(event: ProbeEvent): Reading | undefined {
  const first = numberOf(event.args[0]);
  const second = numberOf(event.args[1]);
  const isPid = (n: number | undefined) =>
    n !== undefined && (n === event.tgid || n === event.nspid || n === event.ppid);
  const isPhase = (n: number | undefined) =>
    n !== undefined &&
    (pathIndex(n) !== undefined || phaseFacts(n) !== undefined || userMarkName(n) !== undefined);
  const pidFirst = isPhase(second) && (!isPhase(first) || (isPid(first) && !isPid(second)));
  return pidFirst
    ? passed("2019-10-07", second, first, event.at)
    : passed("2019-10-07", first, second, event.at);
}

/** Gives a probe's firing its meaning; undefined for a probe or arguments that mean nothing to us. */
export function readProbe(event: ProbeEvent): Reading | undefined {
  switch (event.probe) {
    case "probe-boottime":
    case "probe-containergen":
      return passed("2019", numberOf(event.args[0]), undefined, ownInstant(event));
    case "bootstrap-phase-pass":
      return swappedPass(event);
    case "bootstrap_phase_pass":
      return passed("0.11", numberOf(event.args[0]), numberOf(event.args[1]), event.at);
    case "probe-misc":
      return misc("2019", event);
    case "probe-misc-str":
      return misc("2019-10-07", event);
    case "probe_misc":
    case "probe_misc_str":
      return misc("0.11", event);
    default:
      return undefined;
  }
}
