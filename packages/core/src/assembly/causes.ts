import { pathEnd, type Boot, type BootId, type RunId } from "../domain/boot.ts";
import { inOrder, type BootCause } from "../domain/reason.ts";
import type { Instant } from "../domain/time.ts";
import { causeSumsOf, keptCauses } from "../reasons/causes.ts";
import type { Changes, FiledEvent } from "./changes.ts";
import { createFoundPaths } from "./found-paths.ts";
import { addEvent, createRests, forgetBoot, newHeld, takeInHeld, type Held } from "./held-events.ts";

/** So long after the last boot of a run has come up or failed events may still come late: ns. */
const LINGER = 2_000_000_000n;
/** When nothing more is to be found out about a boot's path: one that nobody saw end is over with its container. */
const settledAt = (boot: Boot): Instant | undefined => pathEnd(boot) ?? boot.exitAt;

/** Nothing of it is left that could do anything more. */
const isOver = ({ processes }: Boot) => processes.every(({ exitAt }) => exitAt !== undefined);
/** When the last of its processes went, as far as that is known. */
const lastExitOf = ({ processes }: Boot) =>
  processes.reduce<Instant | undefined>(
    (last, { exitAt }) => (exitAt !== undefined && (last === undefined || exitAt > last) ? exitAt : last),
    undefined,
  );

const isSameCauses = (a: readonly BootCause[] = [], b: readonly BootCause[] = []) =>
  a.length === b.length && a.every(({ slug, ns }, n) => slug === b[n]?.slug && ns === b[n]?.ns);

/** Path causes as they were found, with what the application took since. */
const withApplication = (boot: Boot, path: readonly BootCause[]): readonly BootCause[] => {
  const start = keptCauses(causeSumsOf({ ...boot, spans: boot.spans.filter(({ onPath }) => !onPath) }));
  return start.length === 0 ? path : inOrder([...path, ...start]);
};

/**
 * Tells boots what their time went to. One that is on its way is told of by its spans, which cost nothing; once it is up
 * or has failed its events are looked through, and again only where any came late. What is shared by all boots of a run
 * is held for those that come later; a boot's own events are let go a while after it is settled, and from then on what
 * was found stays.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the runs that are held
export function createCauseTeller(): (changes: Changes) => Changes {
  const runs = new Map<RunId, Held>();
  const found = createFoundPaths();
  const heldOfBoot = new Map<BootId, Held>();
  /** Runs that wait to be let go, by when their last boot was settled. */
  const settled = new Map<Held, Instant>();
  /** Of runs that are not let go, boots that are settled, as they were told last. */
  const toldLast = new Map<BootId, Boot>();
  /** Runs of which events came that lie before the end of boots that are settled. */
  const stale = new Set<Held>();
  const rests = createRests((held) => {
    for (const id of held.boots) {
      heldOfBoot.delete(id);
      toldLast.delete(id);
    }
    stale.delete(held);
    runs.delete(held.run);
  });
  let now: Instant | undefined;

  function heldOf(run: RunId): Held {
    let held = runs.get(run);
    if (held === undefined) runs.set(run, (held = newHeld(run)));
    return held;
  }
  function join(from: RunId, into: RunId): void {
    const held = runs.get(from);
    if (held === undefined) return;
    const other = heldOf(into);
    runs.delete(from);
    settled.delete(held);
    rests.wake(held);
    rests.wake(other);
    for (const id of held.boots) heldOfBoot.set(id, other);
    takeInHeld(other, held);
  }
  function hold({ events, boots, joined = [], retired }: Changes): void {
    for (const { from, into } of joined) join(from, into);
    for (const id of retired) {
      const held = heldOfBoot.get(id);
      if (held !== undefined) forgetBoot(held, id);
      heldOfBoot.delete(id);
      toldLast.delete(id);
      found.forget(id);
    }
    const told = new Set(boots.map(({ id }) => id));
    const isKnown = (id: BootId) => told.has(id) || heldOfBoot.has(id);
    for (const filed of events) take(filed, isKnown);
  }
  function take({ runId, bootId, event }: FiledEvent, isKnown: (id: BootId) => boolean): void {
    if (now === undefined || event.at > now) now = event.at;
    if (rests.hasLetGo(runId)) return;
    // An identity that nobody was told of is to be another one: whose it is shows later.
    const own = bootId !== undefined && isKnown(bootId) ? bootId : undefined;
    const held = heldOf(runId);
    const { late } = held;
    if (addEvent(held, own, event)) rests.grow(held);
    if (held.late > late) stale.add(held);
  }
  function settle(boot: Boot, held: Held): void {
    const isGone = isOver(boot);
    // Nobody saw it come up or end, and nothing is left that could tell.
    const end = settledAt(boot) ?? (isGone ? lastExitOf(boot) : undefined);
    held.boots.add(boot.id);
    heldOfBoot.set(boot.id, held);
    if (isGone) held.over.add(boot.id);
    else held.over.delete(boot.id);
    if (end === undefined) held.open.add(boot.id);
    else held.open.delete(boot.id);
    if (end !== undefined && (held.last === undefined || end > held.last)) held.last = end;
    if (held.open.size > 0) {
      settled.delete(held);
      rests.wake(held);
    } else if (rests.has(held)) rests.rest(held);
    else if (held.last !== undefined) settled.set(held, held.last);
  }
  function tell(boot: Boot): Boot {
    const end = pathEnd(boot);
    if (rests.hasLetGo(boot.runId)) {
      if (isOver(boot)) found.keep(boot.id, true);
      const path = found.known(boot.id);
      // What is not known is not told: a rebuild derives it from what is stored.
      return path === undefined ? boot : { ...boot, causes: withApplication(boot, path) };
    }
    const held = heldOf(boot.runId);
    settle(boot, held);
    if (end === undefined) return { ...boot, causes: keptCauses(causeSumsOf(boot)) };
    const told = { ...boot, causes: withApplication(boot, found.pathOf(boot, end, held)) };
    toldLast.set(boot.id, told);
    return told;
  }
  /** Boots that nothing else is told of, whose time went to something else than was told: events came late. */
  function toldAnew(told: readonly Boot[]): readonly Boot[] {
    if (stale.size === 0) return [];
    const isTold = new Set(told.map(({ id }) => id));
    const others = [...stale].flatMap(({ boots }) => [...boots].filter((id) => !isTold.has(id)));
    stale.clear();
    return others.flatMap((id) => {
      const before = toldLast.get(id);
      if (before === undefined) return [];
      const now = tell(before);
      return isSameCauses(before.causes, now.causes) ? [] : [now];
    });
  }
  function release(): void {
    if (now === undefined) return;
    for (const [held, at] of settled) {
      if (now - at <= LINGER) continue;
      settled.delete(held);
      for (const id of held.boots) {
        found.keep(id, held.over.has(id));
        toldLast.delete(id);
      }
      held.own.clear();
      rests.rest(held);
    }
  }

  return (changes) => {
    hold(changes);
    const told = changes.boots.map(tell);
    const boots = [...told, ...toldAnew(told)];
    release();
    return boots.length === 0 ? changes : { ...changes, boots };
  };
}
