import { pickerOf, type Random } from "./random.ts";

/** A run that is to begin. */
export type Start = {
  /** ns after the beginning of the time. */
  readonly at: number;
  readonly machine: number;
  readonly container: number;
  /** Runs that begin together with it on its machine, itself included. */
  readonly crowd: number;
};

const DAY = 86_400e9;
const HOUR = 3_600e9;
/** Runs a stretch of time, about; and stretches at most, which are held in memory. */
const RUNS_A_STRETCH = 24;
const MOST_STRETCHES = 100_000;
/** In so many stretches a machine starts many containers at once, as after a deploy or at a full hour. */
const BURSTS = 0.12;
const MAX_CROWD = 40;
/** A crowd begins within so long. */
const CROWD_NS = 300e6;
/** So long after the full hour most scheduled work begins. */
const FULL_HOUR_NS = 60e9;

/** How much is started at a time of the week, beside other times: most in the afternoon, less at weekends. UTC. */
export function weightAt(wallNs: number): number {
  const hour = (wallNs % DAY) / HOUR;
  const weekday = (Math.floor(wallNs / DAY) + 4) % 7;
  const ofDay = 1 + 0.6 * Math.sin(((hour - 8) / 24) * 2 * Math.PI);
  return ofDay * (weekday === 0 || weekday === 6 ? 0.55 : 1);
}

export type Stretch = {
  readonly from: number;
  readonly to: number /** Runs wanted by its end, of all. */;
  readonly share: number;
};

/** The time cut up, each piece with the share of all boots that are to have begun by its end. */
export function stretchesOf(lengthNs: number, startWallNs: number, boots: number): Stretch[] {
  const count = Math.max(1, Math.min(MOST_STRETCHES, Math.ceil(boots / RUNS_A_STRETCH)));
  const size = lengthNs / count;
  let sum = 0;
  const ends = Array.from({ length: count }, (_, n) => {
    sum += weightAt(startWallNs + (n + 0.5) * size);
    return { from: n * size, to: (n + 1) * size, sum };
  });
  return ends.map(({ from, to, sum: reached }) => ({ from, to, share: reached / sum }));
}

/** A few containers make up most boots: the n-th is started 1/n^0.9 as often as the first (Zipf). */
const ZIPF = 0.9;

export function createTimetable(machines: number, containers: number) {
  const pickMachine = pickerOf(Array.from({ length: machines }, (_, n) => [n, 1 / (1 + n * 0.25)] as const));
  const pickContainer = pickerOf(
    Array.from({ length: containers }, (_, n) => [n, 1 / (n + 1) ** ZIPF] as const),
  );

  return {
    /** What begins within a stretch, in the order of time: as many as are wanted, or a crowd of more. */
    starts({ from, to }: Stretch, count: number, random: Random): Start[] {
      const length = to - from;
      const crowd = count >= 6 && random.chance(BURSTS) ? 5 + random.below(MAX_CROWD) : 0;
      const machine = pickMachine(random.next());
      const hour = Math.ceil(from / HOUR) * HOUR + FULL_HOUR_NS * random.next();
      const together = hour + CROWD_NS < to ? hour : from + random.next() * Math.max(0, length - CROWD_NS);
      const starts = Array.from({ length: Math.max(count, crowd) }, (_, n): Start => {
        const isInCrowd = n < crowd;
        return {
          at: Math.floor(isInCrowd ? together + random.next() * CROWD_NS : from + random.next() * length),
          machine: isInCrowd ? machine : pickMachine(random.next()),
          container: pickContainer(random.next()),
          crowd: isInCrowd ? crowd : 1,
        };
      });
      return starts.sort((a, b) => a.at - b.at);
    },
  };
}
