import type { Instant } from "@hacotaki/core";
import { instant } from "@hacotaki/core";
import type { Flood, Limits, Session } from "@hacotaki/native";
import { bootNow } from "../clock.ts";

/**
 * What the probes of one run may fire, and those of all runs of one user other than root: a run of a thousand containers
 * fires 18,000 events at once. What is beyond never reaches the ring. Stated in docs/collect.md.
 */
export const LIMITS: Limits = { atOnce: 50_000, perSecond: 5_000, perRun: 250_000 };

/** A run that goes on firing is told of so often, ns: each time is an event of its own. */
const TOLD_EVERY = 10_000_000_000n;

/** Events of a run beyond the limits. */
export type NewFlood = Pick<Flood, "tgid" | "startAt" | "uid"> & {
  readonly from: Instant;
  /** Since it was told last, and in all. */
  readonly count: bigint;
  readonly total: bigint;
};

export type Floods = {
  /** How many events were beyond the limits since the last look, whoever fired them. */
  count(): bigint;
  /** The runs to be told of: new ones, and those that went on since they were told last. `isEnd`: all of them. */
  tell(isEnd?: boolean): readonly NewFlood[];
};

type Told = { readonly tgid: number; readonly count: bigint; readonly at: Instant };

/** Looks at what the kernel side counts of runs that fire beyond the limits. */
export function createFloods(session: Pick<Session, "stats" | "floods">): Floods {
  const told = new Map<number, Told>();
  let counted = 0n;
  let toldOf = 0n;

  function newsOf({ run, tgid, startAt, uid, count }: Flood, now: Instant, isEnd: boolean): NewFlood[] {
    const before = told.get(run);
    // A count that fell is another run's, that got the number.
    const known = before !== undefined && before.count <= count ? before : undefined;
    if (known !== undefined && (known.count === count || (!isEnd && now - known.at < TOLD_EVERY))) return [];
    told.set(run, { tgid, count, at: now });
    const from = known?.at ?? instant(startAt);
    return [{ tgid, startAt, uid, from, count: count - (known?.count ?? 0n), total: count }];
  }

  return {
    count() {
      const { limited } = session.stats();
      const since = limited - counted;
      counted = limited;
      return since;
    },
    tell(isEnd = false) {
      const { limited } = session.stats();
      if (limited === toldOf && !isEnd) return [];
      const now = bootNow();
      const news = session.floods().flatMap((flood) => newsOf(flood, now, isEnd));
      if ([...told.values()].reduce((sum, { count }) => sum + count, 0n) >= limited) toldOf = limited;
      return news;
    },
  };
}

const numberText = (value: bigint | number) => value.toLocaleString("en");

/** "process 17 of user 1000 fired 1,234 events beyond the limits …". */
export const floodText = ({ tgid, uid, total }: Pick<NewFlood, "tgid" | "uid" | "total">): string =>
  `flood: process ${tgid} of user ${uid} fired ${numberText(total)} events beyond the limits ` +
  `(${numberText(LIMITS.atOnce)} at once, ${numberText(LIMITS.perSecond)} a second, ${numberText(LIMITS.perRun)} a run); ` +
  "they were counted as dropped and not kept";
