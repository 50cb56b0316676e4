import type { Box } from "../domain/filter.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { durationText, parseDurationText, parseWallTimeText, wallTimeLink } from "./link-values.ts";
import type { Parse } from "./reader.ts";

/** Wall times, then durations, each from..to; either end may be left out. */
const BOX = /^([^,]*?)\.\.([^,]*),([^,]*?)\.\.([^,]*)$/;

const written = (value: bigint | undefined, write: (value: bigint) => string) =>
  value === undefined ? "" : write(value);

/** A box as links have it: "2026-01-31T12:00:00Z..2026-01-31T13:00:00Z,20ms..1.5s"; ends left out are open. */
export const boxText = ({ since, until, minDuration, maxDuration }: Box): string =>
  `${written(since, wallTimeLink)}..${written(until, wallTimeLink)},${written(minDuration, durationText)}..${written(maxDuration, durationText)}`;

/** Undefined for what is no box: an end that makes no sense, a last end before the first, or no end at all. */
export const parseBoxText: Parse<Box> = (text) => {
  const [, since = "", until = "", min = "", max = ""] = BOX.exec(text) ?? [];
  if (since + until + min + max === "") return undefined;
  const ends = [
    [since, parseWallTimeText],
    [until, parseWallTimeText],
    [min, parseDurationText],
    [max, parseDurationText],
  ] as const;
  const read = ends.map(([given, parse]) => (given === "" ? undefined : parse(given)));
  if (ends.some(([given], at) => given !== "" && read[at] === undefined)) return undefined;
  const [from, to, least, most] = read;
  const isInOrder = (a: bigint | undefined, b: bigint | undefined) =>
    a === undefined || b === undefined || a <= b;
  return isInOrder(from, to) && isInOrder(least, most)
    ? omitUndefined({ since: from, until: to, minDuration: least, maxDuration: most })
    : undefined;
};
