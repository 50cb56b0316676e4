import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readKey, SHORTCUTS } from "../shortcut-keys.ts";

const KEYS: readonly string[] = SHORTCUTS.flatMap(({ keys }) =>
  keys.flatMap((each) => ("also" in each ? [each.key, each.also] : [each.key])),
);

test("no key has two meanings", () => {
  expect(KEYS.toSorted()).toEqual([...new Set(KEYS)].toSorted());
  const leaders = KEYS.filter((key) => key.includes(" ")).map((key) => key.split(" ")[0]);
  expect(KEYS.filter((key) => leaders.includes(key))).toEqual([]);
});

test("every key written on a control is in the sheet", () => {
  const components = join(import.meta.dirname, "../..");
  const used = readdirSync(components, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .map((file) => readFileSync(join(components, file), "utf8"))
    .flatMap((source) => [...source.matchAll(/\b(?:data-)?shortcut(?:=|: )"([^"]+)"/g)])
    .map(([, key]) => key);
  expect(used).toContain("y");
  expect(used.filter((key) => !KEYS.includes(key ?? ""))).toEqual([]);
});

test("a second key soon after g is its own shortcut, late it is itself", () => {
  const { pending, shortcut } = readKey(undefined, "g", 1000);
  expect(shortcut).toBeUndefined();
  expect(readKey(pending, "c", 1500)).toEqual({ shortcut: "g c", pending: undefined });
  expect(readKey(pending, "c", 9000)).toEqual({ shortcut: "c", pending: undefined });
  expect(readKey(pending, "g", 9000)).toEqual({ pending: { atMs: 9000 } });
});

test("a typographic minus zooms out like the plain one", () => {
  expect(readKey(undefined, "\u2212", 0).shortcut).toBe("-");
});

test("the keys of Perfetto zoom and pan as the signs do", () => {
  expect(["w", "s", "a", "d"].map((key) => readKey(undefined, key, 0).shortcut)).toEqual([
    "+",
    "-",
    "<",
    ">",
  ]);
});
