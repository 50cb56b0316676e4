import { createDetailBound, type DetailBound } from "../detail/bound.ts";
import { restText } from "../detail/told-facts.ts";
import type { Boot } from "../domain/boot.ts";
import type { Changes, FiledEvent } from "./changes.ts";

/** Boots whose counts are remembered, at most. */
const MAX_BOOTS = 4_096;

type Tally = { readonly bound: DetailBound; told: string | undefined; last: FiledEvent | undefined };

/** What was left out of a boot, where that was not told yet: as a fact of the process that was left out last. */
function restFact(tally: Tally): FiledEvent | undefined {
  const { bound, last } = tally;
  if (last === undefined) return undefined;
  const value = restText(bound.rest);
  if (value === tally.told) return undefined;
  tally.told = value;
  const { at, seq, tgid, startAt } = last.event;
  const origin = {
    at,
    seq,
    ...(tgid === undefined ? {} : { tgid }),
    ...(startAt === undefined ? {} : { startAt }),
  };
  return { ...last, event: { ...origin, kind: "fact", key: "detail-rest", value } };
}

const isSettled = ({ outcome }: Boot) => outcome !== "booting";

/**
 * Keeps what is stored of each boot's calls and waits within bounds, whoever saw them: all changes of an assembler pass
 * here. The count of what was left out is a fact of the boot once that is up or dead.
 */
export function createChangesBound(): (changes: Changes) => Changes {
  const tallies = new Map<string, Tally>();

  function tallyOf({ bootId, runId }: FiledEvent): Tally {
    const key = bootId ?? runId;
    const known = tallies.get(key);
    if (known !== undefined) return known;
    const [oldest] = tallies.keys();
    if (oldest !== undefined && tallies.size >= MAX_BOOTS) tallies.delete(oldest);
    const tally: Tally = { bound: createDetailBound(), told: undefined, last: undefined };
    tallies.set(key, tally);
    return tally;
  }

  return (changes) => {
    const events: FiledEvent[] = [];
    for (const filed of changes.events) {
      const { event } = filed;
      if (event.kind !== "syscall" && event.kind !== "wait") {
        events.push(filed);
        continue;
      }
      const tally = tallyOf(filed);
      const kept = tally.bound.kept(event);
      if (kept === undefined) tally.last = filed;
      else events.push(kept === event ? filed : { ...filed, event: kept });
    }
    for (const boot of changes.boots) {
      if (!isSettled(boot)) continue;
      for (const key of [boot.id, boot.runId]) {
        const tally = tallies.get(key);
        const fact = tally && restFact(tally);
        if (fact) events.push(fact);
      }
    }
    return { ...changes, events };
  };
}
