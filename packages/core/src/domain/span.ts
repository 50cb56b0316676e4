import type { Group, Span } from "./boot.ts";
import { LANDMARK_CAUSES } from "./landmark.ts";
import { phaseConstant, type Lane } from "./phase.ts";
import { compareBigints, type Instant } from "./time.ts";

/**
 * A pass on the boot path. `key` is a phase code, or one of
 * "exec" (the launcher's exec), "eval" (2019's phase 1, fired by the launcher), "forked" (the supervisor's birth, 2019),
 * "up" (the container process's exec),
 * "seen" (the first event of a boot none of whose path was seen).
 */
export type BoundaryKey = "exec" | "eval" | "forked" | "up" | "seen" | number;
export type Boundary = { readonly key: BoundaryKey; readonly at: Instant; readonly label: string };

type KnownSpan = {
  readonly label: string;
  readonly group: Group;
  readonly lane: Lane;
  /** The passes it lies between, one pair for each way to walk the path; in the order of the path by the first. */
  readonly ends: readonly (readonly [BoundaryKey, BoundaryKey])[];
  /** On the boot path, which is cut up without a gap; else beside it. */
  readonly onPath: boolean;
  /** haconiwa's hooks that run in it: a hook's time is the span's time. */
  readonly hooks?: readonly string[];
  /** What usually went wrong where a boot got no further than to its beginning. */
  readonly cause?: Cause;
};

/** What usually goes wrong at a failure. */
export type Cause = "exec" | "evaluate" | "mount" | "pivot" | "command";

const supervise = { group: "supervise", onPath: true } as const;
const contained = { lane: "container", onPath: true } as const;
const beside = { group: "supervise", lane: "supervisor", onPath: false } as const;
const before = { group: "engine", lane: "engine", onPath: false, ends: [] } as const;

/**
 * Everything that is known of the spans that have a name of their own, in the order in which they are told: the boot
 * path's, then those beside it. The order of all lists of spans and of all passes is the order here.
 */
const SPANS = {
  "runtime-start": {
    ...supervise,
    label: "runtime start",
    lane: "launcher",
    ends: [
      ["exec", 0],
      ["exec", "eval"],
    ],
  },
  evaluate: {
    ...supervise,
    label: "evaluate haco file",
    lane: "launcher",
    ends: [
      [0, 1],
      ["eval", "forked"],
    ],
    hooks: ["setup"],
    cause: "evaluate",
  },
  prepare: {
    ...supervise,
    label: "prepare",
    lane: "supervisor",
    ends: [
      ["forked", 31],
      ["forked", 2],
      [1, 31],
      [1, 2],
    ],
    hooks: ["before_fork"],
  },
  network: { label: "network", group: "network", lane: "supervisor", onPath: true, ends: [[31, 32]] },
  "prepare-after-network": {
    ...supervise,
    label: "prepare after network",
    lane: "supervisor",
    ends: [[32, 2]],
  },
  fork: { ...supervise, label: "fork", lane: "supervisor", ends: [[2, 11]] },
  spawn: { ...supervise, label: "spawn", lane: "container", ends: [] },
  namespace: {
    ...contained,
    label: "namespace",
    group: "namespace",
    ends: [[11, 12]],
    hooks: ["after_fork", "after_network_initialized"],
  },
  "init-start": { ...supervise, label: "init start", lane: "container", ends: [] },
  "set-up": { ...contained, label: "set-up", group: "unattributed", ends: [] },
  filesystem: { ...contained, label: "filesystem", group: "filesystem", ends: [[12, 13]], cause: "mount" },
  rlimit: { ...contained, label: "rlimit", group: "limits", ends: [[13, 14]] },
  cgroup: { ...contained, label: "cgroup", group: "limits", ends: [[14, 15]] },
  remount: { ...contained, label: "remount", group: "filesystem", ends: [[15, 16]] },
  "uid-map": { ...contained, label: "uid/gid map", group: "identity", ends: [[16, 17]] },
  "pivot-root": {
    ...contained,
    label: "pivot_root",
    group: "filesystem",
    ends: [[17, 18]],
    hooks: ["before_chroot"],
    cause: "pivot",
  },
  "mask-paths": { ...contained, label: "mask paths", group: "filesystem", ends: [] },
  capability: {
    ...contained,
    label: "capability",
    group: "security",
    ends: [[18, 19]],
    hooks: ["after_chroot"],
  },
  seccomp: { ...contained, label: "seccomp", group: "security", ends: [[19, 20]] },
  handover: { ...contained, label: "handover", group: "identity", ends: [[20, 21]] },
  "wait-start": { label: "wait for start", group: "engine", lane: "engine", onPath: true, ends: [] },
  start: { ...supervise, label: "start", lane: "runtime", ends: [] },
  exec: { ...contained, label: "exec", group: "exec", ends: [[21, "up"]], cause: "exec" },
  "app-start": { label: "application start", group: "exec", lane: "application", onPath: false, ends: [] },
  "wait-setup": { ...beside, label: "wait for set-up", ends: [[2, 3]] },
  finish: { ...beside, label: "finish", ends: [[3, 4]] },
  running: { ...beside, label: "running", ends: [[4, 5]] },
  cleanup: { ...beside, label: "clean up", ends: [[5, 6]] },
  client: { ...before, label: "client" },
  engine: { ...before, label: "engine" },
  "network-helper": { ...before, label: "network helper" },
  shim: { ...before, label: "shim" },
} as const satisfies Record<string, KnownSpan>;

/** Slug of a span that has a name of its own. */
export type SpanSlug = keyof typeof SPANS;
const knownSpan = (slug: SpanSlug): KnownSpan => SPANS[slug];

/** In the order of the boot path, then what lies beside it. */
export const SPAN_SLUGS = Object.keys(SPANS) as readonly SpanSlug[];

/** What a span with a name of its own is wherever it occurs. */
export const namedSpan = (slug: SpanSlug) => {
  const { label, group, lane, onPath } = knownSpan(slug);
  return { slug, label, group, lane, onPath };
};
/** Those that lists are sorted by: on the path up to the application's start, one of each label. */
export const SORTED_SPANS: readonly SpanSlug[] = SPAN_SLUGS.filter(
  (slug, at) =>
    (knownSpan(slug).onPath || slug === "app-start") &&
    SPAN_SLUGS.findIndex((other) => SPANS[other].label === SPANS[slug].label) === at,
);

/** Whether a span of that slug has a name of its own. */
export const isSpanSlug = (text: string): text is SpanSlug => Object.hasOwn(SPANS, text);

const HOOK: KnownSpan = { label: "hook", group: "hooks", lane: "hook", onPath: true, ends: [] };
const HOOK_PREFIX = "hook-";
/** A hook of an OCI container is a span of its own, named after its program. */
export const isHookSlug = (slug: string): boolean => slug.startsWith(HOOK_PREFIX);
/** What the span of a hook is, by the name of its program. The slug is an address: letters, digits and hyphens. */
export const hookSpan = (program: string) => ({
  slug: `${HOOK_PREFIX}${
    program
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, 40)
      .replaceAll(/^-|-$/g, "") || "program"
  }`,
  label: `hook ${program}`,
  group: HOOK.group,
  lane: HOOK.lane,
});

/** What is known of a span, by its slug or one that was made unique of it (`prepare-2`); undefined where it has no name. */
export function spanFacts(slug: string): KnownSpan | undefined {
  if (isHookSlug(slug)) return HOOK;
  const plain = slug.replace(/-\d+$/, "");
  return isSpanSlug(plain) ? knownSpan(plain) : undefined;
}

const partsOf = (slug: string) => slug.split("-and-");
const joinedLabel = (slug: string): string | undefined => {
  const labels = partsOf(slug).map((each) => spanFacts(each)?.label);
  return labels.every((each) => each !== undefined) ? labels.join(" + ") : undefined;
};

/** Spans that were called otherwise once. */
const RENAMED: ReadonlySet<string> = new Set<SpanSlug>(["prepare-after-network"]);

/**
 * The label of a span as it is today: stored boots keep those of their time. Of a span that was never renamed, and of
 * what is no name of ours, it is the one given.
 */
export const labelOfToday = (slug: string, label: string): string =>
  !isHookSlug(slug) && partsOf(slug).some((each) => RENAMED.has(each)) ? (joinedLabel(slug) ?? label) : label;

/** How the slug of a stretch between passes that lie further apart is made up: of their keys. */
const GAP = /^(?:between-([a-z0-9]+)-and|after)-([a-z0-9]+)(?:-\d+)?$/;
const keyOfSlug = (text: string): BoundaryKey =>
  /^\d+$/.test(text) ? Number(text) : (text as Exclude<BoundaryKey, number>); // as `closed` wrote it

/** What the spans of a slug are called where nothing but their slug is known: never the slug of a span of ours. */
export function labelOfSlug(slug: string): string {
  if (isHookSlug(slug)) return `${HOOK.label} ${slug.slice(HOOK_PREFIX.length)}`;
  const behind = /^after-(.+)$/.exec(slug)?.[1];
  if (behind !== undefined && spanFacts(behind) !== undefined) return `after ${labelOfSlug(behind)}`;
  const [isGap, from, to] = GAP.exec(slug) ?? [];
  if (isGap === undefined || to === undefined) return joinedLabel(slug) ?? slug;
  const end = constantOf(keyOfSlug(to));
  return from === undefined ? `after ${end}` : `${constantOf(keyOfSlug(from))} → ${end}`;
}

/** haconiwa's hooks that run in a span, or in the two whose boundary was not seen. */
export const hooksOf = (slug: string): readonly string[] =>
  slug.split("-and-").flatMap((each) => spanFacts(each)?.hooks ?? []);

type Leg = KnownSpan & { readonly slug: SpanSlug; readonly from: BoundaryKey; readonly to: BoundaryKey };
/** What runs between two passes, for each pair of them. */
const LEGS: readonly Leg[] = SPAN_SLUGS.flatMap((slug) => {
  const known = knownSpan(slug);
  return known.ends.map(([from, to]) => ({ ...known, slug, from, to }));
});
const PATH_LEGS = LEGS.filter(({ onPath }) => onPath);
const byEnds = new Map(PATH_LEGS.map((leg) => [`${leg.from}>${leg.to}`, leg]));
/** The span a boot is in after a pass, until the next pass says otherwise. */
const after = new Map(PATH_LEGS.toReversed().map((leg) => [leg.from, leg]));

/** The two spans between passes that lie two apart, whichever way the path was walked. */
function twoBetween(from: BoundaryKey, to: BoundaryKey): readonly [Leg, Leg] | undefined {
  for (const first of PATH_LEGS) {
    const second = first.from === from ? byEnds.get(`${first.to}>${to}`) : undefined;
    if (second !== undefined) return [first, second];
  }
  return undefined;
}

const constantOf = (key: BoundaryKey): string =>
  key === "eval" ? phaseConstant(1, "launcher") : typeof key === "number" ? phaseConstant(key) : key;
const CAUSES: ReadonlyMap<string, Cause | undefined> = new Map([
  ...PATH_LEGS.map(({ from, cause }): [string, Cause | undefined] => [constantOf(from), cause]),
  ...LANDMARK_CAUSES,
]);

/** What usually went wrong where a boot got no further than to a phase, by its constant. */
export const causeAfter = (phase: string): Cause | undefined => CAUSES.get(phase);

const laneAfter = (key: BoundaryKey): Lane => after.get(key)?.lane ?? "container";

function closed(from: Boundary, to: Boundary): Span {
  const known = byEnds.get(`${from.key}>${to.key}`);
  const facts = {
    onPath: true,
    startAt: from.at,
    endAt: to.at,
    from: from.label,
    to: to.label,
    state: "closed" as const,
  };
  if (known) return { ...facts, ...namedSpan(known.slug) };
  const two = twoBetween(from.key, to.key);
  return {
    ...facts,
    slug: two ? two.map(({ slug }) => slug).join("-and-") : `between-${from.key}-and-${to.key}`,
    label: two ? two.map(({ label }) => label).join(" + ") : `${from.label} → ${to.label}`,
    group: "unattributed",
    lane: laneAfter(from.key),
  };
}

/** How the path ends: still going on, as nobody saw, at its last boundary, or with a death. */
export type PathEnd =
  | { readonly kind: "open" | "unseen" }
  | { readonly kind: "reached" }
  | { readonly kind: "died"; readonly at: Instant };

/**
 * Covers the boot path from its first pass to its end: every nanosecond in exactly one span, Σ durations = end − start.
 * Boundaries may come in any order and any of them may be missing; they are taken by instant.
 */
export function partition(boundaries: readonly Boundary[], end: PathEnd): Span[] {
  const last = boundaries.at(-1);
  if (last === undefined) return [];
  const spans = boundaries.slice(1).map((to, index) => closed(boundaries[index] ?? last, to));
  if (end.kind === "reached") return withUniqueSlugs(spans);
  const running = after.get(last.key);
  const facts = {
    slug: running?.slug ?? `after-${last.key}`,
    label: running?.label ?? `after ${last.label}`,
    lane: laneAfter(last.key),
    onPath: true,
    startAt: last.at,
    from: last.label,
  };
  if (end.kind === "died")
    spans.push({
      ...facts,
      group: "unattributed",
      state: "failed",
      endAt: end.at < last.at ? last.at : end.at,
      to: "exit",
    });
  else {
    const group = end.kind === "open" ? running?.group : undefined;
    spans.push({ ...facts, group: group ?? "unattributed", state: "open" });
  }
  return withUniqueSlugs(spans);
}

/** Passes out of their order can name one span twice; a slug is an address and must not repeat. */
export function withUniqueSlugs(spans: readonly Span[]): Span[] {
  const seen = new Map<string, number>();
  return spans.map((span) => {
    const times = (seen.get(span.slug) ?? 0) + 1;
    seen.set(span.slug, times);
    return times === 1 ? span : { ...span, slug: `${span.slug}-${times}` };
  });
}

/** Order of the boot path, for passes that share an instant and for the furthest phase. */
const RANKS: ReadonlyMap<BoundaryKey, number> = new Map(
  [...new Set(PATH_LEGS.map(({ from }) => from)), "up" as const].map((key, rank) => [key, rank]),
);
export const pathRank = (key: BoundaryKey): number => RANKS.get(key) ?? RANKS.size;

/** Boundaries by instant, then by their place on the path. */
export const orderedBoundaries = (boundaries: readonly Boundary[]): Boundary[] =>
  [...boundaries].sort((a, b) => compareBigints(a.at, b.at) || pathRank(a.key) - pathRank(b.key));

/**
 * A span in words: what ran in it, and that a death cut it short where the boot was brought up. A sentence that tells of
 * the death itself takes the label alone.
 */
export const spanLabel = ({ label, state, onPath }: Pick<Span, "label" | "state" | "onPath">): string =>
  state === "failed" && onPath ? `${label}, until exit` : label;

/** What the supervisor does beside the boot path, by the phases that bound it. */
export const SUPERVISOR_LEGS = LEGS.flatMap(({ slug, onPath, from, to }) =>
  onPath || typeof from !== "number" || typeof to !== "number" ? [] : [{ slug, from, to }],
);

const SLUG_RANKS: ReadonlyMap<string, number> = new Map(SPAN_SLUGS.map((slug, rank) => [slug, rank]));

/** Where a span stands on the boot path, for spans of many boots; one that has no name of its own stands at its beginning. */
export function spanRank(slug: string): number {
  const known = SLUG_RANKS.get(slug);
  if (known !== undefined) return known;
  const two = SLUG_RANKS.get(slug.split("-and-", 1)[0] ?? "");
  if (two !== undefined) return two + 0.5;
  if (isHookSlug(slug)) return (SLUG_RANKS.get("filesystem") ?? 0) + 0.5;
  const landmark = SLUG_RANKS.get(/^after-(.+?)(?:-\d+)?$/.exec(slug)?.[1] ?? "");
  if (landmark !== undefined) return landmark + 0.5;
  const begin = /^(?:between|after)-([a-z0-9]+)/.exec(slug)?.[1];
  const next = PATH_LEGS.find(({ from }) => String(from) === begin);
  return next === undefined ? SPAN_SLUGS.length : (SLUG_RANKS.get(next.slug) ?? 0) - 0.5;
}
