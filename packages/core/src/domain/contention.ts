import { pathEnd, type Boot, type Group, type RunId } from "./boot.ts";
import type { BootSummary, MiniSpan } from "./summary.ts";
import { instant } from "./time.ts";

/** How many other boots were in a span of each group, from one change to the next. Offsets from the boot's start. */
export type ContentionStep = {
  readonly fromNs: bigint;
  readonly toNs: bigint;
  /** Groups without a boot are left out. */
  readonly counts: ReadonlyMap<Group, number>;
  readonly total: number;
};
export type GroupContention = {
  readonly group: Group;
  readonly most: number;
  /** Boots at a time, on average over the whole boot. */
  readonly mean: number;
};
export type Contention = {
  readonly lengthNs: bigint;
  /** Cover the boot from its start to its end without a gap; neighbours differ. */
  readonly steps: readonly ContentionStep[];
  /** Others that were on their boot path at any moment of this boot. */
  readonly boots: number;
  readonly most: number;
  /** The busiest first. */
  readonly groups: readonly GroupContention[];
};

type This = Pick<Boot, "id" | "runId" | "startAt" | "upAt" | "endAt" | "spans">;
type Other = Pick<BootSummary, "id" | "runId" | "outcome" | "startAt" | "spans">;
/** Within the boot: exact as numbers up to 104 days. */
type Stay = { readonly group: Group; readonly from: number; readonly to: number };

/** Where the boot path ends, or how far it is known, as an offset from the start. */
export function pathLength(boot: This): bigint {
  const { startAt, spans } = boot;
  const end = pathEnd(boot);
  if (end !== undefined) return end - startAt;
  return spans.reduce((last, span) => {
    const known = (span.state === "open" ? span.startAt : span.endAt) - startAt;
    return span.onPath && known > last ? known : last;
  }, 0n);
}

/** Other boots that are looked at for what ran beside one. */
export const MOST_BESIDE = 500;
/** Which boots ran beside one, as a store is asked: those of its host and kernel boot that were under way meanwhile. */
export const besideQuery = (boot: This & Pick<Boot, "hostId" | "kernelBootId">) => ({
  hostId: boot.hostId,
  kernelBootId: boot.kernelBootId,
  startAt: boot.startAt,
  endAt: instant(boot.startAt + pathLength(boot)),
  limit: MOST_BESIDE,
});

/** The launcher's spans of one's own run are one's own: the same process, shared with the siblings. */
const isOwn = (span: MiniSpan, runId: RunId, boot: This) => runId === boot.runId && span.lane === "launcher";

/**
 * When another boot began, seen from this one: its start, or for a boot of the same run, which shares the launcher with
 * it, the first span of its own. Undefined for a sibling that has none yet.
 */
export function ownStart(boot: This, other: Other): bigint | undefined {
  if (other.runId !== boot.runId) return other.startAt - boot.startAt;
  const own = other.spans.filter((span) => span.onPath && !isOwn(span, other.runId, boot));
  const first = own.reduce<bigint | undefined>(
    (least, { offsetNs }) => (least === undefined || offsetNs < least ? offsetNs : least),
    undefined,
  );
  return first === undefined ? undefined : other.startAt - boot.startAt + first;
}

/** Boots of the same run that began only when this one was up, or failed: by the rule that `contention` counts by. */
export const laterSiblings = (boot: This, others: readonly Other[]): number =>
  others.filter(
    (other) =>
      other.runId === boot.runId && other.id !== boot.id && (ownStart(boot, other) ?? 0n) >= pathLength(boot),
  ).length;

/**
 * A boot's spans on the path as far as they lie within [0, length). An open one goes on while the boot is booting;
 * one whose end was not seen is left out.
 */
function staysOf(other: Other, boot: This, lengthNs: bigint): Stay[] {
  const [shift, length] = [Number(other.startAt - boot.startAt), Number(lengthNs)];
  const stays: Stay[] = [];
  for (const span of other.spans) {
    if (!span.onPath || isOwn(span, other.runId, boot)) continue;
    if (span.durationNs === undefined && other.outcome !== "booting") continue;
    const start = shift + Number(span.offsetNs);
    const end = span.durationNs === undefined ? length : start + Number(span.durationNs);
    const [from, to] = [Math.max(start, 0), Math.min(end, length)];
    if (from < to) stays.push({ group: span.group, from, to });
  }
  return stays;
}

/** A group that one boot more or less is in, from an offset on. */
type Change = { readonly at: number; readonly group: Group; readonly by: 1 | -1 };

/** What begins and ends, in order. */
function changesOf(stays: readonly Stay[]): readonly Change[] {
  const changes: Change[] = [];
  for (const { group, from, to } of stays)
    changes.push({ at: from, group, by: 1 }, { at: to, group, by: -1 });
  return changes.sort((a, b) => a.at - b.at);
}

const isSame = (a: ReadonlyMap<Group, number>, b: ReadonlyMap<Group, number>) =>
  a.size === b.size && a.entries().every(([group, count]) => b.get(group) === count);

function stepsOf(stays: readonly Stay[], lengthNs: bigint): ContentionStep[] {
  const steps: ContentionStep[] = [];
  const counts = new Map<Group, number>();
  let from = 0;
  const goOn = (to: number) => {
    if (from >= to) return;
    const last = steps.at(-1);
    const toNs = BigInt(to);
    if (last && isSame(last.counts, counts)) steps[steps.length - 1] = { ...last, toNs };
    else {
      const total = counts.values().reduce((sum, each) => sum + each, 0);
      steps.push({ fromNs: BigInt(from), toNs, counts: new Map(counts), total });
    }
    from = to;
  };
  for (const { at, group, by } of changesOf(stays)) {
    goOn(at);
    const count = (counts.get(group) ?? 0) + by;
    if (count === 0) counts.delete(group);
    else counts.set(group, count);
  }
  goOn(Number(lengthNs));
  return steps;
}

function groupsOf(steps: readonly ContentionStep[], lengthNs: bigint): GroupContention[] {
  const most = new Map<Group, number>();
  const area = new Map<Group, number>();
  for (const { counts, fromNs, toNs } of steps)
    for (const [group, count] of counts) {
      most.set(group, Math.max(most.get(group) ?? 0, count));
      area.set(group, (area.get(group) ?? 0) + count * Number(toNs - fromNs));
    }
  return [...most]
    .map(([group, count]) => ({ group, most: count, mean: (area.get(group) ?? 0) / Number(lengthNs) }))
    .sort((a, b) => b.mean - a.mean);
}

/**
 * What else booted while a boot booted. All must be of one host and one kernel boot: instants are compared.
 * Only boot paths count: a container that is up is no longer booting.
 */
export function contention(boot: This, others: readonly Other[]): Contention {
  const lengthNs = pathLength(boot);
  const stays = others.filter(({ id }) => id !== boot.id).map((other) => staysOf(other, boot, lengthNs));
  const steps = stepsOf(stays.flat(), lengthNs);
  return {
    lengthNs,
    steps,
    boots: stays.filter((each) => each.length > 0).length,
    most: steps.reduce((max, { total }) => Math.max(max, total), 0),
    groups: groupsOf(steps, lengthNs),
  };
}

/** The `limit` others that were on their boot path the longest while this one was, in order of their start. */
export function longestBeside<O extends Other>(boot: This, others: readonly O[], limit: number): O[] {
  const lengthNs = pathLength(boot);
  const shared = (other: O) =>
    staysOf(other, boot, lengthNs).reduce((sum, { from, to }) => sum + to - from, 0);
  return others
    .filter(({ id }) => id !== boot.id)
    .map((other) => ({ other, ns: shared(other) }))
    .filter(({ ns }) => ns > 0)
    .sort((a, b) => b.ns - a.ns)
    .slice(0, limit)
    .map(({ other }) => other)
    .sort((a, b) => Number(a.startAt - b.startAt));
}
