import type { Group, Span } from "./boot.ts";
import type { Lane } from "./phase.ts";
import type { Instant } from "./time.ts";

/**
 * A pass on the boot path. `key` is a phase code, or one of
 * "exec" (the launcher's exec), "eval" (2019's phase 1, fired by the launcher), "forked" (the supervisor's birth, 2019),
 * "up" (the container process's exec),
 * "seen" (the first event of a boot none of whose path was seen).
 */
export type BoundaryKey = "exec" | "eval" | "forked" | "up" | "seen" | number;
export type Boundary = { readonly key: BoundaryKey; readonly at: Instant; readonly label: string };

type KnownSpan = {
  readonly slug: string;
  readonly label: string;
  readonly from: BoundaryKey;
  readonly to: BoundaryKey;
  readonly group: Group;
  readonly lane: Lane;
};
const span = (
  from: BoundaryKey,
  to: BoundaryKey,
  slug: string,
  label: string,
  group: Group,
  lane: Lane,
): KnownSpan => ({
  from,
  to,
  slug,
  label,
  group,
  lane,
});

/** What runs between two consecutive passes of the boot path. */
const PATH_SPANS: readonly KnownSpan[] = [
  span("exec", 0, "runtime-start", "runtime start", "supervise", "launcher"),
  span("exec", "eval", "runtime-start", "runtime start", "supervise", "launcher"),
  span(0, 1, "evaluate", "evaluate haco file", "supervise", "launcher"),
  span("eval", "forked", "evaluate", "evaluate haco file", "supervise", "launcher"),
  span(1, 31, "prepare", "prepare", "supervise", "supervisor"),
  span(1, 2, "prepare", "prepare", "supervise", "supervisor"),
  span("forked", 31, "prepare", "prepare", "supervise", "supervisor"),
  span("forked", 2, "prepare", "prepare", "supervise", "supervisor"),
  span(31, 32, "network", "network", "network", "supervisor"),
  span(32, 2, "prepare-after-network", "prepare", "supervise", "supervisor"),
  span(2, 11, "fork", "fork", "supervise", "supervisor"),
  span(11, 12, "namespace", "namespace", "namespace", "container"),
  span(12, 13, "filesystem", "filesystem", "filesystem", "container"),
  span(13, 14, "rlimit", "rlimit", "limits", "container"),
  span(14, 15, "cgroup", "cgroup", "limits", "container"),
  span(15, 16, "remount", "remount", "filesystem", "container"),
  span(16, 17, "uid-map", "uid/gid map", "identity", "container"),
  span(17, 18, "pivot-root", "pivot_root", "filesystem", "container"),
  span(18, 19, "capability", "capability", "security", "container"),
  span(19, 20, "seccomp", "seccomp", "security", "container"),
  span(20, 21, "handover", "handover", "identity", "container"),
  span(21, "up", "exec", "exec", "exec", "container"),
];

/** The path as each generation walks it, to name what lies between two passes that are not neighbours. */
const ROUTES: readonly (readonly BoundaryKey[])[] = [
  ["exec", 0, 1, 2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, "up"],
  ["exec", 0, 1, 31, 32, 2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, "up"],
  ["exec", "eval", "forked", 2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, "up"],
  ["exec", "eval", "forked", 31, 32, 2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, "up"],
];

const byEnds = new Map(PATH_SPANS.map((known) => [`${known.from}>${known.to}`, known]));
/** The span a boot is in after a pass, until the next pass says otherwise. */
const after = new Map([...PATH_SPANS].reverse().map((known) => [known.from, known]));

/** The known spans between two passes, walking the shortest route that has both. */
function between(from: BoundaryKey, to: BoundaryKey): readonly KnownSpan[] {
  for (const route of ROUTES) {
    const start = route.indexOf(from);
    const end = route.indexOf(to);
    if (start === -1 || end <= start) continue;
    return route
      .slice(start, end)
      .flatMap((key, index) => byEnds.get(`${key}>${route[start + index + 1]}`) ?? []);
  }
  return [];
}

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
  if (known) return { ...facts, slug: known.slug, label: known.label, group: known.group, lane: known.lane };
  const shared = between(from.key, to.key);
  const two = shared.length === 2;
  return {
    ...facts,
    slug: two ? shared.map(({ slug }) => slug).join("-and-") : `between-${from.key}-and-${to.key}`,
    label: two ? shared.map(({ label }) => label).join(" + ") : `${from.label} → ${to.label}`,
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
function withUniqueSlugs(spans: readonly Span[]): Span[] {
  const seen = new Map<string, number>();
  return spans.map((span) => {
    const times = (seen.get(span.slug) ?? 0) + 1;
    seen.set(span.slug, times);
    return times === 1 ? span : { ...span, slug: `${span.slug}-${times}` };
  });
}

/** Order of the boot path, for passes that share an instant and for the furthest phase. */
const RANKS: ReadonlyMap<BoundaryKey, number> = new Map(
  (
    ["exec", 0, "eval", "forked", 1, 31, 32, 2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, "up"] as const
  ).map((key, rank) => [key, rank]),
);
export const pathRank = (key: BoundaryKey): number => RANKS.get(key) ?? RANKS.size;

/** Boundaries by instant, then by their place on the path. */
export const orderedBoundaries = (boundaries: readonly Boundary[]): Boundary[] =>
  [...boundaries].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : pathRank(a.key) - pathRank(b.key)));

/**
 * A span in words: what ran in it, and that a death cut it short where the boot was brought up. A sentence that tells of
 * the death itself takes the label alone.
 */
export const spanLabel = ({ label, state, onPath }: Pick<Span, "label" | "state" | "onPath">): string =>
  state === "failed" && onPath ? `${label}, until exit` : label;

/** What the supervisor does beside the boot path, by the phases that bound it. */
export const SUPERVISOR_SPANS = [
  { from: 2, to: 3, slug: "wait-setup", label: "wait for set-up" },
  { from: 3, to: 4, slug: "finish", label: "finish" },
  { from: 4, to: 5, slug: "running", label: "running" },
  { from: 5, to: 6, slug: "cleanup", label: "clean up" },
] as const;

/** Slugs of all spans that have a name of their own. */
export const SPAN_SLUGS: readonly string[] = [
  ...new Set(PATH_SPANS.map(({ slug }) => slug)),
  "app-start",
  ...SUPERVISOR_SPANS.map(({ slug }) => slug),
];
const SLUG_RANKS: ReadonlyMap<string, number> = new Map(SPAN_SLUGS.map((slug, rank) => [slug, rank]));

/** Where a span stands on the boot path, for spans of many boots; one that has no name of its own stands at its beginning. */
export function spanRank(slug: string): number {
  const known = SLUG_RANKS.get(slug);
  if (known !== undefined) return known;
  const two = SLUG_RANKS.get(slug.split("-and-", 1)[0] ?? "");
  if (two !== undefined) return two + 0.5;
  const begin = /^(?:between|after)-([a-z0-9]+)/.exec(slug)?.[1];
  const next = PATH_SPANS.find(({ from }) => String(from) === begin);
  return next === undefined ? SPAN_SLUGS.length : (SLUG_RANKS.get(next.slug) ?? 0) - 0.5;
}
