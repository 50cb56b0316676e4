import type { Span } from "../../domain/boot.ts";
import { LANDMARK_SLUGS, landmarkConstant, type LandmarkSlug } from "../../domain/landmark.ts";
import type { Lane } from "../../domain/phase.ts";
import { hookSpan, namedSpan, withUniqueSlugs, type PathEnd } from "../../domain/span.ts";
import { compareBigints, type Instant } from "../../domain/time.ts";
import type { OciBoot, OciProcess } from "./draft.ts";
import type { Hook } from "./lanes.ts";
import { chainOf } from "./process.ts";

/** A landmark that a boot has passed. */
export type Passed = { readonly slug: LandmarkSlug; readonly at: Instant };

const latest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants.reduce(
    (last, at) => (at !== undefined && (last === undefined || at > last) ? at : last),
    undefined,
  );

/** Everything that a boot has passed from its start on, in order. No order is fixed: they are taken by instant. */
export function passedBy(
  boot: OciBoot,
  init: OciProcess | undefined,
  end: Instant | undefined,
): readonly Passed[] {
  const found: Partial<Record<LandmarkSlug, Instant | undefined>> = {
    ...ofChain(chainOf(boot, init), init),
    ...(init ? ofInit(init) : {}),
    ...ofRuntime(boot, init),
  };
  const rank = (slug: LandmarkSlug) => LANDMARK_SLUGS.indexOf(slug);
  return LANDMARK_SLUGS.flatMap((slug) => {
    const at = found[slug];
    return at === undefined || at < boot.exec.at || (end !== undefined && at > end) ? [] : [{ slug, at }];
  }).sort((a, b) => compareBigints(a.at, b.at) || rank(a.slug) - rank(b.slug));
}

function ofChain(chain: readonly OciProcess[], init: OciProcess | undefined) {
  const [first] = chain;
  return {
    "runtime-start": first?.forkedAt ?? first?.seenAt,
    spawn: latest(chain.map(({ initExecAt }) => initExecAt)),
    cgroup: latest(chain.map(({ attached }) => attached?.at)),
    namespace: latest([
      ...chain.map(({ landmarks }) => landmarks.namespaces),
      chain.length > 1 ? init?.forkedAt : undefined,
    ]),
  };
}

function ofInit({ landmarks }: OciProcess) {
  const changed = landmarks.rootChanged ?? landmarks.rootLeft;
  const after = (at: Instant | undefined) =>
    changed !== undefined && at !== undefined && at > changed ? at : undefined;
  return {
    "init-start": landmarks.firstMount,
    filesystem: landmarks.pivot,
    "pivot-root": changed,
    "mask-paths": after(landmarks.masked),
    seccomp: landmarks.filter,
    capability: after(landmarks.capability),
  };
}

function ofRuntime({ exec, runtime, starter, wokenAt }: OciBoot, init: OciProcess | undefined) {
  const isCreate = exec.command.name === "create";
  const created = runtime.exit?.code === 0 && !runtime.exit.signal ? runtime.exit.at : undefined;
  return {
    handover: isCreate ? created : init?.landmarks.fifo,
    "wait-start": starter?.at,
    start: starter === undefined ? undefined : wokenAt,
  };
}

/** Lanes of spans that haconiwa's boots have as well, where another process does the work. */
const LANES: Readonly<Record<string, Lane>> = {
  "runtime-start": "runtime",
  cgroup: "runtime",
  handover: "runtime",
};
const spanOf = (slug: LandmarkSlug | "exec" | "set-up") => {
  const facts = namedSpan(slug);
  return { ...facts, lane: LANES[slug] ?? facts.lane, onPath: true };
};

type Input = {
  readonly boot: OciBoot;
  readonly passed: readonly Passed[];
  readonly hooks: readonly Hook[];
  readonly upAt: Instant | undefined;
  readonly end: PathEnd;
  /** System calls of init were seen: without them nobody knows what it does. */
  readonly hasCalls: boolean;
};

/**
 * Covers the boot path from the runtime's exec to its end: every nanosecond in exactly one span. Each landmark ends the
 * span named for it, equal neighbours are one, and hooks are cut out of what they interrupt.
 */
export function pathOf(input: Input): Span[] {
  const { boot, passed, hooks, upAt, end } = input;
  const spans: Span[] = [];
  let at = boot.exec.at;
  let from = "exec";
  const marks = [
    ...passed.map((each) => ({ ...each, label: landmarkConstant(each.slug) })),
    ...(upAt === undefined ? [] : [{ slug: "exec" as const, at: upAt, label: "exec" }]),
  ];
  for (const mark of marks) {
    if (mark.at > at) {
      const slug = isUnseen(mark.slug, input) ? "set-up" : mark.slug;
      spans.push({ ...spanOf(slug), startAt: at, from, state: "closed", endAt: mark.at, to: mark.label });
      at = mark.at;
    }
    from = mark.label;
  }
  const tail = end.kind === "reached" ? undefined : tailOf(input, at, from);
  const whole = tail === undefined ? spans : [...spans, tail];
  return withUniqueSlugs(
    merged(cutOut(whole, within(hooks, upAt ?? (end.kind === "died" ? end.at : undefined)))),
  );
}

/** Without system calls nothing is known between the namespaces and what the runtime does next. */
const isUnseen = (slug: LandmarkSlug | "exec", { hasCalls, boot }: Input) =>
  !hasCalls && (slug === "exec" ? boot.starter === undefined : slug === "handover");

function tailOf({ boot, passed, end }: Input, startAt: Instant, from: string): Span | undefined {
  const last = passed.at(-1)?.slug;
  const facts = { startAt, from, onPath: true };
  if (end.kind === "died") {
    const endAt = end.at < startAt ? startAt : end.at;
    const named = last === undefined ? spanOf("runtime-start") : afterLandmark(last);
    return { ...facts, ...named, group: "unattributed", state: "failed", endAt, to: "exit" };
  }
  const running = spanOf(nextOf(boot, passed));
  return {
    ...facts,
    ...running,
    state: "open",
    ...(end.kind === "open" ? {} : { group: "unattributed" as const }),
  };
}

/** What a boot did when it died is not known, only what it had behind it. */
const afterLandmark = (slug: LandmarkSlug) => {
  const { label, lane } = spanOf(slug);
  return {
    slug: `after-${slug}`,
    label: `after ${label}`,
    lane: lane === "engine" ? ("container" as const) : lane,
  };
};

/** What usually comes next. */
function nextOf({ exec, starter }: OciBoot, passed: readonly Passed[]): LandmarkSlug | "exec" {
  const last = passed.at(-1)?.slug;
  const isPassed = (slug: LandmarkSlug) => passed.some((each) => each.slug === slug);
  const rest = LANDMARK_SLUGS.slice(last === undefined ? 0 : LANDMARK_SLUGS.indexOf(last) + 1).filter(
    (slug) => !isPassed(slug) && slug !== "seccomp" && slug !== "spawn",
  );
  const isAhead = (slug: LandmarkSlug) =>
    slug === "wait-start" || slug === "start"
      ? exec.command.name === "create"
      : slug !== "handover" || !starter;
  return rest.find(isAhead) ?? "exec";
}

/** Equal neighbours are one span. */
function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans) {
    const last = all.at(-1);
    if (
      last?.slug === span.slug &&
      last.state === "closed" &&
      span.state !== "open" &&
      span.group === last.group
    )
      all[all.length - 1] = { ...last, ...span, startAt: last.startAt, from: last.from } as Span;
    else all.push(span);
  }
  return all;
}

/** Hooks that the boot waits for, as far as they lie before the path's end. */
const within = (hooks: readonly Hook[], limit: Instant | undefined): readonly Hook[] =>
  hooks
    .filter(({ isAwaited, startAt }) => isAwaited && (limit === undefined || startAt < limit))
    .map((hook) =>
      limit === undefined || (hook.endAt !== undefined && hook.endAt <= limit)
        ? hook
        : { ...hook, endAt: limit },
    );

/** They become spans of their own; the rest of what they interrupt goes on around them. */
function cutOut(spans: readonly Span[], hooks: readonly Hook[]): Span[] {
  let all = [...spans];
  let free = spans[0]?.startAt;
  for (const hook of hooks) {
    if (free === undefined) break;
    const startAt = hook.startAt > free ? hook.startAt : free;
    if (hook.endAt !== undefined && hook.endAt <= startAt) continue;
    all = [...all.flatMap((span) => around(span, hook, startAt)), hookAt(hook, startAt)];
    all.sort((a, b) => compareBigints(a.startAt, b.startAt));
    free = hook.endAt ?? free;
  }
  return all;
}

/** What is left of a span beside a hook; a death after the hook is told as one after it. */
function around(span: Span, hook: Hook, startAt: Instant): Span[] {
  const spanEnd = span.state === "open" ? undefined : span.endAt;
  if (spanEnd !== undefined && spanEnd <= startAt) return [span];
  if (hook.endAt !== undefined && span.startAt >= hook.endAt) return [span];
  const parts: Span[] = [];
  if (span.startAt < startAt) parts.push(closedAt(span, startAt, hook));
  if (hook.endAt !== undefined && (spanEnd === undefined || spanEnd > hook.endAt))
    parts.push(restOf(span, hook, hook.endAt));
  return parts;
}

function closedAt(span: Span, endAt: Instant, { kind }: Hook): Span {
  const { slug, label, group, lane, onPath, startAt, from } = span;
  return { slug, label, group, lane, onPath, startAt, from, state: "closed", endAt, to: kind };
}

function restOf(span: Span, hook: Hook, startAt: Instant): Span {
  const rest = { ...span, startAt, from: hook.kind };
  if (span.state !== "failed") return rest;
  const { slug, label } = hookSpan(hook.program);
  return { ...rest, slug: `after-${slug}`, label: `after ${label}` };
}

function hookAt({ program, kind, endAt }: Hook, startAt: Instant): Span {
  const facts = { ...hookSpan(program), onPath: true, startAt, from: kind };
  return endAt === undefined ? { ...facts, state: "open" } : { ...facts, state: "closed", endAt, to: "exit" };
}
