/** Which build of haconiwa fired: probe names, arguments and the meaning of phase 1 differ. */
export const GENERATIONS = ["2019", "2019-10-07", "0.11"] as const;
export type Generation = (typeof GENERATIONS)[number];

/** The process a span belongs to. */
export const LANES = ["launcher", "supervisor", "container", "application"] as const;
export type Lane = (typeof LANES)[number];

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
} as const satisfies Record<number, { constant: string; lane: Lane; path?: number }>;

type PhaseFacts = { readonly constant: string; readonly lane: Lane; readonly path?: number };

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
];
