import type { Boot, BootId, Changes, FiledEvent, Instant } from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";
import { createHurtRuns } from "./hurt-runs.ts";
import { isTransient } from "../transient.ts";

/** Events that may wait for a database that is busy or full; what is beyond is given up, oldest first, and counted. */
const MAX_WAITING_EVENTS = 500_000;
/** What a waiting event takes, with what was derived of it: test/faults/memory.test.ts measures it. */
const BYTES_A_WAITING_EVENT = 2_000;
/** Of the memory that a service manager or a container engine allows this process, what waits may have so much. */
const SHARE_OF_MEMORY = 0.4;

/** As many as the memory holds, where it is limited: a collector that is killed for its size loses all of them. */
export function mostWaitingEvents(memoryBytes = process.constrainedMemory()): number {
  // 0: no limit is known; a number beyond any machine's: there is none.
  if (memoryBytes === 0) return MAX_WAITING_EVENTS;
  return Math.min(MAX_WAITING_EVENTS, Math.floor((SHARE_OF_MEMORY * memoryBytes) / BYTES_A_WAITING_EVENT));
}

/** Events that were given up: how many, and since when. */
export type GivenUp = { readonly count: number; readonly from: Instant };

/** Changes on their way into the database, which may refuse them for a while. */
export type Backlog = {
  /** Takes changes in. Which events had to be given up for them. */
  keep(changes: Changes): GivenUp | undefined;
  /**
   * Mends what follows from events that were given up, once it is stored and quiet, or at the end. While the database
   * refuses, nothing.
   */
  mend(isEnd: boolean): void;
  /** Writes what waits, in its order. False while the database refuses. */
  save(): boolean;
  readonly waitingEvents: number;
  /** Events given up so far. */
  readonly refused: number;
  /** Why the database takes nothing at the moment. */
  readonly refusal: Error | undefined;
};

const isEmpty = ({ events, boots, marks, runs }: Changes) =>
  events.length + boots.length + marks.length + runs.length === 0;

const isOver = ({ exitAt }: Boot) => exitAt !== undefined;
const isLoss = ({ event }: FiledEvent) => event.kind === "loss";

function newestById<Each extends { readonly id: string }>(each: readonly Each[]): Each[] {
  return [...new Map(each.map((one) => [one.id, one])).values()];
}

/**
 * What is left to be written of changes whose events are given up, before those that came next: what boots are by then,
 * where they go on or the database knows them, and that something was lost. A boot that came and went is given up whole.
 */
function withRemains(gone: Changes, next: Changes, isStored: (id: BootId) => boolean): Changes {
  const again = new Set(next.boots.map(({ id }) => id));
  const boots = gone.boots.filter((boot) => !isOver(boot) || isStored(boot.id));
  const runs = new Set(boots.map(({ runId }) => runId));
  const joined = [...(gone.joined ?? []), ...(next.joined ?? [])];
  return {
    runs: newestById([...gone.runs.filter(({ id }) => runs.has(id)), ...next.runs]),
    boots: newestById([...boots, ...next.boots]),
    retired: [...gone.retired.filter((id) => !again.has(id)), ...next.retired],
    ...(joined.length === 0 ? {} : { joined }),
    marks: next.marks,
    events: [...gone.events.filter(isLoss), ...next.events],
  };
}

export function createBacklog(
  store: StoreWriter,
  recording: number,
  mostWaiting = mostWaitingEvents(),
): Backlog {
  const waiting: Changes[] = [];
  /** Boots that the database knows, and that are not over there. */
  const stored = new Set<BootId>();
  const hurt = createHurtRuns(store);
  let waitingEvents = 0;
  let refused = 0;
  let refusal: Error | undefined;

  function giveUpOldest(): FiledEvent[] {
    const [gone, next] = waiting;
    if (gone === undefined || next === undefined) return [];
    hurt.giveUp(gone);
    const remains = withRemains(gone, next, (id) => stored.has(id));
    waiting.splice(0, 2, remains);
    waitingEvents += remains.events.length - gone.events.length - next.events.length;
    return gone.events.filter((filed) => !isLoss(filed));
  }

  function keep(changes: Changes): GivenUp | undefined {
    if (isEmpty(changes)) return undefined;
    waiting.push(changes);
    waitingEvents += changes.events.length;
    let count = 0;
    let from: Instant | undefined;
    while (waitingEvents > mostWaiting && waiting.length > 1)
      for (const { event } of giveUpOldest()) {
        count++;
        if (from === undefined || event.at < from) from = event.at;
      }
    refused += count;
    return from && { count, from };
  }

  function remember({ boots, retired }: Changes): void {
    for (const boot of boots)
      if (isOver(boot)) stored.delete(boot.id);
      else stored.add(boot.id);
    for (const id of retired) stored.delete(id);
  }

  function save(): boolean {
    while (waiting[0] !== undefined) {
      try {
        store.save(waiting[0], recording);
      } catch (error) {
        if (!isTransient(error)) throw error;
        refusal = error;
        return false;
      }
      remember(waiting[0]);
      hurt.saved(waiting[0]);
      waitingEvents -= waiting[0].events.length;
      waiting.shift();
    }
    refusal = undefined;
    return true;
  }

  return {
    keep,
    save,
    mend: (isEnd) => hurt.mend(isEnd),
    get waitingEvents() {
      return waitingEvents;
    },
    get refused() {
      return refused;
    },
    get refusal() {
      return refusal;
    },
  };
}
