import { resolve } from "node:path";
import { parseWallTimeText } from "@hacotaki/core";
import { InvalidArgumentError } from "commander";

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  min: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const HOW = "give a number and a unit, such as 20ms, 1.5s or 2m";

/** A length of time as typed, in ns: "20ms", "1.5s", "800us". A bare number counts in `defaultUnit`, if there is one. */
export function parseDuration(text: string, defaultUnit?: "s"): bigint | undefined {
  const match = /^(\d+)(?:\.(\d+))?\s*([a-zµμ]*)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, whole = "0", decimals = "", unit = ""] = match;
  const size = UNITS[unit === "" ? (defaultUnit ?? "") : unit];
  if (size === undefined) return undefined;
  return (BigInt(whole + decimals) * size) / 10n ** BigInt(decimals.length);
}

/** For commander: a duration in ns. */
export function durationFlag(text: string): bigint {
  const ns = parseDuration(text);
  if (ns === undefined) throw new InvalidArgumentError(HOW);
  return ns;
}

/** For commander: a duration in ns; a bare number means seconds. */
export function secondsFlag(text: string): bigint {
  const ns = parseDuration(text, "s");
  if (ns === undefined || ns === 0n) throw new InvalidArgumentError(`${HOW}; a bare number means seconds`);
  return ns;
}

/** For commander: UTC ns of a moment. */
export function wallTimeFlag(text: string): bigint {
  const ns = parseWallTimeText(text);
  if (ns === undefined)
    throw new InvalidArgumentError(
      "give a date and time with its zone, such as 2026-11-22T20:00Z or 2026-11-22Z",
    );
  return ns;
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
