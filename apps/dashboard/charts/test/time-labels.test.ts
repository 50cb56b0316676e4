import fc from "fast-check";
import { expect, test } from "vitest";
import { timeTicks } from "../scatter/axes.ts";
import {
  LEAST_WIDTHS,
  labelRoom,
  pagesOfLabels,
  pagesWithRoom,
  type PageWidth,
} from "../time-axis/labels.ts";

const PLACING = {
  anchor: (at: number) =>
    at < 0.04 ? ("start" as const) : at > 0.96 ? ("end" as const) : ("middle" as const),
  aside: 0,
  over: 40,
};
const PAGES = Object.keys(LEAST_WIDTHS) as readonly PageWidth[];

test("labels of wall time never touch, on a page of any width, over any range and in both languages", () => {
  const since = fc.integer({ min: Date.UTC(2019, 0), max: Date.UTC(2030, 0) });
  const length = fc.double({ min: 0, max: 8, noNaN: true }).map((power) => Math.round(50 * 10 ** power));
  fc.assert(
    fc.property(since, length, fc.constantFrom("en", "ja"), (from, ms, locale) => {
      const [begin, end] = [BigInt(from) * 1_000_000n, BigInt(from + ms) * 1_000_000n];
      const domain = { since: begin, until: end, min: 0, max: 1 };
      const ticks = timeTicks(domain, { locale, timeZone: "Asia/Tokyo" }, 0.13);
      const pages = pagesOfLabels(ticks, PLACING);
      for (const page of PAGES) {
        const kept = ticks.filter((_, place) => pages[place]?.includes(page));
        const rooms = kept.map((label) => labelRoom(label, LEAST_WIDTHS[page], PLACING));
        for (const [place, { from: left }] of rooms.entries())
          expect(left - (rooms[place - 1]?.to ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(3);
        if (ticks.length > 1) expect(kept.length).toBeGreaterThan(0);
      }
    }),
  );
});

test("where there is room all labels are written, and where there is less, those that tell the day", () => {
  const at = (place: number, label: string) => ({ at: place, label });
  const hours = [
    at(0.1, "06:00"),
    at(0.3, "12:00"),
    at(0.5, "18:00"),
    at(0.7, "1 Dec 00:00"),
    at(0.9, "06:00"),
  ];
  const pages = pagesOfLabels(hours, PLACING);
  expect(pages.every((each) => each.includes("wide"))).toBe(true);
  expect(hours.filter((_, place) => pages[place]?.includes("narrow")).map(({ label }) => label)).toEqual([
    "12:00",
    "1 Dec 00:00",
  ]);
});

test("a number right of its line is left out where the next line would go through it", () => {
  const marks = [
    { at: 0.5, label: "4–5" },
    { at: 0.55, label: "6" },
  ];
  expect(pagesWithRoom(marks, 4)).toEqual([
    ["middle", "broad", "wide"],
    ["narrow", "middle", "broad", "wide"],
  ]);
});
