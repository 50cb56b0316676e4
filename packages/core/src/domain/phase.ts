import { LANDMARK_CONSTANTS } from "./landmark.ts";

/** Which build of haconiwa fired: probe names, arguments and the meaning of phase 1 differ. */
export const GENERATIONS = ["2019", "2019-10-07", "0.11"] as const;
export type ProbeGeneration = (typeof GENERATIONS)[number];
/** "oci" is a boot of another runtime, told from kernel events alone. */
export type Generation = ProbeGeneration | "oci";

/** The process a span belongs to, from the outside in. */
export const LANES = [
  "engine",
  "launcher",
  "supervisor",
  "runtime",
  "container",
  "hook",
  "application",
] as const;
export type Lane = (typeof LANES)[number];

const HACONIWA_LANES: readonly Lane[] = ["launcher", "supervisor", "container", "application"];
const OCI_LANES: readonly Lane[] = ["engine", "runtime", "container", "hook", "application"];
/** Lanes that a boot can have, from the outside in. */
export const lanesOf = ({ oci }: { readonly oci?: object }): readonly Lane[] =>
  oci === undefined ? HACONIWA_LANES : OCI_LANES;

/** A number for each lane, from 0: haconiwa's keep theirs in the files of other tools. */
export const laneNumber = (lane: Lane): number => {
  const place = HACONIWA_LANES.indexOf(lane);
  return place >= 0 ? place : HACONIWA_LANES.length + ["engine", "runtime", "hook"].indexOf(lane);
};

/**
 * haconiwa's own constants without their `PHASE_` prefix, by code.
 * `path` is the phase's place on the boot path; phases without one are the supervisor's bookkeeping.
 */
const PHASES = {
  0: { constant: "CLI_START", lane: "launcher", path: 0 },
  1: { constant: "START_SV", lane: "supervisor", path: 1 },
  31: { constant: "START_CREATE_NETWORK", lane: "supervisor", path: 2 },
  32: { constant: "END_CREATE_NETWORK", lane: "supervisor", path: 3 },
  2: { constant: "START_FORK", lane: "supervisor", path: 4 },
  11: { constant: "CONTAINER_START", lane: "container", path: 5 },
  12: { constant: "CONTAINER_NAMESPACE_GENERATED", lane: "container", path: 6 },
  13: { constant: "CONTAINER_FILESYSTEM_SETUP", lane: "container", path: 7 },
  14: { constant: "CONTAINER_RLIMIT_SETUP", lane: "container", path: 8 },
  15: { constant: "CONTAINER_CGROUP_SETUP", lane: "container", path: 9 },
  16: { constant: "CONTAINER_REMOUNTED", lane: "container", path: 10 },
  17: { constant: "CONTAINER_UID_MAPPING_SETUP", lane: "container", path: 11 },
  18: { constant: "CONTAINER_CHROOTED", lane: "container", path: 12 },
  19: { constant: "CONTAINER_CAPABILITY_SETUP", lane: "container", path: 13 },
  20: { constant: "CONTAINER_SECCOMP_SETUP", lane: "container", path: 14 },
  21: { constant: "CONTAINER_EXECING", lane: "container", path: 15 },
  3: { constant: "END_SETUP", lane: "supervisor" },
  4: { constant: "START_WAIT", lane: "supervisor" },
  5: { constant: "END_WAIT", lane: "supervisor" },
  6: { constant: "CLEANUP", lane: "supervisor" },
} as const satisfies Record<number, { constant: string; lane: PhaseLane; path?: number }>;

/** Lanes of haconiwa's own processes. */
type PhaseLane = "launcher" | "supervisor" | "container";
type PhaseFacts = { readonly constant: string; readonly lane: PhaseLane; readonly path?: number };

/** A phase by its code; undefined for a code no known haconiwa fires, which is kept as it is, never guessed. */
export const phaseFacts = (code: number): PhaseFacts | undefined =>
  Object.hasOwn(PHASES, code) ? (PHASES as Record<number, PhaseFacts>)[code] : undefined;

/** Codes 123 to 127 are the user's own marks, USR1 to USR5. */
export const userMarkName = (code: number): string | undefined =>
  code >= 123 && code <= 127 ? `USR${code - 122}` : undefined;

/**
 * The constant's name, such as "CONTAINER_CHROOTED"; "phase N" for an unknown code.
 * Code 1 is START_EVAL when the launcher fired it: same number, other meaning, other process (2019).
 */
export const phaseConstant = (code: number, firedBy?: Lane): string =>
  code === 1 && firedBy === "launcher" ? "START_EVAL" : (phaseFacts(code)?.constant ?? `phase ${code}`);

/** Where a phase stands on the boot path, or undefined for one beside it. */
export const pathIndex = (code: number): number | undefined => phaseFacts(code)?.path;

/** A phase of the boot path. A detour is one that most boots go without: a network, or the launcher's phase of 2019. */
export type PathPhase = { readonly constant: string; readonly isDetour: boolean };

/** The phases of the boot path in its order. */
export const pathPhases = (): readonly PathPhase[] => [
  ...Object.values<PhaseFacts>(PHASES)
    .filter(({ path }) => path !== undefined)
    .sort((a, b) => (a.path ?? 0) - (b.path ?? 0))
    .flatMap(({ constant }) =>
      constant === "START_SV"
        ? [
            { constant: "START_EVAL", isDetour: true },
            { constant, isDetour: false },
          ]
        : { constant, isDetour: constant.endsWith("_CREATE_NETWORK") },
    ),
  ...LANDMARK_CONSTANTS.map((constant) => ({ constant, isDetour: true })),
];
