import { expect, test } from "vitest";
import { localeOf, preferenceOf } from "../preferences.ts";

test("the browser's first language that we speak is spoken", () => {
  expect(localeOf("ja-JP,ja;q=0.9,en;q=0.5")).toBe("ja");
  expect(localeOf("fr-FR,fr;q=0.9,ja;q=0.8,en;q=0.7")).toBe("ja");
  expect(localeOf("de")).toBe("en");
  expect(localeOf(null)).toBe("en");
});

test("a cookie that holds no known choice is no choice", () => {
  expect(preferenceOf("theme", "dark")).toBe("dark");
  expect(preferenceOf("theme", "neon")).toBeUndefined();
  expect(preferenceOf("locale", undefined)).toBeUndefined();
});
