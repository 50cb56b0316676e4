import type { TimeRange } from "../domain/filter.ts";
import { compareBigints, utcNow } from "../domain/time.ts";
import { localMs, localText, momentOf, offsetText } from "../words/zoned-time.ts";
import { parseWallTimeText } from "./link-values.ts";

/** What words such as "yesterday" count from: this moment (UTC ns), and whose days they are (an IANA zone). */
export type Clock = { readonly now: bigint; readonly timeZone: string };

export const utcClock = (): Clock => ({ now: utcNow(), timeZone: "UTC" });

const MS_NS = 1_000_000n;
const SECOND_NS = 1_000_000_000n;
const DAY_MS = 86_400_000;
const DAY_NS = 86_400_000_000_000n;
const MAX_NS = 2n ** 63n - 1n;
const MOST_TEXT = 120;

const UNITS: Readonly<Record<string, bigint>> = {
  s: SECOND_NS,
  m: 60n * SECOND_NS,
  min: 60n * SECOND_NS,
  h: 3_600n * SECOND_NS,
  d: DAY_NS,
  w: 7n * DAY_NS,
};
const AGO = /^now ?[-\u2212] ?(\d{1,6}) ?(s|min|m|h|d|w)$/;
const LAST = /^(?:last ?)?(\d{1,6}) ?(s|min|m|h|d|w)$/;
const DAY = /^(\d{4}-\d{2}-\d{2})$/;
const CLOCK = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;
/** Days by name, as offsets from today; in the languages of the pages. */
const NAMED_DAYS: Readonly<Record<string, number>> = { today: 0, yesterday: -1, 今日: 0, 昨日: -1 };
const CANONICAL = ["yesterday", "today"] as const;

/**
 * Between two ends: anything that is no part of an end. A hyphen stands between times of day alone, since dates and
 * "now-2h" have hyphens of their own, or with spaces around it.
 */
const BETWEEN =
  /^(.*?)(?: ?\.\. ?| ?[–〜~] ?| ?\/ ?| - | to |(?<=:\d{2}(?:\.\d{1,9})?)-(?=\d{2}:\d{2}))(.*)$/;

/** Of "2026-11-28 08:00-09:00" the end is no distance from UTC, as it would be with seconds or a T. */
const TIMES_OF_A_DAY = /^\S+ \d{2}:\d{2}-\d{2}:\d{2}$/;

/** One end of a range. It is a span of time itself: a day named as the beginning begins, as the end it ends. */
type End = {
  readonly first: bigint;
  readonly last: bigint;
  /** How it is written in a link where it counts from now. */
  readonly words?: string;
  /** A time of day alone, ns since midnight: which day is meant depends on its surroundings. */
  readonly ofDay?: bigint;
  /** Local midnight of its day, as `localMs` counts; undefined where it stands for no day. */
  readonly dayMs?: number;
};

const isStorable = (ns: bigint) => ns >= 0n && ns <= MAX_NS;
const localNow = ({ now, timeZone }: Clock) => localMs(Number(now / MS_NS), timeZone);
const todayMs = (clock: Clock) => Math.floor(localNow(clock) / DAY_MS) * DAY_MS;
const atLocal = (ms: number, { timeZone }: Clock) => BigInt(momentOf(ms, timeZone)) * MS_NS;
/** A moment by the clocks of a day, `ofDay` ns after they showed midnight. */
const onDay = (dayMs: number, ofDay: bigint, clock: Clock) =>
  atLocal(dayMs + Number(ofDay / MS_NS), clock) + (ofDay % MS_NS);

function wholeDay(dayMs: number, clock: Clock): Pick<End, "first" | "last" | "dayMs"> {
  return { first: atLocal(dayMs, clock), last: atLocal(dayMs + DAY_MS, clock) - 1n, dayMs };
}

function namedDay(text: string, clock: Clock): End | undefined {
  const ago = Object.hasOwn(NAMED_DAYS, text) ? NAMED_DAYS[text] : undefined;
  if (ago === undefined) return undefined;
  return { ...wholeDay(todayMs(clock) + ago * DAY_MS, clock), words: CANONICAL[ago + 1] ?? text };
}

function calendarDay(text: string, clock: Clock): End | undefined {
  const day = DAY.exec(text)?.[1];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  // Dates such as February 30 are taken for March by some readers.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text) ? undefined : wholeDay(ms, clock);
}

const dayOf = (text: string, clock: Clock) => namedDay(text, clock) ?? calendarDay(text, clock);

/** ns since midnight. */
function timeOfDay(text: string): bigint | undefined {
  const [, hour = "", minute = "", second = "0", fraction = ""] = CLOCK.exec(text) ?? [];
  if (hour === "" || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return BigInt(seconds) * SECOND_NS + BigInt(fraction.padEnd(9, "0"));
}

function fromNow(text: string, pattern: RegExp, { now }: Clock): End | undefined {
  const [, count = "", unit = ""] = pattern.exec(text) ?? [];
  const size = UNITS[unit];
  if (size === undefined) return undefined;
  const at = now - BigInt(count) * size;
  return { first: at, last: at, words: `now-${Number(count)}${unit === "min" ? "m" : unit}` };
}

function onNamedDay(text: string, clock: Clock): End | undefined {
  const [, day = "", time = ""] = /^(\S+?)[ t]?(\d{2}:\d{2}\S*)$/.exec(text) ?? [];
  const [ofDay, around] = [timeOfDay(time), dayOf(day, clock)];
  if (ofDay === undefined || around?.dayMs === undefined) return undefined;
  const at = onDay(around.dayMs, ofDay, clock);
  const words = around.words === undefined ? {} : { words: `${around.words} ${time}` };
  return { first: at, last: at, dayMs: around.dayMs, ...words };
}

/** One end, in lower case and without spaces around it. */
function endOf(text: string, clock: Clock): End | undefined {
  if (text === "now") return { first: clock.now, last: clock.now, words: "now" };
  const exact = parseWallTimeText(text);
  if (exact !== undefined) return { first: exact, last: exact };
  const ofDay = timeOfDay(text);
  if (ofDay !== undefined) {
    const at = onDay(todayMs(clock), ofDay, clock);
    return { first: at, last: at, ofDay };
  }
  return fromNow(text, AGO, clock) ?? dayOf(text, clock) ?? onNamedDay(text, clock);
}

/** Times of day are of the day at the other end, else of the last day on which they have begun. */
function settled(begin: End, end: End, clock: Clock): readonly [End, End] {
  const at = (dayMs: number, ofDay: bigint): Pick<End, "first" | "last"> => {
    const ns = onDay(dayMs, ofDay, clock);
    return { first: ns, last: ns };
  };
  const last = (day: number): End => {
    if (end.ofDay === undefined) return end;
    const isNextDay = begin.ofDay !== undefined && end.ofDay <= begin.ofDay;
    return { ...end, ...at(isNextDay ? day + DAY_MS : day, end.ofDay) };
  };
  if (begin.ofDay !== undefined) {
    const day = end.dayMs ?? lastBegun(begin.ofDay, clock);
    return [{ ...begin, ...at(day, begin.ofDay) }, last(day)];
  }
  return [begin, begin.dayMs === undefined ? end : last(begin.dayMs)];
}

/** Local midnight of the last day on which a time of day has come. */
function lastBegun(ofDay: bigint, clock: Clock): number {
  const today = todayMs(clock);
  return onDay(today, ofDay, clock) <= clock.now ? today : today - DAY_MS;
}

function rangeOf(since: End | undefined, until: End | undefined, words: string): TimeRange | undefined {
  const [first, last] = [since?.first, until?.last];
  if ((first !== undefined && !isStorable(first)) || (last !== undefined && !isStorable(last)))
    return undefined;
  if (first !== undefined && last !== undefined && compareBigints(first, last) > 0) return undefined;
  const range = {
    ...(first === undefined ? {} : { since: first }),
    ...(last === undefined ? {} : { until: last }),
  };
  const isRelative = since?.words !== undefined || until?.words !== undefined;
  return isRelative ? { ...range, time: { words, ...range } } : range;
}

/** An end in the words of a link: one that does not count from now as it is, whatever the zone. */
const linkWords = (end: End, edge: "first" | "last") =>
  end.words ?? `${new Date(Number(end[edge] / MS_NS)).toISOString().slice(0, 19)}${fractionText(end[edge])}Z`;
function fractionText(ns: bigint): string {
  const fraction = (ns % SECOND_NS).toString().padStart(9, "0").replace(/0+$/, "");
  return fraction === "" ? "" : `.${fraction}`;
}

/**
 * A range of wall time as a person types it: `yesterday`, `2026-11-28`, `14:00-14:30`, `now-2h`, `15m`, two ends with
 * `..`, `–` or `to` between them, either of which may be left out. Whatever counts from now has `time`. Undefined where
 * it makes no sense, or ends before it begins.
 */
export function parseTimeRange(given: string, clock: Clock): TimeRange | undefined {
  if (given.length > MOST_TEXT) return undefined;
  const text = given.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const single = TIMES_OF_A_DAY.test(text) ? undefined : (fromNow(text, LAST, clock) ?? endOf(text, clock));
  if (single !== undefined) return singleRange(single, clock);
  const [, from, to] = BETWEEN.exec(text) ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  const [begin, end] = [endOf(from.trim(), clock), endOf(to.trim(), clock)];
  if (from !== "" && to !== "") {
    if (begin === undefined || end === undefined) return undefined;
    const [first, last] = settled(begin, end, clock);
    const day = begin.words?.split(" ")[0];
    const isOfDay = end.ofDay !== undefined && day !== undefined;
    const ending = isOfDay && begin.words?.includes(" ") ? to.trim() : linkWords(last, "last");
    return rangeOf(first, last, `${linkWords(first, "first")}..${ending}`);
  }
  if (begin !== undefined) {
    const open = singleRange(begin, clock)?.since;
    return open === undefined
      ? undefined
      : rangeOf({ ...begin, first: open }, undefined, `${begin.words ?? ""}..`);
  }
  return end === undefined ? undefined : rangeOf(undefined, end, `..${end.words ?? ""}`);
}

/** A day is all of it; another moment is everything since. */
function singleRange(end: End, clock: Clock): TimeRange | undefined {
  if (end.ofDay !== undefined) {
    const first = onDay(lastBegun(end.ofDay, clock), end.ofDay, clock);
    return rangeOf({ ...end, first }, undefined, "");
  }
  return rangeOf(end, end.first === end.last ? undefined : end, end.words ?? "");
}

/** A moment as a person types it, for one end of a range: a day begins as the first of them and ends as the last. */
export function parseMoment(given: string, clock: Clock, edge: "first" | "last"): bigint | undefined {
  if (given.length > MOST_TEXT) return undefined;
  const text = given.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const end = endOf(text, clock);
  if (end === undefined) return undefined;
  const ns = end.ofDay === undefined ? end[edge] : onDay(lastBegun(end.ofDay, clock), end.ofDay, clock);
  return isStorable(ns) ? ns : undefined;
}

/** The words of a range that counts from now, as long as it is the range they were read as. */
export const wordsOf = ({ since, until, time }: TimeRange): string | undefined =>
  time !== undefined && time.since === since && time.until === until ? time.words : undefined;

/** A filter or view whose range of time is what its words meant when they were read. */
export function withFixedTime<Ranged extends TimeRange>(view: Ranged): Omit<Ranged, "time"> {
  const { time: _time, ...fixed } = view;
  return fixed;
}

/** A filter or view over another range of time; `{}` is all of time. */
export function withRange<Ranged extends TimeRange>(
  view: Ranged,
  range: TimeRange,
): Omit<Ranged, keyof TimeRange> & TimeRange {
  const { since: _since, until: _until, time: _time, ...rest } = view;
  return { ...rest, ...range };
}

const isMidnight = (ns: bigint, { timeZone }: Clock) =>
  ns % MS_NS === 0n && localMs(Number(ns / MS_NS), timeZone) % DAY_MS === 0;

/** A moment by the clocks of a zone, to the minute where it is one; with the offset where they show it twice. */
function momentText(ns: bigint, clock: Clock): string {
  const { timeZone } = clock;
  const local = localText(ns, timeZone);
  const short = local.endsWith(":00") ? local.slice(0, -3) : local;
  return parseMoment(short, clock, "first") === ns
    ? short
    : `${local}${offsetText(Number(ns / MS_NS), timeZone)}`;
}

/** A range as `parseTimeRange` reads it back by the same clock: its words where it counts from now, else its ends. */
export function timeRangeText(range: TimeRange, clock: Clock): string {
  const words = wordsOf(range);
  if (words !== undefined) return words;
  const { since, until } = range;
  if (since === undefined) return until === undefined ? "" : `.. ${momentText(until, clock)}`;
  if (until === undefined) return `${momentText(since, clock)} ..`;
  const days = wholeDays(range, clock);
  if (days !== undefined) return days;
  const [from, to] = [momentText(since, clock), momentText(until, clock)];
  const short = `${from} – ${to.slice(11)}`;
  const again = from.slice(0, 11) === to.slice(0, 11) ? parseTimeRange(short, clock) : undefined;
  return again?.since === since && again.until === until ? short : `${from} – ${to}`;
}

function wholeDays({ since, until }: TimeRange, clock: Clock): string | undefined {
  if (since === undefined || until === undefined) return undefined;
  if (!isMidnight(since, clock) || !isMidnight(until + 1n, clock)) return undefined;
  const [first, last] = [localText(since, clock.timeZone), localText(until, clock.timeZone)].map((text) =>
    text.slice(0, 10),
  );
  const text = first === last ? first : `${first} – ${last}`;
  const again = text === undefined ? undefined : parseTimeRange(text, clock);
  return again?.since === since && again.until === until ? text : undefined;
}

/**
 * The range before or after one, as long as it is; days by the calendar. Undefined where there is none: it has no
 * beginning, or what comes after has not begun.
 */
export function neighbourRange(range: TimeRange, by: -1 | 1, clock: Clock): TimeRange | undefined {
  const { since, until = clock.now } = range;
  if (since === undefined || (by === 1 && until >= clock.now)) return undefined;
  if (wholeDays({ since, until }, clock) !== undefined) {
    const [first, after] = [since, until + 1n].map((ns) => localMs(Number(ns / MS_NS), clock.timeZone));
    const days = ((after ?? 0) - (first ?? 0)) * by;
    const at = (ms = 0) => atLocal(ms + days, clock);
    return storable({ since: at(first), until: at(after) - 1n });
  }
  const length = (until - since) * BigInt(by);
  return storable({ since: since + length, until: until + length });
}

const storable = (range: { readonly since: bigint; readonly until: bigint }): TimeRange | undefined =>
  isStorable(range.since) && isStorable(range.until) && range.since < range.until ? range : undefined;
