import { runtimeOf, type Boot, type Span } from "../domain/boot.ts";
import type { Call, Helper, SpanWaits, WaitPart, WorkDetail } from "../domain/detail.ts";
import type { Lane } from "../domain/phase.ts";
import { inOrder, isKept, LEAST_CAUSE, type BootCause, type ReasonSlug } from "../domain/reason.ts";
import { compareBigints } from "../domain/time.ts";
import { claimsOn, type Claims, type Stretch } from "./claims.ts";
import { pathOfCall, programOf, sourceOfMount, workOfCall, workOfHelper, workOfSpan } from "./work.ts";

/** System calls of one name on one file, together. */
export type CallEvidence = {
  readonly name: string;
  readonly path?: string;
  readonly n: number;
  readonly ns: bigint;
};
/** A program that ran, as often as it did. */
export type ProgramEvidence = {
  readonly program: string;
  /** Of the first. */
  readonly command: readonly string[];
  readonly n: number;
  readonly ns: bigint;
};
/** What a process waited for: the kernel's function. */
export type WaitEvidence = { readonly frame: string; readonly ns: bigint };

/** A cause with what shows it. Everything longest first. */
export type FoundCause = BootCause & {
  readonly spans: readonly { readonly slug: string; readonly label: string; readonly ns: bigint }[];
  readonly calls: readonly CallEvidence[];
  readonly programs: readonly ProgramEvidence[];
  readonly waits: readonly WaitEvidence[];
};

/** So much of each kind of evidence is told, and none beside the first that is less than this part of its cause. */
const MOST_EVIDENCE = 5;
const LEAST_EVIDENCE = 100n;

type Sum = { n: number; ns: bigint };
type Evidence = {
  readonly spans: Map<string, Sum & { readonly label: string }>;
  readonly calls: Map<string, Sum & { readonly name: string; readonly path?: string }>;
  readonly programs: Map<string, Sum & { readonly command: readonly string[] }>;
  readonly waits: Map<string, Sum>;
};
type Gathered = { readonly slug: ReasonSlug; ns: bigint; readonly evidence: Evidence | undefined };

function count<Kept extends Sum>(into: Map<string, Kept>, key: string, ns: bigint, make: () => Kept): void {
  let sum = into.get(key);
  if (sum === undefined) into.set(key, (sum = make()));
  sum.n++;
  sum.ns += ns;
}

const noEvidence = (): Evidence => ({
  spans: new Map(),
  calls: new Map(),
  programs: new Map(),
  waits: new Map(),
});

/** Causes as they are found, with what shows them where that is wanted. */
class Gathering {
  readonly causes = new Map<ReasonSlug, Gathered>();
  private readonly isShown: boolean;

  constructor(isShown: boolean) {
    this.isShown = isShown;
  }
  add(slug: ReasonSlug, span: Span, ns: bigint): Evidence | undefined {
    let cause = this.causes.get(slug);
    if (cause === undefined)
      this.causes.set(slug, (cause = { slug, ns: 0n, evidence: this.isShown ? noEvidence() : undefined }));
    cause.ns += ns;
    if (cause.evidence !== undefined)
      count(cause.evidence.spans, span.slug, ns, () => ({ n: 0, ns: 0n, label: span.label }));
    return cause.evidence;
  }
}

function longest<Kept extends Sum, Told>(
  from: ReadonlyMap<string, Kept>,
  whole: bigint,
  told: (key: string, kept: Kept) => Told,
): readonly Told[] {
  return [...from]
    .sort(([, a], [, b]) => compareBigints(b.ns, a.ns))
    .slice(0, MOST_EVIDENCE)
    .filter(([, { ns }], place) => place === 0 || ns * LEAST_EVIDENCE >= whole)
    .map(([key, kept]) => told(key, kept));
}

/** A cause with what shows it: nothing, where that is not known. */
export const foundCause = (
  { slug, ns }: BootCause,
  { spans, calls, programs, waits }: Evidence = noEvidence(),
): FoundCause => ({
  slug,
  ns,
  spans: longest(spans, ns, (span, { label, ns: of }) => ({ slug: span, label, ns: of })),
  calls: longest(calls, ns, (_, { name, path, n, ns: of }) => ({
    name,
    n,
    ns: of,
    ...(path === undefined ? {} : { path }),
  })),
  programs: longest(programs, ns, (program, { command, n, ns: of }) => ({ program, command, n, ns: of })),
  waits: longest(waits, ns, (frame, { ns: of }) => ({ frame, ns: of })),
});

/** Calls that keep a process in the kernel without running: what it waited for meanwhile is theirs. */
const BLOCKING: ReadonlySet<ReasonSlug> = new Set([
  "grace-period",
  "many-mounts",
  "slow-mount",
  "cgroup",
  "slow-exec",
]);

type Within = {
  readonly span: Span;
  readonly stretch: Stretch;
  readonly claims: Claims;
  readonly runtime: string;
};

/** Programs first: what a hook does is the hook's, whatever it is. */
function claimHelpers(
  { span, stretch, claims, runtime }: Within,
  helpers: readonly Helper[],
  found: Gathering,
): bigint {
  let waited = 0n;
  for (const helper of helpers) {
    const slug = workOfHelper(helper, span.slug, runtime);
    if (slug === undefined) continue;
    const ns = claims.claim({ from: helper.startAt, to: helper.endAt ?? stretch.to });
    if (ns === 0n) continue;
    waited += ns;
    const { command, file } = helper;
    const told = command.length > 0 ? command : file === undefined ? [] : [file];
    const evidence = found.add(slug, span, ns);
    if (evidence !== undefined)
      count(evidence.programs, programOf(helper), ns, () => ({ n: 0, ns: 0n, command: told }));
  }
  return waited;
}

/** Then calls of the span's own lane, by what they are called. */
function claimCalls({ span, stretch, claims }: Within, calls: readonly Call[], found: Gathering): bigint {
  let blocked = 0n;
  for (const call of calls) {
    const to = call.endAt ?? stretch.to;
    const slug = workOfCall(call, to - call.startAt);
    if (slug === undefined) continue;
    const ns = claims.claim({ from: call.startAt, to });
    if (ns === 0n) continue;
    if (BLOCKING.has(slug)) blocked += ns;
    const evidence = found.add(slug, span, ns);
    if (evidence === undefined) continue;
    const path = slug === "slow-mount" ? sourceOfMount(call) : pathOfCall(call);
    count(evidence.calls, `${call.name} ${slug === "slow-mount" ? (path ?? "") : ""}`, ns, () => ({
      n: 0,
      ns: 0n,
      name: call.name,
      ...(path === undefined ? {} : { path }),
    }));
  }
  return blocked;
}

const GRACE = /rcu|expedited/;
const PARENTS: ReadonlySet<string> = new Set(["launcher", "supervisor", "runtime", "engine"]);

/** What a wait is, of those that are told: in the order in which they claim. */
const WAITS: readonly (readonly [ReasonSlug, (part: WaitPart, span: Span) => boolean])[] = [
  ["cpu-throttled", ({ kind }) => kind === "throttled"],
  ["io-wait", ({ kind }) => kind === "io"],
  ["page-faults", ({ kind }) => kind === "page-fault"],
  ["grace-period", ({ kind, frame }) => kind === "kernel" && frame !== undefined && GRACE.test(frame)],
  ["run-queue", ({ kind }) => kind === "runnable"],
  [
    "supervisor-wait",
    ({ waitedFor }, { lane }) =>
      lane === "container" && waitedFor?.lane !== undefined && PARENTS.has(waitedFor.lane),
  ],
];
/** What calls and programs that have claimed their time waited for: taken off in this order. */
const IN_CALLS: readonly WaitPart["kind"][] = ["kernel", "lock", "io", "page-fault", "unknown"];
const FOR_PROGRAMS: readonly WaitPart["kind"][] = ["process", "sleeping", "kernel", "unknown"];

/** Parts of a wait without so much of the kinds. */
function without(parts: readonly WaitPart[], kinds: readonly WaitPart["kind"][], ns: bigint) {
  if (parts.length === 0) return parts;
  let left = ns;
  const rest = new Map(parts.map((part) => [part, part.duration as bigint]));
  for (const kind of kinds)
    for (const part of parts)
      if (part.kind === kind) {
        const has = rest.get(part) ?? 0n;
        const taken = has < left ? has : left;
        rest.set(part, has - taken);
        left -= taken;
      }
  return parts.map((part) => ({ ...part, duration: (rest.get(part) ?? 0n) as WaitPart["duration"] }));
}

/** Then waits, which have a length and no place: no more than is left. Gives what is still left. */
function claimWaits(span: Span, free: bigint, parts: readonly WaitPart[], found: Gathering): bigint {
  if (parts.length === 0) return free;
  let left = free;
  const isTold = new Set<WaitPart>();
  for (const [slug, is] of WAITS)
    for (const part of parts) {
      if (isTold.has(part) || !is(part, span)) continue;
      isTold.add(part);
      const ns = part.duration < left ? part.duration : left;
      if (ns === 0n) continue;
      left -= ns;
      const evidence = found.add(slug, span, ns);
      if (evidence !== undefined && part.frame !== undefined)
        count(evidence.waits, part.frame, ns, () => ({ n: 0, ns: 0n }));
    }
  return left;
}

/** An interval whose work is known for certain, and which of the boot's time it may claim. */
function stretchOf(span: Span, end: bigint | undefined): Stretch | undefined {
  const to = span.state === "open" ? end : span.endAt;
  return to === undefined || to <= span.startAt ? undefined : { from: span.startAt, to };
}

const isIn = ({ from, to }: Stretch, startAt: bigint, endAt: bigint | undefined) =>
  startAt < to && (endAt === undefined || endAt > from);

/** What was seen inside of a boot's spans, as they claim it. */
type Seen = {
  readonly programsFirst: readonly Helper[];
  /** By lane: looked through for each span of it. */
  readonly calls: ReadonlyMap<Lane, readonly Call[]>;
  /** By span. */
  readonly waits: ReadonlyMap<string, SpanWaits>;
};

function seenOf(detail: WorkDetail): Seen {
  return {
    // What executed nothing is a part of the program that forked it: what the others leave is its.
    programsFirst: [
      ...detail.helpers.filter(({ file }) => file !== undefined),
      ...detail.helpers.filter(({ file }) => file === undefined),
    ],
    calls: Map.groupBy(detail.calls, ({ lane }) => lane),
    waits: new Map(detail.waits.map((each) => [each.span, each])),
  };
}

/** Gives what nothing that was seen inside of a span claims. */
function claimInside(
  { span, stretch }: Pick<Within, "span" | "stretch">,
  runtime: string,
  seen: Seen,
  found: Gathering,
): bigint {
  const parts = seen.waits.get(span.slug)?.parts ?? [];
  const helpers: Helper[] = [];
  for (const helper of seen.programsFirst)
    if (isIn(stretch, helper.startAt, helper.endAt)) helpers.push(helper);
  const calls: Call[] = [];
  for (const call of seen.calls.get(span.lane) ?? [])
    if (isIn(stretch, call.startAt, call.endAt)) calls.push(call);
  if (helpers.length + calls.length + parts.length === 0) return stretch.to - stretch.from;
  const within = { span, stretch, claims: claimsOn(stretch), runtime };
  const programs = claimHelpers(within, helpers, found);
  const blocked = claimCalls(within, calls, found);
  const own = without(without(parts, FOR_PROGRAMS, programs), IN_CALLS, blocked);
  return claimWaits(span, within.claims.free, own, found);
}

function gather(
  found: Gathering,
  boot: Boot,
  detail: WorkDetail | undefined,
  now: bigint | undefined,
): readonly Gathered[] {
  const isDetailed = detail !== undefined && detail.level !== "off";
  const seen = detail && seenOf(detail);
  const runtime = runtimeOf(boot);
  for (const span of boot.spans) {
    if (!span.onPath && span.slug !== "app-start") continue;
    const stretch = stretchOf(span, boot.endAt ?? now);
    if (stretch === undefined) continue;
    const isSeen = isDetailed && (detail.from === undefined || detail.from <= stretch.from);
    const left =
      seen !== undefined && span.onPath
        ? claimInside({ span, stretch }, runtime, seen, found)
        : stretch.to - stretch.from;
    if (left > 0n) found.add(workOfSpan(span.slug, isSeen, runtime) ?? "unexplained", span, left);
  }
  return [...found.causes.values()].sort((a, b) => compareBigints(b.ns, a.ns));
}

/**
 * What the time of a boot went to: of every nanosecond of its path one cause, the one that is told first. In each span
 * programs that ran claim theirs first, then system calls of the span's lane, then waits of its process, of which only the
 * length is known, up to what is left; what remains is what the span is for, where that is one kind of work, and else
 * nobody's: "unexplained". Where there is no detail the spans alone tell. After the path comes the application's start.
 * `now` is how far a boot is known that goes on. The causes add up to the path, and the longest comes first.
 */
export const causesOf = (boot: Boot, detail?: WorkDetail, now?: bigint): readonly FoundCause[] =>
  gather(new Gathering(true), boot, detail, now).map((cause) => foundCause(cause, cause.evidence));

/** The same without what shows them, for who keeps them. */
export const causeSumsOf = (boot: Boot, detail?: WorkDetail): readonly BootCause[] =>
  gather(new Gathering(false), boot, detail, undefined);

/** What of a boot's causes is kept with it: those that are worth a word. What is unexplained is what they leave. */
export const keptCauses = (causes: readonly BootCause[]): readonly BootCause[] =>
  inOrder(causes.flatMap(({ slug, ns }) => (!isKept(slug) || ns < LEAST_CAUSE ? [] : [{ slug, ns }])));
