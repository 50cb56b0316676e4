import type { TimeRange } from "../domain/filter.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { parseWallTimeText, wallTimeLink } from "./link-values.ts";
import type { Reader } from "./reader.ts";
import { parseTimeRange, wordsOf, type Clock } from "./time-range.ts";

/** A field of date and time, as forms of earlier versions had it, names no zone: it is UTC. */
const parseInstant = (text: string) =>
  parseWallTimeText(/T\d{2}:\d{2}(:\d{2})?$/.test(text) ? `${text}Z` : text);

/** The range of time of a link: words as `time`, or instants as `from` and `to`. */
export function readTime({ read, readRange }: Reader, clock: Clock): TimeRange {
  const said = read("time", (text) => parseTimeRange(text, clock));
  const [since, until] = readRange(["from", "to"], parseInstant);
  return said ?? omitUndefined({ since, until });
}

const written = (ns: bigint | undefined) => (ns === undefined ? undefined : wallTimeLink(ns));

/** A range as links have it: what counts from now in its words, everything else exactly. */
export function timeQuery(range: TimeRange): Readonly<Record<"time" | "from" | "to", string | undefined>> {
  const time = wordsOf(range);
  return time === undefined
    ? { time, from: written(range.since), to: written(range.until) }
    : { time, from: undefined, to: undefined };
}
