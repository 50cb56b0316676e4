import { expect, test } from "vitest";
import { parseWallTimeText } from "@hacotaki/core";
import { timeZoneOf } from "../preferences.ts";
import { zoneText } from "../wall-time.ts";

test.each([
  ["UTC", "UTC"],
  ["Etc/UTC", "UTC"],
  ["Europe/London", "UTC"],
  ["Asia/Tokyo", "UTC+9"],
  ["America/St_Johns", "UTC-3:30"],
])("the zone %s is named by its distance from UTC", (timeZone, text) => {
  expect(zoneText(parseWallTimeText("2026-01-31T12:00Z") ?? 0n, timeZone)).toBe(text);
});

test("times are told by the clock that was chosen, the browser's as far as it said one that there is", () => {
  const { timeZone: servers } = Intl.DateTimeFormat().resolvedOptions();
  expect(timeZoneOf(undefined, "Asia/Tokyo")).toBe("Asia/Tokyo");
  expect(timeZoneOf("utc", "Asia/Tokyo")).toBe("UTC");
  expect(timeZoneOf("server", "Asia/Tokyo")).toBe(servers);
  for (const strange of [undefined, "", "Mars/Olympus", "a".repeat(100)])
    expect(timeZoneOf("browser", strange)).toBe(servers);
});
