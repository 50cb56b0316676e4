import type { BootId, ChangesMessage, StuckMessage, Wire } from "@hacotaki/core";
import { clockSkew, serverNow } from "./clock.ts";
import { readWire } from "./read-wire.ts";
import { liveSocket, type LiveSocket } from "./socket.ts";

/** Boots come and go in swarms: what is on its way is asked for once they have settled, and no more often. */
const SETTLE_MS = 1_000;
const LOOK_MS = 1_000;

const NONE: readonly BootId[] = [];
let booting: StuckMessage["boots"] = [];
let skewMs = 0;
let stuck = NONE;
let away: ReadonlyMap<BootId, bigint> = new Map();
const listeners = new Set<() => void>();

/** Boots that are stuck by now, the one that began last first; the same list until it is another. */
export const stuckBoots = (): readonly BootId[] => stuck;
export const noStuckBoots = (): readonly BootId[] => NONE;
export function onStuckBoots(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Boots on their way that nobody watches any more, and since when, UTC ns; none before it is asked for. */
export const awayBootsNow = (): ReadonlyMap<BootId, bigint> => away;

const NOBODY: ReadonlyMap<BootId, bigint> = new Map();
export const noBootsAway = (): ReadonlyMap<BootId, bigint> => NOBODY;

const told = () => {
  for (const listener of listeners) listener();
};

function setAway(next: StuckMessage["away"]): void {
  const isAsBefore = next.length === away.size && next.every(({ id, since }) => away.get(id) === since);
  if (isAsBefore) return;
  away = new Map(next.map(({ id, since }) => [id, since]));
  told();
}

function look(): void {
  const now = serverNow(skewMs);
  const next = booting.filter(({ wallTime, durationNs }) => now - wallTime > durationNs).map(({ id }) => id);
  if (next.join() === stuck.join()) return;
  stuck = next.length === 0 ? NONE : next;
  told();
}

/** Whether a message tells of boots that are on their way, or were. */
const isAbout = ({ boots, retired, skipped }: Wire<ChangesMessage>) =>
  skipped ||
  boots.some(({ id, outcome }) => outcome === "booting" || booting.some((each) => each.id === id)) ||
  retired.some((id) => booting.some((each) => each.id === id));

/** Follows which boots are stuck, for as long as somebody wants to know: by the clock, and as boots come and go. */
export function followStuckBoots(): () => void {
  let isOver = false;
  let settling: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    settling = undefined;
    readWire<StuckMessage>("/api/stuck")
      .then((message) => {
        if (isOver) return;
        booting = message.boots;
        setAway(message.away);
        skewMs = clockSkew(message.now);
        look();
      })
      // The next change or connection asks again.
      .catch(() => undefined);
  };
  const askSoon = () => {
    settling ??= setTimeout(ask, SETTLE_MS);
  };
  const onChanges = (message: Wire<ChangesMessage>) => {
    if (isAbout(message)) askSoon();
  };
  let attached: LiveSocket | undefined;
  void liveSocket().then((socket) => {
    if (isOver) return;
    attached = socket;
    socket.on("changes", onChanges);
    socket.on("connect", askSoon);
  });
  ask();
  const clock = setInterval(look, LOOK_MS);
  return () => {
    isOver = true;
    clearTimeout(settling);
    clearInterval(clock);
    attached?.off("changes", onChanges);
    attached?.off("connect", askSoon);
  };
}
