/**
 * What an OCI runtime's boot passes, read off system calls, in the usual order. No order is fixed: they are taken by
 * instant. Each ends the span named for it. `constant` is how the furthest one is told of.
 */
const LANDMARKS = {
  "runtime-start": "INIT_FORKED",
  spawn: "INIT_EXECED",
  cgroup: "CGROUPS_JOINED",
  namespace: "NAMESPACES_MADE",
  "init-start": "MOUNTS_BEGUN",
  filesystem: "PIVOT_BEGUN",
  "pivot-root": "ROOT_CHANGED",
  "mask-paths": "PATHS_MASKED",
  seccomp: "SECCOMP_LOADED",
  capability: "CAPABILITIES_SET",
  handover: "CREATED",
  "wait-start": "START_ASKED",
  start: "INIT_WOKEN",
} as const;

/** Slug of the span that a landmark ends. */
export type LandmarkSlug = keyof typeof LANDMARKS;
/** In the usual order, which also settles what shares an instant. */
export const LANDMARK_SLUGS = Object.keys(LANDMARKS) as readonly LandmarkSlug[];
export const landmarkConstant = (slug: LandmarkSlug): string => LANDMARKS[slug];
export const LANDMARK_CONSTANTS: readonly string[] = Object.values(LANDMARKS);

/** What usually went wrong where a boot got no further than to a landmark. */
export const LANDMARK_CAUSES: readonly (readonly [string, "mount" | "command" | undefined])[] = [
  [LANDMARKS["init-start"], "mount"],
  [LANDMARKS["mask-paths"], "command"],
  [LANDMARKS.capability, "command"],
];
