import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bootsHref,
  neighbourRange,
  parseBootsView,
  parseMoment,
  parseTimeRange,
  parseWallTimeText,
  timeRangeText,
  wallTimeLink,
  WHOLE_LIST,
  withFixedTime,
  wordsOf,
  type Clock,
  type TimeRange,
} from "../../src/index.ts";

const at = (text: string) => parseWallTimeText(text) ?? -1n;
/** A Saturday morning in Tokyo, the evening before in UTC. */
const tokyo: Clock = { now: at("2026-11-28T01:30:00Z"), timeZone: "Asia/Tokyo" };
const utc: Clock = { ...tokyo, timeZone: "UTC" };
const ends = ({ since, until }: TimeRange = {}) =>
  [since, until].map((ns) => (ns === undefined ? "" : wallTimeLink(ns))).join(" ");

describe("a range of time is read as a person types it", () => {
  const LAST = "59:59.999999999Z";
  test.each([
    ["yesterday", `2026-11-26T15:00:00Z 2026-11-27T14:${LAST}`],
    ["Today", `2026-11-27T15:00:00Z 2026-11-28T14:${LAST}`],
    ["昨日", `2026-11-26T15:00:00Z 2026-11-27T14:${LAST}`],
    ["2026-11-20", `2026-11-19T15:00:00Z 2026-11-20T14:${LAST}`],
    ["2026-11-20..2026-11-22", `2026-11-19T15:00:00Z 2026-11-22T14:${LAST}`],
    ["now-2h", "2026-11-27T23:30:00Z "],
    ["last 2h", "2026-11-27T23:30:00Z "],
    ["15m", "2026-11-28T01:15:00Z "],
    ["15 min", "2026-11-28T01:15:00Z "],
    ["7d", "2026-11-21T01:30:00Z "],
    ["now-2h..now-1h", "2026-11-27T23:30:00Z 2026-11-28T00:30:00Z"],
    // 10:30 in Tokyo: 9:00 has been today, 14:00 was yesterday.
    ["09:00-09:30", "2026-11-28T00:00:00Z 2026-11-28T00:30:00Z"],
    ["14:00-14:30", "2026-11-27T05:00:00Z 2026-11-27T05:30:00Z"],
    ["14:00 – 14:30", "2026-11-27T05:00:00Z 2026-11-27T05:30:00Z"],
    ["23:30-00:30", "2026-11-27T14:30:00Z 2026-11-27T15:30:00Z"],
    ["14:00", "2026-11-27T05:00:00Z "],
    ["yesterday 08:00-09:00", "2026-11-26T23:00:00Z 2026-11-27T00:00:00Z"],
    ["2026-11-20 08:00-09:00", "2026-11-19T23:00:00Z 2026-11-20T00:00:00Z"],
    ["2026-11-20 08:00:00-09:00", "2026-11-20T17:00:00Z "],
    ["2026-11-20 08:00 to 2026-11-21 09:15:01.5", "2026-11-19T23:00:00Z 2026-11-21T00:15:01.5Z"],
    ["2026-11-20T08:00Z/2026-11-20T09:00Z", "2026-11-20T08:00:00Z 2026-11-20T09:00:00Z"],
    ["2026-11-20 ..", "2026-11-19T15:00:00Z "],
    ["..2026-11-20", ` 2026-11-20T14:${LAST}`],
    ["  2026-11-20   – now ", "2026-11-19T15:00:00Z 2026-11-28T01:30:00Z"],
  ])("%s in Tokyo", (text, expected) => {
    expect(ends(parseTimeRange(text, tokyo))).toBe(expected);
  });

  test.each([
    "",
    "..",
    "soon",
    "25:00-26:00",
    "2026-02-30",
    "2026-11-22..2026-11-20",
    "now-",
    "now+1h",
    "now-2y",
    "200",
    "1969-01-01",
    "constructor",
    "yesterday..tomorrow",
    "now-999999w",
    "2026-11-20".repeat(20),
  ])("%j is none", (text) => {
    expect(parseTimeRange(text, tokyo)).toBeUndefined();
  });

  test("no text whatever throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, last) => {
        parseTimeRange(first, tokyo);
        parseTimeRange(`${first}..${last}`, tokyo);
        parseMoment(first, tokyo, "last");
      }),
    );
  });

  test("a day of 23 or 25 hours is a day", () => {
    const berlin = { ...tokyo, timeZone: "Europe/Berlin" };
    expect(ends(parseTimeRange("2026-03-29", berlin))).toBe(`2026-03-28T23:00:00Z 2026-03-29T21:${LAST}`);
    expect(ends(parseTimeRange("2026-10-25", berlin))).toBe(`2026-10-24T22:00:00Z 2026-10-25T22:${LAST}`);
  });

  test("one end of a range is the beginning of its day or the end of it", () => {
    expect(parseMoment("yesterday", utc, "first")).toBe(at("2026-11-27T00:00Z"));
    expect(parseMoment("yesterday", utc, "last")).toBe(at("2026-11-28T00:00Z") - 1n);
    expect(parseMoment("now-90m", utc, "first")).toBe(at("2026-11-28T00:00Z"));
    expect(parseMoment("02:00", utc, "first")).toBe(at("2026-11-27T02:00Z"));
    expect(parseMoment("2026-11-22T20:00-05:00", utc, "first")).toBe(at("2026-11-23T01:00Z"));
  });
});

const ns = fc.bigInt(0n, 4_102_444_800_000_000_000n);
const minutes = fc.bigInt(0n, 68_374_080n).map((minute) => minute * 60_000_000_000n);
const moments = fc.oneof(ns, minutes);
const zones = fc.constantFrom(
  "UTC",
  "Asia/Tokyo",
  "Europe/Berlin",
  "America/St_Johns",
  "Australia/Lord_Howe",
);
const ranges = fc.tuple(fc.option(moments), fc.option(moments)).map(([a, b]): TimeRange => {
  const [since, until] = a !== null && b !== null && a > b ? [b, a] : [a, b];
  return { ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) };
});

test("a range is written so that it is read again, in every zone", () => {
  fc.assert(
    fc.property(ranges, zones, (range, timeZone) => {
      const clock = { ...tokyo, timeZone };
      const text = timeRangeText(range, clock);
      expect(parseTimeRange(text, clock) ?? {}, text).toEqual(range);
    }),
    { numRuns: 500 },
  );
  const berlin = { ...tokyo, timeZone: "Europe/Berlin" };
  // Half past two in the morning comes twice.
  for (const text of ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]) {
    const written = timeRangeText({ since: at(text) }, berlin);
    expect(ends(parseTimeRange(written, berlin)), written).toBe(`${text} `);
  }
});

test.each([
  [{ since: at("2026-11-28T00:00Z"), until: at("2026-11-29T00:00Z") - 1n }, "2026-11-28"],
  [{ since: at("2026-11-28T14:00Z"), until: at("2026-11-28T14:30Z") }, "2026-11-28 14:00 – 14:30"],
  [
    { since: at("2026-11-28T14:00Z"), until: at("2026-11-29T02:00:07.25Z") },
    "2026-11-28 14:00 – 2026-11-29 02:00:07.25",
  ],
  [{ since: at("2026-11-28T14:00Z") }, "2026-11-28 14:00 .."],
  [{ until: at("2026-11-28T14:00Z") }, ".. 2026-11-28 14:00"],
  [{}, ""],
])("a range is written as short as it can be: %#", (range, text) => {
  expect(timeRangeText(range, utc)).toBe(text);
});

describe("links", () => {
  const viewOf = (query: Record<string, string>, clock = tokyo) => parseBootsView(query, clock).view;

  test("what counts from now stays as it was said, and means something else later", () => {
    const words = [
      "now-15m",
      "now-30d",
      "today",
      "yesterday",
      "now-2h..now-1h",
      "yesterday 14:00..14:30",
      "2026-11-20T00:00:00Z..now",
    ];
    const later: Clock = { now: tokyo.now + 3n * 86_400_000_000_000n, timeZone: "Europe/Berlin" };
    for (const time of words) {
      const link = bootsHref(viewOf({ time }));
      expect(link).toBe(`/?${new URLSearchParams({ time }).toString()}`);
      const again = viewOf({ time }, later);
      expect(bootsHref(again)).toBe(link);
      expect(ends(again), time).not.toBe(ends(viewOf({ time })));
    }
  });

  test("what names a day or an hour is the same for everybody and for good", () => {
    expect(bootsHref(viewOf({ time: "09:00-09:30" }))).toBe(
      "/?from=2026-11-28T00%3A00%3A00Z&to=2026-11-28T00%3A30%3A00Z",
    );
    expect(bootsHref(viewOf({ time: "2026-11-28" }, utc))).toContain("from=2026-11-28T00%3A00%3A00Z");
  });

  test("words go as soon as an end is another one, or the range is to stay as it is", () => {
    const view = viewOf({ time: "now-2h" });
    expect(wordsOf(view)).toBe("now-2h");
    expect(bootsHref({ ...view, until: tokyo.now })).not.toContain("time=");
    expect(bootsHref(withFixedTime(view))).toContain("from=");
    const { since: _since, ...without } = view;
    expect(bootsHref(without)).toBe("/");
  });

  test("words that make no sense are named, and so are ends beside words", () => {
    expect(parseBootsView({ time: "lastmoon" }, tokyo)).toEqual({ view: WHOLE_LIST, dropped: ["time"] });
    expect(parseBootsView({ time: "", from: "2026-11-23T00:00:00Z" }, tokyo).view.since).toBe(
      at("2026-11-23T00:00Z"),
    );
  });
});

describe("the range before and after", () => {
  const step = (text: string, by: -1 | 1, clock = tokyo) =>
    ends(neighbourRange(parseTimeRange(text, clock) ?? {}, by, clock));

  test("is as long, and begins where the other ends", () => {
    expect(step("now-2h", -1)).toBe("2026-11-27T21:30:00Z 2026-11-27T23:30:00Z");
    expect(step("2026-11-20 08:00-09:00", 1)).toBe("2026-11-20T00:00:00Z 2026-11-20T01:00:00Z");
  });

  test("is a day of the calendar where it is one", () => {
    const berlin = { ...tokyo, timeZone: "Europe/Berlin" };
    const before = neighbourRange(parseTimeRange("2026-10-26", berlin) ?? {}, -1, berlin) ?? {};
    expect(timeRangeText(before, berlin)).toBe("2026-10-25");
    expect(timeRangeText(neighbourRange(before, 1, berlin) ?? {}, berlin)).toBe("2026-10-26");
  });

  test("is none where nothing has begun, or where there is no beginning", () => {
    expect(neighbourRange(parseTimeRange("today", tokyo) ?? {}, 1, tokyo)).toBeUndefined();
    expect(neighbourRange(parseTimeRange("now-2h", tokyo) ?? {}, 1, tokyo)).toBeUndefined();
    expect(neighbourRange(parseTimeRange("..2026-11-20", tokyo) ?? {}, -1, tokyo)).toBeUndefined();
    expect(neighbourRange({ since: 0n, until: 5n }, -1, tokyo)).toBeUndefined();
  });
});
