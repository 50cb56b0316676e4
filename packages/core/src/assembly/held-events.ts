import type { BootId, RunId } from "../domain/boot.ts";
import type { BootEvent } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";

/** Events that are held of a boot, at most: more than any bound lets through. */
const MOST_OWN = 16_384;
/** Of what all boots of a run share, at most. */
const MOST_SHARED = 65_536;
/** Of runs whose boots are all settled, together: some 15 MB. */
const MOST_RESTING = 32_768;
/** Such runs, at most: some 1 kB each. */
const MOST_RUNS = 10_000;

/** So long after a boot's end what began before it may come back, as the call does that executes its application: ns. */
const COMES_BACK = 1_000_000_000n;

/** When what an event tells of began. */
function beganAt(event: BootEvent): Instant {
  if (event.kind === "syscall") return event.enterAt ?? event.at;
  return event.kind === "wait" ? event.from : event.at;
}
const isUntil = (event: BootEvent, end: Instant): boolean =>
  event.at <= end || (event.at <= end + COMES_BACK && beganAt(event) <= end);

/** Events of a run from which it is found what its boots' time went to. */
export type Held = {
  readonly run: RunId;
  /** Of all boots: the launcher's, programs', what is told of what was seen, and one call, which proves that calls were. */
  readonly shared: BootEvent[];
  readonly own: Map<BootId, BootEvent[]>;
  hasCall: boolean;
  readonly boots: Set<BootId>;
  /** Those that are not settled yet: neither up nor failed nor over. */
  readonly open: Set<BootId>;
  /** Those whose processes are all gone. */
  readonly over: Set<BootId>;
  /** When the last one was settled. */
  last: Instant | undefined;
  /** Events that came after a boot was settled that they lie before. */
  late: number;
};

export const newHeld = (run: RunId): Held => ({
  run,
  shared: [],
  own: new Map(),
  hasCall: false,
  boots: new Set(),
  open: new Set(),
  over: new Set(),
  last: undefined,
  late: 0,
});

const tells = (event: BootEvent): boolean =>
  event.kind === "syscall" ||
  event.kind === "wait" ||
  event.kind === "exec" ||
  (event.kind === "fork" && event.thread === true) ||
  (event.kind === "fact" && event.key === "detail");

function share(held: Held, event: BootEvent): boolean {
  if (held.shared.length >= MOST_SHARED) return false;
  held.shared.push(event);
  return true;
}

/** Holds an event, of one boot or of all. Returns whether it is held for later boots as well. */
export function addEvent(held: Held, bootId: BootId | undefined, event: BootEvent): boolean {
  if (!tells(event)) return false;
  if (held.last !== undefined && isUntil(event, held.last)) held.late++;
  const isFirstCall = event.kind === "syscall" && !held.hasCall;
  held.hasCall ||= isFirstCall;
  if (bootId === undefined || event.kind === "fact" || isFirstCall) return share(held, event);
  const own = held.own.get(bootId);
  if (own === undefined) held.own.set(bootId, [event]);
  else if (own.length < MOST_OWN) own.push(event);
  return false;
}

/** Whose a boot's events are once its identity is another one is not known: they are everybody's. */
export function forgetBoot(held: Held, id: BootId): void {
  for (const event of held.own.get(id) ?? []) share(held, event);
  held.own.delete(id);
  for (const boots of [held.boots, held.open, held.over]) boots.delete(id);
}

/** Two runs turned out to be one. */
export function takeInHeld(into: Held, from: Held): void {
  for (const event of from.shared) share(into, event);
  for (const [id, events] of from.own) into.own.set(id, [...(into.own.get(id) ?? []), ...events]);
  for (const id of from.boots) into.boots.add(id);
  for (const id of from.open) into.open.add(id);
  for (const id of from.over) into.over.add(id);
  into.hasCall ||= from.hasCall;
  into.late += from.late + 1;
  if (from.last !== undefined && (into.last === undefined || from.last > into.last)) into.last = from.last;
}

/**
 * Of a boot, and of its run, as far as they began before its end: what is told later of it, or of the same call again,
 * must not make another boot of it.
 */
export const eventsUntil = ({ shared, own }: Held, id: BootId, end: Instant): BootEvent[] => [
  ...shared.filter((event) => isUntil(event, end)),
  ...(own.get(id) ?? []).filter((event) => isUntil(event, end)),
];

/**
 * Runs whose boots are all settled and may yet get more. Those whose processes are all gone are let go, and where there
 * are too many those that rest longest.
 */
export function createRests(onLetGo: (held: Held) => void) {
  const resting = new Set<Held>();
  const gone = new Set<RunId>();
  let events = 0;

  function wake(held: Held): void {
    if (resting.delete(held)) events -= held.shared.length;
  }
  function letGo(held: Held): void {
    wake(held);
    onLetGo(held);
    gone.add(held.run);
    const [oldest] = gone;
    if (oldest !== undefined && gone.size > MOST_RUNS) gone.delete(oldest);
  }
  return {
    has: (held: Held) => resting.has(held),
    hasLetGo: (run: RunId) => gone.has(run),
    wake,
    rest(held: Held): void {
      if (held.over.size === held.boots.size) return letGo(held);
      if (resting.has(held)) return;
      resting.add(held);
      events += held.shared.length;
      for (const oldest of resting) {
        if (events <= MOST_RESTING && resting.size <= MOST_RUNS) return;
        letGo(oldest);
      }
    },
    /** One more event of a run, that may rest. */
    grow(held: Held): void {
      if (resting.has(held)) events++;
    },
  };
}
