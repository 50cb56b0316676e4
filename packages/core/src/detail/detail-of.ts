import type { Boot } from "../domain/boot.ts";
import type { BootDetail, WorkDetail } from "../domain/detail.ts";
import type { BootEvent } from "../domain/event.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { compareBigints } from "../domain/time.ts";
import { callsOf } from "./calls.ts";
import { helpersOf } from "./helpers.ts";
import { membersOf } from "./members.ts";
import { selfTimes } from "./self-time.ts";
import { pressureOf, restOf } from "./told-facts.ts";
import { waitsOf } from "./waits.ts";
import { levelOf, windowsOf } from "./window.ts";

const inTheirOrder = (a: BootEvent, b: BootEvent) => compareBigints(a.at, b.at) || a.seq - b.seq;

/** Events come in their order nearly always: looked at before they are sorted. */
function ordered(given: Iterable<BootEvent>): BootEvent[] {
  const events = [...given];
  const isOrdered = events.every((event, n) => {
    const before = events[n - 1];
    return before === undefined || inTheirOrder(before, event) <= 0;
  });
  return isOrdered ? events : events.sort(inTheirOrder);
}

function workOf(boot: Boot, events: readonly BootEvent[]): WorkDetail {
  const members = membersOf(boot);
  const windows = windowsOf(boot, events);
  return {
    ...levelOf(boot, windows),
    calls: callsOf(boot, events, members),
    helpers: helpersOf(boot, events, members),
    waits: waitsOf(boot, events, members, windows),
  };
}

/** What ran and was waited for inside the spans of a boot, without what is only shown of it. */
export const workDetailOf = (boot: Boot, given: Iterable<BootEvent>): WorkDetail =>
  workOf(boot, ordered(given));

/**
 * What ran and was waited for inside the spans of a boot, from its first sign until it was up. Events are the boot's own
 * and those that its run shares, in any order; others are passed over. Pure.
 */
export function detailOf(boot: Boot, given: Iterable<BootEvent>): BootDetail {
  const events = ordered(given);
  const work = workOf(boot, events);
  return {
    ...work,
    selfTime: selfTimes(boot, work.calls, work.helpers),
    ...omitUndefined({ rest: restOf(events), pressure: pressureOf(boot, events) }),
  };
}
