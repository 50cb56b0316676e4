import type { Changes } from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";
import { isTransient } from "./transient.ts";

/** Events that may wait for a database that is busy or full; what is beyond is given up, oldest first, and counted. */
const MAX_WAITING_EVENTS = 500_000;

/** Changes on their way into the database, which may refuse them for a while. */
export type Backlog = {
  /** Takes changes in. How many events had to be given up for them. */
  keep(changes: Changes): number;
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

export function createBacklog(store: StoreWriter, recording: number): Backlog {
  const waiting: Changes[] = [];
  let waitingEvents = 0;
  let refused = 0;
  let refusal: Error | undefined;

  function keep(changes: Changes): number {
    if (isEmpty(changes)) return 0;
    waiting.push(changes);
    waitingEvents += changes.events.length;
    let lost = 0;
    while (waitingEvents > MAX_WAITING_EVENTS && waiting.length > 1) {
      const first = waiting.shift();
      lost += first?.events.length ?? 0;
      waitingEvents -= first?.events.length ?? 0;
    }
    refused += lost;
    return lost;
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
      waitingEvents -= waiting[0].events.length;
      waiting.shift();
    }
    refusal = undefined;
    return true;
  }

  return {
    keep,
    save,
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
