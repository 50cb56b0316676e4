import { resolve } from "node:path";
import {
  parseDurationField,
  parseDurationText,
  parseMoment,
  parseTimeRange,
  utcNow,
  type Clock,
  type TimeRange,
} from "@hacotaki/core";
import { InvalidArgumentError } from "commander";

const HOW = "give a number and a unit, such as 20ms, 1.5s or 2m";

/** Whose days and clocks words of time are about: this machine's. */
export const localClock = (): Clock => ({
  now: utcNow(),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

/** For commander: a duration in ns; a bare number means milliseconds. */
export function durationFlag(text: string): bigint {
  const ns = parseDurationField(text);
  if (ns === undefined) throw new InvalidArgumentError(`${HOW}; a bare number means milliseconds`);
  return ns;
}

/** For commander: a duration in ns; a bare number means seconds. */
export function secondsFlag(text: string): bigint {
  const ns = parseDurationText(text, "s");
  if (ns === undefined || ns === 0n) throw new InvalidArgumentError(`${HOW}; a bare number means seconds`);
  return ns;
}

/** For commander: UTC ns of a moment; a day begins with its first as the beginning, and ends with its last as the end. */
export const momentFlag =
  (edge: "first" | "last") =>
  (text: string): bigint => {
    const ns = parseMoment(text, localClock(), edge);
    if (ns === undefined)
      throw new InvalidArgumentError(
        "give a moment, such as yesterday, 14:00, 2026-11-28, 2026-11-28T20:00Z or now-2h",
      );
    return ns;
  };

/** For commander: a range of time in words. */
export function timeFlag(text: string): TimeRange {
  const range = parseTimeRange(text, localClock());
  if (range === undefined)
    throw new InvalidArgumentError(
      "give a range of time, such as yesterday, 2026-11-28, 14:00-14:30, now-2h or 2026-11-01..2026-11-07",
    );
  return range;
}

/** For commander: a whole number of at least `least`. */
export const countFlag =
  (least: number) =>
  (text: string): number => {
    const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(count >= least)) throw new InvalidArgumentError(`give a whole number of ${least} or more`);
    return count;
  };

export function portFlag(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new InvalidArgumentError("give a port between 0 and 65535; 0 takes a free one");
  return port;
}

/** For commander: collects an option given several times. */
export const eachPath = (path: string, before: readonly string[] = []): string[] => [
  ...before,
  resolve(path),
];
