import { describe, expect, test } from "vitest";
import { beginsWord, bestMatches, commandName, matchScore, pathOfLink } from "../palette-match.ts";

const best = (query: string, ...texts: readonly string[]) => bestMatches(query, texts, (text) => text);

describe("matches", () => {
  test("every word typed must be found, in any order and case", () => {
    expect(matchScore("WEB slow", "Slow boots of web-1")).toBeGreaterThan(0);
    expect(matchScore("slow db", "Slow boots of web-1")).toBe(0);
  });

  test("a beginning beats a word's beginning, which beats a middle, which beats letters apart", () => {
    expect(best("co", "Zoom to chroot_o", "A disco", "To compare", "Collector")).toEqual([
      "Collector",
      "To compare",
      "A disco",
      "Zoom to chroot_o",
    ]);
  });

  test("equals stay in the order given", () => {
    expect(best("boot", "boot b", "boot a")).toEqual(["boot b", "boot a"]);
  });

  test("Japanese is found by a part", () => {
    expect(best("遅い", "web の遅い起動", "失敗した起動")).toEqual(["web の遅い起動"]);
  });

  test("a long query of nothing ends", () => {
    expect(best("x".repeat(10_000), "xx".repeat(5000))).toEqual(["xx".repeat(5000)]);
  });
});

describe("a name is begun by", () => {
  test.each(["w", "WEB", "front", " web-f ", "2"])("%j", (query) =>
    expect(beginsWord(query, "Web-front.2")).toBe(true),
  );

  test.each(["eb", "ront", "webx", "", " "])("not by %j", (query) =>
    expect(beginsWord(query, "Web-front.2")).toBe(false),
  );
});

describe("a pasted link", () => {
  test.each([
    ["http://127.0.0.1:3000/boots/abc?span=x#y", "/boots/abc?span=x"],
    ["/live", "/live"],
    ["https://other.example/containers/web?since=1", "/containers/web?since=1"],
    ["http://127.0.0.1:3000", "/"],
  ])("%s opens %s here", (text, path) => expect(pathOfLink(text)).toBe(path));

  test.each([
    "web",
    "javascript:alert(1)",
    "//evil.example/x",
    "http://a/api/boots",
    "/_next/x",
    "https://[",
    "",
  ])("%s is none", (text) => expect(pathOfLink(text)).toBeUndefined());
});

describe("a control is found by", () => {
  const joined = (name: string, value: string) => `${name}: ${value}`;

  test.each([
    [
      "what it does, where that says what is written on it",
      "Waits",
      "Show who waits for whom",
      "Show who waits for whom",
    ],
    ["both, where what is written on it is another word", "Share", "Make a link", "Share: Make a link"],
    ["both in Japanese", "共有", "リンクを作ります", "共有: リンクを作ります"],
    ["what it does, where a sign is written on it", "+", "Zoom in", "Zoom in"],
    ["what is written on it, where nothing else is told", "Copy link", "", "Copy link"],
  ])("%s", (_, written, title, name) => expect(commandName(written, title, joined)).toBe(name));
});
