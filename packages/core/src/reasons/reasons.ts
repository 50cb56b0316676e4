import { bootDuration, readyDuration, timeToDeath, type Boot } from "../domain/boot.ts";
import type { Contention } from "../domain/contention.ts";
import { EXPECTED, LEAST_CAUSE, type BootCause, type ReasonSlug } from "../domain/reason.ts";
import { MIN_POPULATION } from "../statistics/population.ts";

/** What a cause usually takes boots of the container, ns. A boot that has not the cause counts as none of it. */
export type UsualCause = { readonly p50Ns: bigint; readonly p95Ns: bigint };
/** What is usual for a boot. */
export type UsualCauses = {
  readonly of: ReadonlyMap<ReasonSlug, UsualCause>;
  /** Boots in the population. */
  readonly n: number;
  /** Median of their boot durations, ns. */
  readonly bootNs?: bigint;
  /** Whether the boot as a whole is as long as others are: then nothing of it is beyond the usual. */
  readonly isUsual: boolean;
};

/** Of what a boot lost: at least half of it, at least a fifth, less. */
export const SEVERITIES = ["major", "moderate", "minor"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Why a boot took as long as it did. */
export type Reason<Cause extends BootCause = BootCause> = {
  readonly slug: ReasonSlug;
  readonly severity: Severity;
  /** What it took, and what it would have been expected to, ns. */
  readonly actualNs: bigint;
  readonly expectedNs: bigint;
  /** p95 of the population; undefined where the expectation is the one stated for all boots. */
  readonly p95Ns?: bigint;
  readonly by: "population" | "default";
  /** What it took beyond that, ns. */
  readonly excessNs: bigint;
  /** Of the boot, from 0 to 1. */
  readonly share: number;
  readonly cause: Cause;
  /** Boots beside it, of `contention`: most at once. */
  readonly beside?: number;
};

export type Reasons<Cause extends BootCause = BootCause> = {
  /** The most beyond the usual first. */
  readonly reasons: readonly Reason<Cause>[];
  /**
   * "usual": the boot was as long as others, and what is told is what takes long in all of them.
   * "slow": it is held against others. "alone": there are too few others.
   */
  readonly kind: "usual" | "slow" | "alone";
  /** What no reason tells of the boot: beyond the usual where that is known, else of all of it; ns. */
  readonly unexplainedNs: bigint;
};

/** Less than this part of the usual boot is noise. */
const NOTICEABLE = 10n;
/** So many boots beside one, on average, slow it down: more than a usual machine has processors idle. */
export const MANY_BESIDE = 3;
/** What other boots can slow down: work, and waiting for a processor or a disk. */
const CONTENDED: ReadonlySet<ReasonSlug> = new Set([
  ...(["run-queue", "io-wait", "page-faults", "slow-exec", "evaluate", "security", "cgroup"] as const),
  ...(["many-mounts", "slow-mount", "grace-period", "network", "supervisor-wait", "engine-wait"] as const),
  ...(["unexplained"] as const),
]);

/** Whether others at once cannot have caused it. */
export const isOwn = (slug: ReasonSlug): boolean => !CONTENDED.has(slug);

/** Boots that were on their path meanwhile: on average over the boot, and at most. */
export type Beside = { readonly mean: number; readonly most: number };

/** What was beside a boot, of what `contention` tells. */
export const besideOf = ({ groups, most: atOnce }: Pick<Contention, "groups" | "most">): Beside => ({
  mean: groups.reduce((sum, { mean }) => sum + mean, 0),
  most: atOnce,
});

const most = (a: bigint, b: bigint) => (a > b ? a : b);
const share = (part: bigint, whole: bigint) => (whole > 0n ? Number(part) / Number(whole) : 0);
const severityOf = (part: number): Severity => (part >= 0.5 ? "major" : part >= 0.2 ? "moderate" : "minor");

type Judged = Pick<Boot, "startAt" | "upAt" | "readyAt" | "endAt" | "losses" | "outcome">;
type Draft<Cause extends BootCause> = Omit<Reason<Cause>, "severity" | "share">;

function judged<Cause extends BootCause>(cause: Cause, usual: UsualCauses | undefined): Draft<Cause> {
  const known = usual !== undefined && usual.n >= MIN_POPULATION && !usual.isUsual;
  const of = known ? usual.of.get(cause.slug) : undefined;
  const expectedNs = known ? (of?.p50Ns ?? 0n) : EXPECTED[cause.slug];
  return {
    slug: cause.slug,
    actualNs: cause.ns,
    expectedNs,
    ...(known ? { p95Ns: of?.p95Ns ?? 0n } : {}),
    by: known ? "population" : "default",
    excessNs: cause.ns - expectedNs,
    cause,
  };
}

/** Where many boots share a machine, what each of the causes lost is one reason: the others. */
function contended<Cause extends BootCause>(
  drafts: readonly Draft<Cause>[],
  beside: Beside | undefined,
): readonly Draft<Cause>[] {
  if (beside === undefined || beside.mean < MANY_BESIDE) return drafts;
  const lost = drafts.filter(({ slug, excessNs }) => CONTENDED.has(slug) && excessNs > 0n);
  const [worst] = lost.toSorted((a, b) => Number(b.excessNs - a.excessNs));
  if (worst === undefined) return drafts;
  const sum = (of: (draft: Draft<Cause>) => bigint) => lost.reduce((total, each) => total + of(each), 0n);
  const one: Draft<Cause> = {
    slug: "contention",
    actualNs: sum(({ actualNs }) => actualNs),
    expectedNs: sum(({ expectedNs }) => expectedNs),
    by: worst.by,
    excessNs: sum(({ excessNs }) => excessNs),
    cause: worst.cause,
    beside: beside.most,
  };
  return [one, ...drafts.filter((each) => !lost.includes(each))];
}

/**
 * Why a boot took so long, the most beyond the usual first. With `MIN_POPULATION` other boots of the container a cause is
 * a reason where it took more than in 95 of 100 of them, and a tenth of a usual boot more than its median; a boot that is
 * as long as others has none of these, and is held, as is one without enough others, against what is stated for all boots
 * (`EXPECTED`). With `MANY_BESIDE` boots beside it on average, what can be due to them is.
 */
export function reasonsOf<Cause extends BootCause>(
  boot: Judged,
  causes: readonly Cause[],
  usual?: UsualCauses,
  beside?: Beside,
): Reasons<Cause> {
  const ready = readyDuration(boot);
  const length =
    ready ?? bootDuration(boot) ?? timeToDeath(boot) ?? causes.reduce((sum, { ns }) => sum + ns, 0n);
  const isHeld = usual !== undefined && usual.n >= MIN_POPULATION;
  const kind = !isHeld ? "alone" : usual.isUsual ? "usual" : "slow";
  const least = most(LEAST_CAUSE, kind === "slow" ? (usual?.bootNs ?? 0n) / NOTICEABLE : 0n);
  const drafts = contended(
    causes.map((cause) => judged(cause, usual)),
    beside,
  )
    .filter(
      ({ slug, excessNs, actualNs, p95Ns = 0n }) =>
        slug !== "unexplained" && excessNs >= least && actualNs > p95Ns,
    )
    .sort((a, b) => Number(b.excessNs - a.excessNs));
  const boots = bootDuration(boot);
  const lost =
    kind === "slow" && usual?.bootNs !== undefined && boots !== undefined ? boots - usual.bootNs : length;
  const told = drafts.reduce((sum, each) => sum + (kind === "slow" ? each.excessNs : each.actualNs), 0n);
  return {
    kind,
    reasons: drafts.map((draft) => ({
      ...draft,
      severity: severityOf(share(draft.excessNs, lost)),
      share: share(draft.actualNs, length),
    })),
    unexplainedNs: unexplained(kind, causes, lost - told),
  };
}

/** Without others to hold a boot against, what no cause tells of; else what the reasons leave of what it lost. */
function unexplained(kind: Reasons["kind"], causes: readonly BootCause[], left: bigint): bigint {
  if (kind === "slow") return most(left, 0n);
  return causes.find(({ slug }) => slug === "unexplained")?.ns ?? 0n;
}
